// The TCP shell: accepts connections, keeps their number within the limit, stops without losing replies.
// What a task is and who runs it is not known here: `execute` is given.
import type { Socket } from "bun";
import type { ConversationOptions } from "../protocol/conversation.ts";
import type { ProxiedClient } from "../protocol/proxy-header.ts";
import { type Execute, type Lookup, TaskError, type TaskRequest } from "../protocol/task.ts";
import { type AddressRange, isInRanges, parseAddressRanges } from "../units/address-range.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Connection, type ConnectionHost, type SocketOwner } from "./connection.ts";
import { peerAddressOf } from "./peer-address.ts";
import { type ArrivalHost, ProxiedArrival } from "./proxied-arrival.ts";

export interface TaskServerOptions extends Omit<ConversationOptions, "nowNs"> {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Connections beyond are answered `busy` and closed. */
  readonly maxConnections: number;
  /**
   * Balancers: addresses and ranges ("192.0.2.7", "10.0.0.0/8"). A connection from one of them begins with a PROXY
   * header, which says who the client is; one whose header is missing, broken, or not whole within `lineTimeoutNs` is
   * closed. From others no header is looked for. None by default.
   */
  readonly proxyFrom?: readonly string[];
  /**
   * For logs: told of each error reply but a task's own failure, which whoever ran it tells, and of each PROXY header
   * that was refused. `request` is null where there was none to read; `client` is its address, null where not known.
   */
  readonly onRefused?: (
    request: TaskRequest | null,
    error: TaskError,
    client: string | null,
  ) => void;
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
 * Listens at once. The caller closes it. `execute` is called once a task, `lookup` once a record that is asked for;
 * without it, no id is known.
 * @throws {OptionsError} if `proxyFrom` holds what is no address or range.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be had.
 */
export function createTaskServer(
  options: TaskServerOptions,
  execute: Execute,
  lookup?: Lookup,
): TaskServer {
  return new ListeningTaskServer(options, execute, lookup);
}

class ListeningTaskServer implements TaskServer {
  readonly hostname: string;
  readonly port: number;
  readonly #options: TaskServerOptions;
  readonly #host: ConnectionHost;
  readonly #arrivalHost: ArrivalHost;
  readonly #balancers: readonly AddressRange[];
  readonly #listener: Bun.TCPSocketListener<SocketOwner>;
  readonly #served = new Set<SocketOwner>();
  readonly #refused = new Set<SocketOwner>();
  #unflushed: Connection[] = [];
  #closing: Promise<void> | undefined;
  #onAllClosed: (() => void) | undefined;

  constructor(options: TaskServerOptions, execute: Execute, lookup: Lookup | undefined) {
    this.#options = options;
    this.#balancers = parseAddressRanges(options.proxyFrom ?? []);
    this.#host = {
      conversation: { ...options, nowNs: () => Bun.nanoseconds() },
      execute,
      lookup,
      onRefused: options.onRefused ?? (() => undefined),
      flushSoon: (connection) => this.#flushSoon(connection),
      onClosed: (connection) => this.#forget(connection),
      onBug: (connection, error) => this.#breakDown(connection, error),
    };
    this.#arrivalHost = {
      headerTimeoutNs: options.lineTimeoutNs,
      messages: options.messages,
      onHeader: (arrival, client, rest) => this.#handOn(arrival, client, rest),
      onRefused: (error, balancer) => this.#host.onRefused(null, error, balancer),
      onClosed: (arrival) => this.#forget(arrival),
    };
    this.#listener = Bun.listen<SocketOwner>({
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

  #accept(socket: Socket<SocketOwner>): void {
    const address = peerAddressOf(socket);
    const isProxied = address !== undefined && isInRanges(address.hostname, this.#balancers);
    const { maxConnections } = this.#options;
    if (this.#served.size >= maxConnections) {
      // Whom a balancer speaks for is not known yet.
      this.#turnAway(socket, isProxied ? null : (address?.endpoint ?? null));
    } else if (isProxied) {
      this.#serve(socket, new ProxiedArrival(socket, address.endpoint, this.#arrivalHost));
    } else {
      this.#serve(socket, new Connection(socket, address?.endpoint ?? null, this.#host));
    }
  }

  #serve(socket: Socket<SocketOwner>, owner: SocketOwner): void {
    socket.data = owner;
    this.#served.add(owner);
  }

  /** The same socket, and from now on the client's connection. */
  #handOn(arrival: ProxiedArrival, client: ProxiedClient, rest: Uint8Array): void {
    const { socket, balancer } = arrival;
    const connection = new Connection(socket, endpointOf(client, balancer), this.#host);
    this.#served.delete(arrival);
    this.#serve(socket, connection);
    if (rest.length > 0) connection.receive(rest);
  }

  #turnAway(socket: Socket<SocketOwner>, client: string | null): void {
    const { maxConnections, messages } = this.#options;
    const connection = new Connection(socket, client, this.#host);
    socket.data = connection;
    const error = new TaskError("busy", messages.tooManyConnections(maxConnections));
    this.#host.onRefused(null, error, client);
    this.#refused.add(connection);
    if (this.#refused.size > MAX_REFUSED) connection.close();
    else connection.refuse(error);
  }

  #forget(owner: SocketOwner): void {
    this.#served.delete(owner);
    this.#refused.delete(owner);
    if (this.#served.size + this.#refused.size === 0) this.#onAllClosed?.();
  }

  /** A bug of ours ends one connection, not the server. */
  #breakDown(owner: SocketOwner, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#host.onRefused(null, new TaskError("unavailable", message, { cause: error }), null);
    owner.destroy();
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

function endpointOf(client: ProxiedClient, balancer: string): string | null {
  switch (client.kind) {
    case "named":
      return client.endpoint;
    case "unnamed":
      return null;
    case "balancer":
      return balancer;
    default:
      return client satisfies never;
  }
}
