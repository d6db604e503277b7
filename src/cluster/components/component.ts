// A private local instance of an engine or a balancer: one or several processes on loopback ports, in a folder of their own.
// Its data stay in the folder and are found by the next start.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { KeptSettings } from "./kept-settings.ts";
import { type CommandSpec, ManagedProcess, type ProcessSpec, runToEnd } from "./managed-process.ts";
import { joinTexts, type Text, untranslated } from "../../units/text.ts";
import { type ProcessIdentity, signalProcesses } from "./process-tree.ts";

const START_LIMIT_MS = 60_000;

export interface ComponentOptions {
  /** Port for clients. Default: the port that the folder remembers if it is free, else any free port. */
  readonly port?: number;
  /** Receives each line of output while it is up. Output of starts and stops is in its log file and in errors. */
  readonly onLine?: (line: string) => void;
}

/** The functions by which a component starts its processes. They throw {ClusterError} and the signal's reason. */
export interface Launcher {
  /** Runs a command to its end. */
  readonly run: (command: Omit<CommandSpec, "folder">) => Promise<void>;
  /** Starts a server process and resolves when it is ready. The processes are stopped in reverse order. */
  readonly serve: (
    server: Omit<ProcessSpec, "folder" | "logFile" | "onLine">,
    isReady: () => Promise<boolean>,
  ) => Promise<ManagedProcess>;
}

const FOR_ALL_PROCESSES: ReadonlySet<NodeJS.Signals> = new Set(["SIGKILL", "SIGSTOP", "SIGCONT"]);

export abstract class Component {
  abstract readonly name: string;
  /** The address for clients, with user and password. */
  readonly url: string;
  readonly port: number;
  /** Created if it is missing. */
  readonly folder: string;
  readonly #onLine: ComponentOptions["onLine"];
  #processes: ManagedProcess[] = [];
  #ended = Promise.withResolvers<Text>();
  #isUp = false;
  /** Aborted by `stop`. */
  #starting = new AbortController();
  /** Starts and stops run one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Saves the settings, with the port. */
  constructor(
    kept: KeptSettings,
    { port, onLine }: ComponentOptions,
    urlOf: (port: number) => string,
  ) {
    this.folder = kept.folder;
    this.port = kept.port("port", port);
    this.url = urlOf(this.port);
    this.#onLine = onLine;
    kept.save();
  }

  /** Starts the processes, on new or existing data. Called for each start. */
  protected abstract launch(launcher: Launcher): Promise<void>;

  /**
   * Resolves when the first process of the present start ends by itself or by `kill`, as "SIGKILL" or "epmd: exit code 1";
   * with an empty text when the component is stopped.
   */
  get ended(): Promise<Text> {
    return this.#ended.promise;
  }

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
      this.#ended = Promise.withResolvers();
      this.#starting = new AbortController();
      const own = this.#starting.signal;
      await this.#startAll(signal === undefined ? own : AbortSignal.any([own, signal]));
      this.#isUp = true;
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

  async #startAll(signal: AbortSignal): Promise<void> {
    const { folder } = this;
    mkdirSync(folder, { recursive: true });
    const logFile = join(folder, "output.log");
    const onLine = (line: string): void => {
      if (this.#isUp) this.#onLine?.(line);
    };
    const limit = { deadlineMs: performance.now() + START_LIMIT_MS, signal };
    try {
      await this.launch({
        run: (command) => runToEnd({ ...command, folder }, limit),
        serve: async (server, isReady) => {
          signal.throwIfAborted();
          const child = new ManagedProcess({ ...server, folder, logFile, onLine });
          this.#processes.push(child);
          await child.waitUntilReady(isReady, limit);
          void child.ended.then((how) => {
            const who = child.name === this.name ? [] : [untranslated(child.name)];
            if (!child.isStopping) this.#ended.resolve(joinTexts([...who, how], ": "));
          });
          return child;
        },
      });
    } catch (error) {
      await this.#stopAll();
      throw error;
    }
  }

  async #stopAll(): Promise<void> {
    this.#isUp = false;
    for (const child of this.#processes.toReversed()) await child.stop();
    this.#processes = [];
    this.#ended.resolve(untranslated(""));
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(act);
    // The caller gets the failure; the next operation runs all the same.
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
