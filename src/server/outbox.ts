// Text on its way to one socket: short writes are kept and continued. Holds nothing when all is sent.
import type { Socket } from "bun";

const NO_BYTES = new Uint8Array(0);
const encoder = new TextEncoder();

export class Outbox {
  /** Encoded, and partly taken by the socket. */
  #bytes: Uint8Array = NO_BYTES;
  /** Comes after `#bytes`. */
  #text = "";

  add(text: string): void {
    this.#text += text;
  }

  /** What still waits; of text not yet encoded, its characters. */
  get unsentBytes(): number {
    return this.#bytes.length + this.#text.length;
  }

  /** Gives the socket what it takes. The rest waits for the socket's `drain`. False: the connection is gone. */
  flush(socket: Pick<Socket, "write">): boolean {
    while (this.unsentBytes > 0) {
      if (this.#bytes.length === 0) {
        this.#bytes = encoder.encode(this.#text);
        this.#text = "";
      }
      const taken = socket.write(this.#bytes);
      if (taken < 0) return false;
      this.#bytes = taken < this.#bytes.length ? this.#bytes.subarray(taken) : NO_BYTES;
      if (this.#bytes.length > 0) break;
    }
    return true;
  }

  clear(): void {
    this.#bytes = NO_BYTES;
    this.#text = "";
  }
}
