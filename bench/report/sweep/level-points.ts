// One number per level, by concurrent clients: measured points, with other marks for failed and repeated levels, and the ideal.
import { idealOf } from "../../judge/sweep/residuals.ts";
import type { Texts } from "../../messages/texts.ts";
import type { LevelSummary, RunRecord } from "../../run/sweep/run.ts";
import { idealMakespanNs, idealThroughputPerSec } from "../../theory/staircase.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { line, type Point, points } from "../chart/series.ts";
import { type Tip, tipsOf } from "../chart/tip.ts";
import { formatRate, timeText } from "../document/phrases.ts";
import { formatGroups } from "./level-table.ts";
import { hasFailures, judgedInOrder, type Report, stepEdges } from "./report.ts";
import { present } from "../../../src/units/present.ts";

export function largestLevel(levels: readonly { readonly level: number }[]): number {
  return largestOf([1, ...levels.map(({ level }) => level)]);
}

/** Series of `valueOf`, which is null where there is nothing to draw; `legend` has them and the ideal. */
export function levelPoints(
  summaries: readonly LevelSummary[],
  { run, texts }: Report,
  valueOf: (summary: LevelSummary) => number | null,
) {
  const { measured, ideal, level: words } = texts.charts;
  const drawn = summaries.filter((summary) => valueOf(summary) !== null);
  const count = summaries.length;
  const symbolSize = count <= 120 ? 9 : count <= 400 ? 6 : 4;
  const judged = drawn.filter(({ isJudged }) => isJudged);
  const kinds = [
    {
      name: measured,
      color: COLORS.measured,
      symbol: "circle",
      own: judged.filter((summary) => !hasFailures(summary)),
    },
    {
      name: words.failed,
      color: COLORS.failed,
      symbol: "triangle",
      own: judged.filter(hasFailures),
    },
    {
      name: words.replaced,
      color: COLORS.notJudged,
      symbol: "emptyCircle",
      own: drawn.filter(({ isJudged }) => !isJudged),
    },
  ].filter(({ name, own }) => name === measured || own.length > 0);
  return {
    legend: kinds.map(({ name }) => name).toSpliced(1, 0, ideal),
    series: kinds.map(({ own, ...style }) =>
      points(
        { ...style, symbolSize, tips: tipsOf(own, (summary) => levelTip(summary, run, texts)) },
        own.map((summary) => [summary.level, valueOf(summary) ?? 0]),
      ),
    ),
  };
}

function levelTip(summary: LevelSummary, { expected }: RunRecord, texts: Texts): Tip {
  const { level, repeat, attempt, ok, makespanNs, throughputPerSec, groups } = summary;
  const { charts, sweepReport } = texts;
  const { repeatNumber, attemptNumber } = sweepReport.levels;
  const words = charts.level;
  const which = [
    ...(repeat > 1 ? [repeatNumber(repeat)] : []),
    ...(attempt > 1 ? [attemptNumber(attempt)] : []),
  ];
  const withIdeal = (measured: string, ideal: string): string =>
    expected.isConstant ? words.withIdeal(measured, ideal) : measured;
  const idealText = timeText(idealMakespanNs(level, expected), texts);
  const idealRate = formatRate(idealThroughputPerSec(level, expected), texts);
  return {
    level,
    title: [`n = ${level}`, ...which].join(", "),
    rows: present(
      ok < level && [words.answered, words.okOf(ok, level)],
      makespanNs !== null && [charts.makespan, withIdeal(timeText(makespanNs, texts), idealText)],
      throughputPerSec !== null && [
        words.throughput,
        withIdeal(formatRate(throughputPerSec, texts), idealRate),
      ],
      [words.groups, formatGroups(groups)],
    ),
  };
}

/**
 * The ideal makespan in ns by level: of a constant S at the edges of all steps, measured there or not; of a distribution
 * that of each burst's replay.
 */
export function idealMakespans(report: Report): Point[] {
  const { expected, levels } = report.run;
  if (expected.isConstant) {
    return stepEdges(largestLevel(levels), expected).map((level) => [
      level,
      idealMakespanNs(level, expected),
    ]);
  }
  return judgedInOrder(report).flatMap((attempt): Point[] => {
    const makespanNs = idealOf(attempt, expected)?.at(-1);
    return makespanNs === undefined ? [] : [[attempt.level, makespanNs]];
  });
}

export function idealThroughput(report: Report): Point[] {
  return idealMakespans(report).map(([level, ns]) => [level, (level * NS_PER_SECOND) / ns]);
}

/** Replayed ideals are of single bursts and stay single dashes. */
export function idealLine({ run, texts }: Report, data: Point[]) {
  const { isConstant } = run.expected;
  return {
    ...line({ name: texts.charts.ideal, color: COLORS.ideal, widthPx: isConstant ? 1.5 : 0 }, data),
    ...(!isConstant && { symbol: "rect", symbolSize: [10, 2] }),
    z: 5,
  };
}
