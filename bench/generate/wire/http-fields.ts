// Header fields of HTTP/1.x as bytes (RFC 9110 §5.6): looked at in place, without making text of them.

const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const COMMA = 0x2c;

/** Index just behind the colon if the field line in [from, to) has this name (given in lower case), else -1. */
export function fieldValueStart(bytes: Uint8Array, from: number, to: number, name: string): number {
  const end = from + name.length;
  if (end >= to) return -1;
  // A blank before the colon is an error of the server's that a reader of responses overlooks (RFC 9112 §5.1).
  const colon = skipBlanks(bytes, end, to);
  return bytes[colon] === COLON && colon < to && equalsLowerCase(bytes, from, end, name)
    ? colon + 1
    : -1;
}

/** The whole number that the field value in [from, to) is; -1 where it is none, or above 2^53 - 1. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const first = skipBlanks(bytes, from, to);
  const end = cutBlanks(bytes, first, to);
  if (first === end) return -1;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : -1;
}

/** Is `token` (in lower case) in the comma-separated list in [from, to)? */
export function hasToken(bytes: Uint8Array, from: number, to: number, token: string): boolean {
  for (let at = from; at < to; at++) {
    const first = skipBlanks(bytes, at, to);
    // Not by indexOf, which would search the body too.
    while (at < to && bytes[at] !== COMMA) at++;
    if (equalsLowerCase(bytes, first, cutBlanks(bytes, first, at), token)) return true;
  }
  return false;
}

/** Is `token` (in lower case) the last of the list? Empty elements are none (RFC 9110 §5.6.1.2). */
export function isLastToken(bytes: Uint8Array, from: number, to: number, token: string): boolean {
  let end = to;
  while (end > from && (isBlank(bytes[end - 1]) || bytes[end - 1] === COMMA)) end--;
  let first = end;
  while (first > from && bytes[first - 1] !== COMMA) first--;
  return equalsLowerCase(bytes, skipBlanks(bytes, first, end), end, token);
}

/** Letters, digits and hyphens only: `text` in lower case. */
function equalsLowerCase(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[from + i] as number;
    const isUpper = byte >= 0x41 && byte <= 0x5a;
    if ((isUpper ? byte + 0x20 : byte) !== text.charCodeAt(i)) return false;
  }
  return true;
}

function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at])) at++;
  return at;
}

function cutBlanks(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(bytes[end - 1])) end--;
  return end;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
