// The response times of one level as a histogram and by percentile.
import { timeText } from "../document/phrases.ts";
import type { Texts } from "../../messages/texts.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import { sortAscending } from "../../stats/percentile.ts";
import type { Expected, LevelAttempt } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { renderBar } from "../chart/bars.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  legendAt,
  timeAxis,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { ninesAxis, percentileAt } from "../chart/nines-axis.ts";
import { STAIR } from "./staircase-chart.ts";
import { binAt, timeBins } from "../chart/time-bins.ts";

const BINS = "bins";
const MAX_BINS = 60;

/** `attempts`: the judged ones of one level, all its repeats. */
export function burstHistogramChart(
  attempts: readonly LevelAttempt[],
  expected: Expected,
  texts: Texts,
): Chart {
  const { charts, counted } = texts;
  const words = charts.burst;
  const title = words.histogram(attempts[0]?.level ?? 0);
  const okNs = pooled(attempts.map(({ samples }) => okResponsesNs(samples)));
  const largestNs = okNs.at(-1) ?? 0;
  if (largestNs === 0) return emptyChart(title, charts.nothingAnswered);
  const bins = timeBins(largestNs, expected, MAX_BINS);
  const counts = new Map<number, number>();
  for (const timeNs of okNs) {
    const bin = binAt(timeNs, bins);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const { unit, axis } = timeAxis(
    texts,
    charts.responseTime,
    "x",
    largestNs + bins.widthNs,
    expected,
  );
  const edgesOf = (bin: number): [fromNs: Ns, toNs: Ns] => [
    Math.max(0, bin * bins.widthNs - bins.offsetNs),
    (bin + 1) * bins.widthNs - bins.offsetNs,
  ];
  const filled = [...counts].sort(([a], [b]) => a - b);
  const most = largestOf(counts.values(), 1);
  const interval = niceAtLeast(Math.max(1, most / 5));
  return {
    description: words.histogramDescription(title),
    widthPx: CHART_WIDTH_PX,
    heightPx: 360,
    tips: {
      [BINS]: (i) => {
        const [bin, count] = filled[i] ?? [0, 0];
        const [fromNs, toNs] = edgesOf(bin);
        return {
          title: charts.range(timeText(fromNs, texts), timeText(toNs, texts)),
          rows: [[charts.replies, String(count)]],
        };
      },
    },
    option: {
      ...baseOption(
        title,
        words.histogramSubtitle(counted.okReplies(okNs.length), timeText(bins.widthNs, texts)),
      ),
      grid: { left: 84, right: 40, top: 84, bottom: 58 },
      xAxis: axis,
      yAxis: valueAxis(texts, charts.replies, "y", {
        min: 0,
        max: interval * Math.ceil((most / interval) * 1.02),
        interval,
      }),
      series: [
        {
          id: BINS,
          type: "custom",
          silent: true,
          color: COLORS.measured,
          encode: { x: [0, 1], y: 2 },
          data: filled.map(([bin, count]) => [
            ...edgesOf(bin).map((ns) => ns / unit.perUnitNs),
            count,
            0,
          ]),
          renderItem: renderBar(COLORS.measured),
        },
      ],
    },
  };
}

export function burstPercentilesChart(
  attempts: readonly LevelAttempt[],
  expected: Expected,
  texts: Texts,
): Chart {
  const { charts, counted } = texts;
  const words = charts.burst;
  const title = words.percentiles(attempts[0]?.level ?? 0);
  const okNs = pooled(attempts.map(({ samples }) => okResponsesNs(samples)));
  const idealsNs = attempts.map((attempt) => idealOf(attempt, expected) ?? []);
  const idealNs = idealsNs.some((own) => own.length === 0) ? [] : pooled(idealsNs);
  const largestNs = largestOf([okNs.at(-1) ?? 0, idealNs.at(-1) ?? 0]);
  if (okNs.length === 0) return emptyChart(title, charts.nothingAnswered);
  const { unit, axis } = timeAxis(texts, charts.responseTime, "y", largestNs, expected);
  const curves = [
    { name: charts.measured, color: COLORS.measured, width: 5, sortedNs: okNs },
    { name: charts.ideal, color: COLORS.ideal, width: 1.5, sortedNs: idealNs },
  ].filter(({ sortedNs }) => sortedNs.length > 0);
  return {
    description: words.percentilesDescription(title, curves.map(({ name }) => name).join(", ")),
    widthPx: CHART_WIDTH_PX,
    heightPx: 380,
    course: {
      stops: okNs.map((_, i) => ninesBelow(i + 0.5, okNs.length)),
      at: (x) => {
        const rows = curves.flatMap(({ name, sortedNs }) => {
          const timeNs = sortedNs[Math.floor((percentileAt(x) / 100) * sortedNs.length)];
          return timeNs === undefined ? [] : [[name, timeText(timeNs, texts)] as const];
        });
        return { title: texts.number(`p${Number(percentileAt(x).toFixed(2))}`), rows };
      },
    },
    option: {
      ...baseOption(title, words.percentilesSubtitle(counted.okReplies(okNs.length))),
      legend: legendAt(
        66,
        curves.map(({ name }) => ({ name, shape: "line" as const })),
      ),
      grid: { left: 84, right: 40, top: 106, bottom: 58 },
      xAxis: ninesAxis(texts, lastNines(okNs.length)),
      yAxis: axis,
      series: curves.map(({ name, color, width, sortedNs }) => ({
        ...STAIR,
        name,
        color,
        lineStyle: { width, color },
        data: [
          ...sortedNs.map((ns, i) => [ninesBelow(i, sortedNs.length), ns / unit.perUnitNs]),
          [lastNines(okNs.length), (sortedNs.at(-1) ?? 0) / unit.perUnitNs],
        ],
      })),
    },
  };
}

/** The share of `count` values that rank below `i` (from 0), as a number of nines. */
function ninesBelow(i: number, count: number): number {
  return -Math.log10(1 - i / count);
}

/** The axis ends a little after the last value begins: 100 % would be at infinity. */
function lastNines(count: number): number {
  return Math.max(1, ninesBelow(count - 1, count) + 0.3);
}

function pooled(parts: readonly (readonly Ns[])[]): Ns[] {
  return sortAscending(parts.flat());
}
