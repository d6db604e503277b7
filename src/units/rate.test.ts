import { describe, expect, test } from "bun:test";
import { OptionsError } from "./options-error.ts";
import { MAX_RATE_PER_SEC, parseRate } from "./rate.ts";

describe("rates", () => {
  const readings: [string, number][] = [
    ["1000", 1000],
    ["1000/s", 1000],
    ["2k/s", 2000],
    ["1.5k", 1500],
    ["10M/s", 10e6],
    ["60/min", 1],
    ["60/m", 1],
    ["3600/h", 1],
    ["1/h", 1 / 3600],
    ["0.5/s", 0.5],
    ["1e-7/s", 1e-7],
    ["0", 0],
    [" 6k / min ", 100],
  ];
  test.each(readings)("%p is read", (text, perSec) => {
    expect(parseRate(text)).toBe(perSec);
  });

  test.each(["", "/s", "k", "-1/s", "1/d", "1000s", "1m", "1K", "ten/s", "1/s/s", "1e400", "NaN"])(
    "%p is refused",
    (text) => {
      expect(() => parseRate(text)).toThrow(OptionsError);
    },
  );

  test("out of range is refused with the value and the limits", () => {
    expect(parseRate("600M/min")).toBe(MAX_RATE_PER_SEC);
    expect(() => parseRate("10000001")).toThrow('"10000001" is not a rate from 0 to 10M/s');
  });
});
