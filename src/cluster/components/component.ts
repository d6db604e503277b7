// A private local instance of an engine or a balancer: one or several processes on loopback ports, in a folder of their own.
// Its data stay in the folder and are found by the next start.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type CommandSpec, ManagedProcess, type ProcessSpec, runToEnd } from "./managed-process.ts";
import type { Text } from "../../units/text.ts";
import { type ProcessIdentity, signalProcesses } from "./process-tree.ts";

const START_LIMIT_MS = 60_000;

/** One of its processes ended without being asked to. */
export interface ComponentExit {
  /** Which of the component's processes, as "radosgw". */
  readonly process: string;
  /** "exit code 1", "SIGKILL". */
  readonly how: Text;
}

export interface ComponentOptions {
  /** Port for clients. Default: the port that the folder remembers if it is free, else any free port. */
  readonly port?: number;
  /** Receives each line of output, without its newline. */
  readonly onLine?: (line: string) => void;
}

export interface ComponentPlace {
  readonly name: string;
  /** The address for clients, with user and password. */
  readonly url: string;
  readonly port: number;
  /** Created if it is missing. */
  readonly folder: string;
}

/** The functions by which a component starts its processes. They throw {ClusterError} and the signal's reason. */
export interface Launcher {
  /** Runs a command to its end and returns its stdout. */
  readonly run: (command: Omit<CommandSpec, "folder">) => Promise<string>;
  /** Starts a server process and resolves when it is ready. The processes are stopped in reverse order. */
  readonly serve: (
    server: Omit<ProcessSpec, "folder" | "logFile" | "onLine">,
    isReady: () => Promise<boolean>,
  ) => Promise<ManagedProcess>;
}

const FOR_ALL_PROCESSES: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP", "SIGCONT"]);

export abstract class Component implements ComponentPlace {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly #onLine: ComponentOptions["onLine"];
  readonly #exitListeners = new Set<(exit: ComponentExit) => void>();
  #processes: ManagedProcess[] = [];
  /** Aborted by `stop`. */
  #starting = new AbortController();
  /** Starts and stops run one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ name, url, port, folder }: ComponentPlace, { onLine }: ComponentOptions) {
    this.name = name;
    this.url = url;
    this.port = port;
    this.folder = folder;
    this.#onLine = onLine;
  }

  /** Starts the processes, on new or existing data. Called for each start. */
  protected abstract launch(launcher: Launcher): Promise<void>;

  /** All its running processes, descendants included. */
  processes(): readonly ProcessIdentity[] {
    return this.#processes.flatMap((child) => child.processTree());
  }

  /**
   * Starts it on its folder and ports, again if it runs; resolves when it is ready.
   * @throws {ClusterError} if it does not start, and the reason of `signal`; then none of its processes is left.
   */
  start(signal?: AbortSignal): Promise<this> {
    return this.#inTurn(async () => {
      await this.#stopAll();
      this.#starting = new AbortController();
      const own = this.#starting.signal;
      await this.#startAll(signal === undefined ? own : AbortSignal.any([own, signal]));
      return this;
    });
  }

  /** Stops it gracefully, after a time limit by SIGKILL; resolves when none of its processes is left. Idempotent. */
  stop(): Promise<void> {
    this.#starting.abort(new DOMException(`${this.name} was stopped`, "AbortError"));
    return this.#inTurn(() => this.#stopAll());
  }

  /** Sends a signal without waiting: SIGKILL, SIGSTOP and SIGCONT to all processes, others to the main processes. */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    if (FOR_ALL_PROCESSES.has(signal)) {
      signalProcesses(this.processes(), signal);
    } else for (const child of this.#processes) child.signal(signal);
  }

  /** Called for each process that ends by itself or by `kill`, not by `stop`. Returns a function to unsubscribe. */
  onExit(listener: (exit: ComponentExit) => void): () => void {
    this.#exitListeners.add(listener);
    return () => this.#exitListeners.delete(listener);
  }

  async #startAll(signal: AbortSignal): Promise<void> {
    const { folder } = this;
    mkdirSync(folder, { recursive: true });
    const limit = { deadlineMs: performance.now() + START_LIMIT_MS, signal };
    try {
      await this.launch({
        run: (command) => runToEnd({ ...command, folder }, limit),
        serve: async (server, isReady) => {
          signal.throwIfAborted();
          const child = this.#spawn({ ...server, folder, logFile: join(folder, "output.log") });
          await child.waitUntilReady(isReady, limit);
          void child.ended.then((how) => this.#report(child, how));
          return child;
        },
      });
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
  }

  #spawn(spec: ProcessSpec): ManagedProcess {
    const child = new ManagedProcess({ ...spec, onLine: this.#onLine });
    this.#processes.push(child);
    return child;
  }

  #report(child: ManagedProcess, how: Text): void {
    if (child.isStopping) return;
    for (const listener of this.#exitListeners) listener({ process: child.name, how });
  }

  async #stopAll(): Promise<void> {
    for (const child of this.#processes.toReversed()) await child.stop();
    this.#processes = [];
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(act);
    // The caller gets the failure; the next operation runs all the same.
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
