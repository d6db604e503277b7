// Status line and fields of an HTTP/1.x response: what they say of the response's end, and of the connection's.
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { fieldValueStart, hasToken, isBlank, isLastToken, wholeNumber } from "./http-fields.ts";
import { MalformedReply } from "./framing.ts";

/** What follows the head: a body that ends by one of these, nothing, or (1xx) the response proper. */
export type BodyEnd = "none" | "length" | "chunks" | "connection" | "another head";

const SPACE = 0x20;
const DIGIT_0 = 0x30;
const LETTER_C = 0x63;
const LETTER_T = 0x74;
const NONE = -1;

const STATUS_START = "HTTP/1.";
/** Of "HTTP/1.1 200": what a status line has at least. */
const STATUS_LINE_BYTES = 12;
/** Most bytes of a reply that a message shows. */
const MAX_SHOWN_BYTES = 100;

const decoder = new TextDecoder();

/** Keeps what it said until `begin`, as most heads of a kept connection are the same bytes again. */
export class HttpHead {
  /** "404 Not Found"; undefined below 400. */
  refusal: string | undefined;
  /** In bytes; -1 where none is given. */
  contentLength = NONE;
  #status = 0;
  #isHttp10 = false;
  #hasTransferEncoding = false;
  #isChunked = false;
  #hasClose = false;
  #hasKeepAlive = false;
  /** The last field line decides how the message ends: it must not go on in the next one. */
  #isFramingField = false;
  #last = new Uint8Array(0);
  /** The first bytes of `#last` are the head that was read; 0 where it was not seen whole. */
  #lastLength = 0;

  begin(): void {
    this.refusal = undefined;
    this.contentLength = NONE;
    this.#status = 0;
    this.#isHttp10 = false;
    this.#hasTransferEncoding = false;
    this.#isChunked = false;
    this.#hasClose = false;
    this.#hasKeepAlive = false;
    this.#isFramingField = false;
    this.#lastLength = 0;
  }

  /** The server closes the connection after the response (RFC 9112 §9.3). */
  get isLast(): boolean {
    return this.#hasClose || (this.#isHttp10 && !this.#hasKeepAlive);
  }

  /** RFC 9112 §4. */
  readStatusLine(bytes: Uint8Array, from: number, to: number): void {
    const reason = from + STATUS_LINE_BYTES;
    const version = bytes[reason - 5] as number;
    const status = wholeNumber(bytes, reason - 3, reason);
    const isStatusLine =
      to >= reason &&
      beginsLikeStatus(bytes, from, to) &&
      version >= DIGIT_0 &&
      version <= DIGIT_0 + 9 &&
      bytes[reason - 4] === SPACE &&
      status >= 100 &&
      (to === reason || bytes[reason] === SPACE);
    if (!isStatusLine) throw noStatusLine(bytes, from, to);
    this.#status = status;
    this.#isHttp10 = version === DIGIT_0;
    if (status >= 400) this.refusal = `${status} ${show(bytes, reason, to)}`.trim();
  }

  readField(bytes: Uint8Array, from: number, to: number): void {
    if (isBlank(bytes[from])) {
      // A line that goes on is obsolete, and harmless in a field that is not read (RFC 9112 §5.2).
      if (this.#isFramingField) throw new MalformedReply(({ http }) => http.foldedField);
      return;
    }
    this.#isFramingField = false;
    // Most fields begin with neither letter.
    const initial = (bytes[from] as number) | 0x20;
    if (initial === LETTER_C) this.#readLengthOrConnection(bytes, from, to);
    else if (initial === LETTER_T) this.#readTransferEncoding(bytes, from, to);
  }

  #readLengthOrConnection(bytes: Uint8Array, from: number, to: number): void {
    const length = fieldValueStart(bytes, from, to, "content-length");
    if (length >= 0) {
      if (this.contentLength !== NONE) throw new MalformedReply(({ http }) => http.severalLengths);
      this.contentLength = wholeNumber(bytes, length, to);
      if (this.contentLength === NONE) {
        const shown = show(bytes, length, to);
        throw new MalformedReply(({ http }) => http.contentLength(shown));
      }
      this.#isFramingField = true;
      return;
    }
    const connection = fieldValueStart(bytes, from, to, "connection");
    if (connection >= 0) {
      this.#hasClose ||= hasToken(bytes, connection, to, "close");
      this.#hasKeepAlive ||= hasToken(bytes, connection, to, "keep-alive");
      this.#isFramingField = true;
    }
  }

