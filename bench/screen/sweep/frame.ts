// One picture of a running sweep as lines of text: progress, lanes, and the staircase drawing itself. Pure.
import { countText, rateText } from "../../judge/load/texts.ts";
import type { Texts } from "../../messages/texts.ts";
import { percentileOf, sortAscending } from "../../stats/percentile.ts";
import { levelCourse, levelTicks } from "../../report/sweep/plots.ts";
import { largestOf } from "../../report/chart/nice-numbers.ts";
import { cut } from "../../report/text/plain-text.ts";
import { AREA_FRAME_ROWS, drawArea } from "../../report/text/area.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { View } from "../../report/text/paint.ts";
import { drawBar, flow } from "../view.ts";
import { formatClock, type Progress } from "./progress.ts";

const LANE_COLUMNS = 19;
const MIN_STAIR_ROWS = 4;
const MAX_STAIR_ROWS = 21;

/** At most `rows` lines of at most `columns` columns. `nowNs` is the run's clock, `elapsedNs` is since the first level. */
export function drawFrame(progress: Progress, elapsedNs: Ns, nowNs: Ns, view: View): string[] {
  const { columns, rows, texts, paint } = view;
  const head = [
    paint.strong(cut(texts.of(progress.plan.title), columns)),
    drawTime(progress, elapsedNs, nowNs, view),
    ...flow(countsOf(progress, elapsedNs, view), columns),
    ...flow(excessOf(progress, texts), columns),
  ];
  const lanes = drawLanes(progress, view);
  const stairs = (others: number): number =>
    Math.min(MAX_STAIR_ROWS, rows - head.length - AREA_FRAME_ROWS - 1 - others);
  // The staircase matters more than the lanes: on a small terminal the lanes are left out.
  const shownLanes = stairs(lanes.length + 1) >= MIN_STAIR_ROWS ? ["", ...lanes] : [];
  const stairRows = stairs(shownLanes.length);
  return [
    ...head,
    ...(stairRows < MIN_STAIR_ROWS
      ? []
      : ["", ...drawStaircase(progress, { ...view, rows: stairRows })]),
    ...shownLanes,
  ].slice(0, rows);
}

function drawTime(progress: Progress, elapsedNs: Ns, nowNs: Ns, view: View): string {
  const etaNs = progress.etaNs(nowNs);
  // By time rather than by levels: a level of 100 clients takes ten times as long as one of 10.
  const share = elapsedNs / Math.max(1, elapsedNs + etaNs);
  const { clocks } = view.texts.screen.sweep;
  return drawBar(share, clocks(formatClock(elapsedNs), formatClock(etaNs)), view);
}

function countsOf(progress: Progress, elapsedNs: Ns, { texts, paint }: View): string[] {
  const { doneLevels, totalLevels, replies, totalReplies, failures, remeasured } = progress;
  const { sweep } = texts.screen;
  return [
    sweep.levels(doneLevels, totalLevels),
    sweep.replies(countText(replies, texts), countText(totalReplies, texts)),
    ...(replies === 0 ? [] : [rateText((replies * NS_PER_SECOND) / elapsedNs, texts)]),
    ...(failures > 0 ? [paint.bad(sweep.failed(countText(failures, texts)))] : []),
    ...(remeasured > 0 ? [paint.doubt(sweep.remeasured(remeasured))] : []),
  ];
}

/** Excess of the makespans over the ideal; none if the ideal is only a mean. */
function excessOf(
  { plan, makespanNs, idealNs }: Progress,
  { screen, counted, number }: Texts,
): string[] {
  if (!plan.isIdealExact || makespanNs.size === 0) return [];
  const sorted = sortAscending(
    [...makespanNs].map(([level, measuredNs]) => measuredNs - (idealNs.get(level) ?? 0)),
  );
  const text = (percentile: number): string =>
    number(formatDuration(percentileOf(sorted, percentile) ?? 0, 1));
  return [
    screen.sweep.overIdeal(counted.levels(makespanNs.size), text(50)),
    `p90 ${text(90)}`,
    `max ${text(100)}`,
  ];
}

/** "lane 3  47 ▓▓▓▓░░ 2/5" in as many columns as fit. */
function drawLanes({ lanes, plan }: Progress, { columns, texts, paint }: View): string[] {
  const { sweep } = texts.screen;
  const cells = lanes.map(({ current, done, total }, i) => {
    const name = `${i + 1}`.padStart(3);
    const level = current === undefined ? "   –" : `${current.level}`.padStart(4);
    const share = current === undefined ? 0 : current.replies / current.level;
    const filled = Math.round(share * 4);
    const bar = current === undefined ? "    " : "▓".repeat(filled) + "░".repeat(4 - filled);
    return `${name}${level} ${bar} ${`${done}/${total}`.padEnd(5)}`.padEnd(LANE_COLUMNS);
  });
  const perLine = Math.max(1, Math.floor(columns / LANE_COLUMNS));
  const heading = lanes.length === 1 ? sweep.lane : sweep.laneList;
  const names = (plan.laneNames ?? []).map((name, i) => `   ${i + 1} ${texts.of(name)}`).join("");
  const lines = [paint.muted(cut(heading + names, columns))];
  for (let i = 0; i < cells.length; i += perLine) {
    const line = cells.slice(i, i + perLine).join("");
    lines.push(cut(line.trimEnd(), columns));
  }
  return lines;
}

/** Makespan by concurrent clients, with the ideal of all levels. `rows` + 3 lines. */
export function drawStaircase({ makespanNs, idealNs, plan }: Progress, view: View): string[] {
  const { columns, rows, texts, paint } = view;
  const { sweep } = texts.screen;
  const levels = [...idealNs.keys()].toSorted((a, b) => a - b);
  const signs = `${paint.measured("█")} ${sweep.measured}  ${paint.ideal("─")} ${sweep.ideal}`;
  const plot = {
    title: `${signs}   ${sweep.makespan}`,
    area: levelCourse(levels, (level) => makespanNs.get(level)),
    line: levelCourse(levels, (level) => idealNs.get(level)),
    top: largestOf([1, ...idealNs.values(), ...makespanNs.values()]),
    yText: (timeNs: Ns) => texts.number(formatDuration(timeNs, 1)),
    ...(plan.isIdealExact && { yUnit: plan.stepSpacingNs }),
    ticks: levelTicks(levels),
  };
  return drawArea(plot, columns, rows, paint);
}
