import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../../src/units/options-error.ts";
import { parseArrivalTimes } from "./arrival-times.ts";

describe("a recorded trace", () => {
  const readings: [string, number[]][] = [
    ["0\n0.5\n1.5s\n2000ms\n", [0, 0.5e9, 1.5e9, 2e9]],
    ["# offsets in seconds\n\n  0.001 # the first\r\n.002\r\n", [1e6, 2e6]],
    ["1e-6\n20us\n1.000000001", [1000, 20_000, 1_000_000_001]],
    ["1\n1\n1", [1e9, 1e9, 1e9]],
    ["86400", [86400e9]],
  ];
  test.each(readings)("%p is read", (text, timesNs) => {
    expect([...parseArrivalTimes(text)]).toEqual(timesNs);
  });

  const refusals: [string, string][] = [
    ["", "no arrivals"],
    ["# nothing\n\n", "no arrivals"],
    ["1\n# pause\nsoon\n0", 'line 3: "soon" is not a duration'],
    ["0\n\n2s\n1500ms\n", 'line 4: "1500ms" is earlier than the offset before it'],
    ["-1", 'line 1: "-1" is not a duration'],
    ["1 2", 'line 1: "1 2" is not a duration'],
    ["86401", 'line 1: "86401" is longer than the limit of 24h'],
    ["25h", 'line 1: "25h" is longer than the limit of 24h'],
  ];
  test.each(refusals)("%p is refused by line", (text, problem) => {
    expect(() => parseArrivalTimes(text)).toThrow(OptionsError);
    expect(() => parseArrivalTimes(text)).toThrow(problem);
  });

  test("with more arrivals than are taken is refused", () => {
    expect(parseArrivalTimes("0\n\n1\n2", 3)).toHaveLength(3);
    expect(() => parseArrivalTimes("0\n\n1\n2\n3", 3)).toThrow("line 5: more than 3 arrivals");
  });

  test("in seconds with nine decimals is exact", () => {
    const times = fc.array(fc.integer({ min: 0, max: 86400e9 }), { minLength: 1 });
    fc.assert(
      fc.property(times, (unordered) => {
        const timesNs = unordered.sort((a, b) => a - b);
        const lines = timesNs.map((ns) => {
          const digits = String(ns).padStart(10, "0");
          return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
        });
        expect([...parseArrivalTimes(lines.join("\n"))]).toEqual(timesNs);
      }),
    );
  });
});
