import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type LoadFixture, simulateLoad } from "../../../test/support/load-fixture.ts";
import { tagsAreBalanced } from "../../../test/support/tags-are-balanced.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { Chart } from "../chart/chart.ts";
import { pictureBins, roundBins } from "../chart/latency-bins.ts";
import { renderLoadCharts } from "./reports.ts";
import { timeSeriesOf, joinUntil } from "./time-series.ts";
import { LOAD_PICTURES } from "./document.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { ratesChart } from "./rates-chart.ts";
import { responseCourseChart } from "./response-times-chart.ts";
import { stepPoints } from "../chart/series.ts";
import { ENGLISH } from "../../../test/support/texts.ts";

const SECOND = 1e9;
const TENTH = SECOND / 10;

const CASES: readonly (readonly [name: string, fixture: LoadFixture])[] = [
  ["one slice", { durationNs: SECOND }],
  ["10 slices", { durationNs: SECOND, sliceNs: TENTH }],
  ["600 slices", { ratePerSec: 100, durationNs: 60 * SECOND, sliceNs: TENTH }],
  [
    "a freeze of 2 s",
    {
      durationNs: 12 * SECOND,
      sliceNs: TENTH,
      responseNs: (i) => (i >= 5000 && i < 7000 ? (7000 - i) * 1e6 : 2e5),
    },
  ],
  ["5 % never answered", { sliceNs: TENTH, endOf: (i) => (i % 20 === 3 ? "timed out" : "ok") }],
  [
    "an outage",
    {
      sliceNs: TENTH,
      endOf: (i) => (i > 2000 && i < 4000 ? "refused" : i > 6000 && i < 8000 ? "dropped" : "ok"),
    },
  ],
  ["a closed loop", { ratePerSec: null, durationNs: TENTH, sliceNs: 1e7 }],
  ["equal times", { responseNs: () => 1e6, lagNs: () => 0 }],
  ["one request", { ratePerSec: 1, durationNs: SECOND }],
  ["no request", { ratePerSec: 0 }],
  ["all failed", { endOf: () => "refused" }],
  ["none answered", { endOf: () => "timed out" }],
  ["microseconds", { responseNs: (i) => 1000 + (i % 7) * 1000, lagNs: () => 0 }],
];

describe("every chart of a load", () => {
  test.each(CASES)("of %s is a whole SVG without a NaN", (_, fixture) => {
    const run = simulateLoad(fixture);
    const svgs = renderLoadCharts(run, ENGLISH);
    const hasErrors = run.result.run.failures.length > 0;
    expect(Object.keys(svgs)).toEqual([...LOAD_PICTURES, ...(hasErrors ? ["errors"] : [])]);
    for (const svg of Object.values(svgs)) {
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title>/);
      expect(svg).toEndWith("</svg>");
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
      expect(tagsAreBalanced(svg)).toBe(true);
    }
  });

  test("is the same to the byte when it is drawn again", () => {
    const run = simulateLoad({ sliceNs: TENTH });
    expect(renderLoadCharts(run, ENGLISH)).toEqual(renderLoadCharts(run, ENGLISH));
  });

  test("has a background of its own, fetches nothing and runs no script", () => {
    for (const svg of Object.values(renderLoadCharts(simulateLoad(), ENGLISH))) {
      expect(svg).toMatch(/<rect width="900" height="\d+" x="0" y="0"[^>]* fill="#ffffff"/);
      expect(svg.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:|<script|<image/);
    }
  });
});

describe("the response times over time", () => {
  test("have a gap and marks where nothing was answered", () => {
    const run = simulateLoad({
      sliceNs: TENTH,
      endOf: (i) => (i >= 4000 && i < 5000 ? "timed out" : "ok"),
    });
    const chart = responseCourseChart(run, ENGLISH);
    const p50 = pointsOf(chart, "p50");
    expect(p50.filter(([x, y]) => x > 4.01 && x < 4.99 && y !== null)).toEqual([]);
    expect(p50).toContainEqual([4, null]);
    expect(pointsOf(chart, "some never answered").map(([x]) => x)).toEqual(
      Array.from({ length: 10 }, (_, i) => expect.closeTo(4.05 + i / 10, 6)),
    );
  });

  test("leave out a line that the count can't carry", () => {
    const names = (ratePerSec: number): unknown[] =>
      legendOf(responseCourseChart(simulateLoad({ ratePerSec, sliceNs: TENTH }), ENGLISH));
    expect(names(1000)).toEqual(["p50", "p90", "p99", "max"]);
    expect(names(20)).toEqual(["p50", "p90", "max"]);
    expect(names(0.5)).toEqual(["max"]);
  });
});

test("the rates show what was offered in an open loop only, and failures only if there were any", () => {
  expect(legendOf(ratesChart(simulateLoad(), ENGLISH))).toEqual([
    "offered",
    "sent",
    "ok replies",
    "in flight, max",
  ]);
  const closed = { ratePerSec: null, durationNs: 1e7, sliceNs: 1e6 } as const;
  expect(legendOf(ratesChart(simulateLoad({ ...closed, endOf: () => "reset" }), ENGLISH))).toEqual([
    "sent",
    "ok replies",
    "not ok",
    "in flight, max",
  ]);
});

