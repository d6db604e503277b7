// Response time by percentile, on an axis on which each nine has the same room: 90, 99, 99.9 %, …
import { percentileText } from "../../judge/load/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import type { Texts } from "../../messages/texts.ts";
import {
  countFor,
  lowestNs,
  type Percentile,
  type ResponseTimes,
} from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { ninesAxis, percentileAt } from "../chart/nines-axis.ts";
import { dashed, labelAt, line, type Point, points } from "../chart/series.ts";
import type { CourseTips } from "../chart/tip.ts";
import { responseAxis } from "./axis.ts";
import { responseTimesOf } from "./responses.ts";
import { startName } from "./result-sections.ts";

/** A nine is so many points: fine enough for the steps of a histogram of 4 digits to show. */
const POINTS_PER_NINE = 40;

interface CurvePoint {
  /** How many nines: 1 is 90 %, 2 is 99 %. */
  readonly nines: number;
  readonly found: Percentile;
  readonly timeNs: Ns;
}

export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly widthPx: number;
  readonly points: readonly CurvePoint[];
}

export function percentilesChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const { charts, response } = texts.loadReport;
  const { percentiles: words } = charts;
  const times = result && responseTimesOf(result.run);
  if (times?.fromStart.isMatched === false) return emptyChart(words.title, charts.notMatched);
  const [fromStart, fromSend] = [curveOf(times?.fromStart), curveOf(times?.fromSend)];
  const curves = [
    { name: startName(plan, texts), color: COLORS.measuredDark, widthPx: 3, points: fromStart },
    { name: response.fromSend, color: COLORS.accent, widthPx: 2, points: fromSend },
  ].filter((curve) => curve.points.length > 1);
  if (times === null || curves.length === 0) {
    return emptyChart(words.title, charts.tooFew(String(countFor(50))));
  }
  const { course, drawn, ...axes } = drawCurves(curves, texts);
  const open = drawn.find(({ atLeast }) => atLeast.length > 0);
  const end = open?.points.at(-1);
  const endText = end === undefined ? "" : percentileText(end.found, texts);
  const names = curves.map(({ name }) => name);
  return chartOf({
    title: words.title,
    subtitle: `${loadText(plan, texts)} · ${texts.counted.requests(times.fromStart.count)}`,
    description: words.description(words.title, names.reduce(words.and), loadText(plan, texts)),
    heightPx: 440,
    course,
    legend: [...names, open !== undefined && words.atLeast],
    plots: [
      {
        ...axes,
        series: [
          ...drawn.map((curve) => line(curve, curve.exact)),
          ...drawn.map(({ color, atLeast }) => ({
            ...dashed(line({ name: words.atLeast, color, widthPx: 2 }, atLeast)),
            // One entry of the legend for all.
            color: COLORS.ideal,
          })),
          points(
            {
              name: "",
              color: COLORS.ideal,
              symbol: "triangle",
              symbolSize: 12,
              z: 10,
              label: { ...labelAt("top", endText), distance: 6 },
            },
            open?.atLeast.slice(-1) ?? [],
          ),
        ],
      },
    ],
  });
}

/** From 0 % to the last percentile that the count can carry. */
export function curveOf(times: ResponseTimes | undefined): CurvePoint[] {
  const found: CurvePoint[] = [];
  for (let i = 0; times !== undefined; i++) {
    const nines = i / POINTS_PER_NINE;
    const percentile = Number(percentileAt(nines).toPrecision(12));
    const own = times.percentile(percentile);
    const timeNs = lowestNs(own);
    if (timeNs !== null) found.push({ nines, found: own, timeNs });
    // Percentiles below the median need more samples again.
    else if (percentile >= 50) break;
  }
  return found;
}

/** Axes for `curves`; of each the exact part, and from its end on the part that is a lower bound. */
export function drawCurves(curves: readonly Curve[], texts: Texts) {
  const all = curves.flatMap((curve) => curve.points);
  const { toAxis, axis } = responseAxis(
    texts,
    "y",
    all.map(({ timeNs }) => timeNs),
  );
  const lastNines = largestOf([1, ...all.map(({ nines }) => nines)]);
  return {
    grid: { left: 92, right: 56 },
    xAxis: ninesAxis(texts, lastNines),
    yAxis: axis,
    course: curveTips(curves, texts),
    drawn: curves.map((curve) => {
      const drawn = curve.points.map(({ nines, timeNs }): Point => [nines, toAxis(timeNs)]);
      const isExact = curve.points.map(({ found }) => found.kind === "exact");
      const open = isExact.includes(false) ? isExact.indexOf(false) : drawn.length;
      const atLeast = open < drawn.length ? drawn.slice(Math.max(0, open - 1)) : [];
      return { ...curve, exact: drawn.slice(0, open), atLeast };
    }),
  };
}

/** All curves at the percentile that is pointed at. */
function curveTips(curves: readonly Curve[], texts: Texts): CourseTips {
  const [longest] = curves.toSorted((a, b) => b.points.length - a.points.length);
  return {
    stops: (longest?.points ?? []).map(({ nines }) => nines),
    at: (x) => {
      const wanted = Math.round(x * POINTS_PER_NINE) / POINTS_PER_NINE;
      const rows = curves.flatMap(({ name, points: own }) => {
        const point = own.find(({ nines }) => Math.abs(nines - wanted) < 1e-9);
        return point === undefined ? [] : [[name, percentileText(point.found, texts)] as const];
      });
      return rows.length === 0 ? null : { title: texts.number(nameOf(wanted)), rows };
    },
  };
}

/** "p99.9": so many digits as tell neighbours apart. */
function nameOf(nines: number): string {
  return `p${Number(percentileAt(nines).toFixed(Math.ceil(nines) + 1))}`;
}
