// The bytes of a reply that is to be looked at, gathered chunk by chunk.

/** Longest reply that is kept. */
export const MAX_KEPT_BYTES = 1024 * 1024;

export class KeptBytes {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** Copies them, as their memory is the socket's; false, and nothing kept, where that would be too much. */
  add(bytes: Uint8Array): boolean {
    if (this.#length + bytes.length > MAX_KEPT_BYTES) return false;
    this.#length += bytes.length;
    this.#chunks.push(bytes.slice());
    return true;
  }

  /** All of it as text, after which nothing is kept. */
  take(): string {
    const text = Buffer.concat(this.#chunks).toString("utf8");
    this.clear();
    return text;
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
