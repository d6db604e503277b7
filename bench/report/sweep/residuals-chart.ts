// Residuals (completion − ideal) by step, pooled over levels, and the bounds.
import type { Texts } from "../../messages/texts.ts";
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";
import {
  type Residual,
  residualsByStep,
  residualsOf,
  type StepResiduals,
} from "../../judge/sweep/residuals.ts";
import { sortAscending } from "../../stats/percentile.ts";
import type { Bounds } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  legendAt,
  valueAxis,
} from "../chart/style.ts";
import { judgedInOrder } from "./judged-levels.ts";
import type { Point } from "./level-points.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { niceAtLeast, type TimeUnit, timeUnitFor } from "../chart/nice-numbers.ts";
import { timeText } from "../document/phrases.ts";
import type { Report } from "./report.ts";
import type { Tip } from "../chart/tip.ts";

const MAX_POINTS_PER_STEP = 40;
const BOX_WIDTH_STEPS = 0.56;
/** Completions in detail above, completions with the bounds below: in one panel the bounds would flatten them. */
const PANELS = [
  { topPx: 108, heightPx: 250, ticks: 6 },
  { topPx: 400, heightPx: 170, ticks: 4 },
] as const;

export function residualsChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected, bounds } = run;
  const residuals = residualsOf(expected, judgedInOrder(report));
  const steps = residualsByStep(residuals);
  const words = texts.charts.residuals;
  const { title } = words;
  if (steps.length === 0) return emptyChart(title, words.none);
  const panels = PANELS.map((_, i) => residualsPanel(texts, i, residuals, steps, bounds));
  return {
    description: words.description(title),
    widthPx: CHART_WIDTH_PX,
    heightPx: 632,
    tips: Object.fromEntries(
      PANELS.map((_, i) => [boxId(i), (at: number) => stepTip(steps[at], texts)]),
    ),
    option: {
      ...baseOption(title, subtitle(residuals.length, bounds, texts)),
      legend: legendAt(66, [
        { name: words.points, shape: "dot" },
        { name: words.boxes, shape: "bar" },
        { name: words.allowed, shape: "dashes" },
      ]),
      grid: PANELS.map(({ topPx, heightPx }) => ({
        left: 84,
        right: 40,
        top: topPx,
        height: heightPx,
      })),
      xAxis: panels.map((panel) => panel.xAxis),
      yAxis: panels.map((panel) => panel.yAxis),
      series: panels.flatMap((panel) => panel.series),
    },
  };
}

function residualsPanel(
  texts: Texts,
  index: number,
  residuals: readonly Residual[],
  steps: readonly StepResiduals[],
  bounds: Bounds,
) {
  const { ticks } = PANELS[index] ?? PANELS[0];
  const words = texts.charts.residuals;
  const isDetail = index === 0;
  const lastStep = steps.at(-1)?.step ?? 1;
  const lowestNs = Math.min(
    isDetail ? 0 : boundNs(bounds, lastStep + 1, "lower"),
    ...steps.map(({ minNs }) => minNs),
  );
  const highestNs = Math.max(
    isDetail ? 1 : boundNs(bounds, lastStep + 1, "upper"),
    ...steps.map(({ maxNs }) => maxNs),
  );
  const unit = timeUnitFor(Math.max(-lowestNs, highestNs));
  const interval = niceAtLeast((highestNs - lowestNs) / unit.perUnitNs / ticks);
  const axes = { xAxisIndex: index, yAxisIndex: index };
  const xAxis = valueAxis(
    texts,
    isDetail ? "" : words.steps,
    "x",
    { min: 0, max: lastStep + 1, interval: niceAtLeast(Math.max(1, lastStep / 15)) },
    index,
  );
  return {
    xAxis: {
      ...xAxis,
      // 0 and the end are margins, no steps.
      axisLabel: { ...xAxis.axisLabel, showMinLabel: false, showMaxLabel: false },
      splitLine: { show: false },
      axisLine: { ...xAxis.axisLine, onZero: false },
    },
    yAxis: valueAxis(
      texts,
      texts.charts.inUnit(isDetail ? words.late : words.lateAndAllowed, unit.name),
      "y",
      {
        min: Math.floor(lowestNs / unit.perUnitNs / interval) * interval,
        max: Math.ceil(highestNs / unit.perUnitNs / interval) * interval,
        interval,
      },
      index,
    ),
    series: [
      { ...boundLine(words.allowed, bounds, lastStep, "upper", unit), ...axes },
      { ...boundLine(words.allowed, bounds, lastStep, "lower", unit), ...axes },
      ...(isDetail ? [{ ...pointsSeries(words.points, residuals, unit), ...axes }] : []),
      { ...boxSeries(words.boxes, steps, unit), ...axes, id: boxId(index) },
    ],
  };
}

