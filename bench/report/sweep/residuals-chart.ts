// Residuals (completion − ideal) by step, pooled over levels, and the bounds.
import type { Texts } from "../../messages/texts.ts";
import type { CustomSeriesRenderItemReturn } from "echarts";
import {
  type Residual,
  residualsByStep,
  residualsOf,
  type StepResiduals,
} from "../../judge/sweep/residuals.ts";
import { sortAscending } from "../../stats/percentile.ts";
import type { Bounds } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart, type Plot } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { extentOf, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";
import { dashed, line, marks, type Point, points } from "../chart/series.ts";
import type { Tip } from "../chart/tip.ts";
import { timeText } from "../document/phrases.ts";
import { judgedInOrder, type Report } from "./report.ts";

const MAX_POINTS_PER_STEP = 40;
const BOX_WIDTH_STEPS = 0.56;

/** Completions in detail above, completions with the bounds below: in one panel the bounds would flatten them. */
export function residualsChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected, bounds } = run;
  const residuals = residualsOf(expected, judgedInOrder(report));
  const steps = residualsByStep(residuals);
  const words = texts.charts.residuals;
  if (steps.length === 0) return emptyChart(words.title, words.none);
  return chartOf({
    title: words.title,
    subtitle: subtitle(residuals.length, bounds, texts),
    description: words.description(words.title),
    heightPx: 632,
    legend: [words.points, words.boxes, words.allowed],
    plots: [true, false].map((isDetail) => panelOf(isDetail, { residuals, steps }, report)),
  });
}

interface Pooled {
  readonly residuals: readonly Residual[];
  readonly steps: readonly StepResiduals[];
}

function panelOf(
  isDetail: boolean,
  { residuals, steps }: Pooled,
  { run: { bounds }, texts }: Report,
): Plot {
  const { inUnit, residuals: words } = texts.charts;
  const lastStep = steps.at(-1)?.step ?? 1;
  // Allowed at step k: up to a + k·b, and down to −k·b.
  const edges = [0, lastStep + 1];
  const upper = edges.map((step): Point => [
    step,
    bounds.overheadNs + step * bounds.stepOverheadNs,
  ]);
  const lower = edges.map((step): Point => [step, -step * bounds.stepOverheadNs]);
  const shownNs = [
    ...steps.flatMap(({ minNs, maxNs }) => [minNs, maxNs]),
    ...(isDetail ? [1] : [...upper, ...lower].map(([, boundNs]) => boundNs)),
  ];
  const [lowestNs, highestNs] = extentOf(shownNs);
  const { name: unit, perUnitNs } = timeUnitFor(Math.max(-lowestNs, highestNs));
  const interval = niceAtLeast((highestNs - lowestNs) / perUnitNs / (isDetail ? 6 : 4));
  const inAxis = (ends: readonly Point[]) => ends.map(([x, ns]): Point => [x, ns / perUnitNs]);
  return {
    grid: isDetail ? { top: 108, height: 250 } : { top: 400, height: 170 },
    xAxis: stepsAxis(isDetail ? "" : words.steps, lastStep, texts),
    yAxis: valueAxis(texts, inUnit(isDetail ? words.late : words.lateAndAllowed, unit), "y", {
      min: Math.floor(lowestNs / perUnitNs / interval) * interval,
      max: Math.ceil(highestNs / perUnitNs / interval) * interval,
      interval,
    }),
    series: [
      ...[upper, lower].map((bound) =>
        dashed(line({ name: words.allowed, color: COLORS.allowed, widthPx: 2 }, inAxis(bound))),
      ),
      ...(isDetail ? [pointsOf(words.points, inAxis(thinned(residuals)))] : []),
      {
        ...marks({
          name: words.boxes,
          color: COLORS.measuredDark,
          items: steps,
          tip: (own) => stepTip(own, texts),
          x: ({ step }) => [step],
          y: ({ medianNs }) => medianNs / perUnitNs,
          draw: (own, at) => drawBox(own, (x, ns) => at(x, ns / perUnitNs)),
        }),
        z: 5,
      },
    ],
  };
}

function pointsOf(name: string, data: Point[]) {
  const color = COLORS.measured;
  return points({ name, color, symbolSize: 3.5, itemStyle: { color, opacity: 0.7 } }, data);
}

function stepsAxis(name: string, lastStep: number, texts: Texts) {
  const interval = niceAtLeast(Math.max(1, lastStep / 15));
  const axis = valueAxis(texts, name, "x", { min: 0, max: lastStep + 1, interval });
  return {
    ...axis,
    // 0 and the end are margins, no steps.
    axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
    splitLine: { show: false },
    axisLine: { ...axis.axisLine, onZero: false },
  };
}

function stepTip(
  { step, count, minNs, p10Ns, medianNs, p90Ns, maxNs }: StepResiduals,
  texts: Texts,
): Tip {
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

/** At most 40 residuals in ns per step, at even ranks; the earliest and the latest are included. */
function thinned(residuals: readonly Residual[]): Point[] {
  return [...Map.groupBy(residuals, ({ step }) => step)].flatMap(([step, own]) => {
    const sorted = sortAscending(own.map(({ residualNs }) => residualNs));
    const count = Math.min(sorted.length, MAX_POINTS_PER_STEP);
    return Array.from({ length: count }, (_, i): Point => {
      const rank = count === 1 ? 0 : Math.round((i * (sorted.length - 1)) / (count - 1));
      // Multiples of the golden ratio spread neighbours in value far apart in x, the same way every time.
      const spread = ((i * 0.618034) % 1) - 0.5;
      return [step + spread * BOX_WIDTH_STEPS, sorted[rank] ?? 0];
    });
  });
}

/** From p10 to p90, with a line at the median; `at` takes ns. */
function drawBox(
  { step, p10Ns, medianNs, p90Ns }: StepResiduals,
  at: (x: number, ns: Ns) => Point,
): CustomSeriesRenderItemReturn {
  const [x, y] = at(step - BOX_WIDTH_STEPS / 2, p90Ns);
  const [right, bottom] = at(step + BOX_WIDTH_STEPS / 2, p10Ns);
  const [, middle] = at(step, medianNs);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x, y, width: right - x, height: Math.max(1, bottom - y) },
        style: { fill: COLORS.box, stroke: COLORS.measuredDark, lineWidth: 1 },
      },
      {
        type: "line",
        shape: { x1: x, y1: middle, x2: right, y2: middle },
        style: { stroke: COLORS.measuredDark, lineWidth: 3 },
      },
    ],
  };
}
