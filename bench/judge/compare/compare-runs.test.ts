import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import { type LoadFixture, simulateLoad } from "../../../test/support/load-fixture.ts";
import { noisyLoad } from "../../../test/support/noisy-load.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { contextWarnings, machineDifferences, planDifferences } from "./context.ts";
import { compareRuns } from "./compare-runs.ts";
import type { ComparisonResult, MetricName } from "../../run/compare/comparison.ts";

const OPTIONS = { tolerance: 0.05, seed: 1, isInterleaved: true };

function metricOf({ metrics }: ComparisonResult, name: MetricName) {
  const found = metrics.find((own) => own.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function verdictsOf({ metrics }: ComparisonResult): Record<string, string> {
  return Object.fromEntries(metrics.map(({ name, verdict }) => [name, verdict]));
}

/** Quick replies; `share` of the requests, spread evenly, get none. */
function withUnanswered(share: number, changes: LoadFixture = {}): LoadRun {
  return simulateLoad({
    ratePerSec: 1000,
    sliceNs: 500 * NS_PER_MS,
    timeoutNs: NS_PER_SECOND,
    endOf: (i) => (Math.floor((i + 1) * share) > Math.floor(i * share) ? "timed out" : "ok"),
    ...changes,
  });
}

describe("a comparison of two runs", () => {
  test("of the very same run sees no difference in anything", () => {
    const run = noisyLoad({ seed: 1 });
    const result = compareRuns([run], [run], OPTIONS);
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set(["no difference seen"]));
    expect(result.sentence.en).toBe("No difference seen between A and B.");
    for (const { difference, interval } of result.metrics) {
      expect(difference).toBe(0);
      expect(interval?.low).toBeLessThanOrEqual(0);
      expect(interval?.high).toBeGreaterThanOrEqual(0);
    }
  });

  test("finds what is half as quick, whichever side it is on", () => {
    const quick = noisyLoad({ seed: 1 });
    const slow = noisyLoad({ seed: 2, slowness: 2 });
    const worse = compareRuns([quick], [slow], OPTIONS);
    expect(metricOf(worse, "p50")).toMatchObject({ verdict: "worse", isBeyondTolerance: true });
    expect(Math.abs((metricOf(worse, "p50").difference ?? 0) - 1)).toBeLessThan(0.1);
    expect(worse.sentence.en).toStartWith("B is worse in p50 (+1");
    const better = compareRuns([slow], [quick], OPTIONS);
    expect(metricOf(better, "p50")).toMatchObject({ verdict: "better", isBeyondTolerance: false });
    expect(Math.abs((metricOf(better, "p50").difference ?? 0) + 0.5)).toBeLessThan(0.05);
  });

  test("is beyond the tolerance only if it is worse by more than that", () => {
    const [quick, slow] = [noisyLoad({ seed: 1 }), noisyLoad({ seed: 2, slowness: 2 })];
    const within = compareRuns([quick], [slow], { ...OPTIONS, tolerance: 1.5 });
    expect(metricOf(within, "p50")).toMatchObject({ verdict: "worse", isBeyondTolerance: false });
    expect(within.sentence.en).toEndWith(", within the tolerance of 150 %.");
  });

  test("takes throughput the other way round", () => {
    const closed = (responseMs: number): LoadRun =>
      simulateLoad({
        ratePerSec: null,
        connections: 4,
        sliceNs: 500 * NS_PER_MS,
        responseNs: (i) => (responseMs + (i % 5) / 10) * NS_PER_MS,
      });
    const result = compareRuns([closed(4)], [closed(5)], OPTIONS);
    expect(metricOf(result, "throughput")).toMatchObject({
      verdict: "worse",
      isBeyondTolerance: true,
    });
    expect(metricOf(result, "throughput").difference).toBeCloseTo(4.2 / 5.2 - 1, 2);
  });

  test("takes errors in points, as there may have been none before", () => {
    const [none, some] = [withUnanswered(0), noisyLoad({ seed: 1, failedShare: 0.02 })];
    const errors = metricOf(compareRuns([none], [some], OPTIONS), "errors");
    expect(errors).toMatchObject({ verdict: "worse", isBeyondTolerance: true });
    expect(errors.difference).toBeCloseTo(0.02, 2);
    const both = compareRuns([some], [some], OPTIONS);
    expect(metricOf(both, "errors").verdict).toBe("no difference seen");
  });

  test("of what one side never answered is told by rank, and its size from below", () => {
    const result = compareRuns([withUnanswered(0)], [withUnanswered(0.05)], OPTIONS);
    const p99 = metricOf(result, "p99");
    const atLeastNs = p99.b.kind === "over" ? p99.b.value : 0;
    expect(atLeastNs / NS_PER_SECOND).toBeCloseTo(1, 3);
    expect(p99).toMatchObject({ verdict: "worse", isBound: true, isBeyondTolerance: true });
    expect(p99.interval).toBeNull();
    const exact = p99.a.kind === "exact" ? p99.a.value : 0;
    expect(p99.difference).toBe(atLeastNs / exact - 1);
    expect(metricOf(result, "mean")).toMatchObject({ verdict: "unknown", difference: null });
    const reversed = metricOf(
      compareRuns([withUnanswered(0.05)], [withUnanswered(0)], OPTIONS),
      "p99",
    );
    expect(reversed).toMatchObject({ verdict: "better", isBound: true, isBeyondTolerance: false });
  });

  test("of what both sides never answered is unknown", () => {
    const result = compareRuns([withUnanswered(0.05)], [withUnanswered(0.04)], OPTIONS);
    expect(metricOf(result, "p99").verdict).toBe("unknown");
    expect(metricOf(result, "p50").verdict).toBe("no difference seen");
    expect(metricOf(result, "p99").note?.en).toContain("never answered");
  });

  test("of less than 8 s has too few data, and shows its figures all the same", () => {
    const [a, b] = [noisyLoad({ seed: 1, seconds: 7 }), noisyLoad({ seed: 2, seconds: 7 })];
    const result = compareRuns([a], [b], OPTIONS);
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set(["too few data"]));
    expect(result.sentence.en).toBe("Too few data to compare B with A.");
    expect(metricOf(result, "p50")).toMatchObject({ a: { kind: "exact" }, interval: null });
    expect(metricOf(result, "p50").note?.en).toContain("8 s");
  });

  test("has no verdict on a percentile that the count can't carry", () => {
    const [a, b] = [1, 2].map((seed) => noisyLoad({ seed, ratePerSec: 500 })) as [LoadRun, LoadRun];
    expect(metricOf(compareRuns([a], [b], OPTIONS), "p99.9")).toMatchObject({
      verdict: "too few data",
      difference: null,
      note: { en: "needs 10,000 requests in each run, and one has 5,000" },
    });
  });

  test("where nothing was answered compares nothing", () => {
    const [none, some] = [withUnanswered(1), withUnanswered(0)];
    expect(compareRuns([some], [none], OPTIONS).metrics).toEqual([]);
    expect(compareRuns([{ ...some, result: null }], [some], OPTIONS).metrics).toEqual([]);
  });

  test("with an invalid run is invalid, and says which", () => {
    const a = noisyLoad({ seed: 1 });
    const judgement = { isValid: false, invalidReasons: [unclassified("it was late")] };
    const b = withUnanswered(0, { judgement });
    const result = compareRuns([a, a, a], [a, b, a], OPTIONS);
    expect(result).toMatchObject({
      isValid: false,
      invalidReasons: [{ kind: "invalid-run", values: { run: "b-2" }, en: "b-2: it was late" }],
    });
    expect(result.sentence.en).toContain("a run is invalid");
  });

  test("warns of what lies between runs that were not made in turn", () => {
    const run = noisyLoad({ seed: 1 });
    const saved = { ...OPTIONS, isInterleaved: false };
    expect(compareRuns([run], [run], saved).warnings[0]?.en).toContain("different times");
    expect(compareRuns([run], [run], OPTIONS).warnings).toEqual([]);
  });

  test("is the same each time, and can be kept as JSON", () => {
    const runs = [noisyLoad({ seed: 1 }), withUnanswered(0.02)] as const;
    const result = compareRuns([runs[0]], [runs[1]], OPTIONS);
    expect(compareRuns([runs[0]], [runs[1]], OPTIONS)).toEqual(result);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

test("a run without matched replies has no time that could be compared, and a throughput", () => {
  const runs = [simulateLoad(), simulateLoad({ unmatched: "no order" })] as const;
  for (const [a, b] of [runs, runs.toReversed()]) {
    if (a === undefined || b === undefined) throw new Error("there are two runs");
    const result = compareRuns([a], [b], OPTIONS);
    const verdicts = verdictsOf(result);
    for (const name of ["p50", "p99", "mean"]) expect(verdicts[name]).toBe("too few data");
    expect(verdicts["throughput"]).toBe("no difference seen");
    expect(result.metrics.find(({ name }) => name === "p99")?.note?.en).toContain("--ordered");
  }
});

describe("a comparison of repeated runs", () => {
  const runsOf = (first: number, count: number, slowness = 1): LoadRun[] =>
    Array.from({ length: count }, (_, i) =>
      noisyLoad({ seed: first + i, seconds: 2, ratePerSec: 500, slowness }),
    );

  test("draws pairs of whole runs", () => {
    const result = compareRuns(runsOf(1, 5), runsOf(11, 5, 1.5), OPTIONS);
    expect(result).toMatchObject({ method: "repeats", unitsA: 5, unitsB: 5 });
    expect(metricOf(result, "p50").verdict).toBe("worse");
  });

  test("does not take what slowed both runs of a pair for a difference, nor for noise", () => {
    const slowPair = (first: number, slowness: number): LoadRun[] =>
      [1, 1.3, 1.1, 1.4, 1.2].map((ofPair, i) =>
        noisyLoad({ seed: first + i, seconds: 2, ratePerSec: 500, slowness: ofPair * slowness }),
      );
    const result = compareRuns(slowPair(1, 1), slowPair(11, 1.3), OPTIONS);
    expect(metricOf(result, "p50").verdict).toBe("worse");
    // Drawn apart, the same runs are too far from one another.
    const shuffled = slowPair(11, 1.3);
    const unpaired = compareRuns(
      slowPair(1, 1),
      [...shuffled.slice(1), ...shuffled.slice(0, 1)],
      OPTIONS,
    );
    expect(metricOf(unpaired, "p50").verdict).toBe("no difference seen");
  });

  test("of two pairs has too few data", () => {
    const result = compareRuns(runsOf(1, 2), runsOf(11, 2, 2), OPTIONS);
    expect(metricOf(result, "p50")).toMatchObject({ verdict: "too few data" });
  });

  test("wants as many of A as of B", () => {
    expect(() => compareRuns(runsOf(1, 2), runsOf(1, 1), OPTIONS)).toThrow(RangeError);
    expect(() => compareRuns([], [], OPTIONS)).toThrow(RangeError);
  });
});

describe("what two saved runs were asked and made on", () => {
  const run = simulateLoad({});

  test("is no difference where it is the same but for the seed", () => {
    const other = simulateLoad({ seed: 9, plan: { seed: 9 } });
    expect(planDifferences(run, other)).toEqual([]);
    expect(contextWarnings(run, other)).toEqual([]);
  });

  test("is named where it differs", () => {
    const other = simulateLoad({
      connections: 100,
      timeoutNs: NS_PER_SECOND,
      run: { environment: { ...run.environment, cpuCount: 8 }, status: "interrupted" },
    });
    expect(planDifferences(run, other)).toEqual([
      { name: "connections", a: "50", b: "100" },
      { name: "timeout", a: "5 s", b: "1 s" },
    ]);
    expect(machineDifferences(run, other)).toEqual([{ name: "cpu count", a: "2", b: "8" }]);
    expect(contextWarnings(run, other).map(({ en }) => en)).toEqual([
      "A and B had different options: connections (50, 100), timeout (5 s, 1 s)",
      "A and B ran on different machines or versions: cpu count (2, 8)",
      "B was interrupted: it is compared as far as it went",
    ]);
  });
});
