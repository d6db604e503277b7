// The bytes of a reply that is to be looked at, gathered chunk by chunk.

import type { ReplyFraming } from "./reply-framing.ts";

/** Longest reply that is kept. */
export const MAX_KEPT_BYTES = 1024 * 1024;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

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

  /** All of it as text, or what `framing` finds in it, after which nothing is kept. */
  take(framing?: Pick<ReplyFraming, "unwrap">): string {
    const bytes = Buffer.concat(this.#chunks);
    this.clear();
    return decoder.decode(framing?.unwrap?.(bytes) ?? bytes);
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
