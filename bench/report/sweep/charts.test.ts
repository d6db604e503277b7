import { describe, expect, test } from "bun:test";
import {
  type FixtureOptions,
  levelsTo,
  simulateReport,
} from "../../../test/support/report-fixture.ts";
import { tagsAreBalanced } from "../../../test/support/tags-are-balanced.ts";
import { renderCharts } from "./reports.ts";
import { timeAxis } from "./axes.ts";
import { PICTURES } from "./document.ts";
import { staircaseChart, tellingAttempts } from "./staircase-chart.ts";
import { threadsChart } from "./threads-chart.ts";

const CASES: readonly (readonly [name: string, options: FixtureOptions])[] = [
  ["1 to 30 clients", { levels: levelsTo(30) }],
  ["a single level", { levels: [47] }],
  ["a single client", { levels: [1] }],
  ["levels with gaps", { levels: [1, 5, 10, 11] }],
  ["fewer clients than threads", { levels: levelsTo(10) }],
  ["repeats and second attempts", { levels: [5, 11], repeats: 3, secondAttempts: [11] }],
  [
    "failed requests",
    { levels: levelsTo(12), outcomeOf: (n, i) => (n > 9 && i === 2 ? "timeout" : "ok") },
  ],
  ["no ok reply at all", { levels: [3, 12], outcomeOf: () => "refused" }],
  [
    "an interrupted run",
    { levels: [5, 25], isInterrupted: true, outcomeOf: (_, i) => (i > 10 ? "unfinished" : "ok") },
  ],
  ["no level at all", { levels: [] }],
  ["a distribution", { levels: levelsTo(25), service: "exp:300ms" }],
  ["a black box", { levels: levelsTo(25), isBlackBox: true }],
  ["a black box with a distribution", { levels: [7, 25], isBlackBox: true, service: "exp:1s" }],
  ["1000 clients", { levels: [1, 10, 100, 1000], service: "100ms" }],
  ["300 levels", { levels: levelsTo(300), service: "100ms", threads: 50 }],
  [
    "microseconds",
    { levels: [1, 5, 12], service: "300us", startNs: 40_000, stepNs: 5_000, jitterNs: 9_000 },
  ],
  [
    "shared cores",
    {
      levels: levelsTo(12),
      threads: 4,
      service: "200ms",
      expected: { isCpuBound: true, work: "spin", cores: 2 },
    },
  ],
];

describe("every chart", () => {
  test.each(CASES)("of %s is a whole SVG without a NaN", (_, options) => {
    const svgs = renderCharts(simulateReport(options));
    expect(Object.keys(svgs)).toEqual([...PICTURES, "health"]);
    for (const svg of Object.values(svgs)) {
      expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title>/);
      expect(svg).toEndWith("</svg>");
      expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
      expect(tagsAreBalanced(svg)).toBe(true);
    }
  });

  test("is the same to the byte when it is drawn again", () => {
    const options: FixtureOptions = { levels: levelsTo(25), repeats: 2 };
    expect(renderCharts(simulateReport(options))).toEqual(renderCharts(simulateReport(options)));
  });

  test("has a background of its own, fetches nothing and runs no script", () => {
    for (const svg of Object.values(renderCharts(simulateReport({ levels: levelsTo(25) })))) {
      expect(svg).toMatch(/<rect width="900" height="\d+" x="0" y="0"[^>]* fill="#ffffff"/);
      expect(svg.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, "")).not.toMatch(/https?:|<script|<image/);
    }
  });

  test("has ids that no other chart has", () => {
    const svgs = Object.values(renderCharts(simulateReport({ levels: levelsTo(25) })));
    const ids = svgs.map((svg) => new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)));
    const all = ids.flatMap((own) => [...own]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(0);
  });
});

test("a server that does not name its threads has that said in the picture", () => {
  const { threads } = renderCharts(simulateReport({ levels: [5, 15], isBlackBox: true }));
  expect(threads).toContain("the server does not report which thread ran a task");
});

test("the threads are shown at the largest level of at most 47 that has several steps", () => {
  expect(titleOf(levelsTo(100))).toContain("47 clients at once");
  expect(titleOf([5, 60, 100])).toContain("60 clients at once");
  expect(titleOf([3, 5])).toContain("5 clients at once");
});

test("the staircase is shown at levels that stand apart", () => {
  const { attempts } = simulateReport({ levels: levelsTo(100) });
  expect(tellingAttempts(attempts).map(({ level }) => level)).toEqual([100, 73, 47, 20]);
  expect(tellingAttempts(attempts.slice(0, 1)).map(({ level }) => level)).toEqual([1]);
});

test("the options of a chart are apart from its drawing", () => {
  const { option, widthPx } = staircaseChart(simulateReport({ levels: [1, 11] }));
  expect(option.animation).toBe(false);
  expect(widthPx).toBe(900);
});

test("the ticks of a time axis are at steps where those are round times, else at round times", () => {
  const intervalOf = (stepMs: number, largestMs: number): number => {
    const report = simulateReport({ levels: [1], service: `${stepMs}ms` });
    return timeAxis("x", "time", largestMs * 1e6, report).axis.interval ?? 0;
  };
  expect([intervalOf(3000, 30_000), intervalOf(40, 400), intervalOf(37, 370)]).toEqual([3, 40, 37]);
  // Ten threads that share three cores.
  const report = simulateReport({
    levels: [1],
    service: "100ms",
    expected: { isCpuBound: true, cores: 3, work: "spin" },
  });
  expect(timeAxis("x", "time", 900e6, report).axis.interval).toBe(100);
});

function titleOf(levels: readonly number[]): string {
  return JSON.stringify(threadsChart(simulateReport({ levels })).option.title);
}
