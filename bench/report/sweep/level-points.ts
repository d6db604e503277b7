// One number per level, by concurrent clients: measured points, with other marks for failed and repeated levels, and the ideal.
import type { LevelAttempt, LevelSummary } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { COLORS, type LegendEntry } from "../chart/style.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import { levelTip } from "./level-tip.ts";
import { hasFailures, judgedInOrder, stepEdges } from "./judged-levels.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import type { Report } from "./report.ts";

/** Ids of series don't depend on the language. */
const MEASURED = "level, measured";

export type Point = [number, number];

export function largestLevel(levels: readonly { readonly level: number }[]): number {
  return largestOf(
    levels.map(({ level }) => level),
    1,
  );
}

/** Scatter series of `valueOf`, which is null where there is nothing to draw; `legend` names what is in the picture. */
export function levelPoints(
  summaries: readonly LevelSummary[],
  { run, texts }: Report,
  valueOf: (summary: LevelSummary) => number | null,
  axisIndex = 0,
) {
  const { measured, ideal, level: words } = texts.charts;
  const drawn = summaries.filter((summary) => valueOf(summary) !== null);
  const count = summaries.length;
  const symbolSize = count <= 120 ? 9 : count <= 400 ? 6 : 4;
  const kinds = [
    {
      id: MEASURED,
      name: measured,
      color: COLORS.measured,
      symbol: "circle",
      shape: "dot" as const,
      own: drawn.filter((own) => own.isJudged && !hasFailures(own)),
    },
    {
      id: "level, failed",
      name: words.failed,
      color: COLORS.failed,
      symbol: "triangle",
      shape: "triangle" as const,
      own: drawn.filter((own) => own.isJudged && hasFailures(own)),
    },
    {
      id: "level, replaced",
      name: words.replaced,
      color: COLORS.notJudged,
      symbol: "emptyCircle",
      shape: "ring" as const,
      own: drawn.filter((own) => !own.isJudged),
    },
  ];
  const present = kinds.filter(({ id, own }) => id === MEASURED || own.length > 0);
  const legend: LegendEntry[] = present.map(({ name, shape }) => ({ name, shape }));
  return {
    legend: legend.toSpliced(1, 0, { name: ideal, shape: "line" }),
    tips: Object.fromEntries(
      present.map(({ id, own }) => [
        id,
        (i: number) => (own[i] === undefined ? null : levelTip(own[i], run.expected, texts)),
      ]),
    ),
    series: present.map(({ id, name, color, symbol, own }) => ({
      id,
      name,
      color,
      symbol,
      data: own.map((summary): Point => [summary.level, valueOf(summary) ?? 0]),
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
export function idealLine({ run, texts }: Report, axisIndex = 0) {
  const { isConstant } = run.expected;
  return {
    name: texts.charts.ideal,
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
