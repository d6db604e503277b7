// The TCP shell: accepts connections up to the limit, and stops without losing replies. It does not interpret tasks:
// `execute` runs them.
import type { Socket } from "bun";
import type { ConversationOptions } from "../protocol/conversation.ts";
import type { ProxiedClient } from "../protocol/proxy-header.ts";
import type { Lookup } from "../protocol/record.ts";
import { type Execute, TaskError, type TaskRequest } from "../protocol/task.ts";
import { messageOf } from "../units/text-error.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import {
  formatEndpoint,
  isInRanges,
  type AddressRange,
  shortIpAddress,
} from "../units/ip-address.ts";
import { Connection, type ConnectionHost, type SocketOwner } from "./connection.ts";
import { type ArrivalHost, ProxiedArrival } from "./proxied-arrival.ts";

export interface TaskServerOptions extends Omit<ConversationOptions, "nowNs"> {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Limit of connections; further connections are answered `busy` and closed. */
  readonly maxConnections: number;
  /** A connection whose peer accepts no byte of its pending replies for this time is reset. */
  readonly writeTimeoutNs: Ns;
  /**
   * Balancers. A connection from a balancer starts with a PROXY header
   * that names the client; if the header is missing, invalid or not complete within `lineTimeoutNs`, the connection is
   * closed. Other connections have no header. Default: none.
   */
  readonly proxyFrom?: readonly AddressRange[];
  /**
   * For logs: called for each error reply and each refused PROXY header, but not for a failed task, which the pool logs.
   * `request` is null if no request could be read; `client` is its address, null if not known.
   */
  readonly onRefused?: (
    request: TaskRequest | null,
    error: TaskError,
    client: string | null,
  ) => void;
}

/** Limit of refused connections that wait for their peer's FIN; more are closed without a reply. */
const MAX_REFUSED = 100;

/** The creator closes it. */
export class TaskServer {
  readonly hostname: string;
  /** The real port. */
  readonly port: number;
  readonly #options: TaskServerOptions;
  readonly #host: ConnectionHost;
  readonly #arrivalHost: ArrivalHost;
  readonly #listener: Bun.TCPSocketListener<SocketOwner>;
  readonly #served = new Set<SocketOwner>();
  readonly #refused = new Set<SocketOwner>();
  #unflushed: Connection[] = [];
  #closing: Promise<void> | undefined;
  #onAllClosed: (() => void) | undefined;

  /**
   * Listens at once. `execute` is called once for each task, `lookup` once for each requested record; without `lookup` the
   * server keeps no records.
   * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be used.
   */
  constructor(options: TaskServerOptions, execute: Execute, lookup?: Lookup) {
    this.#options = options;
    this.#host = {
      conversation: { ...options, nowNs: () => Bun.nanoseconds() },
      writeTimeoutNs: options.writeTimeoutNs,
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
        // A handler threw; errors of the socket itself are reported by `close`.
        error: ({ data }, error) => this.#breakDown(data, error),
      },
    });
    this.hostname = this.#listener.hostname;
    this.port = this.#listener.port;
  }

  /** Connections that are served, without those that are being refused. */
  get openConnections(): number {
    return this.#served.size;
  }

  /** Closes the listener; open connections stay. Idempotent. */
  stopAccepting(): void {
    this.#listener.stop();
  }

  /**
   * Stops accepting and reading, answers the tasks in progress, closes the connections, and resolves when all are closed.
   * After `deadlineNs` (a duration) the remaining connections are reset, and the signals of their tasks abort. Idempotent:
   * the first deadline counts.
   */
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
    const peer = peerOf(socket);
    const { maxConnections, proxyFrom = [] } = this.#options;
    const isProxied = peer !== null && isInRanges(peer.hostname, proxyFrom);
    if (this.#served.size >= maxConnections) {
      // The client behind the balancer is not known yet.
      this.#turnAway(socket, isProxied ? null : (peer?.endpoint ?? null));
    } else if (isProxied) {
      this.#serve(socket, new ProxiedArrival(socket, peer.endpoint, this.#arrivalHost));
    } else {
      this.#serve(socket, new Connection(socket, peer?.endpoint ?? null, this.#host));
    }
  }

  #serve(socket: Socket<SocketOwner>, owner: SocketOwner): void {
    socket.data = owner;
    this.#served.add(owner);
  }

  /** From now on the socket is the client's connection. */
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

  /** A bug ends one connection, not the server. */
  #breakDown(owner: SocketOwner, error: unknown): void {
    const message = messageOf(error);
    this.#host.onRefused(null, new TaskError("unavailable", message, { cause: error }), null);
    owner.destroy();
  }

  /** Replies to one socket within one turn of the event loop are one write: writes are the main cost of a reply. */
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

/**
 * Address ("192.0.2.7"; an IPv4 peer of a listener on :: is shown as IPv4), and address with port ("192.0.2.7:51034"). null
 * if the socket has none: its peer can be gone before it is accepted.
 */
function peerOf(socket: Socket<SocketOwner>) {
  const { remoteAddress, remotePort }: Partial<typeof socket> = socket;
  if (remoteAddress === undefined || remotePort === undefined) return null;
  // An address with a zone, such as fe80::1%eth0, stays unchanged.
  const hostname = shortIpAddress(remoteAddress) ?? remoteAddress;
  return { hostname, endpoint: formatEndpoint(hostname, remotePort) };
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
