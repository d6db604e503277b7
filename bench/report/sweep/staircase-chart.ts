// The staircase: completions over time at a few telling levels, and makespan by level, the ideal on top of both.
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import { idealMakespanNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  timeAxis,
} from "../chart/style.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import { judgedInOrder, summariesInOrder } from "./judged-levels.ts";
import { idealByLevel, idealLine, largestLevel, levelPoints, type Point } from "./level-points.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { setUpText } from "../document/phrases.ts";
import type { Report } from "./report.ts";

/** Which levels are drawn, as shares of the largest: neighbours would hide one another. */
const TELLING_SHARES = [1, 0.73, 0.47, 0.2];
const SIDES_PX = 140;
const LABEL_PX = 70;
/** From this width on there is room for a label to the right of the plot. */
const ROOMY_PX = 600;
/** More points than pixels are of no use. */
const MAX_STAIR_POINTS = 1500;

export function staircaseChart(report: Report, widthPx = CHART_WIDTH_PX): Chart {
  const { run, texts } = report;
  const over = completionsPanel(tellingAttempts(judgedInOrder(report)), report, widthPx);
  const by = makespanPanel(report);
  const setUp = setUpText(run.expected, texts);
  return {
    description: texts.charts.staircase.description(setUp),
    widthPx,
    heightPx: 800,
    tips: by.tips,
    option: {
      ...baseOption(texts.sweepReport.pictures.staircase.title, setUp),
      legend: legendAt(66, by.legend),
      grid: [
        { left: 84, right: 56, top: 106, height: 270 },
        { left: 84, right: 56, top: 446, height: 290 },
      ],
      xAxis: [over.xAxis, by.xAxis],
      yAxis: [over.yAxis, by.yAxis],
      series: [...over.series, ...by.series],
    },
  };
}

/** At most four bursts, largest first; of each level the first repeat. */
export function tellingAttempts(judged: readonly LevelAttempt[]): LevelAttempt[] {
  const first = new Map<number, LevelAttempt>();
  for (const attempt of judged) if (!first.has(attempt.level)) first.set(attempt.level, attempt);
  const levels = [...first.keys()];
  const largest = levels.at(-1) ?? 0;
  const chosen = TELLING_SHARES.flatMap((share) => nearest(levels, share * largest) ?? []);
  return [...new Set(chosen)].flatMap((level) => first.get(level) ?? []);
}

function nearest(levels: readonly number[], wanted: number): number | undefined {
  return levels.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

function completionsPanel(
  telling: readonly LevelAttempt[],
  { run, texts }: Report,
  widthPx: number,
) {
  const { expected } = run;
  const stairs = telling.map((attempt) => ({
    level: attempt.level,
    measuredNs: okResponsesNs(attempt.samples),
    idealNs: idealOf(attempt, expected),
  }));
  const ends = stairs.flatMap(({ measuredNs, idealNs }) => [
    measuredNs.at(-1) ?? 0,
    idealNs?.at(-1) ?? 0,
  ]);
  const topLevel = largestLevel(stairs);
  const largestNs = largestOf(ends, 1);
  const { unit, axis } = timeAxis(texts, texts.charts.sinceStart, "x", largestNs, expected);
  const toPoints = (instantsNs: readonly Ns[]): Point[] => stair(instantsNs, unit.perUnitNs);
  return {
    xAxis: axis,
    yAxis: countAxis(texts, texts.charts.completions, "y", topLevel, expected),
    series: [
      ...stairs.map(({ measuredNs }, i) => ({
        ...STAIR,
        name: texts.charts.measured,
        color: COLORS.measured,
        // The stairs overlap up to their ends: shorter ones are narrower, so that each can be seen.
        lineStyle: { width: 9 - 1.5 * i, color: COLORS.measured },
        data: toPoints(measuredNs),
      })),
      ...stairs.map(({ idealNs }) => ({
        ...STAIR,
        name: texts.charts.ideal,
        color: COLORS.ideal,
        lineStyle: { width: 1.5, color: COLORS.ideal },
        data: toPoints(idealNs ?? []),
        z: 5,
      })),
      ...stairs.map(({ level, measuredNs, idealNs }) => {
        const end = toPoints(measuredNs).at(-1);
        const lastNs = measuredNs.at(-1) ?? 0;
        // A late stair leaves room below the ideal one.
        const isLate = lastNs - (idealNs?.at(-1) ?? 0) > 0.03 * largestNs;
        const plotPx = widthPx - SIDES_PX;
        const fromAxisPx = (lastNs / largestNs) * plotPx;
        const hasRoom = widthPx >= ROOMY_PX || plotPx - fromAxisPx > LABEL_PX;
        return endPoint(
          end,
          level,
          (isLate && hasRoom) || fromAxisPx < LABEL_PX ? "right" : "left",
        );
      }),
    ],
  };
}

export const STAIR = {
  type: "line" as const,
  step: "end" as const,
  symbol: "none",
  silent: true,
};

/** Completed so far, by time: from (0, 0), up by one at every instant, thinned evenly where there are very many. */
export function stair(instantsNs: readonly Ns[], perUnitNs: Ns): Point[] {
  if (instantsNs.length === 0) return [];
  const stride = Math.ceil(instantsNs.length / MAX_STAIR_POINTS);
  const points = instantsNs.flatMap((instantNs, i): Point[] =>
    (i + 1) % stride === 0 || i === instantsNs.length - 1 ? [[instantNs / perUnitNs, i + 1]] : [],
  );
  return [[0, 0], ...points];
}

/** On top of all lines: the last completion of a burst, with its n. */
function endPoint(point: Point | undefined, level: number, position: "left" | "right") {
  return {
    type: "scatter" as const,
    symbolSize: 7,
    silent: true,
    z: 10,
    color: COLORS.measuredDark,
    labelLayout: { hideOverlap: true },
    label: {
      show: true,
      position,
      formatter: `n = ${level}`,
      fontSize: 12,
      color: COLORS.text,
      backgroundColor: COLORS.behindLabel,
      padding: [1, 3],
    },
    data: point === undefined ? [] : [point],
  };
}

function makespanPanel(report: Report) {
  const { run, texts } = report;
  const { expected } = run;
  const summaries = summariesInOrder(run);
  const maxLevel = largestLevel(summaries);
  const ideal = idealByLevel(
    report,
    (level) => idealMakespanNs(level, expected),
    (_, ns) => ns,
  );
  const largestNs = largestOf(
    [...summaries.map(({ makespanNs }) => makespanNs ?? 0), ...ideal.map(([, idealNs]) => idealNs)],
    1,
  );
  const { unit, axis } = timeAxis(texts, texts.charts.makespan, "y", largestNs, expected, 1);
  const measured = levelPoints(
    summaries,
    report,
    ({ makespanNs }) => (makespanNs === null ? null : makespanNs / unit.perUnitNs),
    1,
  );
  return {
    legend: measured.legend,
    tips: measured.tips,
    xAxis: countAxis(texts, texts.charts.clients, "x", maxLevel, expected, 1),
    yAxis: axis,
    series: [
      ...measured.series,
      {
        ...idealLine(report, 1),
        // An ideal holds for whole n: the edge stands halfway between c and c + 1.
        step: "middle" as const,
        data: ideal.map(([level, idealNs]): Point => [level, idealNs / unit.perUnitNs]),
      },
    ],
  };
}
