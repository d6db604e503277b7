// Response times by concurrent clients as a heat map: how many replies came in each stretch of time.
import type { Texts } from "../../messages/texts.ts";
import { sortAscending } from "../../stats/percentile.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Expected } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Chart, CHART_WIDTH_PX, chartOf, emptyChart } from "../chart/chart.ts";
import { COLOR_SCALE, COLORS } from "../chart/colors.ts";
import { largestOf, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";
import { binAt, type TimeBins, timesIn } from "../chart/time-bins.ts";
import { timeBins } from "./axes.ts";
import { type Tip, tipsOf } from "../chart/tip.ts";
import { timeText } from "../document/phrases.ts";
import { setUpText } from "./phrases.ts";
import { judgedInOrder, type Report } from "./report.ts";

const MAX_BINS = 60;
const MAX_COLUMNS = 200;
const MAX_COLUMN_PX = 64;
/** Narrower columns have no gap between them. */
const MIN_PARTED_PX = 5;
const LEFT_PX = 84;
/** Of the scale of colours, with its numbers. */
const SCALE_PX = 116;

/** Replies to the levels of a column in a bin of time. */
type Cell = [column: number, bin: number, replies: number];

export function histogramChart(report: Report, chartWidthPx = CHART_WIDTH_PX): Chart {
  const { run, texts } = report;
  const { expected } = run;
  const { charts } = texts;
  const { title } = texts.sweepReport.pictures.histogram;
  const bursts = judgedInOrder(report).map(({ level, samples }) => ({
    level,
    okNs: okResponsesNs(samples),
    missing: samples.filter(({ outcome }) => outcome !== "ok").length,
  }));
  const largestNs = largestOf(bursts.map(({ okNs }) => okNs.at(-1) ?? 0));
  if (largestNs === 0) return emptyChart(title, charts.nothingAnswered);
  const bins = timeBins(largestNs, expected, MAX_BINS);
  const columns = columnsOf(bursts.map(({ level }) => level));
  const cells = countCells(bursts, columns, bins);
  // A few levels are not spread over the whole width.
  const roomPx = chartWidthPx - LEFT_PX - SCALE_PX;
  const widthPx = Math.min(roomPx, columns.length * MAX_COLUMN_PX);
  const missing = bursts.reduce((sum, own) => sum + own.missing, 0);
  const most = largestOf([2, ...cells.map(([, , replies]) => replies)]);
  const borderWidth = widthPx >= MIN_PARTED_PX * columns.length ? 1 : 0;
  return chartOf({
    title,
    subtitle: subtitle(expected, bins, missing, texts),
    description: charts.histogram.description(setUpText(expected, texts)),
    widthPx: chartWidthPx,
    heightPx: 480,
    visualMap: colorScale(LEFT_PX + widthPx + 32, most, texts),
    plots: [
      {
        grid: { left: LEFT_PX, width: widthPx },
        xAxis: levelCategories(columns, report),
        yAxis: timeCategories(bins, texts),
        series: [
          {
            type: "heatmap",
            data: cells,
            silent: true,
            itemStyle: { borderColor: COLORS.page, borderWidth },
            tips: tipsOf(cells, (cell) => cellTip(cell, columns, bins, texts)),
          },
        ],
      },
    ],
  });
}

function colorScale(left: number, most: number, { charts }: Texts) {
  return {
    type: "continuous" as const,
    min: 1,
    max: most,
    left,
    top: 96,
    itemHeight: 260,
    itemWidth: 14,
    text: [charts.replies, ""],
    textStyle: { fontSize: 12, color: COLORS.mutedText },
    calculable: true,
    precision: 0,
    inRange: { color: [...COLOR_SCALE] },
  };
}

/** First level of each column; where there are very many levels, neighbours share one. */
function columnsOf(levels: readonly number[]): number[] {
  const distinct = sortAscending(new Set(levels));
  const stride = Math.ceil(distinct.length / MAX_COLUMNS);
  return distinct.filter((_, i) => i % stride === 0);
}

/** Without the empty ones. */
function countCells(
  bursts: readonly { readonly level: number; readonly okNs: readonly Ns[] }[],
  columns: readonly number[],
  bins: TimeBins,
): Cell[] {
  const { count } = bins;
  const counts = new Map<number, number>();
  for (const { level, okNs } of bursts) {
    const column = columns.findLastIndex((first) => first <= level);
    for (const responseNs of okNs) {
      const key = column * count + binAt(responseNs, bins);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].map(([key, replies]) => [Math.floor(key / count), key % count, replies]);
}

function cellTip(
  [column, bin, replies]: Cell,
  columns: readonly number[],
  bins: TimeBins,
  texts: Texts,
): Tip {
  const { charts } = texts;
  const first = columns[column] ?? 0;
  const next = columns[column + 1] ?? first + 1;
  const { fromNs, toNs } = timesIn(bin, bins);
  return {
    level: first,
    title: next > first + 1 ? charts.histogram.levels(first, next - 1) : `n = ${first}`,
    rows: [
      [charts.responseTime, charts.range(timeText(fromNs, texts), timeText(toNs, texts))],
      [charts.replies, String(replies)],
    ],
  };
}

function subtitle(
  expected: Expected,
  { widthNs }: TimeBins,
  missing: number,
  texts: Texts,
): string {
  const { subtitle: textOf, without } = texts.charts.histogram;
  const text = textOf(setUpText(expected, texts), timeText(widthNs, texts));
  return missing === 0 ? text : without(text, texts.counted.requests(missing));
}

/** Labels at every level where there is room; else at the first and the multiples of c, where the stairs go up. */
function levelCategories(columns: readonly number[], { run, texts }: Report) {
  const { threads } = run.expected;
  const every = threads * niceAtLeast(Math.max(1, (columns.at(-1) ?? 0) / threads / 15));
  const hasMultiples = columns.filter((level) => level % every === 0).length > 2;
  const stride = Math.ceil(columns.length / 15);
  return categoryAxis(
    texts.charts.clients,
    30,
    columns.map(String),
    (i) =>
      columns.length <= 25 ||
      i === 0 ||
      (hasMultiples ? (columns[i] ?? 0) % every === 0 : i % stride === 0),
  );
}

function timeCategories({ widthNs, count, binsPerStep }: TimeBins, texts: Texts) {
  const { inUnit, responseTime } = texts.charts;
  const labelEvery = binsPerStep * niceAtLeast(Math.max(1, count / binsPerStep / 12));
  const unit = timeUnitFor(widthNs * count);
  const labels = Array.from({ length: count }, (_, i) =>
    texts.number(String(Number(((i * widthNs) / unit.perUnitNs).toPrecision(4)))),
  );
  return categoryAxis(inUnit(responseTime, unit.name), 52, labels, (i) => i % labelEvery === 0);
}

function categoryAxis(
  name: string,
  nameGapPx: number,
  labels: readonly string[],
  hasLabel: (i: number) => boolean,
) {
  return {
    type: "category" as const,
    name,
    nameLocation: "middle" as const,
    nameGap: nameGapPx,
    nameTextStyle: { fontSize: 13, color: COLORS.mutedText },
    data: [...labels],
    axisLine: { lineStyle: { color: COLORS.axisLine } },
    axisTick: {
      show: true,
      alignWithLabel: true,
      interval: hasLabel,
      lineStyle: { color: COLORS.axisLine },
    },
    axisLabel: { fontSize: 12, color: COLORS.mutedText, interval: hasLabel },
    splitLine: { show: false },
  };
}
