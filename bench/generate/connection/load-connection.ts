// One connection of a load: opens when it is needed, carries requests, matches replies to them, and says how each ended.
// What to send next is its owner's business.
import type { Socket, SocketHandler } from "bun";
import { type FailureKind, NO_EXAMPLE, detail } from "../../run/failure.ts";
import type { Unmatched } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { formatSize } from "../../../src/units/size.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import type { EchoWatch } from "../record/echo-watch.ts";
import { type ConnectError, openSocket } from "./open-socket.ts";
import { type ExchangeWatch, ReplyWatch } from "../record/exchange-watch.ts";
import { readJsonIdReply } from "../wire/json-id.ts";
import { KeptBytes, MAX_KEPT_BYTES, MalformedReply, type ReplyFraming } from "../wire/framing.ts";
import type { LoadRequest, RequestEnd } from "./load-request.ts";
import { Opening, type OpeningOptions } from "./opening.ts";
import type { PhaseRecorder } from "../record/phase-recorder.ts";
import {
  createReplyIdReader,
  type IdentifiedReply,
  type ReplyIdReader,
  type RequestId,
} from "../wire/request-id.ts";
import { createReplyFraming } from "../wire/reply-framing.ts";
import { cutExample, endOfReply } from "../wire/reply-problem.ts";
import type { RequestKind } from "../plan/request-kind.ts";
import type { RunClock } from "../pacing/run-clock.ts";

/** `timeoutNs` is for a connection to stand, and for a reply from its intended start. */
export interface ConnectionOptions extends OpeningOptions {
  readonly kinds: readonly RequestKind[];
  /** Replies are matched by id, not by order: all kinds of request have one, in the same place. */
  readonly isById: boolean;
  /** It is known which request a reply answers: by its id, by the protocol's order, or as one is in flight at a time. */
  readonly isMatched: boolean;
  readonly pipeline: number;
  readonly reconnectEvery: number | null;
}

export interface ConnectionOwner {
  readonly clock: RunClock;
  /** Counts bytes and connections of the phase that is on. */
  readonly current: PhaseRecorder;
  /** One a kind of request. */
  readonly exchanges: readonly ExchangeWatch[];
  /** One a kind, where replies that come out of order may show by what they carry of their requests. */
  readonly echoes: readonly (EchoWatch | undefined)[];
  /** It is not known any more which request a reply answers, nor whether it ever was. */
  loseTrack(reason: Unmatched["reason"]): void;
  /** A request of this connection has ended; `example` says more of a failure. */
  onEnd(
    connection: LoadConnection,
    request: LoadRequest,
    end: RequestEnd,
    example: Text,
    nowNs: Ns,
  ): void;
  /** All that came has been looked at, and the connection has room for a request. */
  onRoom(connection: LoadConnection, nowNs: Ns): void;
}

/** All the ids that 16 bits have. */
const MAX_LATE_IDS = 65_536;

const SERVER_CLOSED = detail((d) => d.serverClosed);
const SERVER_CLOSED_AFTER_REPLY = detail((d) => d.serverClosedAfterReply);
const CLOSED_AFTER_MALFORMED = detail((d) => d.closedAfterMalformed);
const CLOSED_AFTER_DISORDER = detail((d) => d.closedAfterDisorder);
const CLOSED_AFTER_TIMEOUT = detail((d) => d.closedAfterTimeout);
const TOO_SHORT_FOR_ID = detail((d) => d.tooShortForId);
const TOO_LONG = detail((d, t) => d.replyTooLong(t.number(formatSize(MAX_KEPT_BYTES))));

/** Ties a socket to its connection, until the connection lets go of it. */
interface Link {
  connection: LoadConnection | undefined;
}

const HANDLERS: SocketHandler<Link, "uint8array"> = {
  binaryType: "uint8array",
  open(socket) {
    if (socket.data.connection === undefined) socket.end();
    else socket.data.connection.attach(socket);
  },
  handshake(socket, _success, error) {
    socket.data.connection?.endHandshake(error);
  },
  data: (socket, bytes) => socket.data.connection?.receive(bytes),
  drain: (socket) => socket.data.connection?.flush(),
  end: (socket) => socket.data.connection?.lose(undefined),
  close: (socket, error) => socket.data.connection?.lose(error),
  error: (socket, error) => socket.data.connection?.lose(error),
};

