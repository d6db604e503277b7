// Differences of B from A, one row per metric, with their intervals.
import { differenceText, intervalText, metricText } from "../../judge/compare/figures.ts";
import type { Texts } from "../../messages/texts.ts";
import type { MetricComparison } from "../../run/compare/comparison.ts";
import { rowAxis, valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { extentOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { marks, rect, textAt } from "../chart/series.ts";
import type { Tip } from "../chart/tip.ts";
import type { CompareReport } from "./report.ts";
import { sidesText } from "./phrases.ts";

const ROW_PX = 40;
const DOT_PX = 5;

interface Row {
  readonly own: MetricComparison;
  /** In per cent, of errors in points. */
  readonly at: number;
  readonly low: number | null;
  readonly high: number | null;
}

export function differencesChart({ comparison }: CompareReport, texts: Texts): Chart {
  const { metrics: names, verdicts, pictures } = texts.compareReport;
  const words = pictures.differences;
  const rows = (comparison.result?.metrics ?? []).flatMap((own): Row[] => {
    const { difference, interval } = own;
    if (difference === null || interval === null) return [];
    const scaled = (value: number | null): number | null => value && 100 * value;
    return [{ own, at: 100 * difference, low: scaled(interval.low), high: scaled(interval.high) }];
  });
  if (rows.length === 0) return emptyChart(words.title, words.none);
  const said = rows.map(
    ({ own }) => `${names[own.name]} ${differenceText(own, texts)}, ${verdicts[own.verdict]}`,
  );
  return chartOf({
    title: words.title,
    subtitle: words.subtitle(sidesText(comparison, texts)),
    description: words.description(words.title, said.join("; ")),
    heightPx: rows.length * ROW_PX + 142,
    plots: [
      {
        grid: { left: 100, right: 56, height: rows.length * ROW_PX },
        xAxis: valueAxis(texts, words.axis, "x", rangeOf(rows)),
        yAxis: {
          ...rowAxis(rows.map(({ own }) => names[own.name])),
          // The axis line is at 0, no difference.
          axisLine: { show: true, onZero: true, lineStyle: { color: COLORS.ideal, width: 1.5 } },
        },
        series: [intervals(rows, texts)],
      },
    ],
  });
}

/** Includes 0 and leaves room for the words beside the last mark. */
function rangeOf(rows: readonly Row[]) {
  const ends = rows.flatMap(({ at, low, high }) => [at, low ?? at, high ?? at]);
  const [lowest, highest] = extentOf(ends);
  const interval = niceAtLeast(Math.max(0.1, (highest - lowest) / 8));
  return {
    min: interval * Math.floor((lowest - interval / 4) / interval),
    max: interval * Math.ceil((highest + 1.5 * interval) / interval),
    interval,
  };
}

/** A dot with its interval, which ends with the axis where it is open, and its verdict. */
function intervals(rows: readonly Row[], texts: Texts) {
  const { min, max } = rangeOf(rows);
  return marks({
    color: COLORS.measured,
    items: rows,
    tip: ({ own }) => metricTip(own, texts),
    x: ({ at, low, high }) => [at, low ?? min, high ?? max],
    y: (row) => rows.indexOf(row),
    draw({ own, at, low, high }, place) {
      const fill = colorOf(own);
      const [cx, cy] = place(at);
      const [x] = place(low ?? min);
      const [right] = place(high ?? max);
      const words = texts.compareReport.verdicts[own.verdict];
      return {
        type: "group",
        children: [
          rect({ x, y: cy - 1.5, width: Math.max(1, right - x), height: 3 }, fill),
          { type: "circle", shape: { cx, cy, r: DOT_PX }, style: { fill } },
          textAt(Math.max(right, cx + DOT_PX) + 6, cy, words),
        ],
      };
    },
  });
}

function colorOf({ verdict }: MetricComparison): string {
  if (verdict === "worse") return COLORS.failed;
  return verdict === "better" ? COLORS.allowed : COLORS.notJudged;
}

function metricTip(own: MetricComparison, texts: Texts): Tip {
  const words = texts.compareReport;
  const { name, a, b, verdict } = own;
  return {
    title: words.noteOf(words.metrics[name], words.verdicts[verdict]),
    rows: [
      ["A", metricText(name, a, texts)],
      ["B", metricText(name, b, texts)],
      [words.columns.difference, differenceText(own, texts)],
      [words.columns.interval, intervalText(own, texts)],
    ],
  };
}
