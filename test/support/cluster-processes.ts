// `bun run cluster` in processes of its own, with a known place of its own: it meets no cluster of anyone else's.
import { expect } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isStillRunning } from "../../src/cluster/components/process-tree.ts";
import type { ClusterState } from "../../src/cluster/state-file.ts";
import type { ClusterStatus } from "../../src/cluster/status.ts";
import { type Ended, runCommandLine, startCommand } from "./commands.ts";
import { temporaryFolder } from "./components.ts";
import { eventually } from "./eventually.ts";

interface Ready extends ClusterStatus {
  readonly tookMs: number;
}

export interface RunningCluster {
  readonly ready: Ready;
  /** All that it printed so far, a JSON object a line. */
  readonly events: readonly Record<string, unknown>[];
  /** `bun run cluster <args>` on it. */
  run(...args: readonly string[]): Promise<Ended>;
  status(): Promise<ClusterStatus>;
  /** As its state file says, at this moment. */
  state(): ClusterState;
  /** Resolves with the exit code once the process has ended. */
  readonly exited: Promise<number>;
}

/** For all clusters and commands of one test file. */
export function clusterEnvironment(): Readonly<Record<string, string>> {
  const runtime = join(temporaryFolder("runtime"), "r");
  mkdirSync(runtime, { mode: 0o700 });
  return { XDG_RUNTIME_DIR: runtime };
}

/** Resolves when it is up; rejects with all that it said if it ends before. Killed with the test process. */
export async function startCluster(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<RunningCluster> {
  const child = startCommand(["cluster", "--port", "0", "--log", "json", ...args], { env });
  const events: Record<string, unknown>[] = [];
  const ready = Promise.withResolvers<Ready>();
  const stderr = new Response(child.stderr).text();
  void (async () => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of child.stdout) {
      const lines = (text + decoder.decode(bytes, { stream: true })).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const event = JSON.parse(line) as Record<string, unknown>;
        events.push(event);
        if (event["event"] === "cluster-ready") ready.resolve(event as unknown as Ready);
      }
    }
    const said = events.map((event) => JSON.stringify(event)).join("\n");
    ready.reject(new Error(`the cluster ended before it was up:\n${said}\n${await stderr}`));
  })();
  const { folder } = await ready.promise;
  const run = (...words: readonly string[]): Promise<Ended> =>
    runCommandLine(["cluster", ...words, "--dir", folder], { env });
  return {
    ready: await ready.promise,
    events,
    run,
    async status() {
      const { stdout, stderr: problem } = await run("status", "--json");
      if (stdout === "") throw new Error(problem);
      return JSON.parse(stdout) as ClusterStatus;
    },
    state: () => JSON.parse(readFileSync(join(folder, "cluster.json"), "utf8")) as ClusterState,
    exited: child.exited,
  };
}

/** Its members' processes that run now, of all that its state file knew. */
export function survivorsOf(state: ClusterState): readonly string[] {
  return state.members.flatMap(({ name, processes }) =>
    processes.filter(isStillRunning).map(({ pid }) => `${name} (${pid})`),
  );
}

/** Resolves when no process of that cluster is left. The kernel tells nobody but the parent: it is looked for. */
export async function untilGone(state: ClusterState): Promise<void> {
  await eventually(() => expect(survivorsOf(state)).toEqual([]));
}
