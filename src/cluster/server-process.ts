// An entry server or a worker as a child process. It reports over its IPC channel when it is ready.
import { fileURLToPath } from "node:url";
import { isSettledWithin, withDeadline } from "../async/deadline.ts";
import { ClusterError } from "./components/cluster-error.ts";
import { howEnded } from "./components/managed-process.ts";
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { ServerPlan } from "./plan.ts";
import { isReadyEvent } from "../protocol/ready-event.ts";
import { identifyProcess, signalProcesses } from "./components/process-tree.ts";
import { untranslated } from "../units/text.ts";
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
  /** Time limit for a server to end after SIGTERM, longer than its own drain limit. After it the server is killed. */
  readonly stopLimitMs: number;
  readonly messages: ClusterMessages;
  /** Writes a line of the log; `from` is the member, or null for the cluster. */
  readonly say: (from: string | null, line: string) => void;
}

export function serverProcess(plan: ServerPlan, options: ServerProcessOptions): Start {
  return async (signal, onSpawn) => {
    const ready = Promise.withResolvers<void>();
    const running = spawn(plan, options, ready.resolve);
    const [main] = running.processes();
    if (main !== undefined) onSpawn(main);
    void running.ended.then((reason) => ready.reject(new ClusterError(reason)));
    const late = (): never => {
      throw new ClusterError((t) => t.notReadyInTime(READY_LIMIT_MS));
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
  { messages, say: log, stopLimitMs }: ServerProcessOptions,
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
  const onLine = (line: string): void => log(plan.name, withoutName(line, plan.name));
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
    return errors.length > 0 ? untranslated(errors.join(" / ")) : howEnded(child);
  });
  const send = (name: NodeJS.Signals): void => {
    if (main !== undefined) signalProcesses([main], name);
  };
  let stopping: Promise<void> | undefined;
  return {
    processes: () => (main === undefined ? [] : [main]),
    ended,
    stop() {
      stopping ??= (async () => {
        send("SIGTERM");
        if (await isSettledWithin(ended, stopLimitMs)) return;
        log(null, messages.stoppedLate(plan.name, stopLimitMs));
        send("SIGKILL");
        await ended;
      })();
      return stopping;
    },
    kill: () => send("SIGKILL"),
  };
}

/** The log writes the name before each line, as some lines do themselves. */
function withoutName(line: string, name: string): string {
  const prefix = `${name}: `;
  return line.startsWith(prefix) ? withoutName(line.slice(prefix.length), name) : line;
}
