// Starts, stops and restarts a component of one or several processes, one operation at a time.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Component, ComponentExit, ComponentOptions } from "./component.ts";
import {
  type ManagedProcess,
  type ProcessSpec,
  runToEnd,
  startProcess,
  waitUntilReady,
} from "./managed-process.ts";
import type { Text } from "../../units/text.ts";
import { signalProcesses } from "./process-tree.ts";

const READY_TIMEOUT_MS = 60_000;

type Command = Pick<ProcessSpec, "name" | "command" | "env" | "user">;
type Server = Command & Pick<ProcessSpec, "stopSignal" | "stopTimeoutMs">;

/** The functions by which a component starts its processes. They throw {ComponentError} and the signal's reason. */
export interface Launcher {
  /** Runs a command to its end and returns its stdout. */
  readonly run: (command: Command) => Promise<string>;
  /** Starts a server process and resolves when it is ready. The processes are stopped in reverse order. */
  readonly serve: (server: Server, isReady: () => Promise<boolean>) => Promise<ManagedProcess>;
}

export interface ComponentPlan {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Created if it is missing. */
  readonly folder: string;
  /** Starts the processes, on new or existing data. Called for each start. */
  readonly launch: (launcher: Launcher) => Promise<void>;
}

const EVERYONE: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP", "SIGCONT"]);

/** Resolves when it is ready. @throws {ComponentError} if it does not start; then no process is left. */
export async function startComponent(
  { name, url, port, folder, launch }: ComponentPlan,
  { onLine, signal, readyTimeoutMs = READY_TIMEOUT_MS }: ComponentOptions,
): Promise<Component> {
  const listeners = new Set<(exit: ComponentExit) => void>();
  let processes: ManagedProcess[] = [];
  /** Aborts a start. */
  let starting = new AbortController();
  /** Starts and stops run one at a time. */
  let turn: Promise<void> = Promise.resolve();

  const down = async (): Promise<void> => {
    for (const child of processes.toReversed()) await child.stop();
    processes = [];
  };

  const up = async (abort: AbortSignal): Promise<void> => {
    mkdirSync(folder, { recursive: true });
    const deadlineMs = performance.now() + readyTimeoutMs;
    const launcher: Launcher = {
      run: (command) => runToEnd({ ...command, folder }, deadlineMs, abort),
      async serve(server, isReady) {
        abort.throwIfAborted();
        const logFile = join(folder, "output.log");
        const child = startProcess({ ...server, folder, logFile, onLine });
        processes.push(child);
        await waitUntilReady(child, isReady, deadlineMs, abort);
        void child.ended.then((how) => {
          if (!child.isStopping) tell(child, how);
        });
        return child;
      },
    };
    try {
      await launch(launcher);
    } catch (error) {
      await down();
      throw error;
    }
  };

  const tell = (child: ManagedProcess, how: Text): void => {
    const exit = { process: child.name, pid: child.pid, how, lastWords: child.lastWords() };
    for (const listener of listeners) listener(exit);
  };

  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = turn.then(act);
    // The caller gets the failure; the next operation runs all the same.
    turn = done.catch(() => undefined);
    return done;
  };

  const component: Component = {
    name,
    url,
    port,
    folder,
    pids: () => processes.flatMap((child) => child.family()).map(({ pid }) => pid),
    stop() {
      starting.abort(new DOMException(`${name} was stopped`, "AbortError"));
      return inTurn(down);
    },
    kill(killSignal = "SIGKILL") {
      if (EVERYONE.has(killSignal)) {
        const families = processes.map((child) => child.family());
        signalProcesses(families.flat(), killSignal);
      } else for (const child of processes) child.signal(killSignal);
    },
    restart() {
      return inTurn(async () => {
        await down();
        starting = new AbortController();
        await up(starting.signal);
      });
    },
    onExit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  await inTurn(() => up(signal ?? starting.signal));
  return component;
}
