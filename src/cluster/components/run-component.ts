// The life of a component that is one process or several: up, down, up again, one at a time.
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

/** What a component's own code starts its processes with. All throw {ComponentError}, and the signal's reason. */
export interface Launcher {
  /** Runs a command of its to the end, and returns its stdout. */
  readonly run: (command: Command) => Promise<string>;
  /** Starts a process that stays, and resolves when it is ready. They are stopped in the opposite order. */
  readonly serve: (server: Server, isReady: () => Promise<boolean>) => Promise<ManagedProcess>;
}

export interface ComponentPlan {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  /** Made if it is not there. */
  readonly folder: string;
  /** Brings it up, on new data or on old. Called for each start. */
  readonly launch: (launcher: Launcher) => Promise<void>;
}

const EVERYONE: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP", "SIGCONT"]);

/** Resolves when it is ready. @throws {ComponentError} if it does not come up; then nothing of it is left. */
export async function startComponent(
  { name, url, port, folder, launch }: ComponentPlan,
  { onLine, signal, readyTimeoutMs = READY_TIMEOUT_MS }: ComponentOptions,
): Promise<Component> {
  const listeners = new Set<(exit: ComponentExit) => void>();
  let processes: ManagedProcess[] = [];
  /** Ends a start that is under way. */
  let starting = new AbortController();
  /** Starts and stops come one after the other. */
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
    // Whoever asked hears of a failure; the next turn comes all the same.
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
