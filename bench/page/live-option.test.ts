import { describe, expect, test } from "bun:test";
import { simulateClusterReport } from "../../test/support/cluster-report-fixture.ts";
import { levelsTo, simulateReport } from "../../test/support/report-fixture.ts";
import type { Chart } from "../report/chart/chart.ts";
import { DARK_COLORS } from "../report/chart/colors.ts";
import { histogramChart } from "../report/sweep/histogram-chart.ts";
import { residualsChart } from "../report/sweep/residuals-chart.ts";
import { staircaseChart } from "../report/sweep/staircase-chart.ts";
import { threadsChart } from "../report/sweep/threads-chart.ts";
import { throughputChart } from "../report/sweep/throughput-chart.ts";
import { waterfallChart } from "../report/cluster/waterfall-chart.ts";
import { hasPlot, liveOption } from "./live-option.ts";
import { darken } from "./recolor.ts";
import { moved, resized } from "./zoom-buttons.ts";

const report = simulateReport({ levels: levelsTo(25) });

const CHARTS: [string, Chart][] = [
  ["staircase", staircaseChart(report)],
  ["throughput", throughputChart(report)],
  ["residuals", residualsChart(report)],
  ["histogram", histogramChart(report)],
  ["threads", threadsChart(report)],
  ["waterfall", waterfallChart(simulateClusterReport({ levels: levelsTo(12) }))],
];

const WIDE = { isNarrow: false, canZoom: false };

describe.each(CHARTS)("the live %s", (_, chart) => {
  const live = liveOption(chart, WIDE);

  test("has its title and legend as text of the page", () => {
    const [title] = [chart.option.title].flat();
    expect(live.title).toBe(title?.text ?? "none");
    expect(live.subtitle).toBe(title?.subtext ?? "none");
    expect(JSON.stringify(live.option)).not.toContain(`"text":${JSON.stringify(live.title)}`);
    const entries = [chart.option.legend].flat().flatMap((legend) => legend?.data ?? []);
    expect(live.legend).toHaveLength(entries.length);
    for (const { color } of live.legend) expect(color).toMatch(/^#/);
  });

  test("is shorter by what the title took, and its plot moves up as much", () => {
    const topOf = (option: Chart["option"]) => Number([option.grid].flat()[0]?.top);
    const shift = topOf(chart.option) - topOf(live.option);
    expect(shift).toBeGreaterThan(20);
    expect(chart.heightPx - live.heightPx).toBe(shift);
    expect(topOf(live.option)).toBeGreaterThan(0);
  });

  test("answers where there is something to say, and only there", () => {
    const series = [live.option.series].flat();
    const ids = series.filter((own) => own?.silent === false).map((own) => String(own?.id));
    expect(ids.sort()).toEqual(Object.keys(chart.tips ?? {}).sort());
    expect(ids.length > 0 || chart.places !== undefined).toBe(true);
  });

  test("in the dark has no colour of the light page left, in what it draws either", () => {
    // Some colours are used on either page, for different things.
    const darkOnes = new Set(DARK_COLORS.values());
    const light = new Set([...DARK_COLORS.keys()].filter((color) => !darkOnes.has(color)));
    const dark = darken(live.option);
    expect(colorsIn(dark).filter((color) => light.has(color))).toEqual([]);
    expect(colorsIn(live.option).some((color) => light.has(color))).toBe(true);
  });
});

test("what a custom series draws is dark too, whatever its arguments", () => {
  const option = { series: [{ renderItem: (fill: string) => ({ style: { fill } }) }] };
  expect(darken(option).series[0]?.renderItem("#ffffff")).toEqual({ style: { fill: "#14181f" } });
});

test("a chart with nothing to draw has no plot", () => {
  const empty = simulateReport({ levels: [] });
  expect(hasPlot(residualsChart(empty))).toBe(false);
  expect(hasPlot(residualsChart(report))).toBe(true);
});

describe("zoom", () => {
  test.each([
    ["in halves what is seen, about its middle", resized({ start: 0, end: 100 }, 0.5), [25, 75]],
    ["out doubles it", resized({ start: 40, end: 50 }, 2), [35, 55]],
    ["out stops at the whole", resized({ start: 10, end: 90 }, 2), [0, 100]],
    ["out at an end stays at it", resized({ start: 0, end: 10 }, 2), [0, 20]],
    ["in has an end", resized({ start: 50, end: 50.2 }, 0.5), [50, 50.2]],
    ["later moves by half", moved({ start: 20, end: 40 }, 0.5), [30, 50]],
    ["later stops at the end", moved({ start: 75, end: 95 }, 0.5), [80, 100]],
    ["earlier stops at the beginning", moved({ start: 5, end: 25 }, -0.5), [0, 20]],
  ])("%s", (_, { start, end }, [from = 0, to = 0]) => {
    expect(start).toBeCloseTo(from, 9);
    expect(end).toBeCloseTo(to, 9);
  });
});

function colorsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(colorsIn);
}