  #readTransferEncoding(bytes: Uint8Array, from: number, to: number): void {
    const value = fieldValueStart(bytes, from, to, "transfer-encoding");
    if (value < 0) return;
    // Several such fields are one list, so the last one decides.
    this.#hasTransferEncoding = true;
    this.#isChunked = isLastToken(bytes, value, to, "chunked");
    this.#isFramingField = true;
  }

  /** Of a whole head: RFC 9112 §6.3, in its order. */
  bodyEnd(): BodyEnd {
    if (this.#status === 101) {
      throw new MalformedReply(({ http }) => http.switchesProtocols);
    }
    if (this.#status < 200) return "another head";
    if (this.#status === 204 || this.#status === 304) return "none";
    if (this.#hasTransferEncoding) {
      if (this.#isHttp10) throw new MalformedReply(({ http }) => http.chunkedHttp10);
      if (this.contentLength !== NONE) {
        throw new MalformedReply(({ http }) => http.twoFramings);
      }
      return this.#isChunked ? "chunks" : "connection";
    }
    if (this.contentLength === NONE) return "connection";
    return this.contentLength === 0 ? "none" : "length";
  }

  /** Keeps the bytes of the head that was just read. */
  remember(bytes: Uint8Array, from: number, to: number): void {
    if (to - from > this.#last.length) this.#last = bytes.slice(from, to);
    else this.#last.set(bytes.subarray(from, to));
    this.#lastLength = to - from;
  }

  /** Length of the last head where it comes again at `start`, so that it need not be read; else 0. */
  repeatedBytes(bytes: Uint8Array, start: number): number {
    const length = this.#lastLength;
    if (bytes.length - start < length) return 0;
    const last = this.#last;
    // Four at a time: nearly twice as fast, and this loop is most of what a reply costs.
    const fours = length & ~3;
    let i = 0;
    for (; i < fours; i += 4) {
      const at = start + i;
      const difference =
        ((bytes[at] as number) ^ (last[i] as number)) |
        ((bytes[at + 1] as number) ^ (last[i + 1] as number)) |
        ((bytes[at + 2] as number) ^ (last[i + 2] as number)) |
        ((bytes[at + 3] as number) ^ (last[i + 3] as number));
      if (difference !== 0) return 0;
    }
    while (i < length && bytes[start + i] === last[i]) i++;
    return i === length ? length : 0;
  }
}

/** @throws {MalformedReply} if [from, to), the beginning of a status line, can be none whatever follows. */
export function refuseOtherProtocols(bytes: Uint8Array, from: number, to: number): void {
  if (!beginsLikeStatus(bytes, from, to)) throw noStatusLine(bytes, from, to);
}

/** Does [from, to) begin with "HTTP/1.", as far as it goes? */
function beginsLikeStatus(bytes: Uint8Array, from: number, to: number): boolean {
  const length = Math.min(to - from, STATUS_START.length);
  for (let i = 0; i < length; i++) {
    if (bytes[from + i] !== STATUS_START.charCodeAt(i)) return false;
  }
  return true;
}

function noStatusLine(bytes: Uint8Array, from: number, to: number): MalformedReply {
  const shown = show(bytes, from, to);
  return new MalformedReply(({ http }) => http.statusLine(shown));
}

/** For people: the beginning of [from, to), without blanks around it. */
export function show(bytes: Uint8Array, from: number, to: number): string {
  const shown = bytes.subarray(from, Math.min(to, from + MAX_SHOWN_BYTES));
  return escapeControls(decoder.decode(shown).trim());
}
