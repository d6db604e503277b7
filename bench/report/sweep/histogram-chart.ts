// Response times by concurrent clients as a heat map: how many replies came in each stretch of time.
import type { Texts } from "../../messages/texts.ts";
import { sortAscending } from "../../stats/percentile.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Expected } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { COLOR_SCALE } from "../chart/colors.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS } from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { largestOf, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";
import { setUpText, timeText } from "../document/phrases.ts";
import type { Report } from "./report.ts";
import type { Tip } from "../chart/tip.ts";
import { binAt, type TimeBins, timeBins } from "../chart/time-bins.ts";

const CELLS = "cells";
const MAX_BINS = 60;
const MAX_COLUMNS = 200;
const MAX_COLUMN_PX = 64;
/** Narrower columns have no gap between them. */
const MIN_PARTED_PX = 5;
const LEFT_PX = 84;
/** Of the scale of colours, with its numbers. */
const SCALE_PX = 116;

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
  return {
    description: charts.histogram.description(setUpText(expected, texts)),
    widthPx: chartWidthPx,
    heightPx: 480,
    tips: { [CELLS]: (i) => cellTip(cells[i], columns, bins, texts) },
    option: {
      ...baseOption(title, subtitle(expected, bins, missing, texts)),
      grid: {
        left: LEFT_PX,
        top: 84,
        bottom: 58,
        width: widthPx,
      },
      xAxis: categoryAxis(charts.clients, 30, columns.map(String), columnLabels(columns, expected)),
      yAxis: timeCategories(bins, texts),
      visualMap: {
        type: "continuous",
        min: 1,
        max: largestOf(
          cells.map(([, , count]) => count),
          2,
        ),
        left: LEFT_PX + widthPx + 32,
        top: 96,
        itemHeight: 260,
        itemWidth: 14,
        text: [charts.replies, ""],
        textStyle: { fontSize: 12, color: COLORS.mutedText },
        calculable: true,
        precision: 0,
        inRange: { color: [...COLOR_SCALE] },
      },
      series: [
        {
          id: CELLS,
          type: "heatmap",
          data: cells,
          silent: true,
          itemStyle: {
            borderColor: COLORS.page,
            borderWidth: widthPx >= MIN_PARTED_PX * columns.length ? 1 : 0,
          },
        },
      ],
    },
  };
}

/** First level of each column; where there are very many levels, neighbours share one. */
function columnsOf(levels: readonly number[]): number[] {
  const distinct = sortAscending(new Set(levels));
  const stride = Math.ceil(distinct.length / MAX_COLUMNS);
  return distinct.filter((_, i) => i % stride === 0);
}

/** [column, bin, replies], without the empty ones. */
function countCells(
  bursts: readonly { readonly level: number; readonly okNs: readonly Ns[] }[],
  columns: readonly number[],
  bins: TimeBins,
): [number, number, number][] {
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
  cell: readonly [column: number, bin: number, replies: number] | undefined,
  columns: readonly number[],
  { widthNs, offsetNs }: TimeBins,
  texts: Texts,
): Tip | null {
  if (cell === undefined) return null;
  const { charts } = texts;
  const [column, bin, replies] = cell;
  const first = columns[column] ?? 0;
  const next = columns[column + 1] ?? first + 1;
  const fromNs = Math.max(0, bin * widthNs - offsetNs);
  const toNs = (bin + 1) * widthNs - offsetNs;
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

/** Every level where there is room; else the first and the multiples of c, where the stairs go up. */
function columnLabels(columns: readonly number[], { threads }: Expected): (i: number) => boolean {
  if (columns.length <= 25) return () => true;
  const every = threads * niceAtLeast(Math.max(1, (columns.at(-1) ?? 0) / threads / 15));
  const hasMultiples = columns.filter((level) => level % every === 0).length > 2;
  const stride = Math.ceil(columns.length / 15);
  return (i) => i === 0 || (hasMultiples ? (columns[i] ?? 0) % every === 0 : i % stride === 0);
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
