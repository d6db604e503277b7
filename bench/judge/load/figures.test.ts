import { describe, expect, test } from "bun:test";
import type { Percentile } from "../../run/load/censored.ts";
import { ENGLISH } from "../../../test/support/texts.ts";
import { formatCount, formatRate, formatShare, formatTime } from "./figures.ts";
import { percentileText } from "./texts.ts";

describe("figures for people", () => {
  test.each<[Percentile, string]>([
    [{ kind: "exact", ns: 1.88e9 }, "1.88 s"],
    [{ kind: "over", ns: 5.000191e9 }, "> 5 s"],
    [{ kind: "between", lowNs: 0.9e6, highNs: 1.2e9 }, "0.9 ms to 1.2 s"],
    [{ kind: "too few", count: 3, needed: 1000 }, "—"],
  ])("a percentile %p is %p", (percentile, text) => {
    expect(percentileText(percentile, ENGLISH)).toBe(text);
  });

  test.each([
    [0, "0 ms"],
    [1000, "0.001 ms"],
    [52_000, "0.052 ms"],
    [1520, "0.002 ms"],
    [1_135_000, "1.14 ms"],
    [100e6, "100 ms"],
    [999_700_000, "1 s"],
    [12.345e9, "12.3 s"],
    [4321e9, "4320 s"],
  ])("%p ns are %p", (durationNs, text) => {
    expect(formatTime(durationNs)).toBe(text);
  });

  test("take more digits where they are asked for", () => {
    expect(formatTime(200_300_000, 4)).toBe("200.3 ms");
    expect(percentileText({ kind: "over", ns: 1.2345e9 }, ENGLISH, 4)).toBe("> 1.235 s");
  });

  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1_234_567.6, "1,234,568"],
  ])("a count of %p is %p", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test.each([
    [0, "0"],
    [1 / 3600, "0.000278"],
    [33.333, "33.3"],
    [999.7, "1,000"],
    [58_123.4, "58,123"],
  ])("a rate of %p is %p", (perSec, text) => {
    expect(formatRate(perSec)).toBe(text);
  });

  test.each([
    [0, "0 %"],
    [1e-7, "0.00001 %"],
    [0.0012, "0.12 %"],
    [0.0567, "5.7 %"],
    [0.9876, "99 %"],
    [0.9999, "99.99 %"],
    [0.999999, "99.99 %"],
    [1, "100 %"],
    [1.023, "102.3 %"],
  ])("a share of %p is %p", (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});