test("the percentiles end open where they were never answered", () => {
  const open = "never answered: at least this";
  expect(legendOf(percentilesChart(simulateLoad(), ENGLISH))).not.toContain(open);
  const chart = percentilesChart(
    simulateLoad({ endOf: (i) => (i % 20 === 3 ? "timed out" : "ok") }),
    ENGLISH,
  );
  expect(legendOf(chart)).toContain(open);
  // 95 % is 1.3 nines.
  expect(pointsOf(chart, "from intended start").at(-1)?.[0]).toBeCloseTo(1.3, 1);
  expect(pointsOf(chart, open).at(-1)?.[0]).toBeCloseTo(3, 1);
  expect(JSON.stringify(chart.option.series)).toContain('"> 5 s"');
});

describe("the course of a run", () => {
  test("keeps every request, in at most so many stretches", () => {
    for (const maxCount of [1, 7, 60, 120, 1000]) {
      const { run } = simulateLoad({ ratePerSec: 100, sliceNs: TENTH }).result;
      const course = timeSeriesOf(run, maxCount, false);
      expect(course.length).toBeLessThanOrEqual(maxCount);
      expect(course.reduce((sum, { ok }) => sum + ok, 0)).toBe(run.counts.ok);
      expect(course.reduce((sum, { response }) => sum + response.count, 0)).toBe(run.counts.ok);
      expect(course.at(-1)?.endNs).toBe(10 * SECOND);
    }
  });

  test("shows the wait for the last replies where it was long", () => {
    const ends = (fixture: LoadFixture, isDueOnly: boolean): number | undefined =>
      timeSeriesOf(simulateLoad({ sliceNs: TENTH, ...fixture }).result.run, 1000, isDueOnly).at(-1)
        ?.endNs;
    const slow: LoadFixture = { endOf: (i) => (i % 9 === 3 ? "timed out" : "ok") };
    expect(ends(slow, false)).toBe(15 * SECOND);
    expect(ends(slow, true)).toBe(10 * SECOND);
    expect(ends({}, false)).toBe(10 * SECOND);
  });

  test("is joined until there are enough requests, but not over an outage", () => {
    const { run } = simulateLoad({
      sliceNs: TENTH,
      endOf: (i) => (i >= 3000 && i < 4000 ? "refused" : "ok"),
    }).result;
    const joined = joinUntil(timeSeriesOf(run, 120, true), 1000);
    expect(joined.every(({ ok }) => ok >= 1000)).toBe(true);
    expect(joined.map(({ startNs }) => startNs / SECOND)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect(joinUntil(timeSeriesOf(run, 120, true), 100_000)).toEqual([]);
  });
});

test("a step line holds each value to its end and breaks where there is none", () => {
  const course = [
    { startNs: 0, endNs: 1, value: 5 },
    { startNs: 1, endNs: 2, value: 6 },
    { startNs: 2, endNs: 3, value: null },
    { startNs: 5, endNs: 6, value: 7 },
  ];
  expect(
    stepPoints(
      course,
      (timeNs) => timeNs,
      ({ value }) => value,
    ),
  ).toEqual([
    [0, 5],
    [1, 6],
    [2, 6],
    [2, null],
    [5, 7],
    [6, 7],
    [6, null],
  ]);
});

describe("bins", () => {
  test("hold every value, in order, without a hole, and no more of them than asked for", () => {
    const times = fc.array(fc.integer({ min: 1, max: 3_600_000_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(times, fc.integer({ min: 8, max: 80 }), (timesUs, maxCount) => {
        const histogram = new LatencyHistogram();
        for (const us of timesUs) histogram.record(us * 1000);
        for (const bins of [roundBins(histogram, maxCount), pictureBins(histogram, maxCount)]) {
          expect(bins.length).toBeLessThanOrEqual(Math.max(maxCount, 11));
          expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(timesUs.length);
          for (const [i, { fromNs, toNs }] of bins.entries()) {
            expect(toNs).toBeGreaterThan(fromNs);
            if (i > 0) expect(fromNs).toBe(bins[i - 1]?.toNs ?? 0);
          }
        }
      }),
    );
  });

  test("are of equal width where the times are near each other, else 1, 2, 5, 10", () => {
    const edges = (timesMs: readonly number[]): number[] => {
      const histogram = new LatencyHistogram();
      for (const ms of timesMs) histogram.record(ms * 1e6);
      return roundBins(histogram, 16).map(({ fromNs }) => fromNs / 1e6);
    };
    expect(edges([1, 1.9])).toEqual([1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9].map(near));
    expect(edges([0.3, 40])).toEqual([0.2, 0.5, 1, 2, 5, 10, 20].map(near));
  });
});

function near(value: number): number {
  return expect.closeTo(value, 9);
}

/** The points of all series of this name. */
function pointsOf({ option }: Chart, name: string): [number, number | null][] {
  const series = option.series as { name?: string; data: [number, number | null][] }[];
  return series.flatMap((own) => (own.name === name ? own.data : []));
}

function legendOf({ option }: Chart): unknown[] {
  const legend = option.legend as { data: { name: string }[] } | undefined;
  return legend?.data.map(({ name }) => name) ?? [];
}