export class LoadConnection {
  /** From 1, over all generators. */
  readonly number: number;
  /** On the run's clock: when it last became free; before the start of all, minus infinity. */
  freeSinceNs: Ns = Number.NEGATIVE_INFINITY;
  /** True while its owner has it among the free ones. */
  isQueued = false;
  readonly #owner: ConnectionOwner;
  readonly #options: ConnectionOptions;
  readonly #framings: readonly ReplyFraming[];
  /** Where replies are matched by id, not by order. */
  readonly #ids: ReplyIdReader | undefined;
  /** Of requests that this socket carried and that have timed out: their replies may still come. */
  readonly #lateIds = new Set<RequestId>();
  /** The owner's, where there are any. */
  readonly #echoes: ConnectionOwner["echoes"] | undefined;
  /** Indexes of requests that this socket carried and no reply has held, where an EchoWatch looks for them. */
  readonly #unclaimed = new Set<number>();
  /** Some kind's replies are looked at; by id, whose a reply is shows only at its end. */
  readonly #keepsAny: boolean;
  /** In order of sending. */
  readonly #inFlight: LoadRequest[] = [];
  #state: "closed" | "opening" | "open" = "closed";
  #link: Link | undefined;
  #socket: Socket<Link> | undefined;
  /** While it is under way. */
  #opening: Opening | undefined;
  /** Bytes that the socket has not taken yet. */
  #unwritten: Uint8Array[] = [];
  /** Requests that the open socket has carried. */
  #carried = 0;
  #hasBegunReply = false;
  /** Of the reply that has begun: its text is needed. */
  #isKept = false;
  readonly #kept = new KeptBytes();
  readonly #watch: ReplyWatch;

