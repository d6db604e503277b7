// One picture of a running load as lines of text: progress, rates, percentiles so far, and the rate drawing itself. Pure.
import { formatCount, formatPercentile, formatRate } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { formatLoadTarget } from "../measure/format-load-target.ts";
import { ResponseTimes } from "../measure/censored.ts";
import { encodeHistogram } from "../measure/encoded-histogram.ts";
import { LatencyHistogram } from "../measure/latency-histogram.ts";
import type { LoadPlan, Stage } from "../measure/load-plan.ts";
import type { LoadProgress } from "../measure/load-progress.ts";
import { largestOf } from "../report/nice-numbers.ts";
import { type Paint, PLAIN } from "../report/paint.ts";
import { cut, pad } from "../report/plain-text.ts";
import { responseBars } from "../report/response-bars.ts";
import { AREA_FRAME_ROWS, type Course, drawArea } from "../report/text-area.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { drawBar, flow } from "./bar.ts";
import type { LoadMeter, RatePoint } from "./load-meter.ts";
import { formatClock } from "./progress.ts";

const MIN_PLOT_ROWS = 3;
const MAX_PLOT_ROWS = 16;
const MIN_BARS = 4;
/** From here on there is room for two plots beside each other. */
const WIDE_COLUMNS = 110;
const BARS_TITLE = "response times so far";

/** At most `rows` lines of at most `columns` columns. */
export function drawLoadFrame(
  plan: LoadPlan,
  meter: LoadMeter,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint = PLAIN,
): string[] {
  const { latest } = meter;
  const lines = [paint.strong(cut(loadTitle(plan), columns))];
  if (latest !== undefined) {
    lines.push(drawState(plan, latest, columns, paint));
    if (isMeasured(latest)) {
      const stage = drawStage(plan, latest.nowNs).map((line) => cut(line, columns));
      lines.push(...stage, ...drawFigures(plan, meter, latest, columns, paint));
      lines.push(...drawPlots(plan, meter, latest, columns, rows - lines.length, paint));
    }
  }
  return lines.slice(0, rows);
}

