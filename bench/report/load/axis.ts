// Axes that the pictures of a load run share: response times that may span decades, and the time of the run.
import type { Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import { type AxisRange, valueAxis, withTickAtEnd } from "../chart/axes.ts";
import { isWideSpread } from "../chart/latency-bins.ts";
import { largestOf, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";
import type { CourseTips, Tip } from "../chart/tip.ts";
import { timeText } from "../../judge/load/texts.ts";
import { intervalAt, intervalText, type TimeInterval } from "./time-series.ts";

export type ResponseAxis = ReturnType<typeof linearAxis>;

/** Logarithmic where the times spread wide, with the unit at each tick; else linear from 0. */
export function responseAxis(texts: Texts, side: "x" | "y", timesNs: readonly Ns[]): ResponseAxis {
  const longestNs = largestOf([NS_PER_US, ...timesNs]);
  const shortestNs = timesNs.reduce((least, timeNs) => Math.min(least, timeNs), longestNs);
  return isWideSpread(shortestNs, longestNs)
    ? logAxis(texts, side, shortestNs, longestNs)
    : linearAxis(texts, side, 0, longestNs);
}

/** From `fromNs` to a round number beyond `toNs`. */
export function linearAxis(texts: Texts, side: "x" | "y", fromNs: Ns, toNs: Ns) {
  const unit = timeUnitFor(toNs);
  const { inUnit, responseTime } = texts.charts;
  const from = fromNs / unit.perUnitNs;
  const to = toNs / unit.perUnitNs;
  const interval = niceAtLeast((to - from) / 6);
  const min = interval * Math.floor(from / interval + 1e-9);
  const max = interval * Math.ceil((to + 0.02 * (to - from)) / interval - 1e-9);
  return {
    max,
    toAxis: (timeNs: Ns) => timeNs / unit.perUnitNs,
    axis: valueAxis(texts, inUnit(responseTime, unit.name), side, { min, max, interval }),
  };
}

function logAxis(texts: Texts, side: "x" | "y", shortestNs: Ns, longestNs: Ns): ResponseAxis {
  // A logarithm of our own: the library's log axis has no ticks between the powers of ten, and none at its ends.
  const toAxis = (timeNs: Ns): number => Math.log10(Math.max(timeNs, 1));
  const min = Math.floor(toAxis(shortestNs) + 1e-9);
  const max = toAxis(niceAtLeast(longestNs * 1.02));
  const range = { min, max, interval: 1, nameGap: side === "x" ? 30 : 62 };
  const axis = valueAxis(texts, texts.charts.responseTime, side, range);
  return {
    max,
    toAxis,
    axis: {
      ...axis,
      axisLabel: {
        ...axis.axisLabel,
        // The upper end is no power of ten.
        formatter: (value) => (Number.isInteger(value) ? timeText(10 ** value, texts) : ""),
      },
      splitLine: { ...axis.splitLine, showMaxLine: Number.isInteger(max) },
    },
  };
}

/** Time since the beginning of the phase, up to its end or that of the last slice shown. */
export function courseAxis(texts: Texts, course: readonly TimeInterval[]) {
  const lastNs = course.at(-1)?.endNs ?? 0;
  const unit = timeUnitFor(lastNs);
  const name = texts.charts.inUnit(texts.charts.sinceStart, unit.name);
  const max = Math.max(lastNs, 1) / unit.perUnitNs;
  const interval = niceAtLeast(max / 12);
  // The end of the run is a tick only where it is a round time.
  const isRound = Math.abs(max / interval - Math.round(max / interval)) < 1e-6;
  const toAxis = (timeNs: Ns): number => timeNs / unit.perUnitNs;
  const middleOf = ({ startNs, endNs }: TimeInterval): number => toAxis((startNs + endNs) / 2);
  return {
    toAxis,
    middleOf,
    axis: withTickAtEnd(valueAxis(texts, name, "x", { min: 0, max, interval }), isRound),
    /** Tooltips with the rows of the interval that is pointed at. */
    tips: (rowsAt: (here: TimeInterval, atNs: Ns) => Tip["rows"]): CourseTips => ({
      stops: course.map(middleOf),
      at: (x) => {
        const atNs = x * unit.perUnitNs;
        const here = intervalAt(course, atNs);
        return here === undefined
          ? null
          : { title: intervalText(here, texts), rows: rowsAt(here, atNs) };
      },
    }),
  };
}

/** Counts or rates from 0. */
export function countsAxis(texts: Texts, name: string, range: AxisRange) {
  return valueAxis(texts, name, "y", { ...range, nameGap: 62 });
}
