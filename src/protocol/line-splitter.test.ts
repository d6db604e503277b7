import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LineSplitter } from "./line-splitter.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The lines that packets give, up to one too long, and what is left. */
function split(maxLineBytes: number, packets: readonly Uint8Array[]) {
  const splitter = new LineSplitter(maxLineBytes);
  const lines: string[] = [];
  for (const packet of packets) {
    splitter.push(packet);
    for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
      if (line.isTooLong) return { lines, isTooLong: true, rest: "" };
      lines.push(decode(line.bytes));
    }
  }
  return { lines, isTooLong: false, rest: decode(splitter.takeRest()) };
}

const rows: [string, string, string[], string][] = [
  ["LF ends a line", "a\nb\n", ["a", "b"], ""],
  ["CRLF ends a line", "a\r\nb\r\n", ["a", "b"], ""],
  ["a CR alone ends none", "a\rb\n", ["a\rb"], ""],
  ["only one CR belongs to the ending", "a\r\r\n", ["a\r"], ""],
  ["an empty line is a line", "\n\r\n", ["", ""], ""],
  ["the rest waits", "a\nbc", ["a"], "bc"],
  ["a rest's CR is not part of it", "a\nbc\r", ["a"], "bc"],
];
test.each(rows)("%s", (_, text, lines, rest) => {
  expect(split(4, [encode(text)])).toEqual({ lines, rest, isTooLong: false });
});

describe("the limit", () => {
  const max = 65_536;
  const long = "x".repeat(max);

  test.each(["\n", "\r\n"])("a line of exactly the limit passes with %j", (ending) => {
    expect(split(max, [encode(long + ending)]).lines).toEqual([long]);
  });

  test.each(["x\n", "x\r\n", "x", "\r\r\n"])("one byte more is too long with %j", (ending) => {
    expect(split(max, [encode(`a\n${long}${ending}`)])).toEqual({
      lines: ["a"],
      rest: "",
      isTooLong: true,
    });
  });

  test("one byte more is known before the line ends", () => {
    expect(split(3, ["a", "b", "c", "d"].map(encode)).isTooLong).toBe(true);
  });
});

test("any packets give the same lines", () => {
  const stream = fc.array(fc.constantFrom(0x0a, 0x0d, 0x61, 0xc3), { maxLength: 40, size: "max" });
  fc.assert(
    fc.property(stream, fc.array(fc.nat(40)), (bytes, cuts) => {
      const whole = Uint8Array.from(bytes);
      expect(split(5, packetsOf(whole, cuts))).toEqual(split(5, [whole]));
    }),
    { numRuns: 500 },
  );
});

test("a packet pushed before the last one was dry is not lost", () => {
  const splitter = new LineSplitter(10);
  splitter.push(encode("a\nb"));
  splitter.push(encode("c\n"));
  expect(decode(splitter.next()?.bytes as Uint8Array)).toBe("a");
  expect(decode(splitter.next()?.bytes as Uint8Array)).toBe("bc");
  expect(splitter.next()).toBeUndefined();
});

test("packets of 1 byte copy each byte a bounded number of times", () => {
  // Quadratic copying of 4 MiB would take minutes, and the test's time-out would end it.
  const length = 4 * 1024 * 1024;
  const splitter = new LineSplitter(length);
  const packet = encode("x");
  let early = 0;
  for (let i = 0; i < length; i++) {
    splitter.push(packet);
    if (splitter.next() !== undefined) early++;
  }
  expect(early).toBe(0);
  splitter.push(encode("\n"));
  expect(splitter.next()?.bytes.length).toBe(length);
  expect(splitter.rest.length).toBe(0);
});

/** Cuts bytes at these places. */
function packetsOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [
    0,
    ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
