// Replies that carry something of their request show whether they come in its order. What of a request may come back
// is a text of its own ({{uuid}}, a long {{random}}) or its index ({{i}}). Whether a target sends it back at all is
// learnt from the first replies; of one that does not, replies are looked at no longer.
import type { LoadRequest } from "../connection/load-request.ts";

/** Replies without any mark before a kind's replies are looked at no longer. */
const LEARNED_TEXTS = 64;
const LEARNED_INDEXES = 256;
/** Of those replies, so many times fewer may carry a mark for them to be looked at further. */
const RARE = 10;

/**
 * Numbers are in replies for other reasons, too: so many in a row must each hold the index of one request, and twice as
 * many as are in flight, which a counter that grows faster than the index soon leaves behind.
 */
const INDEXES_IN_A_ROW = 32;
const TIMES_IN_FLIGHT = 2;
/** Of these, so many must hold that of another request. */
const MISPLACED = 4;
/** Indexes of a connection's requests that no reply has held yet. */
const MAX_UNCLAIMED = 4096;

/**
 * Replies in a row that each hold an index: how many, how many of them hold that of another request, and whether that of a
 * later request was among them, and one that is not later.
 */
const NO_ROW = { length: 0, misplaced: 0, hasLater: false, hasOther: false };

/** One a kind of request in each generator. */
export class EchoWatch {
  readonly #mark: "text" | "index";
  #isOn = true;
  #replies = 0;
  #echoes = 0;
  #longestRow = 0;
  #row = { ...NO_ROW };
  #isProved = false;

  constructor(mark: "text" | "index") {
    this.#mark = mark;
  }

  /** The text of replies is needed. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** A request is sent, with the text of its own that it carries; `unclaimed` is its connection's. */
  send(request: LoadRequest, mark: string | undefined, unclaimed: Set<number>): void {
    if (!this.#isOn) return;
    if (this.#mark === "text") {
      if (mark !== undefined) request.mark = mark;
      return;
    }
    unclaimed.add(request.index);
    if (unclaimed.size <= MAX_UNCLAIMED) return;
    const [oldest] = unclaimed;
    if (oldest !== undefined) unclaimed.delete(oldest);
  }

  /**
   * A reply is taken for the one to `request`: what it carries of another request, where that shows that replies come out
   * of order; else undefined. `others` are in flight on the same connection.
   */
  check(
    reply: string,
    request: LoadRequest,
    others: readonly LoadRequest[],
    unclaimed: Set<number>,
  ): string | undefined {
    if (!this.#isOn) return undefined;
    this.#replies++;
    return this.#mark === "text"
      ? this.#checkText(reply, request, others)
      : this.#checkIndex(reply, request.index, others.length + 1, unclaimed);
  }

  /** In order, no reply can carry what only a later request has: one such reply is proof. */
  #checkText(
    reply: string,
    { mark: own }: LoadRequest,
    others: readonly LoadRequest[],
  ): string | undefined {
    if (own !== undefined && reply.includes(own)) {
      this.#echoes++;
      return undefined;
    }
    for (const { mark } of others) {
      if (mark !== undefined && reply.includes(mark)) return mark;
    }
    const isLearned = this.#replies >= LEARNED_TEXTS;
    if (isLearned && this.#echoes * RARE < this.#replies) this.#isOn = false;
    return undefined;
  }

  /**
   * A counter of the server's own may look like an index. It is not taken for one: with several connections, replies hold
   * numbers of other connections' requests; with one, it is ahead of the index, or behind it, all the time.
   */
  #checkIndex(
    reply: string,
    own: number,
    inFlight: number,
    unclaimed: Set<number>,
  ): string | undefined {
    const held = indexIn(reply, own, unclaimed);
    if (held === undefined) {
      this.#row = { ...NO_ROW };
      if (this.#replies >= LEARNED_INDEXES && this.#longestRow < INDEXES_IN_A_ROW) {
        this.#isOn = false;
        unclaimed.clear();
      }
      return undefined;
    }
    unclaimed.delete(held);
    const row = this.#row;
    row.length++;
    this.#longestRow = Math.max(this.#longestRow, row.length);
    if (held > own) row.hasLater = true;
    else row.hasOther = true;
    if (held === own) return undefined;
    row.misplaced++;
    this.#isProved ||=
      row.length >= Math.max(INDEXES_IN_A_ROW, TIMES_IN_FLIGHT * inFlight) &&
      row.misplaced >= MISPLACED &&
      row.hasLater &&
      row.hasOther;
    return this.#isProved ? String(held) : undefined;
  }
}

/** The one index that the reply holds of those that none has held yet: its request's own, if that is among them. */
function indexIn(reply: string, own: number, unclaimed: ReadonlySet<number>): number | undefined {
  if (unclaimed.has(own) && hasNumber(reply, String(own))) return own;
  let found: number | undefined;
  for (const [digits] of reply.matchAll(/\d+/g)) {
    const number = Number(digits);
    if (!unclaimed.has(number) || number === found) continue;
    if (found !== undefined) return undefined;
    found = number;
  }
  return found;
}

function hasNumber(text: string, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    if (!isDigit(text.charCodeAt(at - 1)) && !isDigit(text.charCodeAt(at + digits.length))) {
      return true;
    }
  }
  return false;
}

/** False of NaN, which is what lies outside a text. */
function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
