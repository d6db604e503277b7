// Splits bytes in packets of any size into lines with a limit. It does not interpret the lines.
//
//   line     = content (LF | CRLF)     content: at most maxLineBytes, the CR of a CRLF not counted
//   unread   bytes that are not searched yet: a view of the last packet, not copied
//   rest     an incomplete line: copied from its packets, so that these can be freed

const LF = 0x0a;
const CR = 0x0d;
const NO_BYTES = new Uint8Array(0);

export interface SplitLine {
  /** Without its ending. */
  readonly bytes: Uint8Array;
  /** Returned when the first byte beyond the limit arrives; `bytes` is then a part of the line, and no line follows. */
  readonly isTooLong: boolean;
}

/** Searches every byte once and copies it at most twice; holds no buffer between lines. */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #unread: Uint8Array = NO_BYTES;
  /** Grows by doubling; the first `#restLength` bytes are in use. */
  #buffer: Uint8Array = NO_BYTES;
  #restLength = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Adds a packet, which must not change afterwards. Then call `next` until it returns undefined. */
  push(packet: Uint8Array): void {
    // Few bytes are unread here: a caller that can't process lines pauses its source.
    this.#unread = this.#unread.length === 0 ? packet : concat(this.#unread, packet);
  }

  /** The next complete line; undefined if more bytes are needed. */
  next(): SplitLine | undefined {
    if (this.#unread.length === 0) return undefined;
    const end = this.#unread.indexOf(LF);
    if (end < 0) {
      this.#append(this.#unread);
      this.#unread = NO_BYTES;
      const isTooLong = withoutCr(this.rest).length > this.#maxLineBytes;
      return isTooLong ? { bytes: this.takeRest(), isTooLong } : undefined;
    }
    const head = this.#unread.subarray(0, end);
    this.#unread = this.#unread.subarray(end + 1);
    if (this.#restLength > 0) this.#append(head);
    const bytes = withoutCr(this.#restLength > 0 ? this.#release() : head);
    return { bytes, isTooLong: bytes.length > this.#maxLineBytes };
  }

  /** The bytes of the incomplete line: a read-only view. */
  get rest(): Uint8Array {
    return this.#buffer.subarray(0, this.#restLength);
  }

  /** True while `next` has bytes to search. */
  get hasUnread(): boolean {
    return this.#unread.length > 0;
  }

  /** Ends the incomplete line and returns it, without a CR at its end. */
  takeRest(): Uint8Array {
    return withoutCr(this.#release());
  }

  /** Drops all bytes. */
  clear(): void {
    this.#unread = NO_BYTES;
    this.#release();
  }

  #append(bytes: Uint8Array): void {
    // A line that is too long is returned at once, so at most one byte and a CR beyond the limit are kept.
    const room = this.#maxLineBytes + 2 - this.#restLength;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    const length = this.#restLength + kept.length;
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#buffer.length));
      grown.set(this.rest);
      this.#buffer = grown;
    }
    this.#buffer.set(kept, this.#restLength);
    this.#restLength = length;
  }

  #release(): Uint8Array {
    const { rest } = this;
    this.#buffer = NO_BYTES;
    this.#restLength = 0;
    return rest;
  }
}

function withoutCr(line: Uint8Array): Uint8Array {
  return line[line.length - 1] === CR ? line.subarray(0, -1) : line;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
