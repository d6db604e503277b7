// For tests of reply framing: a stream cut into packets, and what a framing makes of them.
import fc from "fast-check";
import { MalformedReply, type ReplyFraming } from "../../bench/generate/wire/framing.ts";

export interface Framed {
  /** Each whole reply: its text (latin1), and what it says of itself. */
  readonly replies: readonly {
    readonly text: string;
    readonly refusal: string | undefined;
    readonly isLast: boolean;
  }[];
  /** "whole": the end of the connection completes one more reply, `rest`; "cut": it does not. */
  readonly end: "whole" | "cut" | "malformed";
  /** What came behind the last whole reply; "" if malformed. */
  readonly rest: string;
}

/** Feeds the packets as a connection does; stops where the framing finds them malformed. */
export function frame(framing: ReplyFraming, packets: readonly Uint8Array[]): Framed {
  const replies: Framed["replies"][number][] = [];
  let text = "";
  framing.begin();
  try {
    for (const packet of packets) {
      let at = 0;
      while (at < packet.length) {
        const end = framing.take(packet, at);
        text += latin1(packet.subarray(at, end < 0 ? undefined : end));
        if (end < 0) break;
        replies.push({ text, refusal: framing.refusal, isLast: framing.isLast });
        text = "";
        at = end;
        framing.begin();
      }
    }
  } catch (error) {
    if (!(error instanceof MalformedReply)) throw error;
    return { replies, end: "malformed", rest: "" };
  }
  return { replies, end: framing.endOfInput() ? "whole" : "cut", rest: text };
}

/** Where a stream is cut into packets; the places are taken modulo its length. */
export type Cuts = readonly number[] | "every byte";

export const anyCuts: fc.Arbitrary<Cuts> = fc.oneof(
  fc.array(fc.nat(), { maxLength: 8 }),
  fc.constant("every byte" as const),
);

export function cutAt(bytes: Uint8Array, cuts: Cuts): Uint8Array[] {
  const places = cuts === "every byte" ? Array.from(bytes, (_, i) => i) : cuts;
  const sorted = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...sorted].map((start, i) => bytes.subarray(start, sorted[i]));
}

/** One byte a character, as `latin1` gives back. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
