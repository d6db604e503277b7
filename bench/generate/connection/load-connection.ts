// One connection of a load: opens when it is needed, carries requests, and tells how each ended. What to send next, and
// whether it is free, is its owner's business.
import { detail, type Ending, NO_EXAMPLE } from "../../run/failure.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { untranslated } from "../../../src/units/text.ts";
import { codeOf } from "../../../src/units/text-error.ts";
import type { RequestKind } from "../plan/request-kind.ts";
import type { RunClock } from "../pacing/run-clock.ts";
import { ConnectionSocket, type SocketOwner } from "./connection-socket.ts";
import type { LoadRequest } from "./load-request.ts";
import type { ConnectError } from "./connect-error.ts";
import type { OpeningOptions } from "./opening.ts";
import { type MatchOptions, type MatchOwner, ReplyMatcher } from "./reply-matcher.ts";

/** `timeoutNs` is for a connection to stand, and for a reply from its intended start. */
export interface ConnectionOptions extends OpeningOptions, MatchOptions {
  /** It is known which request a reply answers: by its id, by the protocol's order, or as one is in flight at a time. */
  readonly isMatched: boolean;
  readonly pipeline: number;
  readonly reconnectEvery: number | null;
}

export interface ConnectionOwner extends MatchOwner {
  readonly clock: RunClock;
  /** A request of this connection has ended. */
  onEnd(connection: LoadConnection, request: LoadRequest, ending: Ending, nowNs: Ns): void;
  /** All that came has been looked at, and the connection has room for a request. */
  onRoom(connection: LoadConnection, nowNs: Ns): void;
  /** The peer has ended the connection while it carried no request. */
  onIdleEnd?(connection: LoadConnection, ending: Ending): void;
}

const SERVER_CLOSED: Ending = { end: "closed early", example: detail((d) => d.serverClosed) };
const CLOSED_AFTER_TIMEOUT: Ending = {
  end: "closed early",
  example: detail((d) => d.closedAfterTimeout),
};
const TIMED_OUT: Ending = { end: "reply time-out", example: NO_EXAMPLE };

/** More at once would overflow a usual backlog of connections (512): each that does costs a second. */
const OPENING_AT_ONCE = 256;

/** Opens connections; `onEach` is told of each, with the error of one that could not be opened. */
export async function openAll(
  connections: readonly LoadConnection[],
  onEach: (connection: LoadConnection, error: ConnectError | undefined) => void,
): Promise<void> {
  const waiting = [...connections];
  const openNext = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      try {
        await next.open();
        onEach(next, undefined);
      } catch (error) {
        onEach(next, error as ConnectError);
      }
    }
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openNext));
}

export class LoadConnection implements SocketOwner {
  /** From 1, over all generators. */
  readonly number: number;
  readonly #owner: ConnectionOwner;
  readonly #options: ConnectionOptions;
  readonly #socket: ConnectionSocket;
  readonly #matcher: ReplyMatcher;
  /** Requests that the open socket has carried. */
  #carried = 0;

