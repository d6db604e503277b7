// Which request of a connection a reply answers: the oldest in flight, or the one whose id it bears. Bytes in, ends of
// requests out; the socket is another's.
import { detail, type Ending, OK } from "../../run/failure.ts";
import type { Unmatched } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { formatSize } from "../../../src/units/size.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import type { RequestKind } from "../plan/request-kind.ts";
import type { EchoWatch } from "../record/echo-watch.ts";
import { type ExchangeWatch, ReplyWatch } from "../record/exchange-watch.ts";
import { KeptBytes, MAX_KEPT_BYTES, MalformedReply, type ReplyFraming } from "../wire/framing.ts";
import { readJsonIdReply } from "../wire/json-id.ts";
import { createReplyFraming } from "../wire/reply-framing.ts";
import { cutExample, endOfReply } from "../wire/reply-problem.ts";
import {
  createReplyIdReader,
  type IdentifiedReply,
  type ReplyIdReader,
  type RequestId,
} from "../wire/request-id.ts";
import type { LoadRequest, Traffic } from "./load-request.ts";

export interface MatchOptions {
  readonly kinds: readonly RequestKind[];
  /** Replies are matched by id, not by order: all kinds of request have one, in the same place. */
  readonly isById: boolean;
  /** For a reply, from the request's intended start. */
  readonly timeoutNs: Ns;
  /**
   * Of a black box, whose protocol is not known: bytes before a request and behind its reply are passed over, and the end
   * of the connection completes a reply that has begun.
   */
  readonly isLenient?: boolean;
}

export interface MatchOwner {
  /** Of the phase that is on. */
  readonly current: Traffic;
  /** Of the phase that the request belongs to. */
  trafficOf(request: LoadRequest): Traffic;
  /** One a kind of request. */
  readonly exchanges: readonly ExchangeWatch[];
  /** One a kind, where replies that come out of order may show by what they carry of their requests. */
  readonly echoes: readonly (EchoWatch | undefined)[];
  /** It is not known any more which request a reply answers, nor whether it ever was. */
  loseTrack(reason: Unmatched["reason"]): void;
}

/** All the ids that 16 bits have. */
const MAX_LATE_IDS = 65_536;

const SERVER_CLOSED_AFTER_REPLY = detail((d) => d.serverClosedAfterReply);
const CLOSED_AFTER_MALFORMED = detail((d) => d.closedAfterMalformed);
const CLOSED_AFTER_DISORDER = detail((d) => d.closedAfterDisorder);
const TOO_SHORT_FOR_ID = detail((d) => d.tooShortForId);
const TOO_LONG = detail((d, t) => d.replyTooLong(t.number(formatSize(MAX_KEPT_BYTES))));

export class ReplyMatcher {
  readonly #owner: MatchOwner;
  readonly #options: MatchOptions;
  readonly #end: (request: LoadRequest, ending: Ending, nowNs: Ns) => void;
  readonly #framings: readonly ReplyFraming[];
  /** Where replies are matched by id, not by order. */
  readonly #ids: ReplyIdReader | undefined;
  /** Of requests of this socket that have timed out: their replies may still come. */
  readonly #lateIds = new Set<RequestId>();
  /** The owner's, where there are any. */
  readonly #echoes: MatchOwner["echoes"] | undefined;
  /** Indexes of requests of this socket that no reply has held, where an EchoWatch looks for them. */
  readonly #unclaimed = new Set<number>();
  /** Some kind's replies are looked at; by id, whose a reply is shows only at its end. */
  readonly #keepsAny: boolean;
  /** In order of sending. */
  readonly #inFlight: LoadRequest[] = [];
  #hasBegunReply = false;
  /** Of the reply that has begun: its text is needed. */
  #isKept = false;
  readonly #kept = new KeptBytes();
  readonly #watch: ReplyWatch;

  /** `end` is told of each request that ends here. */
  constructor(
    owner: MatchOwner,
    options: MatchOptions,
    end: (request: LoadRequest, ending: Ending, nowNs: Ns) => void,
  ) {
    this.#owner = owner;
    this.#options = options;
    this.#end = end;
    this.#watch = new ReplyWatch(owner.exchanges);
    this.#echoes = owner.echoes.some((echo) => echo !== undefined) ? owner.echoes : undefined;
    this.#framings = options.kinds.map(({ rule }) => createReplyFraming(rule));
    const source = options.isById ? options.kinds[0]?.ids : null;
    this.#ids = source ? createReplyIdReader(source) : undefined;
    this.#keepsAny =
      this.#ids?.needsText === true || options.kinds.some(({ needsText }) => needsText);
  }

