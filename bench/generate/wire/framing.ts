// What every form of reply has in common: how its end is found, the error of one that has none, and its bytes where they are kept.
import { say, type Texts } from "../../messages/texts.ts";
import { TextError } from "../../../src/units/text-error.ts";

/** One a connection and kind of request; `begin()` before each reply, also behind one that was cut short or malformed. */
export interface ReplyFraming {
  begin(): void;
  /**
   * Reads `bytes` from `start`; index just behind the reply's last byte, or -1 where it goes on past these bytes.
   * @throws {MalformedReply} if it can be no such reply, whatever follows.
   */
  take(bytes: Uint8Array, start: number): number;
  /** The peer ends its side: true where that completes the reply, false where it is cut short. */
  endOfInput(): boolean;
  /** Of a whole reply: why it is a failure by its own word (http: "404 Not Found"), else undefined. */
  readonly refusal: string | undefined;
  /** Of a whole http reply: the server closes the connection after it. False for all others. */
  readonly isLast: boolean;
  /** Of a reply whose text is in an envelope: what is in it. */
  unwrap?(reply: Uint8Array): Uint8Array;
}

/** Bytes came that are not a reply of the expected kind: where the next reply begins can't be known any more. */
export class MalformedReply extends TextError {
  override readonly name = "MalformedReply";

  constructor(compose: (texts: Texts["failures"]["malformed"], own: Texts) => string) {
    super(say((texts) => compose(texts.failures.malformed, texts)));
  }
}

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
