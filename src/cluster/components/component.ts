// What every real engine looks like to whoever starts one as a private local instance.

/** One of its processes ended, and nobody had asked it to. */
export interface ComponentExit {
  /** Which of the component's processes, as "radosgw". */
  readonly process: string;
  readonly pid: number;
  /** "exit code 1", "SIGKILL". */
  readonly how: string;
  /** The end of what it printed; may be empty. */
  readonly lastWords: string;
}

/**
 * A running instance on loopback ports, in a folder of its own. Its data stay in the folder: started again there, with
 * the same function, it finds them.
 */
export interface Component {
  readonly name: string;
  /** Where clients reach it, with user and password. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Of all its processes, their descendants included, that run now. */
  pids(): readonly number[];
  /** Gracefully, within a bound, then by SIGKILL; resolves when no process of it is left. Idempotent. */
  stop(): Promise<void>;
  /** Sends a signal, and does not wait: SIGKILL, SIGSTOP and SIGCONT to all its processes, others to the main ones. */
  kill(signal?: NodeJS.Signals): void;
  /**
   * Up again on the same folder and ports, whether it runs, was killed or was stopped; resolves when it is ready.
   * @throws {ComponentError} as the first start does.
   */
  restart(): Promise<void>;
  /** Called for each process that ends by itself or by `kill`, never for those that `stop` ends. Returns how to unsubscribe. */
  onExit(listener: (exit: ComponentExit) => void): () => void;
}

/** What a server that a balancer hands connections to is told, or is found to be. */
export interface EntryServer {
  readonly name: string;
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** Of the task port. */
  readonly port: number;
  /** Of `/readyz` and `/healthz`; null: a connection to the task port is all that is checked. */
  readonly adminPort: number | null;
}

/** `drain`: those connected stay, no new ones come. */
export type EntryOrder = "ready" | "drain";

export interface EntryState {
  readonly name: string;
  readonly order: EntryOrder;
  /** By the balancer's own checks; null where it makes none. */
  readonly isUp: boolean | null;
  /** Open at this moment; null where it does not tell. */
  readonly connections: number | null;
}

/** A load balancer in front of entry servers. */
export interface Balancer extends Component {
  /** Takes another set of entry servers without losing a connection; resolves once new connections follow it. */
  setEntries(entries: readonly EntryServer[]): Promise<void>;
  /** @throws {ComponentError} if there is no entry server of that name. */
  setServerState(name: string, order: EntryOrder): Promise<void>;
  serverStates(): Promise<readonly EntryState[]>;
}

export interface ComponentOptions {
  /** For what clients connect to; absent: the one that the folder remembers, if it is free, else any free one. */
  readonly port?: number | undefined;
  /** Each line that it prints, without its newline. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Ends a start that is under way: what runs already is stopped, and the start rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For the whole start; 60 s unless told. */
  readonly readyTimeoutMs?: number | undefined;
}

/** It could not be started, or refused what was asked. The message ends with its own last words, where there are some. */
export class ComponentError extends Error {
  override readonly name = "ComponentError";
}
