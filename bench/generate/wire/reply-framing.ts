// Where one reply ends in a stream of bytes. Bytes come in packets of any size and are looked at once, never kept:
// whoever needs a reply's text gathers it. A reply costs no allocation, so that framing stays far below a request's time.
import type { BinaryNumber, ReplyRule } from "../../run/load/plan.ts";
import { formatSize } from "../../../src/units/size.ts";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import { readBinaryNumber } from "./binary-number.ts";
import { HttpFraming } from "./http-framing.ts";
import { WebSocketFraming } from "./websocket.ts";
import { MalformedReply, type ReplyFraming } from "./framing.ts";

/** Longest frame, without the bytes of its length. */
const MAX_FRAME_BYTES = 2 ** 30;

const LF = 0x0a;

export function createReplyFraming(rule: ReplyRule): ReplyFraming {
  switch (rule.kind) {
    case "line":
    case "json-id":
      return new LineFraming();
    case "lines":
      return new LinesFraming(rule.count);
    case "bytes":
      return new BytesFraming(rule.count);
    case "until":
      return new UntilFraming(Buffer.from(rule.text, "latin1"));
    case "frame":
      return new FrameFraming(rule.length, rule.isInclusive);
    case "http":
      return new HttpFraming();
    case "ws":
      return new WebSocketFraming("message");
    case "ws-pong":
      return new WebSocketFraming("pong");
    case "close":
      return new CloseFraming();
    case "none":
      return new NoFraming();
    default:
      return rule satisfies never;
  }
}

/** Of every reply that says nothing of itself and can't end with the connection. */
abstract class PlainFraming implements ReplyFraming {
  readonly refusal = undefined;
  readonly isLast = false;

  begin(): void {
    // Nothing is carried from one reply to the next, unless a form says so.
  }

  abstract take(bytes: Uint8Array, start: number): number;

  endOfInput(): boolean {
    return false;
  }
}

class LineFraming extends PlainFraming {
  take(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(LF, start);
    return end < 0 ? -1 : end + 1;
  }
}

/** Of so many lines or bytes. */
abstract class CountedFraming extends PlainFraming {
  readonly #count: number;
  protected left: number;

  constructor(count: number) {
    super();
    this.#count = count;
    this.left = count;
  }

  override begin(): void {
    this.left = this.#count;
  }
}

class LinesFraming extends CountedFraming {
  take(bytes: Uint8Array, start: number): number {
    for (let at = start; ;) {
      const end = bytes.indexOf(LF, at);
      if (end < 0) return -1;
      at = end + 1;
      this.left--;
      if (this.left === 0) return at;
    }
  }
}

class BytesFraming extends CountedFraming {
  take(bytes: Uint8Array, start: number): number {
    const taken = Math.min(this.left, bytes.length - start);
    this.left -= taken;
    return this.left === 0 ? start + taken : -1;
  }
}

/** Knuth, Morris and Pratt: no byte is looked at twice, so the text may be cut anywhere by packets. */
class UntilFraming extends PlainFraming {
  readonly #text: Uint8Array;
  /** Of the first k + 1 bytes of the text: length of the longest proper prefix that is also their end. */
  readonly #borders: Uint32Array;
  /** Bytes of the text that the reply's last bytes are. */
  #matched = 0;

  constructor(text: Uint8Array) {
    super();
    this.#text = text;
    this.#borders = new Uint32Array(text.length);
    for (let k = 1, border = 0; k < text.length; k++) {
      while (border > 0 && text[k] !== text[border]) border = this.#borders[border - 1] as number;
      if (text[k] === text[border]) border++;
      this.#borders[k] = border;
    }
  }

  override begin(): void {
    this.#matched = 0;
  }

  take(bytes: Uint8Array, start: number): number {
    const text = this.#text;
    let matched = this.#matched;
    for (let at = start; at < bytes.length; at++) {
      if (matched === 0) {
        at = bytes.indexOf(text[0] as number, at);
        if (at < 0) break;
      }
      const byte = bytes[at];
      while (matched > 0 && byte !== text[matched]) matched = this.#borders[matched - 1] as number;
      if (byte === text[matched]) matched++;
      if (matched === text.length) return at + 1;
    }
    this.#matched = matched;
    return -1;
  }
}

/**
 * | bytes     | what                                                                      |
 * | --------- | ------------------------------------------------------------------------- |
 * | 2, 4 or 8 | length n, unsigned; these bytes count in it only where it is inclusive    |
 * | n         | anything                                                                  |
 */
class FrameFraming extends PlainFraming {
  readonly #header: BinaryNumber;
  /** Of the length's own bytes, how many it counts. */
  readonly #counted: number;
  readonly #length: Uint8Array;
  #lengthBytes = 0;
  #left = 0;

  constructor(header: BinaryNumber, isInclusive: boolean) {
    super();
    this.#header = header;
    this.#counted = isInclusive ? header.bytes : 0;
    this.#length = new Uint8Array(header.bytes);
  }

  override begin(): void {
    this.#lengthBytes = 0;
  }

  take(bytes: Uint8Array, start: number): number {
    const whole = this.#header.bytes;
    let at = start;
    if (this.#lengthBytes < whole) {
      while (this.#lengthBytes < whole) {
        if (at >= bytes.length) return -1;
        this.#length[this.#lengthBytes++] = bytes[at++] as number;
      }
      this.#left = this.#readLength();
    }
    const taken = Math.min(this.#left, bytes.length - at);
    this.#left -= taken;
    return this.#left === 0 ? at + taken : -1;
  }

  /** Bytes that follow the length. */
  #readLength(): number {
    const length = readBinaryNumber(this.#length, 0, this.#header);
    if (length < this.#counted) {
      throw new MalformedReply(({ frame }) => frame.lengthTooSmall(`${length}`, this.#counted));
    }
    const follow = Number(length) - this.#counted;
    if (follow > MAX_FRAME_BYTES) {
      const limit = formatSize(MAX_FRAME_BYTES);
      const header = formatBinaryNumber(this.#header);
      throw new MalformedReply(({ frame }, t) =>
        frame.lengthTooLarge(`${length}`, t.number(limit), header),
      );
    }
    return follow;
  }
}

/** All that comes until the peer ends its side; a connection closed without a byte is no reply. */
class CloseFraming extends PlainFraming {
  #hasBegun = false;

  override begin(): void {
    this.#hasBegun = false;
  }

  take(bytes: Uint8Array, start: number): number {
    if (start < bytes.length) this.#hasBegun = true;
    return -1;
  }

  override endOfInput(): boolean {
    return this.#hasBegun;
  }
}

class NoFraming extends PlainFraming {
  take(bytes: Uint8Array, start: number): number {
    if (start >= bytes.length) return -1;
    throw new MalformedReply((_, t) => t.failures.details.unexpectedBytes);
  }
}