  /** In order of sending; those of a connection that opens are not sent yet. */
  get inFlight(): readonly LoadRequest[] {
    return this.#inFlight;
  }

  add(request: LoadRequest): void {
    this.#inFlight.push(request);
  }

  /** One that was added is sent now, as these bytes: the last ones that its payload encoded. */
  sent(request: LoadRequest, bytes: Uint8Array, nowNs: Ns): void {
    const { payload } = this.#kindOf(request);
    if (this.#ids !== undefined) this.#identify(request, payload.lastId);
    if (this.#echoes !== undefined) {
      this.#echoes[request.kind]?.send(request, payload.lastMark, this.#unclaimed);
    }
    request.sentNs = nowNs;
    const exchange = this.#owner.exchanges[request.kind];
    if (exchange?.isWaiting === true) exchange.send(request, bytes, nowNs);
  }

  /** An id that another request in flight has, or one whose late reply may come, does not tell the two apart. */
  #identify(request: LoadRequest, id: RequestId | undefined): void {
    if (id !== undefined && (this.#lateIds.has(id) || this.#isInUse(id))) {
      this.#owner.trafficOf(request).loseTrack("id in use");
    }
    request.id = id;
  }

  #isInUse(id: RequestId): boolean {
    // Those not sent yet have none.
    for (const other of this.#inFlight) if (other.id === id) return true;
    return false;
  }

  /** Requests that expect no reply are done when the system has taken all their bytes; true where there were any. */
  endUnanswered(nowNs: Ns): boolean {
    let hasEnded = false;
    for (
      let request = this.#inFlight[0];
      request !== undefined && this.#kindOf(request).rule.kind === "none";
      request = this.#inFlight[0]
    ) {
      this.#inFlight.shift();
      this.#end(request, OK, nowNs);
      hasEnded = true;
    }
    return hasEnded;
  }

  /** Reads what came. Where the connection can't go on after it: why the requests still in flight fail. */
  take(bytes: Uint8Array, nowNs: Ns): Text | undefined {
    let start = 0;
    while (start < bytes.length) {
      const head = this.#inFlight[0];
      // A reply by id may come late, and then answers nothing; any other that nobody waits for is a sign of confusion.
      if (head === undefined && this.#ids === undefined) {
        if (this.#options.isLenient === true) return undefined;
        this.#owner.current.strayReplies++;
        return CLOSED_AFTER_MALFORMED;
      }
      const at = this.#ids === undefined ? (head?.kind ?? 0) : 0;
      const kind = this.#options.kinds[at] as RequestKind;
      const framing = this.#framings[at] as ReplyFraming;
      if (!this.#hasBegunReply) this.#begin(framing, at, nowNs);
      let end: number;
      try {
        end = framing.take(bytes, start);
      } catch (error) {
        this.#watch.take(bytes, start, bytes.length);
        return this.#failHead(problemOf(error), nowNs);
      }
      const stop = end < 0 ? bytes.length : end;
      this.#watch.take(bytes, start, stop);
      this.#ids?.take(bytes, start, stop);
      if (this.#isKept && !this.#keep(bytes.subarray(start, stop), kind)) {
        return this.#failHead(TOO_LONG, nowNs);
      }
      if (end < 0) return undefined;
      start = end;
      this.#hasBegunReply = false;
      if (start < bytes.length && this.#inFlight.length === 1 && this.#ids === undefined) {
        // What follows answers nothing: who counted it as the next reply would measure nonsense.
        const surplus = this.#surplus(bytes.length - start);
        if (surplus !== undefined) return this.#failHead(surplus, nowNs);
      }
      const fault = this.#endReply(kind, framing, nowNs);
      if (fault !== undefined) return fault;
      if (framing.isLast) return SERVER_CLOSED_AFTER_REPLY;
    }
    return undefined;
  }

  #begin(framing: ReplyFraming, at: number, nowNs: Ns): void {
    framing.begin();
    this.#hasBegunReply = true;
    if (this.#ids !== undefined) {
      this.#watch.begin(undefined);
      this.#isKept = this.#keepsAny;
      return;
    }
    const head = this.#inFlight[0];
    if (head !== undefined) head.firstByteNs = nowNs;
    this.#watch.begin(at);
    const kind = this.#options.kinds[at] as RequestKind;
    this.#isKept =
      kind.needsText || (this.#echoes !== undefined && this.#echoes[at]?.isOn === true);
  }

  #surplus(count: number): Text | undefined {
    if (this.#options.isLenient === true) return undefined;
    return detail((d, t) => d.surplusBytes(t.number(`${count}`)));
  }

  /** False where the text of a reply is needed that is too long; what an echo alone is looked for in is then left. */
  #keep(bytes: Uint8Array, { needsText }: RequestKind): boolean {
    if (this.#kept.add(bytes)) return true;
    if (needsText || this.#ids !== undefined) return false;
    this.#kept.clear();
    this.#isKept = false;
    return true;
  }

  /** A reply is whole: the head's, or the one's whose id it bears. As `take`, gives why the connection can't go on. */
  #endReply(kind: RequestKind, framing: ReplyFraming, nowNs: Ns): Text | undefined {
    const text = this.#isKept ? this.#kept.take(framing) : "";
    if (this.#ids !== undefined) {
      this.#endReplyById(this.#ids.end(text), text, nowNs);
      return undefined;
    }
    const request = this.#takeHead();
    if (request === undefined) return undefined;
    if (this.#echoes !== undefined && this.#showsDisorder(request, text, nowNs)) {
      return CLOSED_AFTER_DISORDER;
    }
    this.#watch.end(request);
    if (this.#isKept) request.reply = text;
    // Beside requests whose replies come in order there is one in flight at a time: the id says nothing more.
    const isJson = kind.rule.kind === "json-id";
    const refusal = isJson ? readJsonIdReply(text).refusal : framing.refusal;
    this.#end(request, endOfReply(kind, refusal, text), nowNs);
    return undefined;
  }

  /** True where the reply carries what is another request's: then this one has failed. */
  #showsDisorder(request: LoadRequest, text: string, nowNs: Ns): boolean {
    const echo = this.#echoes?.[request.kind];
    const others = echo?.check(text, request, this.#inFlight, this.#unclaimed);
    if (others === undefined) return false;
    const example = detail((d, t) =>
      d.carriesAnothers(t.number(`${request.index}`), others, cutExample(text)),
    );
    this.#owner.loseTrack("out of order");
    this.#end(request, { end: "malformed: out of order", example }, nowNs);
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
      this.#end(head, { end: "malformed reply", example }, nowNs);
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
    this.#end(request, endOfReply(this.#kindOf(request), refusal, text), nowNs);
  }

  /** The peer sends no more, which may complete a reply. As `take`, gives why the connection can't go on, if not for that. */
  endOfInput(nowNs: Ns): Text | undefined {
    const head = this.#inFlight[0];
    if (head === undefined) return undefined;
    const framing = this.#framings[head.kind] as ReplyFraming;
    const isPartial = this.#hasBegunReply;
    if (!isPartial) {
      framing.begin();
      this.#watch.begin(this.#ids === undefined ? head.kind : undefined);
      this.#isKept = false;
    }
    const isWhole = framing.endOfInput() || (isPartial && this.#options.isLenient === true);
    return isWhole ? this.#endReply(this.#kindOf(head), framing, nowNs) : undefined;
  }

  /** Takes out those that have waited longer than the time-out; by id, their replies may still come. */
  takeLate(nowNs: Ns): LoadRequest[] {
    const { timeoutNs } = this.#options;
    const isLate = ({ intendedNs }: LoadRequest): boolean => intendedNs + timeoutNs <= nowNs;
    const [oldest] = this.#inFlight;
    if (oldest === undefined || !isLate(oldest)) return [];
    if (this.#ids === undefined) this.#watch.cut(oldest);
    const late = this.#inFlight.filter(isLate);
    const rest = this.#inFlight.filter((request) => !isLate(request));
    this.#inFlight.length = 0;
    this.#inFlight.push(...rest);
    if (this.#ids !== undefined) for (const { id } of late) this.#expectLate(id);
    return late;
  }

  #expectLate(id: RequestId | undefined): void {
    if (id === undefined) return;
    this.#lateIds.add(id);
    if (this.#lateIds.size <= MAX_LATE_IDS) return;
    const [oldest] = this.#lateIds;
    if (oldest !== undefined) this.#lateIds.delete(oldest);
  }

  #failHead(example: Text, nowNs: Ns): Text {
    const head = this.#inFlight.shift();
    this.#watch.cut(head);
    if (head !== undefined) this.#end(head, { end: "malformed reply", example }, nowNs);
    return CLOSED_AFTER_MALFORMED;
  }

  /** The socket is gone, and with it the reply that had begun: takes out what is in flight. */
  reset(): LoadRequest[] {
    this.#watch.cut(this.#inFlight[0]);
    this.#hasBegunReply = false;
    this.#ids?.reset();
    this.#lateIds.clear();
    this.#unclaimed.clear();
    this.#kept.clear();
    return this.#inFlight.splice(0);
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
