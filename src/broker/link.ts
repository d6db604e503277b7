// A connection to RabbitMQ that reconnects by itself, and its session: the channels that are set up after each connect. The
// library restores the connection; this module restores the channels.
import { Socket } from "node:net";
import { isSettledWithin, withDeadline } from "../async/deadline.ts";
import { type Backoff, backoffMs, pause } from "../async/retry.ts";
import { say } from "../messages/catalogue.ts";
import { codeOf, TextError } from "../units/text-error.ts";
import { type Channel, Connection } from "rabbitmq-client";
import { formatDuration, NS_PER_MS } from "../units/duration.ts";
import type { BrokerAddress } from "./broker-url.ts";
import { BrokerError } from "./task-broker.ts";

/** Opens a channel of the session. When one of its channels is lost, the session ends. */
export type OpenChannel = () => Promise<Channel>;

export interface LinkOptions<Session> {
  readonly address: BrokerAddress;
  /** Shown by the broker's tools. */
  readonly connectionName: string;
  /** Declares queues and consumers on new channels. Called again after each loss. */
  readonly setUp: (open: OpenChannel) => Promise<Session>;
  /** Undefined without a session, or while the broker accepts no messages (memory or disk alarm). */
  readonly onChange: (session: Session | undefined) => void;
}

/** Permanent errors: wrong user or password, unknown vhost, a queue with other settings. */
const LASTING = new Set([
  "ACCESS_REFUSED",
  "NOT_ALLOWED",
  "PRECONDITION_FAILED",
  "VERSION_MISMATCH",
]);

const RECONNECT: Backoff = { firstMs: 100, maxMs: 2000 };
/** Time limit for the connection in an attempt to set up the session. */
const ACQUIRE_TIMEOUT_MS = 5000;
/** Time limit of a whole attempt: a recovering broker can leave a declaration unanswered. */
const SET_UP_TIMEOUT_MS = 15_000;
/** A lost broker is detected after four missed heartbeats: 20 s. */
const HEARTBEAT_S = 10;
const CLOSE_TIMEOUT_MS = 2000;

/** The creator closes it. */
export class BrokerLink<Session> {
  readonly #options: LinkOptions<Session>;
  readonly #connection: Connection;
  readonly #first = Promise.withResolvers<void>();
  #session: Session | undefined;
  readonly #closing = new AbortController();
  #isBlocked = false;
  #isCorked = false;
  /** The channels of the present session. */
  #channels: Channel[] = [];
  /** Ends the present session. */
  #end: () => void = () => undefined;
  /** The last error: why there is no session. */
  #lastError: unknown;
  #closed: Promise<void> | undefined;

  constructor(options: LinkOptions<Session>) {
    this.#options = options;
    // Possibly nobody waits for the first session.
    this.#first.promise.catch(() => undefined);
    this.#connection = connect(options.address, options.connectionName);
    this.#connection.on("error", (error) => this.#failed(error));
    // The broker reports an alarm when a new connection first publishes.
    this.#connection.on("connection", () => this.#setBlocked(false));
    this.#connection.on("connection.blocked", () => this.#setBlocked(true));
    this.#connection.on("connection.unblocked", () => this.#setBlocked(false));
    void this.#run();
  }

  /** Undefined without a session, or while the broker accepts no messages. */
  get session(): Session | undefined {
    return this.#isBlocked ? undefined : this.#session;
  }