  constructor(number: number, owner: ConnectionOwner, options: ConnectionOptions) {
    this.number = number;
    this.#owner = owner;
    this.#options = options;
    this.#socket = new ConnectionSocket(this, options, number);
    this.#matcher = new ReplyMatcher(owner, options, (request, ending, nowNs) =>
      owner.onEnd(this, request, ending, nowNs),
    );
  }

  get isOpen(): boolean {
    return this.#socket.state === "open";
  }

  get hasRoom(): boolean {
    const { pipeline, reconnectEvery } = this.#options;
    const inFlight = this.#matcher.inFlight.length;
    if (inFlight >= pipeline) return false;
    if (reconnectEvery === null) return true;
    return (this.isOpen ? this.#carried : inFlight) < reconnectEvery;
  }

  /**
   * Opens it: socket, TLS, greeting.
   * @throws {ConnectError} if that fails or takes longer than the time-out.
   */
  async open(): Promise<void> {
    this.#carried = 0;
    await this.#socket.open();
    this.#owner.current.connectionsOpened++;
  }

  /** Takes a request, for which there must be room; opens the connection for it where it is closed. */
  start(request: LoadRequest, nowNs: Ns): void {
    this.#matcher.add(request);
    if (this.#socket.state === "open") this.#transmit(request, nowNs);
    else if (this.#socket.state === "closed") void this.#openForRequests();
  }

  async #openForRequests(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      const { kind, text } = error as ConnectError;
      this.#endAll({ end: kind, example: text });
      return;
    }
    const nowNs = this.#owner.clock.nowNs();
    for (const request of this.#matcher.inFlight) this.#transmit(request, nowNs);
  }

  #transmit(request: LoadRequest, nowNs: Ns): void {
    const { payload, rule } = this.#options.kinds[request.kind] as RequestKind;
    const bytes = payload.encode(request.index, this.number);
    this.#matcher.sent(request, bytes, nowNs);
    this.#carried++;
    this.#owner.trafficOf(request).bytesSent += bytes.length;
    this.#socket.write(bytes);
    // Not from within the owner's own call: it would send the next one from there, and so on without end.
    if (rule.kind === "none" && this.#socket.isDrained) setImmediate(() => this.onDrained());
  }

  onDrained(): void {
    const nowNs = this.#owner.clock.nowNs();
    if (this.#socket.isDrained && this.#matcher.endUnanswered(nowNs)) this.#afterReplies(nowNs);
  }

  onGreeting(count: number): void {
    this.#owner.current.bytesReceived += count;
  }

  onBytes(bytes: Uint8Array): void {
    this.#owner.current.bytesReceived += bytes.length;
    const nowNs = this.#owner.clock.nowNs();
    const fault = this.#matcher.take(bytes, nowNs);
    if (fault === undefined) this.#afterReplies(nowNs);
    else this.#endAll({ end: "closed early", example: fault });
  }

  /** Gives up what has waited longer than the time-out; `nowNs` is on the run's clock. */
  expire(nowNs: Ns): void {
    // An opening has its own deadline.
    if (!this.isOpen) return;
    const late = this.#matcher.takeLate(nowNs);
    if (late.length === 0) return;
    // A late reply without an id would be taken for the next one's.
    const rest = this.#options.isById ? [] : this.close();
    for (const request of late) this.#owner.onEnd(this, request, TIMED_OUT, nowNs);
    for (const request of rest) this.#owner.onEnd(this, request, CLOSED_AFTER_TIMEOUT, nowNs);
    this.#afterReplies(nowNs);
  }

  onLost(error: Error | undefined): void {
    const code = codeOf(error);
    if (code !== "") {
      const example = untranslated(`${code}: ${error?.message ?? ""}`);
      this.#endAll({ end: "reset", example, code });
      return;
    }
    const fault = this.#matcher.endOfInput(this.#owner.clock.nowNs());
    this.#endAll(fault === undefined ? SERVER_CLOSED : { end: "closed early", example: fault });
  }

  /** Ends all that is in flight and lets go of the socket. */
  #endAll(ending: Ending): void {
    const requests = this.close();
    const nowNs = this.#owner.clock.nowNs();
    for (const request of requests) this.#owner.onEnd(this, request, ending, nowNs);
    if (requests.length === 0) this.#owner.onIdleEnd?.(this, ending);
    if (this.hasRoom) this.#owner.onRoom(this, nowNs);
  }

  #afterReplies(nowNs: Ns): void {
    const { reconnectEvery } = this.#options;
    const isUsedUp = reconnectEvery !== null && this.#carried >= reconnectEvery;
    if (isUsedUp && this.#matcher.inFlight.length === 0) this.close();
    if (this.hasRoom) this.#owner.onRoom(this, nowNs);
  }

  /** Lets go of the socket; what is in flight is given back and has not ended. Idempotent. */
  close(): LoadRequest[] {
    this.#carried = 0;
    this.#socket.close();
    return this.#matcher.reset();
  }
}
