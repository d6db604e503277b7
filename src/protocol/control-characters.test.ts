import { expect, test } from "bun:test";
import fc from "fast-check";
import { escapeControls, stringifySafely } from "./control-characters.ts";

const rows: [string, string, string][] = [
  ["named controls are written by name", "a\tb\r\nc", "a\\tb\\r\\nc"],
  ["NUL, ESC and DEL are written in hex", "\0\x1b[31m\x7f", "\\x00\\x1b[31m\\x7f"],
  ["C1 controls are escaped too", "\x9b31m", "\\x9b31m"],
  [
    "direction marks, overrides and isolates are escaped: they reorder the rest of the line",
    "a\u061cb\u200e\u200f\u202a\u202ec\u2066\u2069",
    "a\\u061cb\\u200e\\u200f\\u202a\\u202ec\\u2066\\u2069",
  ],
  ["Unicode's line and paragraph separators too", "a\u2028b\u2029", "a\\u2028b\\u2029"],
  ["letters, signs and backslashes stay", 'ñ € 😀 "C:\\temp"', 'ñ € 😀 "C:\\temp"'],
];
test.each(rows)("%s", (_, text, escaped) => expect(escapeControls(text)).toBe(escaped));

test("no control character is left, whatever comes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const character of escapeControls(text)) {
        const code = character.charCodeAt(0);
        expect(code >= 0x20 && (code < 0x7f || code > 0x9f)).toBe(true);
        expect(character).not.toMatch(/\p{Bidi_Control}/u);
      }
    }),
  );
});

test("JSON for a log has none either, and is read back unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = stringifySafely({ [text]: text });
      expect(JSON.parse(json)).toEqual({ [text]: text });
      expect(escapeControls(json)).toBe(json);
    }),
  );
});
