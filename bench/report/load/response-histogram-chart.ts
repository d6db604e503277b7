// How the response times of a load run are distributed, and after how long the unanswered requests were given up.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { medianOf } from "../../stats/percentile.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { withTicksAt } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { countIn, isWideSpread, type LatencyBin, pictureBins } from "../chart/latency-bins.ts";
import { largestOf, niceAtLeast, rangeFromZero } from "../chart/nice-numbers.ts";
import { type Bar, bars } from "../chart/series.ts";
import { countsAxis, linearAxis, type ResponseAxis, responseAxis } from "./axis.ts";
import { countText, timeText } from "../../judge/load/texts.ts";

const MAX_BINS = 70;
/** If the largest count exceeds the usual one by this factor, the axis is logarithmic. */
const WIDE_COUNTS = 20;

export function responseHistogramChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const { nothingAnswered, notMatched, withoutDropped, histogram: words } = texts.loadReport.charts;
  if (result !== null && result.run.unmatched !== null) return emptyChart(words.title, notMatched);
  if (result === null || result.run.response.count === 0) {
    return emptyChart(words.title, nothingAnswered);
  }
  const { counts, response } = result.run;
  const ok = decodeHistogram(response);
  const censored = decodeHistogram(result.run.censored);
  const all = decodeHistogram(response);
  all.add(censored);
  const bins = pictureBins(all, MAX_BINS);
  const edgesNs = [...bins.map(({ fromNs }) => fromNs), ...bins.slice(-1).map(({ toNs }) => toNs)];
  const parts = [
    { name: words.ok, color: COLORS.measured, bins: binsOf(ok, edgesNs) },
    { name: words.givenUp, color: COLORS.failed, bins: binsOf(censored, edgesNs) },
  ].filter((part) => part.bins.length > 0);
  const horizontal = timesAxis(texts, edgesNs);
  const vertical = countAxis(
    texts,
    parts.flatMap((part) => part.bins.map(({ count }) => count)),
  );
  const barOf = (name: string, { fromNs, toNs, count }: LatencyBin): Bar => ({
    from: horizontal.toAxis(fromNs),
    to: horizontal.toAxis(toNs),
    top: vertical.toAxis(count),
    tip: {
      title: texts.charts.range(timeText(fromNs, texts), timeText(toNs, texts)),
      rows: [[name, texts.counted.requests(count)]],
    },
  });
  const without =
    counts.dropped === 0 ? "" : ` · ${withoutDropped(countText(counts.dropped, texts))}`;
  return chartOf({
    title: words.title,
    subtitle: `${loadText(plan, texts)} · ${texts.counted.okReplies(ok.count)}${without}`,
    description: words.description(words.title, loadText(plan, texts)),
    heightPx: 420,
    legend: parts.map(({ name }) => name),
    plots: [
      {
        grid: { left: 92 },
        // At the bottom, not where the vertical axis is 0.
        xAxis: { ...horizontal.axis, axisLine: { ...horizontal.axis.axisLine, onZero: false } },
        yAxis: vertical.axis,
        series: parts.map(({ name, color, bins: own }) =>
          bars(
            name,
            color,
            own.map((bin) => barOf(name, bin)),
            vertical.min,
          ),
        ),
      },
    ],
  });
}

/** Without the empty ones. */
function binsOf(histogram: LatencyHistogram, edgesNs: readonly Ns[]): LatencyBin[] {
  return countIn(histogram, edgesNs).filter(({ count }) => count > 0);
}

function timesAxis(texts: Texts, edgesNs: readonly Ns[]): ResponseAxis {
  const [first = 0, last = 0] = [edgesNs[0], edgesNs.at(-1)];
  return isWideSpread(first, last)
    ? responseAxis(texts, "x", [first, last])
    : linearAxis(texts, "x", first, last);
}

/** `counts` are above 0. */
function countAxis(texts: Texts, counts: readonly number[]) {
  const largest = largestOf([1, ...counts]);
  const words = texts.loadReport.charts.histogram;
  if (largest < WIDE_COUNTS * (medianOf(counts) ?? largest)) {
    const axis = countsAxis(texts, words.requests, rangeFromZero(largest, 5, 1));
    return { min: 0, toAxis: (count: number) => count, axis };
  }
  // From below 1, as a bin of a single request has a bar too.
  const range = { min: -0.2, max: Math.log10(niceAtLeast(largest * 1.02)) };
  const powers = Array.from({ length: Math.floor(range.max) + 1 }, (_, i) => i);
  return {
    min: range.min,
    toAxis: (count: number) => Math.log10(count),
    axis: withTicksAt(countsAxis(texts, words.logRequests, range), powers, (power) =>
      countText(10 ** power, texts),
    ),
  };
}
