// Bytes in packets of any size → lines with a limit. Knows nothing of what a line means.
//
//   line     = content (LF | CRLF)     content: at most maxLineBytes, the CR of a CRLF not counted
//   unread   bytes that were pushed and not yet searched: a view of the last packet, never copied
//   rest     a line that has begun and not ended: copied out of its packets, so that they can be freed

const LF = 0x0a;
const CR = 0x0d;
const NO_BYTES = new Uint8Array(0);

export interface SplitLine {
  /** Without its ending. */
  readonly bytes: Uint8Array;
  /** Known as soon as the first byte too many has come; `bytes` is then a part of the line, and no line follows. */
  readonly isTooLong: boolean;
}

/** Every byte is searched once and copied at most twice, whatever the packets; holds no buffer between lines. */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #unread: Uint8Array = NO_BYTES;
  /** Grows by doubling; the first `#restLength` bytes are in use. */
  #buffer: Uint8Array = NO_BYTES;
  #restLength = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Takes a packet over; it must not change afterwards. Call `next` until it is dry. */
  push(packet: Uint8Array): void {
    // What is still unread is little or nothing: whoever pushes is expected to pause its source instead.
    this.#unread = this.#unread.length === 0 ? packet : concat(this.#unread, packet);
  }

  /** The next whole line, or undefined when more bytes are needed. */
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

  /** What has come of a line that has not ended: a view, to look at. */
  get rest(): Uint8Array {
    return this.#buffer.subarray(0, this.#restLength);
  }

  /** True while `next` has bytes to search. */
  get hasUnread(): boolean {
    return this.#unread.length > 0;
  }

  /** Ends the half line here and returns it, without a CR at its end. */
  takeRest(): Uint8Array {
    return withoutCr(this.#release());
  }

  /** Forgets all bytes. */
  clear(): void {
    this.#unread = NO_BYTES;
    this.#release();
  }

  #append(bytes: Uint8Array): void {
    // A line too long is given back at once, so no more than one byte and a CR over the limit need be kept.
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
