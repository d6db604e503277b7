import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import {
  decodeLatencyHistogram,
  HIGHEST_LATENCY_NS,
  LatencyHistogram,
} from "./latency-histogram.ts";
import { percentileOf, sortAscending } from "./percentile.ts";

const PERCENTILES = [0, 1, 10, 50, 90, 99, 99.9, 100];

function histogramOf(latenciesNs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const latencyNs of latenciesNs) histogram.record(latencyNs);
  return histogram;
}

function contentOf(histogram: LatencyHistogram): unknown[] {
  const { count, overflow } = histogram;
  return [count, overflow, ...PERCENTILES.map((percentile) => histogram.percentileNs(percentile))];
}

/** Spread over all magnitudes, as latencies are. */
const latency = fc
  .double({ min: 0, max: Math.log(HIGHEST_LATENCY_NS), noNaN: true })
  .map((exponent) => Math.min(Math.floor(Math.exp(exponent)), HIGHEST_LATENCY_NS));
const latencies = fc.array(latency, { minLength: 1, maxLength: 50 });

describe("a latency histogram", () => {
  test("agrees with sorted samples within 10^-4 and a microsecond", () => {
    fc.assert(
      fc.property(latencies, (samples) => {
        const histogram = histogramOf(samples);
        const sorted = sortAscending(samples);
        for (const percentile of PERCENTILES) {
          const exactNs = percentileOf(sorted, percentile) ?? Number.NaN;
          const foundNs = histogram.percentileNs(percentile) ?? Number.NaN;
          expect(Math.abs(foundNs - exactNs)).toBeLessThanOrEqual(1e-4 * exactNs + 1000);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("adds up in any grouping to the same as one of all samples", () => {
    fc.assert(
      fc.property(latencies, latencies, latencies, (a, b, c) => {
        const left = histogramOf(a);
        left.add(histogramOf(b));
        left.add(histogramOf(c));
        const inner = histogramOf(b);
        inner.add(histogramOf(c));
        const right = histogramOf(a);
        right.add(inner);
        expect(contentOf(left)).toEqual(contentOf(right));
        expect(contentOf(left)).toEqual(contentOf(histogramOf([...a, ...b, ...c])));
      }),
      { numRuns: 15 },
    );
  });

  test("reads back what it encoded, and that can be added to", () => {
    fc.assert(
      fc.property(latencies, (samples) => {
        const histogram = histogramOf(samples);
        const decoded = decodeLatencyHistogram(histogram.encode(), 3);
        expect(decoded.count).toBe(samples.length);
        expect(decoded.overflow).toBe(3);
        for (const percentile of PERCENTILES) {
          const original = histogram.percentileNs(percentile) ?? Number.NaN;
          const difference = (decoded.percentileNs(percentile) ?? Number.NaN) - original;
          expect(Math.abs(difference)).toBeLessThanOrEqual(1e-4 * original);
        }
        decoded.record(HIGHEST_LATENCY_NS);
        expect(decoded.percentileNs(100)).toBeGreaterThan(HIGHEST_LATENCY_NS * 0.9999);
      }),
      { numRuns: 15 },
    );
  });

  test("counts what is beyond an hour as overflow and nothing else", () => {
    const histogram = histogramOf([HIGHEST_LATENCY_NS, HIGHEST_LATENCY_NS + 1, Infinity]);
    expect([histogram.count, histogram.overflow]).toEqual([1, 2]);
    expect(histogram.percentileNs(100)).toBe(HIGHEST_LATENCY_NS);
  });

  test.each([Number.NaN, -1])("refuses %p", (latencyNs) => {
    expect(() => new LatencyHistogram().record(latencyNs)).toThrow(RangeError);
  });

  test("rounds to the nearest microsecond, and counts less than one as one", () => {
    expect(histogramOf([1499]).percentileNs(50)).toBe(1000);
    expect(histogramOf([1500]).percentileNs(50)).toBe(2000);
    expect(histogramOf([0]).percentileNs(50)).toBe(1000);
  });

  test("has no percentiles when empty, and none outside 0..100", () => {
    expect(new LatencyHistogram().percentileNs(50)).toBeUndefined();
    expect(() => new LatencyHistogram().percentileNs(101)).toThrow(RangeError);
  });

  test("writes its distribution in milliseconds", () => {
    const text = histogramOf([3.0012e9, 3.0014e9]).formatHgrm();
    expect(text).toContain("Value     Percentile TotalCount 1/(1-Percentile)");
    expect(text).toContain("3001.4");
    expect(text).toMatch(/Total count {4}= {12}2\]/);
  });

  test("finds the value of every rank, even where its share is no binary fraction", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (count) => {
        // One µs each, so that every rank has a bucket of its own.
        const histogram = histogramOf(Array.from({ length: count }, (_, i) => (i + 1) * 1000));
        for (let rank = 1; rank <= count; rank += Math.ceil(count / 50)) {
          expect(histogram.valueAtRankNs(rank)).toBe(rank * 1000);
        }
        expect(histogram.valueAtRankNs(count)).toBe(count * 1000);
      }),
      { numRuns: 20 },
    );
    // Those of which the share, times the count, is more than the rank in binary.
    const histogram = histogramOf(Array.from({ length: 9999 }, (_, i) => (i + 1) * 1000));
    for (let rank = 1; rank <= 9999; rank++) {
      if ((((rank / 9999) * 100) / 100) * 9999 > rank) {
        expect(histogram.valueAtRankNs(rank)).toBe(rank * 1000);
      }
    }
  });

  test.each([0, 3, Number.NaN])("has no rank %p of 2", (rank) => {
    expect(() => histogramOf([1e6, 2e6]).valueAtRankNs(rank)).toThrow(RangeError);
  });

  test("yields each bucket with its count, ascending, up to its longest value", () => {
    expect([...new LatencyHistogram().buckets()]).toEqual([]);
    expect([...histogramOf([2e6, 1e6, 2e6, Infinity]).buckets()]).toEqual([
      { toNs: 1e6, count: 1 },
      { toNs: 2e6, count: 2 },
    ]);
    fc.assert(
      fc.property(latencies, (samples) => {
        const buckets = [...histogramOf(samples).buckets()];
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(samples.length);
        const sorted = sortAscending(samples);
        let rank = 0;
        for (const { toNs, count } of buckets) {
          rank += count;
          expect(Math.abs(toNs - (sorted[rank - 1] ?? 0))).toBeLessThanOrEqual(1e-4 * toNs + 1000);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("can be asked for more while its buckets are looked at", () => {
    const histogram = histogramOf([1e6, 2e6, 3e6]);
    const seen = [...histogram.buckets()].length;
    const again: number[] = [];
    for (const { toNs } of histogram.buckets()) {
      again.push(toNs);
      expect(histogram.meanNs).toBe(2e6);
      expect([...histogram.buckets()]).toHaveLength(seen);
    }
    expect(again).toEqual([1e6, 2e6, 3e6]);
  });

  test("has the mean and the longest of its values, without the overflow", () => {
    const histogram = histogramOf([1e6, 2e6, 6e6, Infinity]);
    expect([histogram.meanNs, histogram.maxNs]).toEqual([3e6, 6e6]);
    expect([new LatencyHistogram().meanNs, new LatencyHistogram().maxNs]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("is empty after it was cleared, and counts anew", () => {
    const histogram = histogramOf([5e9, Infinity]);
    histogram.clear();
    expect([histogram.count, histogram.overflow, histogram.maxNs]).toEqual([0, 0, undefined]);
    histogram.record(2e6);
    expect(contentOf(histogram)).toEqual(contentOf(histogramOf([2e6])));
    expect([histogram.maxNs, histogram.encode()]).toEqual([2e6, histogramOf([2e6]).encode()]);
  });

  test.each([
    [2, 1e-2],
    [3, 1e-3],
    [4, 1e-4],
  ])("of %p digits is right within %p, before and after its encoding", (digits, error) => {
    fc.assert(
      fc.property(latency, (latencyNs) => {
        const histogram = new LatencyHistogram(digits);
        histogram.record(latencyNs);
        for (const each of [histogram, decodeLatencyHistogram(histogram.encode())]) {
          const foundNs = each.percentileNs(50) ?? Number.NaN;
          expect(Math.abs(foundNs - latencyNs)).toBeLessThanOrEqual(error * latencyNs + 1000);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test("a value is counted where the library itself counts it, from 1 µs to 1 h", () => {
  const anyUs = fc.oneof(
    fc.integer({ min: 1, max: 3.6e9 }),
    fc.integer({ min: 0, max: 31 }).map((bits) => 2 ** bits),
    fc.integer({ min: 1, max: 31 }).map((bits) => 2 ** bits - 1),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(2, 3, 4),
      fc.array(anyUs, { maxLength: 50 }),
      (digits, valuesUs) => {
        const ours = new LatencyHistogram(digits);
        const theirs = build({
          bitBucketSize: 32,
          autoResize: false,
          lowestDiscernibleValue: 1,
          highestTrackableValue: HIGHEST_LATENCY_NS / 1000,
          numberOfSignificantValueDigits: digits,
        });
        for (const valueUs of valuesUs) {
          ours.record(valueUs * 1000);
          theirs.recordValue(valueUs);
        }
        expect(ours.encode()).toBe(encodeIntoCompressedBase64(theirs));
        expect(ours.count).toBe(theirs.totalCount);
      },
    ),
  );
});
