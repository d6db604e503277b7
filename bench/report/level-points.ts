// A number a level, drawn by concurrent clients: measured points, marked where they need it, and the ideal on top.
import type { Expected, LevelAttempt, LevelSummary } from "../measure/run.ts";
import type { Ns } from "../../src/units/duration.ts";
import { COLORS, type LegendEntry } from "./chart-style.ts";
import { idealOf } from "../judge/residuals.ts";
import { hasFailures, judgedInOrder, stepEdges } from "./judged-levels.ts";
import { largestOf } from "./nice-numbers.ts";
import type { Report } from "./report.ts";

export type Point = [number, number];

const MEASURED = "measured";
const IDEAL = "ideal";
const FAILED = "not all answered";
const NOT_JUDGED = "measured again since";

export function largestLevel(levels: readonly { readonly level: number }[]): number {
  return largestOf(
    levels.map(({ level }) => level),
    1,
  );
}

/** Scatter series of `valueOf`, which is null where there is nothing to draw; `legend` names what is in the picture. */
export function levelPoints(
  summaries: readonly LevelSummary[],
  valueOf: (summary: LevelSummary) => number | null,
  axisIndex = 0,
) {
  const pointsOf = (isWanted: (summary: LevelSummary) => boolean): Point[] =>
    summaries.filter(isWanted).flatMap((summary): Point[] => {
      const value = valueOf(summary);
      return value === null ? [] : [[summary.level, value]];
    });
  const count = summaries.length;
  const symbolSize = count <= 120 ? 9 : count <= 400 ? 6 : 4;
  const kinds = [
    {
      name: MEASURED,
      color: COLORS.measured,
      symbol: "circle",
      shape: "dot" as const,
      data: pointsOf((own) => own.isJudged && !hasFailures(own)),
    },
    {
      name: FAILED,
      color: COLORS.failed,
      symbol: "triangle",
      shape: "triangle" as const,
      data: pointsOf((own) => own.isJudged && hasFailures(own)),
    },
    {
      name: NOT_JUDGED,
      color: COLORS.notJudged,
      symbol: "emptyCircle",
      shape: "ring" as const,
      data: pointsOf((own) => !own.isJudged),
    },
  ];
  const present = kinds.filter(({ name, data }) => name === MEASURED || data.length > 0);
  const legend: LegendEntry[] = present.map(({ name, shape }) => ({ name, shape }));
  return {
    legend: legend.toSpliced(1, 0, { name: IDEAL, shape: "line" }),
    series: present.map(({ name, color, symbol, data }) => ({
      name,
      color,
      symbol,
      data,
      type: "scatter" as const,
      symbolSize,
      silent: true,
      itemStyle: { color },
      xAxisIndex: axisIndex,
      yAxisIndex: axisIndex,
    })),
  };
}

/**
 * The ideal by level: of a constant S at the edges of all steps, measured there or not; of a distribution `ofReplay` of
 * each burst's replayed makespan.
 */
export function idealByLevel(
  report: Report,
  ofLevel: (level: number) => number,
  ofReplay: (attempt: LevelAttempt, makespanNs: Ns) => number,
): Point[] {
  const { expected, levels } = report.run;
  if (expected.isConstant) {
    return stepEdges(largestLevel(levels), expected).map((level) => [level, ofLevel(level)]);
  }
  return judgedInOrder(report).flatMap((attempt): Point[] => {
    const makespanNs = idealOf(attempt, expected)?.at(-1);
    return makespanNs === undefined ? [] : [[attempt.level, ofReplay(attempt, makespanNs)]];
  });
}

/** Style of the ideal's line; replayed ideals are of single bursts and stay single dashes. */
export function idealLine({ isConstant }: Expected, axisIndex = 0) {
  return {
    name: IDEAL,
    type: "line" as const,
    silent: true,
    color: COLORS.ideal,
    symbol: isConstant ? "none" : "rect",
    symbolSize: [10, 2],
    lineStyle: { width: isConstant ? 1.5 : 0, color: COLORS.ideal },
    xAxisIndex: axisIndex,
    yAxisIndex: axisIndex,
    z: 5,
  };
}
