import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compare, moreRepeats } from "./finding.ts";

const MS = 1e6;

describe("a measured number and its bound of ±10 ms", () => {
  test.each([
    ["lies inside with its interval", 2, [-1, 5], "pass"],
    ["touches the bound with its interval", 9, [8, 10], "pass"],
    ["lies beyond with its interval", 20, [11, 30], "fail"],
    ["lies beyond below", -20, [-30, -11], "fail"],
    ["lies inside, its interval reaches beyond", 8, [4, 12], "uncertain"],
    ["lies beyond, its interval reaches inside", 12, [8, 16], "uncertain"],
    ["has an interval wider than all that is allowed", 0, [-20, 20], "uncertain"],
    ["has no interval and lies inside", 9.9, null, "pass"],
    ["has no interval and lies beyond", 10.1, null, "fail"],
    ["has an interval without end", 0, [-Infinity, Infinity], "uncertain"],
  ] as const)("%s", (_, valueMs, interval, result) => {
    const ns = interval && { lowNs: interval[0] * MS, highNs: interval[1] * MS };
    expect(compare(valueMs * MS, ns, 10 * MS).result).toBe(result);
  });

  test("are decided by as many bursts as make the interval half as wide: four times as many", () => {
    const { timesTheBursts } = compare(8 * MS, { lowNs: 4 * MS, highNs: 12 * MS }, 10 * MS);
    expect(timesTheBursts).toBeCloseTo(4);
    expect(moreRepeats(timesTheBursts, 1)).toBe(3);
    expect(moreRepeats(timesTheBursts, 5)).toBe(15);
  });

  test("are not decided by any number that can be asked for where the value lies on the bound", () => {
    const { timesTheBursts } = compare(10 * MS, { lowNs: 9 * MS, highNs: 11 * MS }, 10 * MS);
    expect(moreRepeats(timesTheBursts, 1)).toBeNull();
  });

  test("are decided once the interval has shrunk by as many bursts as were named", () => {
    const property = fc.property(
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.double({ min: 0.1, max: 40, noNaN: true }),
      fc.double({ min: 0.1, max: 40, noNaN: true }),
      (value, below, above) => {
        const at = (times: number) =>
          compare(
            value,
            { lowNs: value - below / Math.sqrt(times), highNs: value + above / Math.sqrt(times) },
            10,
          );
        const { result, timesTheBursts } = at(1);
        fc.pre(result === "uncertain" && timesTheBursts < 1e6);
        expect(at(timesTheBursts * 1.001).result).not.toBe("uncertain");
      },
    );
    fc.assert(property, { seed: 1 });
  });
});
