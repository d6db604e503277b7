import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatEscapes, resolveEscapes } from "./escapes.ts";
import { bytesOf, latin1 } from "../../../test/support/framing.ts";

const resolutions: [string, string][] = [
  ["PING\\r\\n", "PING\r\n"],
  ["a\\tb\\0c", "a\tb\0c"],
  ["\\\\n", "\\n"],
  ["\\\\\\n", "\\\n"],
  ["\\xff\\x0A", "\xff\n"],
  ["\\0012", "\x00012"],
  ["\\u{f1}\\u{1F600}", "\xc3\xb1\xf0\x9f\x98\x80"],
  ["ñ", "\xc3\xb1"],
  ["ñ\\n😀", "\xc3\xb1\n\xf0\x9f\x98\x80"],
  ["", ""],
];
test.each(resolutions)("%p is resolved", (text, bytes) => {
  expect(latin1(resolveEscapes(text))).toBe(bytes);
});

const refusals: [string, string][] = [
  ["\\q", '"\\q" is not an escape (write \\r,'],
  ["a\\", '"\\" is not an escape'],
  ["\\\\\\", '"\\" is not an escape'],
  ["\\xg1", '"\\xg1" is not an escape'],
  ["\\x1", '"\\x1" is not an escape'],
  ["\\u00f1", "is not an escape"],
  ["\\u{}", '"\\u{}" is not an escape'],
  ["\\u{zz}", '"\\u{zz}" is not an escape'],
  ["\\u{110000}", '"\\u{110000}" is not a Unicode character'],
  ["\\u{d800}", '"\\u{d800}" is not a Unicode character'],
  ["\\N", '"\\N" is not an escape'],
];
test.each(refusals)("%p is refused", (text, message) => {
  expect(() => resolveEscapes(text)).toThrow(OptionsError);
  expect(() => resolveEscapes(text)).toThrow(message);
});

describe("bytes as text", () => {
  const texts: [string, string][] = [
    ["END\r\n", "END\\r\\n"],
    ["\\\0\t\x1b\x7f", "\\\\\\0\\t\\x1b\\x7f"],
    ["\xc3\xb1", "ñ"],
    ["\xc2\x85", "\\u{85}"],
    ["\xc3\xb1\xff", "\\xc3\\xb1\\xff"],
  ];
  test.each(texts)("%p", (bytes, text) => {
    expect(formatEscapes(bytesOf(bytes))).toBe(text);
  });

  test("are read back, whatever they are", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.string({ unit: "binary", maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (original) => {
        const text = formatEscapes(original);
        // Printable: nothing that a shell, a TOML file or a terminal would take for something else.
        expect(text).not.toMatch(/\p{Cc}/u);
        expect(latin1(resolveEscapes(text))).toBe(latin1(original));
      }),
      { numRuns: 1000 },
    );
  });
});