function boxId(panel: number): string {
  return `steps ${panel}`;
}

function stepTip(own: StepResiduals | undefined, texts: Texts): Tip | null {
  if (own === undefined) return null;
  const { step, count, minNs, p10Ns, medianNs, p90Ns, maxNs } = own;
  const { charts } = texts;
  const words = charts.residuals;
  const range = (fromNs: Ns, toNs: Ns): string =>
    charts.range(timeText(fromNs, texts), timeText(toNs, texts));
  return {
    title: words.stepNumber(step),
    rows: [
      [charts.completions, String(count)],
      [words.median, timeText(medianNs, texts)],
      [words.p10ToP90, range(p10Ns, p90Ns)],
      [words.minToMax, range(minNs, maxNs)],
    ],
  };
}

function subtitle(
  count: number,
  { overheadNs, stepOverheadNs, laneSlackNs }: Bounds,
  texts: Texts,
): string {
  const words = texts.charts.residuals;
  const overhead = timeText(overheadNs, texts);
  const whole = laneSlackNs > 0 ? words.slack(overhead, timeText(laneSlackNs, texts)) : overhead;
  return words.subtitle(
    texts.counted.completions(count),
    words.bounds(whole, timeText(stepOverheadNs, texts)),
  );
}

/** Residuals allowed at step k: up to a + k·b, and down to −k·b. */
function boundNs(
  { overheadNs, stepOverheadNs }: Bounds,
  step: number,
  side: "upper" | "lower",
): Ns {
  return side === "upper" ? overheadNs + step * stepOverheadNs : -step * stepOverheadNs;
}

function boundLine(
  name: string,
  bounds: Bounds,
  lastStep: number,
  side: "upper" | "lower",
  unit: TimeUnit,
) {
  return {
    name,
    type: "line" as const,
    symbol: "none",
    silent: true,
    color: COLORS.allowed,
    lineStyle: { width: 2, type: "dashed" as const, color: COLORS.allowed },
    data: [0, lastStep + 1].map((step): Point => [
      step,
      boundNs(bounds, step, side) / unit.perUnitNs,
    ]),
  };
}

/** At most 40 points per step, at even ranks; the earliest and the latest are included. */
function pointsSeries(name: string, residuals: readonly Residual[], unit: TimeUnit) {
  const byStep = Map.groupBy(residuals, ({ step }) => step);
  const points = [...byStep].flatMap(([step, own]) => {
    const sorted = sortAscending(own.map(({ residualNs }) => residualNs));
    const count = Math.min(sorted.length, MAX_POINTS_PER_STEP);
    return Array.from({ length: count }, (_, i): Point => {
      const rank = count === 1 ? 0 : Math.round((i * (sorted.length - 1)) / (count - 1));
      // Multiples of the golden ratio spread neighbours in value far apart in x, the same way every time.
      const spread = ((i * 0.618034) % 1) - 0.5;
      return [step + spread * BOX_WIDTH_STEPS, (sorted[rank] ?? 0) / unit.perUnitNs];
    });
  });
  return {
    name,
    type: "scatter" as const,
    symbolSize: 3.5,
    silent: true,
    color: COLORS.measured,
    itemStyle: { color: COLORS.measured, opacity: 0.7 },
    data: points,
  };
}

function boxSeries(name: string, steps: readonly StepResiduals[], { perUnitNs }: TimeUnit) {
  return {
    name,
    type: "custom" as const,
    silent: true,
    color: COLORS.measuredDark,
    z: 5,
    data: steps.map(({ step, p10Ns, medianNs, p90Ns }) => [
      step,
      p10Ns / perUnitNs,
      medianNs / perUnitNs,
      p90Ns / perUnitNs,
    ]),
    renderItem: renderBox,
  };
}

function renderBox(
  _params: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
): CustomSeriesRenderItemReturn {
  const [step, p10, median, p90] = [0, 1, 2, 3].map((i) => Number(api.value(i)));
  const corner = (side: -1 | 1, value = 0): number[] =>
    api.coord([(step ?? 0) + (side * BOX_WIDTH_STEPS) / 2, value]);
  const [left = 0, top = 0] = corner(-1, p90);
  const [right = 0, bottom = 0] = corner(1, p10);
  const [, middle = 0] = corner(-1, median);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x: left, y: top, width: right - left, height: Math.max(1, bottom - top) },
        style: { fill: COLORS.box, stroke: COLORS.measuredDark, lineWidth: 1 },
      },
      {
        type: "line",
        shape: { x1: left, y1: middle, x2: right, y2: middle },
        style: { stroke: COLORS.measuredDark, lineWidth: 3 },
      },
    ],
  };
}
