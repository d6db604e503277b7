// The plots of a running load: its rate over time beside the planned one, and the response times so far. Pure.
import { rateText } from "../../judge/load/texts.ts";
import type { LoadPlan, Stage } from "../../run/load/plan.ts";
import { largestOf } from "../../report/chart/nice-numbers.ts";
import { cut, pad } from "../../report/text/plain-text.ts";
import { responseBars } from "../../report/load/plots.ts";
import { AREA_FRAME_ROWS, type Series, drawArea, roundTicks } from "../../report/text/area.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { View } from "../../report/text/paint.ts";
import type { LoadMeter, RatePoint } from "./meter.ts";

const MIN_PLOT_ROWS = 3;
const MAX_PLOT_ROWS = 16;
const MIN_BARS = 4;
/** Width from which two plots stand side by side. */
const WIDE_COLUMNS = 110;

/** Rates and response times, beside each other or one above the other, or the rates alone. */
export function drawPlots(plan: LoadPlan, meter: LoadMeter, view: View): string[] {
  const { columns, texts } = view;
  const most = view.rows - 1 - AREA_FRAME_ROWS;
  const ratesOf = (width: number, rows: number): string[] =>
    drawRates(plan, meter, { ...view, columns: width, rows: Math.min(MAX_PLOT_ROWS, rows) });
  const barsOf = (width: number, rows: number): string[] => {
    const response = meter.latest?.response;
    if (response === undefined) return [];
    const room = { ...view, columns: width, rows: Math.min(MAX_PLOT_ROWS, rows) };
    const bars = responseBars(response, room);
    return bars.length === 0 ? [] : [cut(texts.screen.load.responseTimes, width), ...bars];
  };
  if (most < MIN_PLOT_ROWS) return [];
  if (columns >= WIDE_COLUMNS) {
    const half = Math.floor(columns / 2) - 2;
    const left = ratesOf(half, most);
    const right = barsOf(columns - half - 4, left.length - 1);
    const lines = left.map((line, i) => `${pad(line, half, "left")}    ${right[i] ?? ""}`);
    return ["", ...lines.map((line) => line.trimEnd())];
  }
  const isTall = most - 2 >= MIN_PLOT_ROWS + MIN_BARS;
  const bars = isTall ? barsOf(columns, Math.floor((most - 2) / 2)) : [];
  const below = bars.length === 0 ? [] : ["", ...bars];
  return ["", ...ratesOf(columns, most - below.length), ...below];
}

/** Rate of ok replies over the run, and the planned rate; over the time so far where the end is not known. `rows` + 3 lines. */
export function drawRates(plan: LoadPlan, { course }: LoadMeter, view: View): string[] {
  const { columns, rows, texts, paint } = view;
  const { load } = texts.screen;
  const spanNs = Math.max(1, plan.durationNs ?? 0, course.at(-1)?.endNs ?? 0);
  const stages = stagesOf(plan);
  const rate: Series = (from, to) => meanRate(course, from * spanNs, to * spanNs);
  const planned: Series = (from, to) => plannedRate(stages, ((from + to) / 2) * spanNs)?.perSec;
  const isPlanned = stages.length > 0;
  const measuredSign = `${paint.measured("█")} ${load.okReplies}`;
  const plot = {
    title: isPlanned ? `${measuredSign}   ${paint.ideal("─")} ${load.planned}` : measuredSign,
    area: rate,
    ...(isPlanned && { line: planned }),
    top: largestOf([
      1,
      ...course.map(({ startNs, endNs, ok }) => (ok * NS_PER_SECOND) / (endNs - startNs)),
      ...stages.flatMap((stage) => [stage.startRatePerSec, stage.endRatePerSec]),
    ]),
    yText: (perSec: number) => rateText(perSec, texts),
    ticks: roundTicks(spanNs, columns, (timeNs) => texts.number(formatDuration(timeNs, 1))),
  };
  return drawArea(plot, columns, rows, paint);
}

/** Mean rate between two times; points that lie partly between them count in part. */
function meanRate(course: readonly RatePoint[], fromNs: Ns, toNs: Ns): number | undefined {
  let ok = 0;
  let coveredNs = 0;
  for (const point of course) {
    const sharedNs = Math.min(toNs, point.endNs) - Math.max(fromNs, point.startNs);
    if (sharedNs <= 0) continue;
    coveredNs += sharedNs;
    ok += (point.ok * sharedNs) / (point.endNs - point.startNs);
  }
  return coveredNs > 0 ? (ok * NS_PER_SECOND) / coveredNs : undefined;
}

/** Stages of the planned rate; empty where the offered rate is not planned beforehand. */
export function stagesOf({ loop }: LoadPlan): readonly Stage[] {
  return loop.kind === "open" && loop.arrivals.kind !== "file" ? loop.stages : [];
}

/** Planned rate at a time, and the number of its stage, from 0; undefined without stages. */
export function plannedRate(
  stages: readonly Stage[],
  atNs: Ns,
): { stage: number; perSec: number } | undefined {
  let startNs = 0;
  for (const [stage, { durationNs, startRatePerSec, endRatePerSec }] of stages.entries()) {
    // The last stage goes on where requests, not time, end it.
    if (atNs < startNs + durationNs || stage === stages.length - 1) {
      const share = Math.min(1, (atNs - startNs) / Math.max(1, durationNs));
      return { stage, perSec: startRatePerSec + share * (endRatePerSec - startRatePerSec) };
    }
    startNs += durationNs;
  }
  return undefined;
}
