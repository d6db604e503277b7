import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeUtf8, endsInsideCharacter } from "./utf8.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test("text survives, a byte order mark included", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(decodeUtf8(encode(text))).toBe(text);
    }),
  );
  expect(decodeUtf8(encode("\ufeffa"))).toBe("\ufeffa");
});

test.each([
  [[0xff]],
  [[0xc0, 0x80]],
  [[0xed, 0xa0, 0x80]],
  [[0x61, 0xc3]],
  [[0xf5, 0x80, 0x80, 0x80]],
])("%p is not UTF-8, and the next text is read all the same", (bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
  expect(decodeUtf8(encode("ñ"))).toBe("ñ");
});

test("a cut through a character is seen at every place, a cut between two is not", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, at) => {
      const bytes = encode(text);
      const head = bytes.subarray(0, at % (bytes.length + 1));
      expect(endsInsideCharacter(head)).toBe(decodeUtf8(head) === undefined);
    }),
  );
});

test.each([[[0xff]], [[0xc1]], [[0xf5]], [[0x80]], [[0x80, 0x80, 0x80, 0x80]]])(
  "%p can't become a character, so nothing is waited for",
  (bytes) => expect(endsInsideCharacter(Uint8Array.from(bytes))).toBe(false),
);
