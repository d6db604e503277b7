import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { histogramOf } from "../../../test/support/load-fixture.ts";
import { countFor, type Percentile, ResponseTimes } from "./censored.ts";
import { HIGHEST_LATENCY_NS } from "../../stats/latency-histogram.ts";
import { percentileOf, sortAscending } from "../../stats/percentile.ts";

interface Ends {
  readonly ok?: readonly number[];
  readonly censored?: readonly number[];
  readonly dropped?: number;
}

function timesOf({ ok = [], censored = [], dropped = 0 }: Ends): ResponseTimes {
  return new ResponseTimes({
    counts: { dropped, ok: ok.length },
    response: histogramOf(ok),
    censored: histogramOf(censored),
    unmatched: null,
  });
}

/** 1, 2, …, `last` ms. */
function msTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => (i + 1) * 1e6);
}

/** Within what the histogram and its rounding leave of a value. */
function expectAbout(foundNs: number, exactNs: number): void {
  expect(Math.abs(foundNs - exactNs)).toBeLessThanOrEqual(1e-4 * exactNs + 1000);
}

function expectExact(found: Percentile, exactNs: number): void {
  expect(found.kind).toBe("exact");
  if (found.kind === "exact") expectAbout(found.ns, exactNs);
}

function expectOver(found: Percentile, overNs: number): void {
  expect(found.kind).toBe("over");
  if (found.kind === "over") expectAbout(found.ns, overNs);
}

describe("percentiles of response times", () => {
  test("are exact where all were answered", () => {
    const times = timesOf({ ok: msTo(1000) });
    for (const percentile of [50, 55, 90, 99, 100]) {
      expectExact(times.percentile(percentile), percentile * 10e6);
    }
    expect([times.count, times.censored]).toEqual([1000, 0]);
  });

  test("hold what timed out as longer, and never leave it out", () => {
    const times = timesOf({ ok: msTo(950), censored: new Array<number>(50).fill(5e9) });
    expectExact(times.percentile(95), 950e6);
    expectOver(times.percentile(95.1), 5e9);
    expectOver(times.percentile(99), 5e9);
    expectOver(times.percentile(100), 5e9);
    expect([times.count, times.censored]).toEqual([1000, 50]);
  });

  test("of what is dropped have no end, and are longer than all that was seen", () => {
    const times = timesOf({ ok: msTo(950), dropped: 50 });
    expectExact(times.percentile(50), 500e6);
    expectOver(times.percentile(99), 950e6);
    expect([times.count, times.censored]).toEqual([1000, 50]);
  });

  test("lie between two bounds where something was given up early", () => {
    const times = timesOf({ ok: msTo(950), censored: new Array<number>(50).fill(1e6) });
    const p50 = times.percentile(50);
    expect(p50.kind).toBe("between");
    if (p50.kind === "between") {
      expectAbout(p50.lowNs, 450e6);
      expectAbout(p50.highNs, 500e6);
    }
    // Of the longest, 50 may have been without end: then it is longer than the 990th that is known.
    expectOver(times.percentile(99), 940e6);
  });

  test("are one figure where the bounds are closer than 1 %", () => {
    const ok = Array.from({ length: 950 }, (_, i) => 100e6 + i * 1000);
    expectExact(timesOf({ ok, censored: new Array<number>(50).fill(1e6) }).percentile(50), 100.5e6);
  });

  test("beyond an hour are over the longest that is known", () => {
    const times = timesOf({ ok: [...msTo(999), HIGHEST_LATENCY_NS + 1] });
    expectOver(times.percentile(100), 999e6);
    expect([times.count, times.censored]).toEqual([1000, 0]);
  });

  test("are not said where the count can't carry them", () => {
    const times = timesOf({ ok: msTo(312) });
    expect(times.percentile(99)).toEqual({ kind: "too few", count: 312, needed: 1000 });
    expectExact(times.percentile(100), 312e6);
    expect(timesOf({}).percentile(100)).toEqual({ kind: "too few", count: 0, needed: 1 });
  });

  test("contain the truth, whatever the unanswered would have taken", () => {
    const durationNs = fc.integer({ min: 1e3, max: 10e9 });
    fc.assert(
      fc.property(
        fc.array(durationNs, { minLength: 20, maxLength: 60 }),
        fc.array(fc.tuple(durationNs, durationNs), { maxLength: 20 }),
        fc.array(durationNs, { maxLength: 5 }),
        (ok, censored, dropped) => {
          const times = timesOf({
            ok,
            censored: censored.map(([waitedNs]) => waitedNs),
            dropped: dropped.length,
          });
          // Dropped requests are taken to be without end.
          const truth = sortAscending([
            ...ok,
            ...censored.map(([waitedNs, moreNs]) => waitedNs + moreNs),
            ...dropped.map(() => Number.POSITIVE_INFINITY),
          ]);
          for (const percentile of [0, 25, 50, 75, 100]) {
            const found = times.percentile(percentile);
            if (found.kind === "too few" || found.kind === "unmatched") continue;
            const [lowNs, highNs] =
              found.kind === "between"
                ? [found.lowNs, found.highNs]
                : found.kind === "over"
                  ? [found.ns, Number.POSITIVE_INFINITY]
                  : [found.ns / 1.011, found.ns];
            const trueNs = percentileOf(truth, percentile) ?? Number.NaN;
            expect(trueNs).toBeGreaterThanOrEqual(lowNs * (1 - 1e-4) - 1000);
            expect(trueNs).toBeLessThanOrEqual(highNs * (1 + 1e-4) + 1000);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("a mean", () => {
  test("is that of the answered", () => {
    expectAbout(timesOf({ ok: [1e6, 2e6, 6e6] }).meanNs ?? 0, 3e6);
  });

  test.each<[string, Ends]>([
    ["without an answer", {}],
    ["where one timed out", { ok: [1e6], censored: [5e9] }],
    ["where one was dropped", { ok: [1e6], dropped: 1 }],
    ["where one took longer than an hour", { ok: [1e6, HIGHEST_LATENCY_NS + 1] }],
  ])("is none %s", (_, ends) => {
    expect(timesOf(ends).meanNs).toBeUndefined();
  });
});

describe("the count that a percentile wants", () => {
  test.each([
    [0, 1],
    [1, 1000],
    [50, 20],
    [90, 100],
    [95, 200],
    [99, 1000],
    [99.9, 10_000],
    [99.99, 100_000],
    [99.999, 1_000_000],
    [99.99999, 100_000_000],
    [100, 1],
  ])("p%p: %p", (percentile, needed) => {
    expect(countFor(percentile)).toBe(needed);
  });

  test.each([-1, 101, Number.NaN])("there is no p%p", (percentile) => {
    expect(() => countFor(percentile)).toThrow(RangeError);
    expect(() => timesOf({}).percentile(percentile)).toThrow(RangeError);
  });
});
