// The plots of a sweep for a terminal: a burst's completions over time, the sawtooth, and of a cluster its hops.
import type { Texts } from "../../messages/texts.ts";
import { rateText, timeText as shortTimeText } from "../../judge/load/texts.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import { waterfallsOf } from "../../judge/sweep/waterfall.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import { idealThroughputPerSec, stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { isRound, largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { idealThroughput } from "./level-points.ts";
import type { Look } from "../text/paint.ts";
import { timeText } from "../document/phrases.ts";
import { cut } from "../text/plain-text.ts";
import { judgedInOrder, type Report, summariesInOrder } from "./report.ts";
import { type Series, drawArea, type Tick } from "../text/area.ts";
import { drawSpans, type Span } from "../text/spans.ts";

/** Intervals between ticks of time. */
const MAX_TICKS = 6;

/** Each a block of lines of at most `width` columns; none where there is nothing to show. */
export function sweepPlots(report: Report, width: number, look: Look): string[][] {
  if (look.plotRows === 0) return [];
  return [
    staircase(report, width, look),
    sawtooth(report, width, look),
    waterfall(report, width, look),
  ].filter((lines) => lines.length > 0);
}

/** Of the largest level, the first repeat. */
function staircase(report: Report, width: number, { paint, plotRows }: Look): string[] {
  const { run, texts } = report;
  const { expected } = run;
  const judged = judgedInOrder(report);
  const largest = largestOf(judged.map(({ level }) => level));
  const attempt = judged.find(({ level }) => level === largest);
  if (attempt === undefined) return [];
  const measuredNs = okResponsesNs(attempt.samples);
  const idealNs = idealOf(attempt, expected);
  const endNs = largestOf([1, ...measuredNs.slice(-1), ...(idealNs ?? []).slice(-1)]);
  // Beyond the last completion, so that the last step is one.
  const spanNs = 1.08 * endNs;
  return drawArea(
    {
      title: `${signs(paint, texts)}   ${texts.charts.plots.staircase(attempt.level)}`,
      area: countedBy(measuredNs, spanNs),
      ...(idealNs !== undefined && { line: countedBy(idealNs, spanNs) }),
      top: largest,
      yText: (count) => `${Math.round(count)}`,
      // Where groups are full.
      yUnit: largest < expected.threads ? 1 : expected.threads,
      ticks: timeTicks(endNs, spanNs, report),
    },
    width,
    plotRows,
    paint,
  );
}

/** Completions so far; `instantsNs` ascend. */
function countedBy(instantsNs: readonly Ns[], spanNs: Ns): Series {
  return (from, to) => {
    const atNs = ((from + to) / 2) * spanNs;
    const later = instantsNs.findIndex((instantNs) => instantNs > atNs);
    return later < 0 ? instantsNs.length : later;
  };
}

/** At every step of the staircase, or every few; at round times where steps are not, or there are none. */
function timeTicks(endNs: Ns, spanNs: Ns, { run, texts }: Report): Tick[] {
  const { expected } = run;
  const stepNs = stepSpacingNs(expected);
  const everyNs =
    expected.isConstant && isRound(stepNs)
      ? stepNs * niceAtLeast(Math.max(1, Math.round(endNs / stepNs) / MAX_TICKS))
      : niceAtLeast(endNs / MAX_TICKS);
  const count = Math.floor(endNs / everyNs + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => ({
    at: (i * everyNs) / spanNs,
    text: timeText(i * everyNs, texts, 1),
  }));
}

function sawtooth(report: Report, width: number, { paint, plotRows }: Look): string[] {
  const { run, texts } = report;
  const measured = new Map(
    summariesInOrder(run).flatMap(({ level, isJudged, throughputPerSec }) =>
      isJudged && throughputPerSec !== null ? [[level, throughputPerSec] as const] : [],
    ),
  );
  const levels = [...measured.keys()];
  const replayed = new Map(run.expected.isConstant ? [] : idealThroughput(report));
  const idealAt = (level: number): number | undefined =>
    run.expected.isConstant ? idealThroughputPerSec(level, run.expected) : replayed.get(level);
  if (levels.length < 2) return [];
  return drawArea(
    {
      title: `${signs(paint, texts)}   ${texts.charts.plots.throughput}`,
      area: levelCourse(levels, (level) => measured.get(level)),
      line: levelCourse(levels, idealAt),
      top: largestOf([...measured.values(), ...levels.map((level) => idealAt(level) ?? 0)]),
      yText: (perSec) => rateText(perSec, texts),
      ticks: levelTicks(levels),
    },
    width,
    plotRows,
    paint,
  );
}

/**
 * One number per level, all of the same width: of those that share a column the largest, so that no crest is lost.
 * `levels` ascend.
 */
export function levelCourse(
  levels: readonly number[],
  valueOf: (level: number) => number | undefined,
): Series {
  return (from, to) => {
    const first = Math.floor(from * levels.length + 1e-9);
    const end = Math.max(first + 1, Math.floor(to * levels.length + 1e-9));
    const values = levels.slice(first, end).flatMap((level) => valueOf(level) ?? []);
    return values.length === 0 ? undefined : largestOf(values);
  };
}

/** The last level, the first, and multiples of a round number between them. */
export function levelTicks(levels: readonly number[]): Tick[] {
  const [first = 0, last = 0] = [levels[0], levels.at(-1)];
  const every = Math.max(1, niceAtLeast(Math.max(1, last) / 10));
  const round = levels.filter((level) => level % every === 0);
  return [...new Set([last, first, ...round])].map((level) => ({
    at: (levels.indexOf(level) + 0.5) / levels.length,
    text: `${level}`,
  }));
}

function waterfall(report: Report, width: number, { paint }: Look): string[] {
  const { run, texts } = report;
  const { expected, clockZeroMs } = run;
  if (expected.topology === undefined) return [];
  const last = waterfallsOf(judgedInOrder(report), expected, clockZeroMs).at(-1);
  if (last === undefined) return [];
  const textOf = (ns: Ns): string => shortTimeText(ns, texts);
  let startNs = 0;
  const spans = last.hops.flatMap(({ name, cost }): Span[] => {
    if (cost === null) return [];
    const from = startNs;
    startNs += cost.medianNs;
    const text = textOf(cost.medianNs);
    return [
      { label: texts.sweepReport.cluster.hops[name], from, to: startNs, text, kind: "measured" },
    ];
  });
  const title = texts.charts.plots.waterfall(last.level);
  return [cut(title, width), ...drawSpans(spans, textOf, width, paint)];
}

function signs(paint: Look["paint"], { charts }: Texts): string {
  return `${paint.measured("█")} ${charts.measured}  ${paint.ideal("─")} ${charts.ideal}`;
}
