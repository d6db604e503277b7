// How the response times of a load run are distributed, and after how long the unanswered requests were given up.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { medianOf } from "../../stats/percentile.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  legendAt,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { countIn, isWideSpread, type LatencyBin, pictureBins } from "../chart/latency-bins.ts";
import { linearAxis, type ResponseAxis, responseAxis } from "./axis.ts";
import { countText, timeOf } from "./phrases.ts";
import { renderBar } from "../chart/bars.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import type { Tip } from "../chart/tip.ts";

const MAX_BINS = 70;
/** Ids of the series. */
const OK = "ok";
const GIVEN_UP = "given-up";
/** If the largest count exceeds the usual one by this factor, the axis is logarithmic. */
const WIDE_COUNTS = 20;

export function responseHistogramChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const { nothingAnswered, notMatched, withoutDropped, histogram: words } = texts.loadReport.charts;
  if (result !== null && result.run.unmatched !== null) return emptyChart(words.title, notMatched);
  if (result === null || result.run.response.count === 0) {
    return emptyChart(words.title, nothingAnswered);
  }
  const ok = decodeHistogram(result.run.response);
  const censored = decodeHistogram(result.run.censored);
  const all = decodeHistogram(result.run.response);
  all.add(censored);
  const bins = pictureBins(all, MAX_BINS);
  const edgesNs = [...bins.map(({ fromNs }) => fromNs), ...bins.slice(-1).map(({ toNs }) => toNs)];
  const okBins = countIn(ok, edgesNs);
  const censoredBins = countIn(censored, edgesNs);
  const horizontal = axisOf(texts, edgesNs);
  const vertical = countAxisOf(
    texts,
    [...okBins, ...censoredBins].map(({ count }) => count),
  );
  const { dropped } = result.run.counts;
  const without = dropped === 0 ? "" : ` · ${withoutDropped(countText(dropped, texts))}`;
  const hasGivenUp = censored.count > 0;
  const bars = (id: string, name: string, color: string, own: readonly LatencyBin[]) => ({
    id,
    name,
    type: "custom" as const,
    silent: true,
    color,
    encode: { x: [0, 1], y: 2 },
    data: filled(own).map(({ fromNs, toNs, count }) => [
      horizontal.toAxis(fromNs),
      horizontal.toAxis(toNs),
      vertical.toAxis(count),
      vertical.min,
    ]),
    renderItem: renderBar(color),
  });
  return {
    description: words.description(words.title, loadText(plan, texts)),
    widthPx: CHART_WIDTH_PX,
    heightPx: 420,
    tips: {
      [OK]: (i) => binTip(words.ok, filled(okBins)[i], texts),
      [GIVEN_UP]: (i) => binTip(words.givenUp, filled(censoredBins)[i], texts),
    },
    option: {
      ...baseOption(
        words.title,
        `${loadText(plan, texts)} · ${texts.counted.okReplies(ok.count)}${without}`,
      ),
      legend: legendAt(66, [
        { name: words.ok, shape: "bar" },
        ...(hasGivenUp ? [{ name: words.givenUp, shape: "bar" as const }] : []),
      ]),
      grid: { left: 92, right: 40, top: 112, bottom: 58 },
      // At the bottom, not where the vertical axis is 0.
      xAxis: { ...horizontal.axis, axisLine: { ...horizontal.axis.axisLine, onZero: false } },
      yAxis: vertical.axis,
      series: [
        bars(OK, words.ok, COLORS.measured, okBins),
        ...(hasGivenUp ? [bars(GIVEN_UP, words.givenUp, COLORS.failed, censoredBins)] : []),
      ],
    },
  };
}

function filled(bins: readonly LatencyBin[]): LatencyBin[] {
  return bins.filter(({ count }) => count > 0);
}

function binTip(name: string, bin: LatencyBin | undefined, texts: Texts): Tip | null {
  if (bin === undefined) return null;
  const { fromNs, toNs, count } = bin;
  return {
    title: texts.charts.range(timeOf(fromNs, texts), timeOf(toNs, texts)),
    rows: [[name, texts.counted.requests(count)]],
  };
}

function axisOf(texts: Texts, edgesNs: readonly number[]): ResponseAxis {
  const [first = 0, last = 0] = [edgesNs[0], edgesNs.at(-1)];
  return isWideSpread(first, last)
    ? responseAxis(texts, "x", [first, last])
    : linearAxis(texts, "x", first, last);
}

function countAxisOf(texts: Texts, counts: readonly number[]) {
  const largest = largestOf(counts, 1);
  const words = texts.loadReport.charts.histogram;
  const usual = medianOf(counts.filter((count) => count > 0)) ?? largest;
  if (largest < WIDE_COUNTS * usual) {
    const interval = niceAtLeast(Math.max(1, largest / 5));
    const max = interval * Math.ceil((largest / interval) * 1.02);
    const axis = {
      ...valueAxis(texts, words.requests, "y", { min: 0, max, interval }),
      nameGap: 62,
    };
    return { min: 0, toAxis: (count: number) => count, axis };
  }
  // From below 1, as a bin of a single request has a bar too.
  const min = -0.2;
  const max = Math.log10(niceAtLeast(largest * 1.02));
  const powers = Array.from({ length: Math.floor(max) + 1 }, (_, i) => i);
  const axis = valueAxis(texts, words.logRequests, "y", { min, max });
  return {
    min,
    toAxis: (count: number) => Math.log10(count),
    axis: {
      ...axis,
      nameGap: 62,
      axisTick: { ...axis.axisTick, customValues: powers },
      axisLabel: {
        ...axis.axisLabel,
        customValues: powers,
        formatter: (value: number): string => countText(10 ** value, texts),
      },
    },
  };
}
