// The response times of one level as a histogram and by percentile.
import { idealOf } from "../../judge/sweep/residuals.ts";
import { sortAscending } from "../../stats/percentile.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf, rangeFromZero } from "../chart/nice-numbers.ts";
import { ninesAxis, percentileAt } from "../chart/nines-axis.ts";
import { type Bar, bars, type Point, stepLine } from "../chart/series.ts";
import { binAt, timesIn } from "../chart/time-bins.ts";
import { timeText } from "../document/phrases.ts";
import { timeAxis, timeBins } from "./axes.ts";
import type { Report } from "./report.ts";

const MAX_BINS = 60;

/** `attempts`: the judged ones of one level, all its repeats. */
export function burstHistogramChart(attempts: readonly LevelAttempt[], report: Report): Chart {
  const { run, texts } = report;
  const { charts, counted } = texts;
  const words = charts.burst;
  const title = words.histogram(attempts[0]?.level ?? 0);
  const okNs = pooled(attempts.map(({ samples }) => okResponsesNs(samples)));
  const largestNs = okNs.at(-1) ?? 0;
  if (largestNs === 0) return emptyChart(title, charts.nothingAnswered);
  const bins = timeBins(largestNs, run.expected, MAX_BINS);
  const { axis, toAxis } = timeAxis("x", charts.responseTime, largestNs + bins.widthNs, report);
  const filled = Map.groupBy(okNs, (timeNs) => binAt(timeNs, bins));
  const found = [...filled].map(([bin, { length: count }]): Bar => {
    const { fromNs, toNs } = timesIn(bin, bins);
    return {
      from: toAxis(fromNs),
      to: toAxis(toNs),
      top: count,
      tip: {
        title: charts.range(timeText(fromNs, texts), timeText(toNs, texts)),
        rows: [[charts.replies, String(count)]],
      },
    };
  });
  const most = largestOf(found.map(({ top }) => top));
  return chartOf({
    title,
    subtitle: words.histogramSubtitle(
      counted.okReplies(okNs.length),
      timeText(bins.widthNs, texts),
    ),
    description: words.histogramDescription(title),
    heightPx: 360,
    plots: [
      {
        xAxis: axis,
        yAxis: valueAxis(texts, charts.replies, "y", rangeFromZero(most, 5, 1)),
        series: [bars(charts.replies, COLORS.measured, found)],
      },
    ],
  });
}

export function burstPercentilesChart(attempts: readonly LevelAttempt[], report: Report): Chart {
  const { run, texts } = report;
  const { charts, counted } = texts;
  const words = charts.burst;
  const title = words.percentiles(attempts[0]?.level ?? 0);
  const okNs = pooled(attempts.map(({ samples }) => okResponsesNs(samples)));
  const idealsNs = attempts.map((attempt) => idealOf(attempt, run.expected) ?? []);
  const idealNs = idealsNs.some((own) => own.length === 0) ? [] : pooled(idealsNs);
  const largestNs = largestOf([okNs.at(-1) ?? 0, idealNs.at(-1) ?? 0]);
  if (okNs.length === 0) return emptyChart(title, charts.nothingAnswered);
  const { axis, toAxis } = timeAxis("y", charts.responseTime, largestNs, report);
  const curves = [
    { name: charts.measured, color: COLORS.measured, widthPx: 5, sortedNs: okNs },
    { name: charts.ideal, color: COLORS.ideal, widthPx: 1.5, sortedNs: idealNs },
  ].filter(({ sortedNs }) => sortedNs.length > 0);
  const names = curves.map(({ name }) => name);
  // The axis ends a little after the last value begins: 100 % would be at infinity.
  const lastNines = Math.max(1, ninesBelow(okNs.length - 1, okNs.length) + 0.3);
  return chartOf({
    title,
    subtitle: words.percentilesSubtitle(counted.okReplies(okNs.length)),
    description: words.percentilesDescription(title, names.join(", ")),
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
    legend: names,
    plots: [
      {
        grid: { top: 106 },
        xAxis: ninesAxis(texts, lastNines),
        yAxis: axis,
        series: curves.map((curve) =>
          stepLine(curve, [
            ...curve.sortedNs.map((ns, i, all): Point => [ninesBelow(i, all.length), toAxis(ns)]),
            [lastNines, toAxis(curve.sortedNs.at(-1) ?? 0)],
          ]),
        ),
      },
    ],
  });
}

/** The share of `count` values that rank below `i` (from 0), as a number of nines. */
function ninesBelow(i: number, count: number): number {
  return -Math.log10(1 - i / count);
}

function pooled(parts: readonly (readonly Ns[])[]): Ns[] {
  return sortAscending(parts.flat());
}
