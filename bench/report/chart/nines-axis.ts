// Percentiles on an axis on which each nine has the same room: 90, 99, 99.9 %, …
import type { Texts } from "../../messages/texts.ts";
import type { Percentile, ResponseTimes } from "../../run/load/censored.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { valueAxis } from "./style.ts";
import { percentileTime } from "../load/phrases.ts";
import { lowestNs } from "../load/responses.ts";
import type { CourseTips } from "./tip.ts";

/** A nine is so many points: fine enough for the steps of a histogram of 4 digits to show. */
const POINTS_PER_NINE = 40;

export interface CurvePoint {
  /** How many nines: 1 is 90 %, 2 is 99 %. */
  readonly nines: number;
  readonly found: Percentile;
  readonly timeNs: Ns;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

/** From 0 % to the last percentile that the count can carry. */
export function curveOf(times: ResponseTimes): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (let i = 0; ; i++) {
    const nines = i / POINTS_PER_NINE;
    const percentile = Number(percentileAt(nines).toPrecision(12));
    const found = times.percentile(percentile);
    const timeNs = lowestNs(found);
    if (timeNs !== null) points.push({ nines, found, timeNs });
    // Percentiles below the median need more samples again.
    else if (percentile >= 50) return points;
  }
}

/** The exact part of a curve, and the part that is a lower bound, from the end of the exact part. */
export function splitCurve(points: readonly CurvePoint[]) {
  const open = points.findIndex(({ found }) => found.kind !== "exact");
  return {
    exact: open < 0 ? points : points.slice(0, open),
    atLeast: open < 0 ? [] : points.slice(Math.max(0, open - 1)),
  };
}

export function ninesAxis(texts: Texts, lastNines: number) {
  // Between the nines where there is room: 75, 95 and 98 %.
  const between = lastNines < 3 ? [Math.log10(4), Math.log10(20), Math.log10(50)] : [];
  const whole = Array.from({ length: 9 }, (_, i) => i + 1);
  const ticks = [0, Math.log10(2), ...between, ...whole]
    .filter((nines) => nines <= lastNines)
    .sort((a, b) => a - b);
  const axis = valueAxis(texts, texts.charts.percentile, "x", { min: 0, max: lastNines });
  return {
    ...axis,
    axisTick: { ...axis.axisTick, customValues: ticks },
    axisLabel: {
      ...axis.axisLabel,
      customValues: ticks,
      formatter: (nines: number): string =>
        texts.number(`${Number(percentileAt(nines).toFixed(7))} %`),
    },
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}

/** All curves at the percentile that is pointed at. */
export function curveTips(curves: readonly Curve[], texts: Texts): CourseTips {
  const longest = curves.reduce<readonly CurvePoint[]>(
    (most, { points }) => (points.length > most.length ? points : most),
    [],
  );
  return {
    stops: longest.map(({ nines }) => nines),
    at: (x) => {
      const wanted = Math.round(x * POINTS_PER_NINE) / POINTS_PER_NINE;
      const rows = curves.flatMap(({ name, points }) => {
        const point = points.find(({ nines }) => Math.abs(nines - wanted) < 1e-9);
        return point === undefined ? [] : [[name, percentileTime(point.found, texts)] as const];
      });
      return rows.length === 0 ? null : { title: texts.number(percentileText(wanted)), rows };
    },
  };
}

export function percentileAt(nines: number): number {
  return 100 * (1 - 10 ** -nines);
}

/** "p99.9": so many digits as tell neighbours apart. */
export function percentileText(nines: number): string {
  return `p${Number(percentileAt(nines).toFixed(Math.ceil(nines) + 1))}`;
}
