// Escapes as one types them in a request or in the end of a reply, such as 'PING\r\n': text to bytes and back.
import type { OptionsError } from "../../../src/units/options-error.ts";
import { decodeUtf8 } from "../../../src/protocol/utf8.ts";
import { usageError } from "../../messages/texts.ts";

const NAMED: Readonly<Record<string, number>> = {
  r: 0x0d,
  n: 0x0a,
  t: 0x09,
  "0": 0x00,
  "\\": 0x5c,
};

const MAX_CODE_POINT = 0x10ffff;

/** Text without a backslash | a name | a byte | a character | what is none of these. */
const PIECE =
  /([^\\]+)|\\([rnt0\\])|\\x([0-9a-fA-F]{2})|\\u\{([0-9a-fA-F]{1,6})\}|(\\u\{[^}]{0,8}\}?|\\.{0,3})/gs;

/** All that `formatEscapes` does not write as it is. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const TO_ESCAPE = /[\x00-\x1f\x7f-\x9f\\]/g;

const encoder = new TextEncoder();

/**
 * UTF-8 of `text`, with \r \n \t \0 \\ resolved, \xHH as the one byte HH, and \u{H…} as a character.
 * @throws {OptionsError} if a backslash begins anything else.
 */
export function resolveEscapes(text: string): Uint8Array {
  if (!text.includes("\\")) return encoder.encode(text);
  const bytes: number[] = [];
  const push = (part: Uint8Array): void => {
    for (const byte of part) bytes.push(byte);
  };
  for (const [, plain, name, hex, codePoint, unknown] of text.matchAll(PIECE)) {
    if (plain !== undefined) push(encoder.encode(plain));
    else if (name !== undefined) bytes.push(NAMED[name] as number);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (codePoint !== undefined) push(encodeCharacter(codePoint));
    else throw unknownEscape(unknown ?? "");
  }
  return Uint8Array.from(bytes);
}

/** Text that `resolveEscapes` reads back to these bytes: UTF-8 stays readable where all of it is UTF-8. */
export function formatEscapes(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text.replace(TO_ESCAPE, escapeOf);
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte).replace(TO_ESCAPE, escapeOf) : escapeByte(byte),
  ).join("");
}

function encodeCharacter(hex: string): Uint8Array {
  const codePoint = Number.parseInt(hex, 16);
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (isSurrogate || codePoint > MAX_CODE_POINT) {
    throw usageError((texts) => texts.options.notACharacter(hex));
  }
  return encoder.encode(String.fromCodePoint(codePoint));
}

function unknownEscape(escape: string): OptionsError {
  return usageError((texts) => texts.options.unknownEscape(escape));
}

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  for (const [name, byte] of Object.entries(NAMED)) {
    if (byte === code) return `\\${name}`;
  }
  // Above ASCII a character is more than one byte of UTF-8.
  return code < 0x80 ? escapeByte(code) : `\\u{${code.toString(16)}}`;
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
