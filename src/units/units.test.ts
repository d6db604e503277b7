import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseCount } from "./count.ts";
import { formatDuration, formatDurationOption, formatSeconds, parseDuration } from "./duration.ts";
import { OptionsError } from "./options-error.ts";
import { shuffle, uniform } from "./random.ts";
import {
  drawServiceNs,
  formatServiceTime,
  meanServiceNs,
  parseServiceTime,
} from "./service-time.ts";
import { formatSize, parseSize } from "./size.ts";

describe("durations", () => {
  const readings: [string, number][] = [
    ["3s", 3e9],
    ["300ms", 3e8],
    ["1.5s", 1.5e9],
    ["250us", 250e3],
    ["250µs", 250e3],
    ["2m", 120e9],
    ["1h", 3600e9],
    ["0", 0],
    [" 3 s ", 3e9],
  ];
  test.each(readings)("%p is read", (text, durationNs) => {
    expect(parseDuration(text)).toBe(durationNs);
  });

  test.each(["", "3", "s", "-3s", "3x", "1e3s", "three", "3s4ms"])("%p is refused", (text) => {
    expect(() => parseDuration(text)).toThrow(OptionsError);
  });

  test("more than 24 h is refused by name", () => {
    expect(() => parseDuration("25h")).toThrow('"25h" is longer than the limit of 24h');
  });

  const writings: [number, string][] = [
    [3e9, "3 s"],
    [3.0014e9, "3.001 s"],
    [2.1e6, "2.1 ms"],
    [850e3, "850 µs"],
    [0, "0 s"],
    [-2.5e6, "-2.5 ms"],
    [100e9, "100 s"],
    [7, "7 ns"],
  ];
  test.each(writings)("%p ns is written %p", (durationNs, text) => {
    expect(formatDuration(durationNs)).toBe(text);
  });

  test("seconds always have three decimals", () => {
    expect(formatSeconds(3.0009e9)).toBe("3.001");
    expect(formatSeconds(0)).toBe("0.000");
  });

  test("an option's text reads back to the same duration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 3600e6 }), (us) => {
        expect(parseDuration(formatDurationOption(us * 1000))).toBe(us * 1000);
      }),
    );
  });
});

describe("sizes", () => {
  test.each([
    ["64KiB", 65536],
    ["1MB", 1e6],
    ["512", 512],
    ["1.5kib", 1536],
  ] as const)("%p is read", (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(["", "KiB", "-1", "1.5", "64 parsecs"])("%p is refused", (text) => {
    expect(() => parseSize(text)).toThrow(OptionsError);
  });

  test("are written in the largest binary unit", () => {
    expect(formatSize(65536)).toBe("64 KiB");
    expect(formatSize(1.2 * 2 ** 30)).toBe("1.2 GiB");
    expect(formatSize(17)).toBe("17 bytes");
  });
});

describe("counts", () => {
  test("keep to their limits", () => {
    expect(parseCount("65535", 0, 65535)).toBe(65535);
    for (const text of ["65536", "-1", "1.5", "ten", ""]) {
      expect(() => parseCount(text, 0, 65535)).toThrow(`"${text}" is not a whole number`);
    }
  });
});

describe("service times", () => {
  const texts = ["3s", "exp:300ms", "uniform:100ms..500ms", "lognormal:300ms,0.5"];

  test.each(texts)("%p reads back to itself", (text) => {
    expect(formatServiceTime(parseServiceTime(text))).toBe(text);
  });

  test.each([
    "exp",
    "exp:",
    "uniform:5s..1s",
    "uniform:1s",
    "lognormal:1s",
    "lognormal:1s,x",
    "gamma:1s",
  ])("%p is refused", (text) => {
    expect(() => parseServiceTime(text)).toThrow(OptionsError);
  });

  test.each(texts)("draws of %p have its mean", (text) => {
    const service = parseServiceTime(text);
    const count = 20_000;
    let sumNs = 0;
    for (let i = 0; i < count; i++) sumNs += drawServiceNs(service, 7, i);
    // Five standard errors of the widest of them (exp: deviation = mean).
    const meanNs = meanServiceNs(service);
    expect(Math.abs(sumNs / count - meanNs)).toBeLessThan((5 * meanNs) / Math.sqrt(count));
  });

  test("a draw depends on seed and index alone", () => {
    const service = parseServiceTime("exp:300ms");
    const forward = Array.from({ length: 50 }, (_, i) => drawServiceNs(service, 1, i));
    const backward = Array.from({ length: 50 }, (_, i) => drawServiceNs(service, 1, 49 - i));
    expect(backward.toReversed()).toEqual(forward);
    expect(drawServiceNs(service, 2, 0)).not.toBe(forward[0] as number);
  });
});

describe("seeded randomness", () => {
  test("is uniform on the open interval, stream by stream", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(8), (seed, stream) => {
        const bins = new Array<number>(10).fill(0);
        for (let i = 0; i < 2000; i++) {
          const value = uniform(seed, i, stream);
          expect(value > 0 && value < 1).toBe(true);
          bins[Math.floor(value * 10)] = (bins[Math.floor(value * 10)] ?? 0) + 1;
        }
        // Chi-square with 9 degrees of freedom stays below 45 but once in a million.
        const chiSquare = bins.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
        expect(chiSquare).toBeLessThan(45);
      }),
      { numRuns: 50 },
    );
  });

  test("shuffles keep every item and depend on the seed", () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const shuffled = shuffle(items, 1);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
    expect(shuffle(items, 1)).toEqual(shuffled);
    expect(shuffle(items, 2)).not.toEqual(shuffled);
  });
});
