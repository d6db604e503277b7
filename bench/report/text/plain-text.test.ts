import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cut, widthOf, wrap } from "./plain-text.ts";

describe("a line that is cut", () => {
  test.each([
    ["20 connections", 8, "20 conn…"],
    ["open load, 1,000/s", 15, "open load, …"],
    ["open load, 12\u00A0345/s", 16, "open load, …"],
    ["p50 1.25 ms", 8, "p50 …"],
    ["level 10 and more", 9, "level 10…"],
    ["123456", 3, "…"],
  ])("%j to %d columns is %j: a part of a number would be another number", (line, width, short) => {
    expect(cut(line, width)).toBe(short);
  });

  test("is never wider than asked, nor changed where it fits", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("1", "2", ".", ",", " ", "a", "漢", "\u00A0"),
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 45 }),
        (line, width) => {
          expect(widthOf(cut(line, width))).toBeLessThanOrEqual(width);
          if (widthOf(line) <= width) expect(cut(line, width)).toBe(line);
        },
      ),
    );
  });
});

describe("a text that is wrapped", () => {
  test("keeps a number with its unit", () => {
    expect(wrap("it took 99.7 ms to 102.4 ms (95 %) in all", 24, "  ")).toEqual([
      "  it took 99.7 ms to",
      "  102.4 ms (95 %) in all",
    ]);
    expect(wrap("a delay of 12 s now", 13, "")).toEqual(["a delay of", "12 s now"]);
    expect(wrap("a delay of 12 servers", 13, "")).toEqual(["a delay of 12", "servers"]);
  });
});
