// Text with templates such as {{i}}, cut into what stays and what each request fills in.
import type { BinaryNumber } from "../../run/load/plan.ts";
import { BINARY_NUMBERS } from "../wire/binary-number.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { parseCount } from "../../../src/units/count.ts";
import { usageError } from "../../messages/texts.ts";
import { uniform } from "../../../src/units/random.ts";
import { ofPlace } from "../../../src/units/text.ts";

export type Piece =
  | { readonly kind: "literal"; readonly text: string }
  /** Index of the request, from 0; number of the connection, from 1; an id of its own. */
  | { readonly kind: "i" | "connection" | "uuid" }
  /** Index of the request in binary, modulo what fits into its bytes. */
  | { readonly kind: "binary"; readonly number: BinaryNumber }
  /** So many letters and digits. */
  | { readonly kind: "random"; readonly length: number };

const MAX_RANDOM_LENGTH = 65_536;

const BINARY = [...BINARY_NUMBERS.keys()].map((name) => `{{${name} i}}`).join(", ");

/** The innermost pair, so that {"a":{{i}}} and even {{{i}}} hold a template. */
const TEMPLATE = /\{\{(?!\{)(.*?)\}\}/gs;

/** @throws {OptionsError} if something in double braces is no template. */
export function parseTemplates(text: string): Piece[] {
  const pieces: Piece[] = [];
  const addLiteral = (literal: string): void => {
    const stray = literal.indexOf("{{");
    if (stray >= 0) throw unknownTemplate(literal.slice(stray, stray + 40));
    if (literal !== "") pieces.push({ kind: "literal", text: literal });
  };
  let at = 0;
  for (const match of text.matchAll(TEMPLATE)) {
    addLiteral(text.slice(at, match.index));
    pieces.push(parseTemplate(match[0], match[1] ?? ""));
    at = match.index + match[0].length;
  }
  addLiteral(text.slice(at));
  return pieces;
}

function parseTemplate(template: string, content: string): Piece {
  const [name = "", length, extra] = content.trim().split(/\s+/);
  if ((name === "i" || name === "connection" || name === "uuid") && length === undefined) {
    return { kind: name };
  }
  const number = BINARY_NUMBERS.get(name);
  if (number !== undefined && length === "i" && extra === undefined) {
    return { kind: "binary", number };
  }
  if (name !== "random" || length === undefined || extra !== undefined) {
    throw unknownTemplate(template);
  }
  try {
    return { kind: name, length: parseCount(length, 1, MAX_RANDOM_LENGTH) };
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new OptionsError(error.problems.map((problem) => ofPlace(template, problem)));
  }
}

function unknownTemplate(template: string): OptionsError {
  return usageError(({ loadOptions }) =>
    loadOptions.notATemplate(template, MAX_RANDOM_LENGTH, BINARY),
  );
}

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
