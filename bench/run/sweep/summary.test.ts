import { untranslated } from "../../../src/units/text.ts";
import { describe, expect, test } from "bun:test";
import { expectedOf, simulateSweep, SOUND_SELF } from "../../../test/support/simulate-sweep.ts";
import { decodeLatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LevelAttempt } from "./run.ts";
import type { Outcome } from "./sample.ts";
import { groupGapNs, judgedAttempts, peakInFlight, summarizeLevel } from "./summary.ts";

const EXPECTED = expectedOf();

function onlyAttempt(attempts: readonly LevelAttempt[]): LevelAttempt {
  const [first] = attempts;
  if (first === undefined) throw new Error("no attempt");
  return first;
}

describe("a level's summary", () => {
  const attempt = onlyAttempt(simulateSweep({}, [25], 1));

  test("counts groups, makespan, throughput and percentiles of the ok replies", () => {
    const summary = summarizeLevel(attempt, true, groupGapNs(EXPECTED, [attempt]));
    expect(summary.groups).toEqual([10, 10, 5]);
    expect([summary.ok, summary.failed, summary.timedOut, summary.unfinished]).toEqual([
      25, 0, 0, 0,
    ]);
    const makespanNs = summary.makespanNs ?? 0;
    expect(makespanNs).toBe(summary.responseMaxNs ?? 0);
    expect(makespanNs).toBeGreaterThan(600e6);
    expect(summary.throughputPerSec).toBeCloseTo(25e9 / makespanNs, 9);
    expect(summary.responseP50Ns ?? 0).toBeGreaterThan(400e6);
    expect(decodeLatencyHistogram(summary.histogram).count).toBe(25);
  });

  test("puts every request into exactly one count", () => {
    const outcomes: Outcome[] = [
      "error",
      "timeout",
      "refused",
      "reset",
      "closed",
      "malformed",
      "unfinished",
    ];
    const samples = attempt.samples.map((sample, i) => {
      const outcome = outcomes[i];
      return outcome === undefined ? sample : { ...sample, outcome, repliedNs: null };
    });
    const { ok, failed, timedOut, unfinished } = summarizeLevel({ ...attempt, samples }, true, 1e8);
    expect({ ok, failed, timedOut, unfinished }).toEqual({
      ok: 18,
      failed: 5,
      timedOut: 1,
      unfinished: 1,
    });
  });

  test("has null, not 0, where nothing was ok", () => {
    const none = onlyAttempt(simulateSweep({ failEvery: 1 }, [5], 1));
    expect(summarizeLevel(none, true, 1e8)).toMatchObject({
      ok: 0,
      failed: 5,
      makespanNs: null,
      throughputPerSec: null,
      responseP50Ns: null,
      groups: [],
    });
  });

  test("is refused where a request has vanished", () => {
    expect(() =>
      summarizeLevel({ ...attempt, samples: attempt.samples.slice(1) }, true, 1e8),
    ).toThrow("level 25.1 has 24 samples");
  });
});

describe("the gap between groups", () => {
  const levels = [1, 5, 10, 11, 20, 35, 100];
  test.each([
    ["as expected", {}, 100e6],
    ["a start twice as long as a task", { overheadNs: 400e6 }, 100e6],
    [
      "a service a third of the expected one after a long start",
      { service: "60ms", overheadNs: 400e6 },
      30e6,
    ],
    ["a service ten times the expected one", { service: "2s" }, 1000e6],
    ["all at once", { threads: 200 }, 100e6],
  ])("is half a step: %s", (_, changes, gapNs) => {
    const found = groupGapNs(EXPECTED, simulateSweep(changes, levels, 1));
    expect(found / gapNs).toBeGreaterThan(0.9);
    expect(found / gapNs).toBeLessThan(1.1);
  });

  test("is half the expected step where nothing was ok", () => {
    expect(groupGapNs(EXPECTED, simulateSweep({ failEvery: 1 }, [5], 1))).toBe(100e6);
    expect(groupGapNs(EXPECTED, [])).toBe(100e6);
  });
});

describe("judged attempts", () => {
  const [five, ten] = simulateSweep({}, [5, 10], 1) as [LevelAttempt, LevelAttempt];

  test("are the last of each level and repeat, whatever they show", () => {
    const again = { ...five, attempt: 2, self: { ...SOUND_SELF, limits: [untranslated("late")] } };
    const repeated = { ...five, repeat: 2 };
    expect(judgedAttempts([five, ten, again, repeated])).toEqual([again, ten, repeated]);
    expect(judgedAttempts([again, five])).toEqual([again]);
  });
});

describe("peak in flight", () => {
  const [burst] = simulateSweep({}, [30], 1) as [LevelAttempt];

  test("of a burst is its level", () => expect(peakInFlight(burst.samples)).toBe(30));

  test("counts neither the unsent nor two that never met; without a reply one counts to the end", () => {
    const sample = (sentNs: number | null, repliedNs: number | null) => ({
      ...(burst.samples[0] as LevelAttempt["samples"][number]),
      sentNs,
      repliedNs,
    });
    expect(peakInFlight([])).toBe(0);
    expect(peakInFlight([sample(null, null)])).toBe(0);
    expect(peakInFlight([sample(0, 10), sample(10, 20)])).toBe(1);
    expect(peakInFlight([sample(0, 10), sample(9, 20), sample(30, 40)])).toBe(2);
    expect(peakInFlight([sample(0, null), sample(9, 20), sample(30, 40)])).toBe(2);
  });
});
