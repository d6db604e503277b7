// An entry server or a worker as a child process. It is ready when its /readyz returns 200.
import { fileURLToPath } from "node:url";
import { ClusterError } from "./cluster-error.ts";
import { type ClusterMessages, say } from "../messages/catalogue.ts";
import type { ServerPlan } from "./plan.ts";
import { identifyProcess, signalProcesses } from "./components/process-tree.ts";
import { readLines } from "./read-lines.ts";
import type { Running, Start } from "./supervisor.ts";

const SCRIPTS = {
  entry: fileURLToPath(new URL("../cli/server.ts", import.meta.url)),
  worker: fileURLToPath(new URL("../cli/worker.ts", import.meta.url)),
} as const;

/** Many workers that start together on few cores need seconds; a process that needs longer than this hangs. */
const READY_LIMIT_MS = 60_000;
const PROBE_PAUSE_MS = 25;
const PROBE_LIMIT_MS = 1000;
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
  /** For tests: another script to run. */
  readonly script?: string;
}

export function serverProcess(plan: ServerPlan, options: ServerProcessOptions): Start {
  return async (signal, onSpawn) => {
    const running = spawn(plan, options);
    const [mark] = running.processes;
    if (mark !== undefined) onSpawn(mark);
    try {
      await waitUntilReady(plan.adminPort, running, signal);
      return running;
    } catch (error) {
      running.kill();
      await running.ended;
      throw error;
    }
  };
}

function spawn(plan: ServerPlan, options: ServerProcessOptions): Running {
  const { messages } = options;
  const child = Bun.spawn([process.execPath, options.script ?? SCRIPTS[plan.kind], ...plan.args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // It ends with this process, even if this process is killed …
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    // … but a Ctrl-C in the terminal must not reach it: the cluster ends its members in order.
    detached: true,
  });
  const mark = identifyProcess(child.pid);
  const errors: string[] = [];
  const output = Promise.all([
    readLines(child.stdout, options.onLine),
    readLines(child.stderr, (line) => {
      errors.push(line.replace(/^error: /, ""));
      if (errors.length > KEPT_ERRORS) errors.shift();
      options.onLine(line);
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
    if (mark !== undefined) signalProcesses([mark], name);
  };
  let stopping: Promise<void> | undefined;
  return {
    processes: mark === undefined ? [] : [mark],
    ended,
    stop() {
      stopping ??= (async () => {
        send("SIGTERM");
        const timer = setTimeout(() => {
          options.onStoppedLate();
          send("SIGKILL");
        }, options.stopLimitMs);
        await ended;
        clearTimeout(timer);
      })();
      return stopping;
    },
    kill: () => send("SIGKILL"),
  };
}

async function waitUntilReady(
  adminPort: number,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + READY_LIMIT_MS;
  const state: { endedBecause?: string } = {};
  const ended = running.ended.then((reason) => {
    state.endedBecause = reason;
  });
  while (!(await isReady(adminPort))) {
    if (state.endedBecause !== undefined) throw new ClusterError(state.endedBecause);
    signal.throwIfAborted();
    if (performance.now() > deadlineMs) {
      throw new ClusterError(say(({ cluster }) => cluster.notReadyInTime(READY_LIMIT_MS)));
    }
    await Promise.race([ended, Bun.sleep(PROBE_PAUSE_MS)]);
  }
  signal.throwIfAborted();
  // Another process could have taken the port and answered: this child must still run after the answer.
  if (state.endedBecause !== undefined) throw new ClusterError(state.endedBecause);
}

async function isReady(adminPort: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${adminPort}/readyz`, {
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // It is not listening yet.
  }
}