/** Rates and response times, beside each other or one above the other, or the rates alone; in `rows` lines. */
function drawPlots(
  plan: LoadPlan,
  meter: LoadMeter,
  { response }: LoadProgress,
  columns: number,
  rows: number,
  paint: Paint,
): string[] {
  const most = rows - 1 - AREA_FRAME_ROWS;
  const ratesOf = (width: number, plotRows: number): string[] =>
    drawRates(plan, meter, width, Math.min(MAX_PLOT_ROWS, plotRows), paint);
  const barsOf = (width: number, barRows: number): string[] => {
    const bars = responseBars(response, width, Math.min(MAX_PLOT_ROWS, barRows), paint);
    return bars.length === 0 ? [] : [cut(BARS_TITLE, width), ...bars];
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

/** What a person typed may hold anything, but must not move the cursor. */
export function loadTitle(plan: LoadPlan): string {
  const title = `Escalera load · ${formatLoadTarget(plan.target)} · ${loadText(plan)}`;
  return title.replaceAll(/\p{Cc}+/gu, " ");
}

function isMeasured({ state, nowNs }: LoadProgress): boolean {
  return nowNs >= 0 && (state === "running" || state === "draining");
}

function drawState(plan: LoadPlan, progress: LoadProgress, width: number, paint: Paint): string {
  const { state, nowNs, inFlight, waiting } = progress;
  switch (state) {
    case "connecting":
      return cut(connectingText(plan, progress), width);
    case "warming up":
      return cut(`warming up: ${formatClock(Math.max(0, -nowNs))} to go`, width);
    case "running":
      return drawBar(shareOf(plan, progress), progressText(plan, progress), width, paint);
    case "draining":
      return drawBar(1, `waiting for ${formatCount(inFlight + waiting)} more`, width, paint);
    default:
      return state satisfies never;
  }
}

export function connectingText(plan: LoadPlan, { connectionsOpen }: LoadProgress): string {
  return `connecting: ${formatCount(connectionsOpen)} of ${formatCount(plan.connections)} open`;
}

/** "0:04 of 0:10", "4,000 of 10,000 requests", or both. */
function progressText(plan: LoadPlan, progress: LoadProgress): string {
  const { durationNs, maxRequests } = plan;
  const now = formatClock(Math.floor(progress.nowNs / NS_PER_SECOND) * NS_PER_SECOND);
  return [
    durationNs === null ? now : `${now} of ${formatClock(durationNs)}`,
    ...(maxRequests === null
      ? []
      : [`${formatCount(progress.counts.intended)} of ${formatCount(maxRequests)} requests`]),
  ].join(", ");
}

/** Whichever ends the run first. */
function shareOf({ durationNs, maxRequests }: LoadPlan, { nowNs, counts }: LoadProgress): number {
  const byTime = durationNs === null ? 0 : nowNs / Math.max(1, durationNs);
  const byRequests = maxRequests === null ? 0 : counts.intended / Math.max(1, maxRequests);
  return Math.min(1, Math.max(0, byTime, byRequests));
}

/** "stage 2 of 3: 1,000/s now"; no line where there is but one rate. */
function drawStage(plan: LoadPlan, nowNs: Ns): string[] {
  const stages = stagesOf(plan);
  const now = plannedRate(stages, nowNs);
  const [first] = stages;
  if (now === undefined || first === undefined) return [];
  if (stages.length === 1 && first.startRatePerSec === first.endRatePerSec) return [];
  return [`stage ${now.stage + 1} of ${stages.length}: ${formatRate(now.perSec)}/s now`];
}

function stagesOf({ loop }: LoadPlan): readonly Stage[] {
  return loop.kind === "open" && loop.arrivals.kind !== "file" ? loop.stages : [];
}

/** What is to be offered at a time; undefined where nothing says so beforehand. */
function plannedRate(
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

function drawFigures(
  { loop }: LoadPlan,
  { rates }: LoadMeter,
  progress: LoadProgress,
  width: number,
  paint: Paint,
): string[] {
  const { inFlight, waiting, connectionsOpen } = progress;
  const isOpen = loop.kind === "open";
  const rate = (name: string, perSec: number | undefined): string =>
    `${name} ${perSec === undefined ? "–" : formatRate(perSec)}/s`;
  return [
    [
      ...(isOpen ? [rate("offered", rates?.offeredPerSec)] : []),
      rate("sent", rates?.sentPerSec),
      rate("ok", rates?.okPerSec),
    ],
    [
      `in flight ${formatCount(inFlight)}`,
      ...(isOpen ? [`waiting ${formatCount(waiting)}`] : []),
      `connections ${formatCount(connectionsOpen)}`,
    ],
    percentilesSoFar(progress, [50, 90, 99, 99.9]),
    problemsSoFar(progress).map(paint.bad),
  ].flatMap((figures) => flow(figures, width));
}

/** "p50 0.2 ms", …: what was never answered is in them, though the screen does not know how long it waited. */
export function percentilesSoFar(
  { counts, response }: LoadProgress,
  percentiles: readonly number[],
): string[] {
  const { dropped, unsent, timedOut, unfinished } = counts;
  const times = new ResponseTimes({
    counts: { dropped: dropped + unsent + timedOut + unfinished },
    response,
    gaveUp: NO_VALUES,
  });
  return percentiles.map(
    (percentile) => `p${percentile} ${formatPercentile(times.percentile(percentile), 2)}`,
  );
}

const NO_VALUES = encodeHistogram(new LatencyHistogram(3));

/** "3 failed", "1 timed out", …: only what there is. */
export function problemsSoFar({ counts }: LoadProgress): string[] {
  const { failed, timedOut, dropped, unsent, unfinished } = counts;
  const kinds = { failed, "timed out": timedOut, dropped, unsent, unfinished };
  return Object.entries(kinds).flatMap(([name, count]) =>
    count === 0 ? [] : [`${formatCount(count)} ${name}`],
  );
}

/** ok replies a second over the time of the run, and what is to be offered; over the time so far where its end is not known. */
export function drawRates(
  plan: LoadPlan,
  { course }: LoadMeter,
  width: number,
  rows: number,
  paint = PLAIN,
): string[] {
  const spanNs = Math.max(1, plan.durationNs ?? 0, course.at(-1)?.endNs ?? 0);
  const stages = stagesOf(plan);
  const rate: Course = (from, to) => meanRate(course, from * spanNs, to * spanNs);
  const planned: Course = (from, to) => plannedRate(stages, ((from + to) / 2) * spanNs)?.perSec;
  const isPlanned = stages.length > 0;
  const measuredSign = `${paint.measured("█")} ok replies a second`;
  return drawArea(
    {
      title: isPlanned ? `${measuredSign}   ${paint.ideal("─")} to be offered` : measuredSign,
      area: rate,
      ...(isPlanned && { line: planned }),
      top: largestOf(
        [
          ...course.map(({ startNs, endNs, ok }) => (ok * NS_PER_SECOND) / (endNs - startNs)),
          ...stages.flatMap((stage) => [stage.startRatePerSec, stage.endRatePerSec]),
        ],
        1,
      ),
      yText: (perSec) => `${formatRate(perSec)}/s`,
      ticks: [
        { at: 0, text: "0 s" },
        { at: 1, text: formatDuration(spanNs, 1) },
        { at: 0.5, text: formatDuration(spanNs / 2, 1) },
      ],
    },
    width,
    rows,
    paint,
  );
}

/** Of the points that lie between two times, each by how much of it does. */
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