  /**
   * Resolves when the first session is set up.
   * @throws {BrokerError} if the broker refuses permanently, or after `timeoutMs` (Infinity: never). The link continues to
   * try until it is closed.
   */
  ready(timeoutMs: number): Promise<void> {
    return withDeadline(this.#first.promise, timeoutMs, () => {
      const { shown } = this.#options.address;
      const cause = this.#lastError;
      const limit = formatDuration(timeoutMs * NS_PER_MS);
      const message = say(({ system }) => {
        const reason = cause === undefined ? system.noAnswer() : reasonOf(cause);
        return system.brokerUnconnected(shown, limit, reason);
      });
      throw new BrokerError(message, { cause });
    });
  }

  /** What is sent in this turn of the event loop leaves in one write. */
  corkTurn(): void {
    if (this.#isCorked) return;
    const socket = socketOf(this.#connection);
    if (socket === undefined) return;
    this.#isCorked = true;
    socket.cork();
    setImmediate(() => {
      this.#isCorked = false;
      socket.uncork();
    });
  }

  /**
   * Drops the connection, which is then made anew. For a channel that answers no more: it can't be closed, and keeps what it
   * was delivered.
   */
  drop(): void {
    socketOf(this.#connection)?.destroy();
  }

  /** Ends the present session and sets up a new one. */
  renew(): void {
    this.#end();
  }

  /** Sends the pending messages of the channels, then ends them. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#first.reject(new BrokerError(say(({ system }) => system.brokerClosed())));
    const closeInOrder = async (): Promise<void> => {
      await Promise.all(this.#channels.map((channel) => channel.close()));
      await this.#connection.close();
    };
    await isSettledWithin(closeInOrder(), CLOSE_TIMEOUT_MS);
    this.#end();
    this.#connection.unsafeDestroy();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let failures = 0;
    while (!signal.aborted) {
      const lost = Promise.withResolvers<void>();
      const channels: Channel[] = [];
      this.#end = lost.resolve;
      try {
        const setUp = this.#options.setUp(async () => {
          const channel = await this.#connection.acquire({ emitErrorsFromChannel: true });
          channel.on("error", (error) => this.#failed(error));
          channel.once("close", lost.resolve);
          channels.push(channel);
          return channel;
        });
        const session = await withDeadline(setUp, SET_UP_TIMEOUT_MS, () => {
          this.drop();
          throw new TextError(say(({ system }) => system.noAnswerInTime()));
        });
        failures = 0;
        this.#channels = channels;
        this.#set(session);
        this.#first.resolve();
        await lost.promise;
      } catch (error) {
        failures++;
        this.#failed(error);
      }
      this.#channels = [];
      this.#set(undefined);
      // Not awaited: on a broken connection this lasts until the heartbeat fails.
      for (const channel of channels) void channel.close();
      await pause(backoffMs(RECONNECT, Math.max(1, failures), Math.random()), signal);
    }
  }

  #failed(error: unknown): void {
    const code = codeOf(error);
    // A timeout of a channel is less informative than the connection's error that came before it.
    if (code !== "TIMEOUT" || this.#lastError === undefined) this.#lastError = error;
    if (!LASTING.has(code)) return;
    const { shown } = this.#options.address;
    const message = say(({ system }) => system.brokerRefuses(shown, reasonOf(error)));
    this.#first.reject(new BrokerError(message, { cause: error }));
  }

  #set(session: Session | undefined): void {
    if (this.#session === session) return;
    this.#session = session;
    this.#options.onChange(this.session);
  }

  #setBlocked(isBlocked: boolean): void {
    if (this.#isBlocked === isBlocked) return;
    this.#isBlocked = isBlocked;
    if (this.#session !== undefined) this.#options.onChange(this.session);
  }
}

function connect(
  { hosts, isTls, username, password, vhost }: BrokerAddress,
  connectionName: string,
): Connection {
  return new Connection({
    ...hosts[0],
    ...(hosts.length > 1 && { hosts: hosts.map(({ hostname, port }) => `${hostname}:${port}`) }),
    ...(isTls && { tls: true }),
    username,
    password,
    vhost,
    connectionName,
    noDelay: true,
    retryLow: RECONNECT.firstMs,
    retryHigh: RECONNECT.maxMs,
    acquireTimeout: ACQUIRE_TIMEOUT_MS,
    heartbeat: HEARTBEAT_S,
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/**
 * The library writes each message by itself, and has no other way to combine messages than its socket, an internal field.
 * Undefined if a later version has none: then each message is a write.
 */
function socketOf(connection: Connection): Pick<Socket, "cork" | "uncork" | "destroy"> | undefined {
  const socket: unknown = Reflect.get(connection, "_socket");
  return socket instanceof Socket ? socket : undefined;
}