  constructor(number: number, owner: ConnectionOwner, options: ConnectionOptions) {
    this.number = number;
    this.#owner = owner;
    this.#options = options;
    this.#watch = new ReplyWatch(owner.exchanges);
    this.#echoes = owner.echoes.some((echo) => echo !== undefined) ? owner.echoes : undefined;
    this.#framings = options.kinds.map(({ rule }) => createReplyFraming(rule));
    const source = options.isById ? options.kinds[0]?.ids : null;
    this.#ids = source ? createReplyIdReader(source) : undefined;
    this.#keepsAny =
      this.#ids?.needsText === true || options.kinds.some(({ needsText }) => needsText);
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get hasRoom(): boolean {
    const { pipeline, reconnectEvery } = this.#options;
    if (this.#inFlight.length >= pipeline) return false;
    if (reconnectEvery === null) return true;
    return (this.#state === "open" ? this.#carried : this.#inFlight.length) < reconnectEvery;
  }

  /**
   * Opens it: socket, TLS, greeting.
   * @throws {ConnectError} if that fails or takes longer than the time-out.
   */
  async open(): Promise<void> {
    const { address, timeoutNs } = this.#options;
    const link: Link = { connection: this };
    const opening = new Opening(this.#options, this.number, (bytes) => this.#write(bytes));
    this.#link = link;
    this.#state = "opening";
    this.#opening = opening;
    this.#carried = 0;
    try {
      await opening.untilReady(openSocket(address, link, HANDLERS, timeoutNs));
      this.#state = "open";
      this.#owner.current.connectionsOpened++;
    } catch (error) {
      this.#release();
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  /** Takes a request, for which there must be room; opens the connection for it where it is closed. */
  start(request: LoadRequest, nowNs: Ns): void {
    this.#inFlight.push(request);
    if (this.#state === "open") this.#transmit(request, nowNs);
    else if (this.#state === "closed") void this.#openForRequests();
  }

  async #openForRequests(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      const { kind, text } = error as ConnectError;
      this.#endAll(kind, text);
      return;
    }
    const nowNs = this.#owner.clock.nowNs();
    for (const request of this.#inFlight) this.#transmit(request, nowNs);
  }

  #transmit(request: LoadRequest, nowNs: Ns): void {
    const kind = this.#options.kinds[request.kind] as RequestKind;
    const bytes = kind.payload.encode(request.index, this.number);
    if (this.#ids !== undefined) this.#identify(request, kind.payload.lastId);
    if (this.#echoes !== undefined) {
      this.#echoes[request.kind]?.send(request, kind.payload.lastMark, this.#unclaimed);
    }
    request.sentNs = nowNs;
    const exchange = this.#owner.exchanges[request.kind];
    if (exchange?.isWaiting === true) exchange.send(request, bytes, nowNs);
    this.#carried++;
    request.recorder.bytesSent += bytes.length;
    this.#write(bytes);
    if (kind.rule.kind === "none" && this.#unwritten.length === 0) {
      // Not from within the owner's own call: it would send the next one from there, and so on without end.
      setImmediate(() => this.#endUnanswered());
    }
  }

  /** An id that another request in flight has, or one whose late reply may come, does not tell the two apart. */
  #identify(request: LoadRequest, id: RequestId | undefined): void {
    if (id !== undefined && (this.#lateIds.has(id) || this.#isInUse(id))) {
      request.recorder.loseTrack("id in use");
    }
    request.id = id;
  }

  #isInUse(id: RequestId): boolean {
    // Those not sent yet have none.
    for (const other of this.#inFlight) if (other.id === id) return true;
    return false;
  }

  #write(bytes: Uint8Array): void {
    if (this.#unwritten.length > 0) {
      this.#unwritten.push(bytes);
      return;
    }
    const taken = this.#socket?.write(bytes) ?? -1;
    if (taken < bytes.length) this.#unwritten.push(bytes.subarray(Math.max(taken, 0)));
  }

  /** The socket takes bytes again. */
  flush(): void {
    while (this.#unwritten.length > 0) {
      const bytes = this.#unwritten[0] as Uint8Array;
      const taken = this.#socket?.write(bytes) ?? -1;
      if (taken < bytes.length) {
        this.#unwritten[0] = bytes.subarray(Math.max(taken, 0));
        return;
      }
      this.#unwritten.shift();
    }
    if (this.#state === "open") this.#endUnanswered();
  }

  /** Requests that expect no reply are done when the system has taken all their bytes. */
  #endUnanswered(): void {
    const nowNs = this.#owner.clock.nowNs();
    let hasEnded = false;
    while (this.#unwritten.length === 0) {
      const request = this.#inFlight[0];
      if (request === undefined || this.#kindOf(request).rule.kind !== "none") break;
      this.#inFlight.shift();
      this.#owner.onEnd(this, request, "ok", NO_EXAMPLE, nowNs);
      hasEnded = true;
    }
    if (hasEnded) this.#afterReplies(nowNs);
  }

  attach(socket: Socket<Link>): void {
    this.#socket = socket;
    this.#opening?.attach();
  }

  endHandshake(error: Error | null): void {
    this.#opening?.endHandshake(error);
  }

  receive(bytes: Uint8Array): void {
    this.#owner.current.bytesReceived += bytes.length;
    if (this.#state !== "open") {
      this.#opening?.receive(bytes);
      return;
    }
    const nowNs = this.#owner.clock.nowNs();
    let start = 0;
    while (start < bytes.length) {
      const head = this.#inFlight[0];
      // A reply by id may come late, and then answers nothing; any other that nobody waits for is a sign of confusion.
      if (head === undefined && this.#ids === undefined) {
        this.#owner.current.strayReplies++;
        this.#release();
        break;
      }
      const at = this.#ids === undefined ? (head?.kind ?? 0) : 0;
      const kind = this.#options.kinds[at] as RequestKind;
      const framing = this.#framings[at] as ReplyFraming;
      if (!this.#hasBegunReply) {
        framing.begin();
        this.#watch.begin(this.#ids === undefined ? at : undefined);
        this.#hasBegunReply = true;
        this.#isKept = this.#ids === undefined ? this.#keepsReply(kind, at) : this.#keepsAny;
      }
      let end: number;
      try {
        end = framing.take(bytes, start);
      } catch (error) {
        this.#watch.take(bytes, start, bytes.length);
        this.#failHead("malformed reply", problemOf(error), nowNs);
        break;
      }
      const stop = end < 0 ? bytes.length : end;
      this.#watch.take(bytes, start, stop);
      this.#ids?.take(bytes, start, stop);
      if (this.#isKept && !this.#keep(bytes.subarray(start, stop), kind)) {
        this.#failHead("malformed reply", TOO_LONG, nowNs);
        break;
      }
      if (end < 0) break;
      start = end;
      this.#hasBegunReply = false;
      if (start < bytes.length && this.#inFlight.length === 1 && this.#ids === undefined) {
        // What follows answers nothing: who counted it as the next reply would measure nonsense.
        const surplusBytes = `${bytes.length - start}`;
        const surplus = detail((d, t) => d.surplusBytes(t.number(surplusBytes)));
        this.#failHead("malformed reply", surplus, nowNs);
        break;
      }
      this.#endReply(kind, framing, nowNs);
      if (this.#state !== "open") break;
      if (framing.isLast) {
        this.#endAll("closed early", SERVER_CLOSED_AFTER_REPLY);
        break;
      }
    }
    this.#afterReplies(nowNs);
  }

  #keepsReply({ needsText }: RequestKind, at: number): boolean {
    return needsText || (this.#echoes !== undefined && this.#echoes[at]?.isOn === true);
  }

  /** False where the text of a reply is needed that is too long; what an echo alone is looked for in is then left. */
  #keep(bytes: Uint8Array, { needsText }: RequestKind): boolean {
    if (this.#kept.add(bytes)) return true;
    if (needsText || this.#ids !== undefined) return false;
    this.#kept.clear();
    this.#isKept = false;
    return true;
  }

  /** A reply is whole: the head's, or the one's whose id it bears. */
  #endReply(kind: RequestKind, framing: ReplyFraming, nowNs: Ns): void {
    const text = this.#isKept ? this.#kept.take(framing) : "";
    if (this.#ids !== undefined) {
      this.#endReplyById(this.#ids.end(text), text, nowNs);
      return;
    }
    const request = this.#takeHead();
    if (request === undefined) return;
    if (this.#echoes !== undefined && this.#showsDisorder(request, text, nowNs)) return;
    this.#watch.end(request);
    // Beside requests whose replies come in order there is one in flight at a time: the id says nothing more.
    const isJson = kind.rule.kind === "json-id";
    const refusal = isJson ? readJsonIdReply(text).refusal : framing.refusal;
    const { end, problem } = endOfReply(kind, refusal, text);
    this.#owner.onEnd(this, request, end, problem, nowNs);
  }

  /** True where the reply carries what is another request's: then this one has failed, and the connection is closed. */
  #showsDisorder(request: LoadRequest, text: string, nowNs: Ns): boolean {
    const echo = this.#echoes?.[request.kind];
    const others = echo?.check(text, request, this.#inFlight, this.#unclaimed);
    if (others === undefined) return false;
    const example = detail((d, t) =>
      d.carriesAnothers(t.number(`${request.index}`), others, cutExample(text)),
    );
    this.#owner.loseTrack("out of order");
    this.#owner.onEnd(this, request, "malformed: out of order", example, nowNs);
    this.#endAll("closed early", CLOSED_AFTER_DISORDER);
    return true;
  }

  #endReplyById({ id, refusal }: IdentifiedReply, text: string, nowNs: Ns): void {
    if (id === undefined) {
      const head = this.#takeHead();
      if (head === undefined) {
        this.#owner.current.strayReplies++;
        return;
      }
      this.#expectLate(head.id);
      const example = text === "" ? TOO_SHORT_FOR_ID : untranslated(cutExample(text));
      this.#owner.onEnd(this, head, "malformed reply", example, nowNs);
      return;
    }
    const at = this.#inFlight.findIndex((request) => request.id === id);
    const [request] = at < 0 ? [] : this.#inFlight.splice(at, 1);
    if (request === undefined) {
      // Its request has timed out, or there never was one.
      if (!this.#lateIds.delete(id)) this.#owner.current.strayReplies++;
      return;
    }
    this.#watch.end(request);
    const { end, problem } = endOfReply(this.#kindOf(request), refusal, text);
    this.#owner.onEnd(this, request, end, problem, nowNs);
  }

  /** Gives up what has waited longer than the time-out; `nowNs` is on the run's clock. */
  expire(nowNs: Ns): void {
    const { timeoutNs } = this.#options;
    const oldest = this.#inFlight[0];
    // An opening has its own deadline.
    if (oldest === undefined || this.#state !== "open" || oldest.intendedNs + timeoutNs > nowNs)
      return;
    if (this.#ids === undefined) this.#watch.cut(oldest);
    const late = this.#inFlight.filter(({ intendedNs }) => intendedNs + timeoutNs <= nowNs);
    const rest = this.#inFlight.filter(({ intendedNs }) => intendedNs + timeoutNs > nowNs);
    this.#inFlight.length = 0;
    if (this.#ids === undefined) {
      // A late reply would be taken for the next one's.
      this.#release();
    } else {
      this.#inFlight.push(...rest);
      for (const { id } of late) this.#expectLate(id);
    }
    for (const request of late)
      this.#owner.onEnd(this, request, "reply time-out", NO_EXAMPLE, nowNs);
    if (this.#ids === undefined) {
      for (const request of rest) {
        this.#owner.onEnd(this, request, "closed early", CLOSED_AFTER_TIMEOUT, nowNs);
      }
    }
    this.#afterReplies(nowNs);
  }

  #expectLate(id: RequestId | undefined): void {
    if (id === undefined) return;
    this.#lateIds.add(id);
    if (this.#lateIds.size <= MAX_LATE_IDS) return;
    const [oldest] = this.#lateIds;
    if (oldest !== undefined) this.#lateIds.delete(oldest);
  }

  /** The peer has ended or broken the connection. */
  lose(error: Error | undefined): void {
    if (this.#state === "opening") {
      this.#opening?.lose(error);
      return;
    }
    const code = error !== undefined && "code" in error ? String(error.code) : "";
    const nowNs = this.#owner.clock.nowNs();
    const head = this.#inFlight[0];
    if (head !== undefined && code === "") {
      const framing = this.#framings[head.kind] as ReplyFraming;
      if (!this.#hasBegunReply) {
        framing.begin();
        this.#watch.begin(this.#ids === undefined ? head.kind : undefined);
        this.#isKept = false;
      }
      if (framing.endOfInput()) {
        const kind = this.#kindOf(head);
        this.#endReply(kind, framing, nowNs);
      }
    }
    if (code === "") this.#endAll("closed early", SERVER_CLOSED);
    else this.#endAll("reset", untranslated(`${code}: ${error?.message ?? ""}`));
  }

  /** Lets go of the socket; what is in flight is given back and has not ended. Idempotent. */
  close(): LoadRequest[] {
    this.#opening?.callOff();
    this.#release();
    return this.#inFlight.splice(0);
  }

  #failHead(end: FailureKind, example: Text, nowNs: Ns): void {
    const head = this.#inFlight.shift();
    this.#watch.cut(head);
    if (head !== undefined) this.#owner.onEnd(this, head, end, example, nowNs);
    this.#endAll("closed early", CLOSED_AFTER_MALFORMED);
  }

  /** Ends all that is in flight and lets go of the socket. */
  #endAll(end: FailureKind, example: Text): void {
    this.#watch.cut(this.#inFlight[0]);
    this.#release();
    const nowNs = this.#owner.clock.nowNs();
    for (const request of this.#inFlight.splice(0)) {
      this.#owner.onEnd(this, request, end, example, nowNs);
    }
    if (this.hasRoom) this.#owner.onRoom(this, nowNs);
  }

  #afterReplies(nowNs: Ns): void {
    const { reconnectEvery } = this.#options;
    if (reconnectEvery !== null && this.#carried >= reconnectEvery && this.#inFlight.length === 0) {
      this.#release();
    }
    if (this.hasRoom) this.#owner.onRoom(this, nowNs);
  }

  /** Lets go of the socket. What it still says is heard no more. */
  #release(): void {
    if (this.#link !== undefined) this.#link.connection = undefined;
    this.#link = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#state = "closed";
    this.#unwritten = [];
    this.#hasBegunReply = false;
    this.#ids?.reset();
    this.#lateIds.clear();
    this.#unclaimed.clear();
    this.#kept.clear();
    this.#watch.clear();
    this.#carried = 0;
    socket?.end();
  }

  #takeHead(): LoadRequest | undefined {
    // Taking the only one from the end moves nothing.
    return this.#inFlight.length === 1 ? this.#inFlight.pop() : this.#inFlight.shift();
  }

  #kindOf(request: LoadRequest): RequestKind {
    return this.#options.kinds[request.kind] as RequestKind;
  }
}

function problemOf(error: unknown): Text {
  if (error instanceof MalformedReply) return error.text;
  throw error;
}
