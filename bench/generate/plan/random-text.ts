// Letters and digits drawn from the seed: the same text whatever order or process asks for it.
import { uniform } from "../../../src/units/random.ts";

const ALPHABET = new TextEncoder().encode(
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
);
/** So many letters come from one draw: 62^8 is below its 2^52 values. */
const LETTERS_PER_DRAW = 8;

/** Draws of other kinds under the same seed use the streams below. */
const FIRST_STREAM = 2 ** 16;
/** Enough for the longest text: 65536 letters. */
const STREAMS_PER_PLACE = 2 ** 13;

/** `length` bytes of ASCII, a pure function of the seed, the request's index and the place in its text. */
export function drawText(length: number, seed: number, i: number, place: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const firstStream = FIRST_STREAM + place * STREAMS_PER_PLACE;
  for (let at = 0; at < length; at += LETTERS_PER_DRAW) {
    const stream = firstStream + at / LETTERS_PER_DRAW;
    let draw = uniform(seed, i, stream);
    const end = Math.min(at + LETTERS_PER_DRAW, length);
    for (let k = at; k < end; k++) {
      draw *= ALPHABET.length;
      const letter = Math.floor(draw);
      bytes[k] = ALPHABET[letter] as number;
      draw -= letter;
    }
  }
  return bytes;
}
