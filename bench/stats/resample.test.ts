import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { simulateLoad } from "../../test/support/load-fixture.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { drawUnits, eachOnce, ResampleTable, type ResampleUnit } from "./resample.ts";
import { blocksOf, wholeOf } from "../judge/load/resample-units.ts";

function unitOf(latenciesNs: readonly number[], unanswered = 0): ResampleUnit {
  const response = new LatencyHistogram(3);
  for (const latencyNs of latenciesNs) response.record(latencyNs);
  const ok = latenciesNs.length;
  return {
    intended: ok + unanswered,
    ok,
    errors: unanswered,
    unanswered,
    completedInSlice: ok,
    durationNs: NS_PER_SECOND,
    response: ok === 0 ? undefined : response,
  };
}

const latencies = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 });

describe("draws of units", () => {
  test("are of as many units as there are, the same for the same seed", () => {
    const draws = drawUnits(10, 200, 7, 1);
    for (const weights of draws) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(10);
    }
    expect(drawUnits(10, 200, 7, 1)).toEqual(draws);
    expect(drawUnits(10, 200, 8, 1)).not.toEqual(draws);
    expect(drawUnits(10, 200, 7, 2)).not.toEqual(draws);
    const drawn = draws.reduce((sum, weights) => sum + (weights[3] ?? 0), 0);
    // 2,000 draws of one in ten: five standard deviations are 67.
    expect(Math.abs(drawn - 200)).toBeLessThan(67);
  });
});

describe("a table of units", () => {
  test("has the percentiles of the histograms merged as often as each was drawn", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(latencies, fc.nat(3)), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 50, 90, 99, 99.9),
        (parts, percentile) => {
          fc.pre(parts.some(([, weight]) => weight > 0));
          const table = new ResampleTable(
            parts.map(([us]) => unitOf(us.map((latencyUs) => latencyUs * 1000))),
          );
          const merged = new LatencyHistogram(3);
          for (const [us, weight] of parts) {
            for (let i = 0; i < weight; i++) for (const one of us) merged.record(one * 1000);
          }
          const weights = Float64Array.from(parts, ([, weight]) => weight);
          const rank = Math.max(1, Math.ceil((percentile * merged.count) / 100 - 1e-9));
          const wantedNs = merged.valueAtRankNs(rank);
          const foundNs = table.percentileNs(weights, percentile);
          // A table answers with the end of a bucket: up to 0.1 % or 1 µs longer.
          expect(foundNs).toBeGreaterThanOrEqual(wantedNs);
          expect(foundNs).toBeLessThanOrEqual(wantedNs * 1.001 + 1000);
          expect(table.meanNs(weights) / (merged.meanNs ?? 0)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test("counts what was never answered as longer than all else", () => {
    const table = new ResampleTable([unitOf([NS_PER_MS], 1), unitOf([NS_PER_MS, NS_PER_MS])]);
    const once = eachOnce(2);
    expect(table.percentileNs(once, 75)).toBe(NS_PER_MS);
    expect(table.percentileNs(once, 76)).toBe(Number.POSITIVE_INFINITY);
    expect(table.shareOver(once, NS_PER_MS)).toBe(0.25);
    expect(table.shareOver(once, 0)).toBe(1);
    expect(table.errorShare(once)).toBe(0.25);
    expect(table.throughputPerSec(once)).toBe(1.5);
    expect(table.percentileNs(Float64Array.of(0, 2), 100)).toBe(NS_PER_MS);
  });

  test("knows a tail that came from one unit no better than one of anything", () => {
    const quick = Array.from({ length: 100 }, () => NS_PER_MS);
    const slow = [...quick, 80 * NS_PER_MS, 90 * NS_PER_MS];
    expect(new ResampleTable([slow, quick, quick].map((us) => unitOf(us))).unitsBeyond(5e6)).toBe(
      1,
    );
    expect(new ResampleTable([slow, slow, slow].map((us) => unitOf(us))).unitsBeyond(5e6)).toBe(3);
    expect(new ResampleTable([quick, quick].map((us) => unitOf(us))).unitsBeyond(5e6)).toBe(2);
  });
});

describe("blocks of a run", () => {
  const blocksOfSeconds = (seconds: number, sliceMs = 100) => {
    const { result } = simulateLoad({
      durationNs: seconds * NS_PER_SECOND,
      ratePerSec: 40,
      sliceNs: sliceMs * NS_PER_MS,
      endOf: (i) => (i % 7 === 0 ? "timed out" : i % 11 === 0 ? "reset" : "ok"),
    });
    return { phase: result.run, blocks: blocksOf(result.run) };
  };

  test.each([
    [0.5, 100, 1],
    [1.9, 100, 1],
    [9.95, 100, 9],
    [10, 100, 10],
    [10, 300, 10],
    [20, 200, 20],
    [60, 800, 20],
    [60, 6400, 10],
  ])("of %p s in slices of %p ms are %p", (seconds, sliceMs, count) => {
    expect(blocksOfSeconds(seconds, sliceMs).blocks).toHaveLength(count);
  });

  test("hold every request once, and all of the time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 300 }),
        fc.constantFrom(100, 200, 700),
        (tenths, ms) => {
          const { phase, blocks } = blocksOfSeconds(tenths / 10, ms);
          const sum = (value: (unit: ResampleUnit) => number): number =>
            blocks.reduce((total, block) => total + value(block), 0);
          const { counts } = phase;
          expect(sum(({ intended }) => intended)).toBe(counts.intended);
          expect(sum(({ ok }) => ok)).toBe(counts.ok);
          expect(sum(({ unanswered }) => unanswered)).toBe(counts.timedOut);
          expect(sum(({ response }) => response?.count ?? 0)).toBe(counts.ok);
          expect(sum(({ durationNs }) => durationNs)).toBe(phase.endNs - phase.startNs);
          expect(sum(({ completedInSlice }) => completedInSlice)).toBe(phase.okInWindow);
          expect(wholeOf(phase)).toMatchObject({ intended: counts.intended, ok: counts.ok });
        },
      ),
      { numRuns: 25 },
    );
  });
});
