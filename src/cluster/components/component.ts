// The interface of every engine that is started as a private local instance.
import type { Text } from "../../units/text.ts";
import { TextError } from "../../units/text-error.ts";

/** One of its processes ended without being asked to. */
export interface ComponentExit {
  /** Which of the component's processes, as "radosgw". */
  readonly process: string;
  readonly pid: number;
  /** "exit code 1", "SIGKILL". */
  readonly how: Text;
  /** The end of its output; can be empty. */
  readonly lastWords: string;
}

/** A running instance on loopback ports, in its own folder. Its data stay in the folder and are found by the next start. */
export interface Component {
  readonly name: string;
  /** The address for clients, with user and password. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** All its running processes, descendants included. */
  pids(): readonly number[];
  /** Stops it gracefully, after a time limit by SIGKILL; resolves when none of its processes is left. Idempotent. */
  stop(): Promise<void>;
  /** Sends a signal without waiting: SIGKILL, SIGSTOP and SIGCONT to all processes, others to the main processes. */
  kill(signal?: NodeJS.Signals): void;
  /**
   * Starts it again on the same folder and ports, whether it runs, was killed or was stopped; resolves when it is ready.
   * @throws {ComponentError} as the first start does.
   */
  restart(): Promise<void>;
  /** Called for each process that ends by itself or by `kill`, not by `stop`. Returns a function to unsubscribe. */
  onExit(listener: (exit: ComponentExit) => void): () => void;
}

/** A server that a balancer sends connections to. */
export interface EntryServer {
  readonly name: string;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** The port for tasks. */
  readonly port: number;
  /** The port of `/readyz` and `/healthz`; with null only a connection to the task port is checked. */
  readonly adminPort: number | null;
}

/** `drain`: open connections stay, new ones are not sent. */
export type EntryOrder = "ready" | "drain";

export interface EntryState {
  readonly name: string;
  readonly order: EntryOrder;
  /** The result of the balancer's checks; null if it makes none. */
  readonly isUp: boolean | null;
  /** Open connections; null if the balancer does not report them. */
  readonly connections: number | null;
}

/** A load balancer in front of entry servers. */
export interface Balancer extends Component {
  /** Replaces the set of entry servers without losing a connection; resolves when it applies to new connections. */
  setEntries(entries: readonly EntryServer[]): Promise<void>;
  /** @throws {ComponentError} if there is no entry server of that name. */
  setServerState(name: string, order: EntryOrder): Promise<void>;
  serverStates(): Promise<readonly EntryState[]>;
}

export interface ComponentOptions {
  /** Port for clients. Default: the port that the folder remembers if it is free, else any free port. */
  readonly port?: number | undefined;
  /** Receives each line of output, without its newline. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Aborts a start: processes that run already are stopped, and the start rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of the whole start; default 60 s. */
  readonly readyTimeoutMs?: number | undefined;
}

/** It could not be started, or it refused a request. The message ends with the end of its output, if there is any. */
export class ComponentError extends TextError {
  override readonly name = "ComponentError";
}
