// Axes that the pictures of a load run share: response times that may span decades, and the time of the run.
import type { Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import { valueAxis } from "../chart/style.ts";
import { timeOf } from "./phrases.ts";
import { isWideSpread } from "../chart/latency-bins.ts";
import { largestOf, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";

export interface ResponseAxis {
  /** Ends of the axis, in its own unit. */
  readonly min: number;
  readonly max: number;
  readonly toAxis: (timeNs: Ns) => number;
  readonly axis: ReturnType<typeof valueAxis>;
}

/** Logarithmic where the times spread wide, with the unit at each tick; else linear from 0. */
export function responseAxis(texts: Texts, side: "x" | "y", timesNs: readonly Ns[]): ResponseAxis {
  const longestNs = largestOf(timesNs, NS_PER_US);
  const shortestNs = timesNs.reduce((least, timeNs) => Math.min(least, timeNs), longestNs);
  return isWideSpread(shortestNs, longestNs)
    ? logAxis(texts, side, shortestNs, longestNs)
    : linearAxis(texts, side, 0, longestNs);
}

/** From `fromNs` to a round number beyond `toNs`. */
export function linearAxis(texts: Texts, side: "x" | "y", fromNs: Ns, toNs: Ns): ResponseAxis {
  const unit = timeUnitFor(toNs);
  const { inUnit, responseTime } = texts.charts;
  const from = fromNs / unit.perUnitNs;
  const to = toNs / unit.perUnitNs;
  const interval = niceAtLeast((to - from) / 6);
  const min = interval * Math.floor(from / interval + 1e-9);
  const max = interval * Math.ceil((to + 0.02 * (to - from)) / interval - 1e-9);
  return {
    min,
    max,
    toAxis: (timeNs) => timeNs / unit.perUnitNs,
    axis: valueAxis(texts, inUnit(responseTime, unit.name), side, { min, max, interval }),
  };
}

function logAxis(texts: Texts, side: "x" | "y", shortestNs: Ns, longestNs: Ns): ResponseAxis {
  // A logarithm of our own: the library's log axis has no ticks between the powers of ten, and none at its ends.
  const toAxis = (timeNs: Ns): number => Math.log10(Math.max(timeNs, 1));
  const min = Math.floor(toAxis(shortestNs) + 1e-9);
  const max = toAxis(niceAtLeast(longestNs * 1.02));
  const axis = valueAxis(texts, texts.charts.responseTime, side, {
    min,
    max,
    interval: 1,
  });
  const splitLine = { ...axis.splitLine, showMaxLine: Number.isInteger(max) };
  return {
    min,
    max,
    toAxis,
    axis: {
      ...axis,
      nameGap: side === "x" ? 30 : 62,
      axisLabel: {
        ...axis.axisLabel,
        // The upper end is no power of ten.
        formatter: (value) => (Number.isInteger(value) ? timeOf(10 ** value, texts) : ""),
      },
      splitLine,
    },
  };
}

/** Time since the beginning of the phase, up to its end or that of the last slice shown. */
export function courseAxis(texts: Texts, lastNs: Ns, hasName: boolean, gridIndex = 0) {
  const unit = timeUnitFor(lastNs);
  const name = texts.charts.inUnit(texts.charts.sinceStart, unit.name);
  const last = Math.max(lastNs, 1) / unit.perUnitNs;
  const interval = niceAtLeast(last / 12);
  const axis = valueAxis(
    texts,
    hasName ? name : "",
    "x",
    { min: 0, max: last, interval },
    gridIndex,
  );
  // The end of the run is a tick only where it is a round time.
  const isRound = Math.abs(last / interval - Math.round(last / interval)) < 1e-6;
  return {
    toAxis: (timeNs: Ns): number => timeNs / unit.perUnitNs,
    axis: {
      ...axis,
      axisLabel: { ...axis.axisLabel, showMaxLabel: isRound },
      splitLine: { ...axis.splitLine, showMaxLine: isRound },
    },
  };
}
