// The staircase: completions over time at a few telling levels, and makespan by level, the ideal on top of both.
import { idealOf } from "../../judge/sweep/residuals.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Chart, CHART_WIDTH_PX, chartOf, type Plot } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { labelAt, type Point, points, stepLine } from "../chart/series.ts";
import { setUpText } from "./phrases.ts";
import { countAxis, timeAxis } from "./axes.ts";
import { idealLine, idealMakespans, largestLevel, levelPoints } from "./level-points.ts";
import { judgedInOrder, type Report, summariesInOrder } from "./report.ts";

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
  const setUp = setUpText(run.expected, texts);
  const { legend, ...makespans } = makespanPlot(report);
  return chartOf({
    title: texts.sweepReport.pictures.staircase.title,
    subtitle: setUp,
    description: texts.charts.staircase.description(setUp),
    widthPx,
    heightPx: 800,
    legend,
    plots: [completionsPlot(report, widthPx), makespans],
  });
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

function completionsPlot(report: Report, widthPx: number): Plot {
  const { charts } = report.texts;
  const stairs = tellingAttempts(judgedInOrder(report)).map((attempt) => ({
    level: attempt.level,
    measuredNs: okResponsesNs(attempt.samples),
    idealNs: idealOf(attempt, report.run.expected) ?? [],
  }));
  const all = stairs.flatMap(({ measuredNs, idealNs }) => [measuredNs, idealNs]);
  const largestNs = largestOf([1, ...all.map((instantsNs) => instantsNs.at(-1) ?? 0)]);
  const { axis, toAxis } = timeAxis("x", charts.sinceStart, largestNs, report);
  const plotPx = widthPx - SIDES_PX;
  const ideal = { name: charts.ideal, color: COLORS.ideal, widthPx: 1.5 };
  return {
    grid: { right: 56, top: 106, height: 270 },
    xAxis: axis,
    yAxis: countAxis("y", charts.completions, largestLevel(stairs), report),
    series: [
      // The stairs overlap up to their ends: shorter ones are narrower, so that each can be seen.
      ...stairs.map(({ measuredNs }, i) =>
        stepLine(
          { name: charts.measured, color: COLORS.measured, widthPx: 9 - 1.5 * i },
          stair(measuredNs, toAxis),
        ),
      ),
      ...stairs.map(({ idealNs }) => ({
        ...stepLine(ideal, stair(idealNs, toAxis)),
        z: 5,
      })),
      ...stairs.map(({ level, measuredNs, idealNs }) => {
        const lastNs = measuredNs.at(-1) ?? 0;
        // A late stair leaves room below the ideal one.
        const isLate = lastNs - (idealNs.at(-1) ?? 0) > 0.03 * largestNs;
        const fromAxisPx = (lastNs / largestNs) * plotPx;
        const hasRoom = widthPx >= ROOMY_PX || plotPx - fromAxisPx > LABEL_PX;
        const side = (isLate && hasRoom) || fromAxisPx < LABEL_PX ? "right" : "left";
        return endPoint(stair(measuredNs, toAxis).slice(-1), level, side);
      }),
    ],
  };
}

/** Completed so far, by time: from (0, 0), up by one at every instant, thinned evenly where there are very many. */
export function stair(instantsNs: readonly Ns[], toAxis: (timeNs: Ns) => number): Point[] {
  if (instantsNs.length === 0) return [];
  const stride = Math.ceil(instantsNs.length / MAX_STAIR_POINTS);
  const steps = instantsNs.flatMap((instantNs, i): Point[] =>
    (i + 1) % stride === 0 || i === instantsNs.length - 1 ? [[toAxis(instantNs), i + 1]] : [],
  );
  return [[0, 0], ...steps];
}

/** On top of all lines: the last completion of a burst, with its n. */
function endPoint(data: Point[], level: number, side: "left" | "right") {
  return points(
    {
      name: "",
      color: COLORS.measuredDark,
      symbolSize: 7,
      z: 10,
      labelLayout: { hideOverlap: true },
      label: {
        ...labelAt(side, `n = ${level}`),
        backgroundColor: COLORS.behindLabel,
        padding: [1, 3],
      },
    },
    data,
  );
}

function makespanPlot(report: Report) {
  const { charts } = report.texts;
  const summaries = summariesInOrder(report.run);
  const ideal = idealMakespans(report);
  const largestNs = largestOf([
    1,
    ...summaries.map(({ makespanNs }) => makespanNs ?? 0),
    ...ideal.map(([, idealNs]) => idealNs),
  ]);
  const { axis, toAxis } = timeAxis("y", charts.makespan, largestNs, report);
  const measured = levelPoints(
    summaries,
    report,
    ({ makespanNs }) => makespanNs && toAxis(makespanNs),
  );
  return {
    legend: measured.legend,
    grid: { right: 56, top: 446, height: 290 },
    xAxis: countAxis("x", charts.clients, largestLevel(summaries), report),
    yAxis: axis,
    series: [
      ...measured.series,
      {
        ...idealLine(
          report,
          ideal.map(([level, idealNs]) => [level, toAxis(idealNs)]),
        ),
        // An ideal holds for whole n: the edge stands halfway between c and c + 1.
        step: "middle" as const,
      },
    ],
  };
}
