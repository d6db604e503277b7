// Differences of B from A, one row per metric, with their intervals.
import type { Texts } from "../../messages/texts.ts";
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";
import type { MetricComparison } from "../../run/compare/comparison.ts";
import { rowAxis, textAt } from "../chart/bars.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, valueAxis } from "../chart/style.ts";
import type { CompareReport } from "./document.ts";
import { differenceText } from "../../judge/compare/figures.ts";
import { intervalText, metricText, sidesText } from "./phrases.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { niceAtLeast } from "../chart/nice-numbers.ts";

const METRICS = "metrics";
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
    const scaled = (value: number | null): number | null => (value === null ? null : 100 * value);
    return [{ own, at: 100 * difference, low: scaled(interval.low), high: scaled(interval.high) }];
  });
  if (rows.length === 0) return emptyChart(words.title, words.none);
  const ends = rows.flatMap(({ at, low, high }) => [at, low ?? at, high ?? at]);
  const [lowest, highest] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const interval = niceAtLeast(Math.max(0.1, (highest - lowest) / 8));
  // Room for the words beside the last mark.
  const range = {
    min: interval * Math.floor((lowest - interval / 4) / interval),
    max: interval * Math.ceil((highest + 1.5 * interval) / interval),
    interval,
  };
  return {
    description: words.description(
      words.title,
      rows
        .map(
          ({ own }) => `${names[own.name]} ${differenceText(own, texts)}, ${verdicts[own.verdict]}`,
        )
        .join("; "),
    ),
    widthPx: CHART_WIDTH_PX,
    heightPx: rows.length * ROW_PX + 142,
    tips: { [METRICS]: (i) => metricTip(rows[i]?.own, texts) },
    option: {
      ...baseOption(words.title, words.subtitle(sidesText(comparison, texts))),
      grid: { left: 100, right: 56, top: 84, height: rows.length * ROW_PX },
      xAxis: valueAxis(texts, words.axis, "x", range),
      yAxis: {
        ...rowAxis(rows.map(({ own }) => names[own.name])),
        // The axis line is at 0, no difference.
        axisLine: { show: true, onZero: true, lineStyle: { color: COLORS.ideal, width: 1.5 } },
      },
      series: [
        {
          id: METRICS,
          type: "custom",
          silent: true,
          color: COLORS.measured,
          encode: { x: [1, 2, 3], y: 0 },
          data: rows.map(({ at, low, high }, row) => [
            row,
            at,
            low ?? range.min,
            high ?? range.max,
          ]),
          renderItem: (params, api) => renderRow(params, api, rows, texts),
        },
      ],
    },
  };
}

function renderRow(
  _params: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
  rows: readonly Row[],
  { compareReport }: Texts,
): CustomSeriesRenderItemReturn {
  const [row = 0, at = 0, low = 0, high = 0] = [0, 1, 2, 3].map((i) => Number(api.value(i)));
  const own = rows[row]?.own;
  const fill = colorOf(own);
  const [x = 0, y = 0] = api.coord([at, row]);
  const [left = 0] = api.coord([low, row]);
  const [right = 0] = api.coord([high, row]);
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x: left, y: y - 1.5, width: Math.max(1, right - left), height: 3 },
        style: { fill },
      },
      { type: "circle", shape: { cx: x, cy: y, r: DOT_PX }, style: { fill } },
      textAt(
        Math.max(right, x + DOT_PX) + 6,
        y,
        own === undefined ? "" : compareReport.verdicts[own.verdict],
      ),
    ],
  };
}

function colorOf(own: MetricComparison | undefined): string {
  if (own?.verdict === "worse") return COLORS.failed;
  return own?.verdict === "better" ? COLORS.allowed : COLORS.notJudged;
}

function metricTip(own: MetricComparison | undefined, texts: Texts) {
  const words = texts.compareReport;
  if (own === undefined) return null;
  const { name, a, b, verdict } = own;
  return {
    title: words.noteOf(words.metrics[name], words.verdicts[verdict]),
    rows: [
      ["A", metricText(name, a, texts)],
      ["B", metricText(name, b, texts)],
      [words.columns.difference, differenceText(own, texts)],
      [words.columns.interval, intervalText(own, texts)],
    ] as const,
  };
}
