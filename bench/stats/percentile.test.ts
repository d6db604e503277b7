import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { medianOf, percentileOf, sortAscending } from "./percentile.ts";

describe("percentiles", () => {
  test.each([
    [0, 1],
    [10, 1],
    [10.1, 2],
    [50, 5],
    [55, 6],
    [90, 9],
    [99, 10],
    [100, 10],
  ])("p%p of 1..10 is sample %p", (percentile, sample) => {
    expect(percentileOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], percentile)).toBe(sample);
  });

  test("a rank that is whole on paper is not pushed up by binary fractions", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    for (const rank of hundred) expect(percentileOf(hundred, rank)).toBe(rank);
  });

  test("at least the named share of samples does not exceed it, and it is a sample", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (samples, percentile) => {
          const value = percentileOf(sortAscending(samples), percentile) ?? Number.NaN;
          expect(samples).toContain(value);
          const share = samples.filter((sample) => sample <= value).length / samples.length;
          expect(share * 100).toBeGreaterThanOrEqual(percentile - 1e-6);
        },
      ),
    );
  });

  test("of nothing are undefined; outside 0..100 they are refused", () => {
    expect(percentileOf([], 50)).toBeUndefined();
    expect(medianOf([])).toBeUndefined();
    for (const percentile of [-1, 101, Number.NaN]) {
      expect(() => percentileOf([1], percentile)).toThrow(RangeError);
    }
  });

  test("the median of an even number lies between the two middle samples", () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
    expect(medianOf([9, 1, 5])).toBe(5);
  });
});
