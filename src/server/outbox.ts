// Output of one socket: continues short writes. Holds nothing when all is sent.
import type { Socket } from "bun";

const NO_BYTES = new Uint8Array(0);
const encoder = new TextEncoder();

export class Outbox {
  /** Encoded bytes that are partly sent. */
  #bytes: Uint8Array = NO_BYTES;
  /** Text that is sent after `#bytes`. */
  #text = "";

  add(text: string): void {
    this.#text += text;
  }

  /** Pending bytes; for text that is not encoded yet, its characters. */
  get unsentBytes(): number {
    return this.#bytes.length + this.#text.length;
  }

  /** Writes as much as the socket accepts; the rest waits for `drain`. Returns that many bytes, -1 if the connection is gone. */
  flush(socket: Pick<Socket, "write">): number {
    let sentBytes = 0;
    while (this.unsentBytes > 0) {
      if (this.#bytes.length === 0) {
        this.#bytes = encoder.encode(this.#text);
        this.#text = "";
      }
      const taken = socket.write(this.#bytes);
      if (taken < 0) return -1;
      sentBytes += taken;
      this.#bytes = taken < this.#bytes.length ? this.#bytes.subarray(taken) : NO_BYTES;
      if (this.#bytes.length > 0) break;
    }
    return sentBytes;
  }

  clear(): void {
    this.#bytes = NO_BYTES;
    this.#text = "";
  }
}
