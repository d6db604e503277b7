// The percentile curves of both sides in one picture, on an axis on which each nine has the same room.
import { wholeOfRuns } from "../judge/compare-sides.ts";
import type { Percentile, ResponseTimes } from "../measure/censored.ts";
import type { LoadPhase, LoadRun } from "../measure/load-run.ts";
import type { Ns } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  legendAt,
  valueAxis,
} from "./chart-style.ts";
import { COMPARE_PICTURE, type CompareReport } from "./compare-document.ts";
import { compareTitle, sidesText } from "./compare-phrases.ts";
import { emptyChart } from "./empty-chart.ts";
import { responseAxis } from "./load-axis.ts";
import { lowestNs } from "./load-responses.ts";

const TITLE = COMPARE_PICTURE.title;
const POINTS_PER_NINE = 50;

interface CurvePoint {
  /** How many nines: 1 is 90 %, 2 is 99 %. */
  readonly nines: number;
  readonly kind: Percentile["kind"];
  readonly timeNs: Ns;
}

export function compareChart(report: CompareReport): Chart {
  const curves = [
    { name: "A", color: COLORS.measuredDark, points: curveOf(report.runsA) },
    { name: "B", color: COLORS.failed, points: curveOf(report.runsB) },
  ].filter(({ points }) => points.length > 0);
  if (curves.length === 0) return emptyChart(TITLE, "There are too few requests to show.");
  const vertical = responseAxis(
    "y",
    curves.flatMap(({ points }) => points.map(({ timeNs }) => timeNs)),
  );
  const lastNines = Math.max(1, ...curves.map(({ points }) => points.at(-1)?.nines ?? 0));
  const series = curves.flatMap(({ name, color, points }) => {
    const open = points.findIndex(({ kind }) => kind !== "exact");
    const exact = open < 0 ? points : points.slice(0, open);
    // From where the known part ends.
    const atLeast = open < 0 ? [] : points.slice(Math.max(0, open - 1));
    return [
      { points: exact, type: "solid" as const },
      { points: atLeast, type: "dashed" as const },
    ]
      .filter((part) => part.points.length > 0)
      .map((part) => ({
        name,
        type: "line" as const,
        symbol: "none",
        silent: true,
        color,
        lineStyle: { width: 3, color, type: part.type },
        data: part.points.map(({ nines, timeNs }) => [nines, vertical.toAxis(timeNs)]),
      }));
  });
  return {
    description: `${TITLE}. ${compareTitle(report.comparison)}`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    option: {
      ...baseOption(TITLE, sidesText(report.comparison)),
      legend: legendAt(
        66,
        curves.map(({ name }) => ({ name, shape: "line" as const })),
      ),
      grid: { left: 92, right: 56, top: 112, bottom: 58 },
      xAxis: ninesAxis(lastNines),
      yAxis: vertical.axis,
      series,
    },
  };
}

/** From 0 % to the last percentile that the count of all runs together can carry. */
function curveOf(runs: readonly LoadRun[]): CurvePoint[] {
  const phases = runs.flatMap(({ result }): LoadPhase[] => (result === null ? [] : [result.run]));
  if (phases.length === 0) return [];
  const { times } = wholeOfRuns(phases);
  const points: CurvePoint[] = [];
  for (let i = 0; ; i++) {
    const found = pointOf(times, i / POINTS_PER_NINE);
    if (typeof found === "object") points.push(found);
    // Below the median a percentile wants more again.
    else if (found >= 50) return points;
  }
}

/** The percentile itself where the count can't carry it. */
function pointOf(times: ResponseTimes, nines: number): CurvePoint | number {
  const percentile = Number((100 * (1 - 10 ** -nines)).toPrecision(12));
  const found = times.percentile(percentile);
  const timeNs = lowestNs(found);
  return timeNs === null ? percentile : { nines, kind: found.kind, timeNs };
}

function ninesAxis(lastNines: number) {
  const axis = valueAxis("percentile", "x", { min: 0, max: lastNines, interval: 1 });
  return {
    ...axis,
    axisLabel: {
      ...axis.axisLabel,
      customValues: [0, Math.log10(2), ...Array.from({ length: 7 }, (_, i) => i + 1)].filter(
        (nines) => nines <= lastNines,
      ),
      formatter: (nines: number): string => `${Number((100 * (1 - 10 ** -nines)).toFixed(5))} %`,
    },
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}
