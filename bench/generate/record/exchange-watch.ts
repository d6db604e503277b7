// The first request of each kind with its reply, and whether every reply to it has the same bytes. A reply is compared
// as it arrives; only the first is kept, so that watching costs a comparison of a few bytes a reply.
import type { SeenExchange } from "../../run/load/first-exchange.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { formatEscapes } from "../wire/escapes.ts";
import type { LoadRequest } from "../connection/load-request.ts";

/** Of a request and of a reply, in what is shown. */
const MAX_SHOWN_BYTES = 200;
/** Longest reply that is compared with others: two longer ones are never called equal. */
const MAX_COMPARED_BYTES = 64 * 1024;
/** Below this a loop is quicker than a call into native code. */
const SHORT_BYTES = 32;

const LF = 0x0a;

/** One a kind of request in each generator. */
export class ExchangeWatch {
  /** The first whole reply; its beginning where it is longer than what is compared. */
  firstReply: Buffer | undefined;
  areEqual = true;
  replies = 0;
  readonly #name: string;
  readonly #unwrap: (bytes: Uint8Array) => Uint8Array;
  #request: Uint8Array | undefined;
  #sentNs: Ns = 0;
  #cutReply: Buffer | undefined;
  #replyBytes = 0;

  /** `unwrap` finds what is to be shown in what was sent or received, where it is in an envelope. */
  constructor(name: string, unwrap: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes) {
    this.#name = name;
    this.#unwrap = unwrap;
  }

  /** True until the first whole reply: the bytes of requests are needed so long. */
  get isWaiting(): boolean {
    return this.firstReply === undefined;
  }

  send(request: LoadRequest, bytes: Uint8Array, nowNs: Ns): void {
    request.bytes = bytes;
    if (this.#request !== undefined) return;
    this.#request = bytes;
    this.#sentNs = nowNs;
  }

  /** A reply that was gathered is whole: `length` bytes, of which `bytes` are the first. */
  end(request: LoadRequest, bytes: Buffer, length: number): void {
    this.replies++;
    if (this.firstReply === undefined) {
      this.firstReply = bytes;
      this.#cutReply = undefined;
      this.#replyBytes = length;
      this.areEqual = bytes.length === length;
      this.#take(request);
    } else if (this.areEqual && (bytes.length !== length || !bytes.equals(this.firstReply))) {
      this.areEqual = false;
    }
  }

  /** The request ended before its reply did: shown as long as there is no whole one. */
  cut(request: LoadRequest, bytes: Buffer, length: number): void {
    if (this.firstReply !== undefined || this.#cutReply !== undefined) return;
    this.#cutReply = bytes;
    this.#replyBytes = length;
    this.#take(request);
  }

  /** Undefined where nothing was sent. */
  seen(): SeenExchange | undefined {
    const request = this.#request;
    if (request === undefined) return undefined;
    const reply = this.firstReply ?? this.#cutReply;
    return {
      name: this.#name,
      request: show(this.#unwrap(request)),
      requestBytes: request.length,
      endsWithLine: request.at(-1) === LF,
      reply: reply === undefined ? null : show(this.#unwrap(reply)),
      replyBytes: this.#replyBytes,
      isWhole: this.firstReply !== undefined,
      replies: this.replies,
      areRepliesEqual: this.replies > 0 && this.areEqual,
      sentNs: this.#sentNs,
      replyDigest: reply === undefined ? "" : Bun.hash(reply).toString(16),
    };
  }

  #take({ bytes, sentNs }: LoadRequest): void {
    if (bytes === undefined) return;
    this.#request = bytes;
    this.#sentNs = sentNs ?? 0;
  }
}

/** The reply that arrives on one connection: gathered until its kind has a first one, then compared with that. */
export class ReplyWatch {
  readonly #watches: readonly ExchangeWatch[];
  #mode: "off" | "gather" | "compare" = "off";
  #watch: ExchangeWatch | undefined;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(watches: readonly ExchangeWatch[]) {
    this.#watches = watches;
  }

  /** A reply begins; `kind` is undefined where only its end shows which request it answers. */
  begin(kind: number | undefined): void {
    this.clear();
    if (kind === undefined) {
      if (this.#watches.some(({ isWaiting }) => isWaiting)) this.#mode = "gather";
      return;
    }
    const watch = this.#watches[kind];
    if (watch === undefined) return;
    this.#watch = watch;
    if (watch.firstReply === undefined) this.#mode = "gather";
    else if (watch.areEqual) this.#mode = "compare";
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    if (this.#mode === "off") return;
    if (this.#mode === "gather") {
      const wanted = Math.min(end, start + MAX_COMPARED_BYTES - this.#length);
      // A copy, as the memory is the socket's.
      if (wanted > start) this.#chunks.push(bytes.slice(start, wanted));
    } else if (!this.#continuesFirst(bytes, start, end)) {
      if (this.#watch !== undefined) this.#watch.areEqual = false;
      this.#mode = "off";
    }
    this.#length += end - start;
  }

  /** Whether the first reply goes on as this one does. */
  #continuesFirst(bytes: Uint8Array, start: number, end: number): boolean {
    const first = this.#watch?.firstReply;
    const at = this.#length;
    const length = end - start;
    if (first === undefined || at + length > first.length) return false;
    if (length >= SHORT_BYTES) return first.compare(bytes, start, end, at, at + length) === 0;
    for (let i = 0; i < length; i++) {
      if (first[at + i] !== bytes[start + i]) return false;
    }
    return true;
  }

  /** The reply is whole and answers this request. */
  end(request: LoadRequest): void {
    const watch = this.#watches[request.kind];
    if (watch === undefined) return;
    if (this.#mode === "gather") {
      watch.end(request, Buffer.concat(this.#chunks), this.#length);
    } else {
      watch.replies++;
      if (this.#mode === "off" || this.#length !== watch.firstReply?.length) watch.areEqual = false;
    }
    this.clear();
  }

  /** The request ended before its reply did. */
  cut(request: LoadRequest | undefined): void {
    if (this.#mode === "gather" && this.#length > 0 && request !== undefined) {
      this.#watches[request.kind]?.cut(request, Buffer.concat(this.#chunks), this.#length);
    }
    this.clear();
  }

  clear(): void {
    this.#mode = "off";
    this.#watch = undefined;
    this.#length = 0;
    if (this.#chunks.length > 0) this.#chunks = [];
  }
}

/** The first bytes with escapes, never cut within a character of UTF-8. */
function show(bytes: Uint8Array): string {
  let end = Math.min(bytes.length, MAX_SHOWN_BYTES);
  if (end < bytes.length) {
    while (end > MAX_SHOWN_BYTES - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  }
  return formatEscapes(bytes.subarray(0, end));
}
