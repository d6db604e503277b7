import { describe, expect, test } from "bun:test";
import { simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { NS_PER_MS, NS_PER_US } from "../../../src/units/duration.ts";
import { packBurst, unpackBurst, sweepPage } from "./page.ts";
import type { Report } from "./report.ts";

const REPORTS: [string, Report][] = [
  ["an own server", simulateReport({ levels: [1, 11, 25] })],
  ["a black box", simulateReport({ levels: [11], isBlackBox: true })],
  ["a distribution", simulateReport({ levels: [40], service: "exp:300ms" })],
  ["a cluster", simulateClusterReport({ levels: [9] })],
  [
    "failures",
    simulateReport({
      levels: [12],
      errorCode: "busy",
      outcomeOf: (_, i) =>
        i === 3 ? "error" : i === 5 ? "unfinished" : i === 7 ? "timeout" : "ok",
    }),
  ],
];

describe.each(REPORTS)("the bursts of %s", (_, { run, attempts }) => {
  test.each(attempts.map((attempt) => [attempt.level, attempt] as const))(
    "come back to the microsecond, n = %d",
    (_level, attempt) => {
      const text = JSON.stringify(packBurst(attempt, run.clockZeroMs));
      const back = unpackBurst(JSON.parse(text), run.clockZeroMs);
      expect(inUs(back, run.clockZeroMs)).toEqual(inUs(attempt, run.clockZeroMs));
      const { samples: _samples, ...burst } = attempt;
      expect(back).toMatchObject(burst);
    },
  );
});

/** As far as a page has it: whole µs after t0, without the first byte. */
function inUs({ samples, intendedStartNs }: LevelAttempt, clockZeroMs: number) {
  const us = (instantNs: number | null): number | null =>
    instantNs === null ? null : Math.round((instantNs - intendedStartNs) / NS_PER_US);
  const ofMs = (atMs: number): number =>
    Math.round(((atMs - clockZeroMs) * NS_PER_MS - intendedStartNs) / NS_PER_US);
  return samples.map(({ sentNs, repliedNs, report, ...sample }) => ({
    ...sample,
    firstByteNs: null,
    sent: us(sentNs),
    replied: us(repliedNs),
    report: report && {
      ...report,
      waitNs: Math.round(report.waitNs / NS_PER_US),
      serviceNs: Math.round(report.serviceNs / NS_PER_US),
      sojournNs: Math.round(report.sojournNs / NS_PER_US),
      startedAtMs: ofMs(report.startedAtMs),
      ...(report.hops !== undefined && { hops: Object.values(report.hops).map(ofMs) }),
    },
  }));
}

describe("what a page carries of a sweep", () => {
  test("is every judged burst, in order of level", () => {
    const page = sweepPage(simulateReport({ levels: [3, 1, 2], secondAttempts: [2] }));
    expect(page.bursts.map(({ level, attempt }) => [level, attempt])).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
    ]);
    expect(page.hasAllBursts).toBe(true);
  });

  test("has no histograms, which are made of the bursts again", () => {
    const { run } = sweepPage(simulateClusterReport({ levels: levelsTo(4) }));
    const levels = [...run.levels, ...(run.local?.levels ?? [])];
    expect(levels.length).toBe(8);
    expect(levels.every(({ histogram }) => histogram === "")).toBe(true);
  });

  test("is some levels, whole, of a run of very many requests", () => {
    const levels = Array.from({ length: 40 }, (_, i) => 100 * (i + 1));
    const page = sweepPage(simulateReport({ levels, threads: 100 }));
    const requests = page.bursts.reduce((sum, { sent }) => sum + sent.length, 0);
    expect(page.hasAllBursts).toBe(false);
    expect(requests).toBeLessThanOrEqual(30_000);
    expect(requests).toBeGreaterThan(15_000);
    expect(page.bursts.every(({ level, sent }) => sent.length === level)).toBe(true);
  });
});
