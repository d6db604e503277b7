// An entry server or a worker as a child process. It reports over its IPC channel when it is ready.
import { fileURLToPath } from "node:url";
import { isSettledWithin, withDeadline } from "../async/deadline.ts";
import { ClusterError } from "./components/cluster-error.ts";
import { type ClusterMessages, say } from "../messages/catalogue.ts";
import type { ServerPlan } from "./plan.ts";
import { isReadyEvent } from "../protocol/ready-event.ts";
import { identifyProcess, signalProcesses } from "./components/process-tree.ts";
import { readLines } from "../protocol/read-lines.ts";
import type { Running, Start } from "./supervisor.ts";

const SCRIPTS = {
  entry: fileURLToPath(new URL("../cli/server.ts", import.meta.url)),
  worker: fileURLToPath(new URL("../cli/worker.ts", import.meta.url)),
} as const;

/** Many workers that start together on few cores need seconds; a process that needs longer than this hangs. */
const READY_LIMIT_MS = 60_000;
/** Lines of stderr that are kept to explain its end. */
const KEPT_ERRORS = 3;

export interface ServerProcessOptions {
  /** Receives its output, line by line. */
  readonly onLine: (line: string) => void;
  /** Time limit from SIGTERM to its end, longer than its own drain limit. After it the process is killed. */
  readonly stopLimitMs: number;
  /** Called when that limit is reached. */
  readonly onStoppedLate: () => void;
  readonly messages: ClusterMessages;
}

export function serverProcess(plan: ServerPlan, options: ServerProcessOptions): Start {
  return async (signal, onSpawn) => {
    const ready = Promise.withResolvers<void>();
    const running = spawn(plan, options, ready.resolve);
    const [main] = running.processes;
    if (main !== undefined) onSpawn(main);
    void running.ended.then((reason) => ready.reject(new ClusterError(reason)));
    const late = (): never => {
      throw new ClusterError(say(({ cluster }) => cluster.notReadyInTime(READY_LIMIT_MS)));
    };
    try {
      await withDeadline(ready.promise, READY_LIMIT_MS, late, signal);
      return running;
    } catch (error) {
      running.kill();
      await running.ended;
      throw error;
    }
  };
}

function spawn(
  plan: ServerPlan,
  { messages, onLine, onStoppedLate, stopLimitMs }: ServerProcessOptions,
  onReady: () => void,
): Running {
  const child = Bun.spawn([process.execPath, SCRIPTS[plan.kind], ...plan.args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // It ends with this process, even if this process is killed …
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    // … but a Ctrl-C in the terminal must not reach it: the cluster ends its members in order.
    detached: true,
    serialization: "json",
    ipc(message) {
      if (isReadyEvent(message)) onReady();
    },
  });
  const main = identifyProcess(child.pid);
  const errors: string[] = [];
  const output = Promise.all([
    readLines(child.stdout, onLine),
    readLines(child.stderr, (line) => {
      errors.push(line.replace(/^error: /, ""));
      if (errors.length > KEPT_ERRORS) errors.shift();
      onLine(line);
    }),
  ]);
  const ended = child.exited.then(async () => {
    await output;
    if (errors.length > 0) return errors.join(" / ");
    return child.signalCode === null
      ? messages.exitCode(child.exitCode ?? 0)
      : String(child.signalCode);
  });
  const send = (name: NodeJS.Signals): void => {
    if (main !== undefined) signalProcesses([main], name);
  };
  let stopping: Promise<void> | undefined;
  return {
    processes: main === undefined ? [] : [main],
    ended,
    stop() {
      stopping ??= (async () => {
        send("SIGTERM");
        if (await isSettledWithin(ended, stopLimitMs)) return;
        onStoppedLate();
        send("SIGKILL");
        await ended;
      })();
      return stopping;
    },
    kill: () => send("SIGKILL"),
  };
}
