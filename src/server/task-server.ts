// The TCP shell: accepts connections, keeps their number within the limit, stops without losing replies.
// What a task is and who runs it is not known here: `execute` is given.
import type { Socket } from "bun";
import type { ConversationOptions } from "../protocol/conversation.ts";
import { type Execute, TaskError, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Connection, type ConnectionHost } from "./connection.ts";

export interface TaskServerOptions extends Omit<ConversationOptions, "nowNs"> {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Connections beyond are answered `busy` and closed. */
  readonly maxConnections: number;
  /**
   * For logs: told of each error reply but a task's own failure, which whoever ran it tells. `request` is null where
   * there was none to read.
   */
  readonly onRefused?: (request: TaskRequest | null, error: TaskError) => void;
}

export interface TaskServer {
  readonly hostname: string;
  /** The real port. */
  readonly port: number;
  /** Those that are served, up to their close; not those that are being refused. */
  readonly openConnections: number;
  /** Closes the listener; connections go on. Idempotent. */
  stopAccepting(): void;
  /**
   * Stops accepting and reading, answers what is in hand, hangs up, and resolves when all connections are closed. Those
   * that are not after `deadlineNs` (a duration) are reset, and the signals of their tasks abort. Idempotent: the
   * first deadline counts.
   */
  close(deadlineNs: Ns): Promise<void>;
}

/** Refused connections that may wait for their peer's FIN at once; more are closed without a word. */
const MAX_REFUSED = 100;

/**
 * Listens at once. The caller closes it. `execute` is called once a task.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be had.
 */
export function createTaskServer(options: TaskServerOptions, execute: Execute): TaskServer {
  return new ListeningTaskServer(options, execute);
}

class ListeningTaskServer implements TaskServer {
  readonly hostname: string;
  readonly port: number;
  readonly #options: TaskServerOptions;
  readonly #host: ConnectionHost;
  readonly #listener: Bun.TCPSocketListener<Connection>;
  readonly #served = new Set<Connection>();
  readonly #refused = new Set<Connection>();
  #unflushed: Connection[] = [];
  #closing: Promise<void> | undefined;
  #onAllClosed: (() => void) | undefined;

  constructor(options: TaskServerOptions, execute: Execute) {
    this.#options = options;
    this.#host = {
      conversation: { ...options, nowNs: () => Bun.nanoseconds() },
      execute,
      onRefused: options.onRefused ?? (() => undefined),
      flushSoon: (connection) => this.#flushSoon(connection),
      onClosed: (connection) => this.#forget(connection),
      onBug: (connection, error) => this.#breakDown(connection, error),
    };
    this.#listener = Bun.listen<Connection>({
      hostname: options.hostname,
      port: options.port,
      allowHalfOpen: true,
      socket: {
        open: (socket) => this.#accept(socket),
        data: ({ data }, bytes) => data.receive(bytes),
        drain: ({ data }) => data.flush(),
        end: ({ data }) => data.peerEnded(),
        close: ({ data }) => data.closed(),
        // A handler threw; what happens to the socket itself comes to `close`.
        error: ({ data }, error) => this.#breakDown(data, error),
      },
    });
    this.hostname = this.#listener.hostname;
    this.port = this.#listener.port;
  }

  get openConnections(): number {
    return this.#served.size;
  }

  stopAccepting(): void {
    this.#listener.stop();
  }

  close(deadlineNs: Ns): Promise<void> {
    this.#closing ??= this.#close(deadlineNs);
    return this.#closing;
  }

  async #close(deadlineNs: Ns): Promise<void> {
    this.stopAccepting();
    const allClosed = Promise.withResolvers<void>();
    this.#onAllClosed = allClosed.resolve;
    for (const connection of this.#served) connection.stop();
    if (this.#served.size + this.#refused.size === 0) return;
    const deadline = setTimeout(() => {
      for (const connection of [...this.#served, ...this.#refused]) connection.destroy();
    }, deadlineNs / NS_PER_MS);
    await allClosed.promise;
    clearTimeout(deadline);
  }

  #accept(socket: Socket<Connection>): void {
    const connection = new Connection(socket, this.#host);
    socket.data = connection;
    const { maxConnections, messages } = this.#options;
    if (this.#served.size < maxConnections) {
      this.#served.add(connection);
      return;
    }
    const error = new TaskError("busy", messages.tooManyConnections(maxConnections));
    this.#host.onRefused(null, error);
    this.#refused.add(connection);
    if (this.#refused.size > MAX_REFUSED) connection.close();
    else connection.refuse(error);
  }

  #forget(connection: Connection): void {
    this.#served.delete(connection);
    this.#refused.delete(connection);
    if (this.#served.size + this.#refused.size === 0) this.#onAllClosed?.();
  }

  /** A bug of ours ends one connection, not the server. */
  #breakDown(connection: Connection, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#host.onRefused(null, new TaskError("unavailable", message, { cause: error }));
    connection.destroy();
  }

  /** The replies of one turn of the event loop to one socket go out as one write: writes are most of what they cost. */
  #flushSoon(connection: Connection): void {
    if (this.#unflushed.length === 0) setImmediate(() => this.#flushAll());
    this.#unflushed.push(connection);
  }

  #flushAll(): void {
    const connections = this.#unflushed;
    this.#unflushed = [];
    for (const connection of connections) connection.flush();
  }
}
