// One picture of a running load as lines of text: progress, rates, percentiles so far, and the rate drawing itself. Pure.
import { formatCount, formatPercentile, formatRate } from "../judge/load-figures.ts";
import { formatLoadTarget, loadText } from "../judge/load-words.ts";
import { ResponseTimes } from "../measure/censored.ts";
import { encodeHistogram } from "../measure/encoded-histogram.ts";
import { LatencyHistogram } from "../measure/latency-histogram.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadProgress } from "../measure/load-progress.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { LoadMeter } from "./load-meter.ts";
import { formatClock } from "./progress.ts";

const MIN_PLOT_ROWS = 3;
const MAX_PLOT_ROWS = 8;
const LABEL_COLUMNS = 11;
/** A cell that is full to so many eighths. */
const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** At most `height - 1` lines of at most `width` columns, without escapes. */
export function drawLoadFrame(
  plan: LoadPlan,
  meter: LoadMeter,
  width: number,
  height: number,
): string[] {
  const { latest } = meter;
  const lines = [loadTitle(plan)];
  if (latest !== undefined) {
    lines.push(drawState(plan, latest, width));
    if (isMeasured(latest)) {
      lines.push(...drawStage(plan, latest.nowNs), ...drawFigures(plan, meter, latest));
      const rows = Math.min(MAX_PLOT_ROWS, height - 1 - lines.length - 3);
      if (rows >= MIN_PLOT_ROWS) lines.push("", ...drawRates(plan, meter, width, rows));
    }
  }
  return lines.slice(0, height - 1).map((line) => line.slice(0, width));
}

/** What a person typed may hold anything, but must not move the cursor. */
export function loadTitle(plan: LoadPlan): string {
  const title = `Escalera load · ${formatLoadTarget(plan.target)} · ${loadText(plan)}`;
  return title.replaceAll(/\p{Cc}+/gu, " ");
}

function isMeasured({ state, nowNs }: LoadProgress): boolean {
  return nowNs >= 0 && (state === "running" || state === "draining");
}

function drawState(plan: LoadPlan, progress: LoadProgress, width: number): string {
  const { state, nowNs, inFlight, waiting, connectionsOpen } = progress;
  switch (state) {
    case "connecting":
      return `connecting: ${formatCount(connectionsOpen)} of ${formatCount(plan.connections)} open`;
    case "warming up":
      return `warming up: ${formatClock(Math.max(0, -nowNs))} to go`;
    case "running":
      return drawBar(shareOf(plan, progress), progressText(plan, progress), width);
    case "draining":
      return drawBar(1, `waiting for ${formatCount(inFlight + waiting)} more`, width);
    default:
      return state satisfies never;
  }
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

function drawBar(share: number, text: string, width: number): string {
  const columns = Math.max(10, Math.min(50, width - text.length - 2));
  const filled = Math.round(share * columns);
  return `${"█".repeat(filled)}${"░".repeat(columns - filled)}  ${text}`;
}

/** "stage 2 of 3: 1,000/s now"; no line where there is but one rate. */
function drawStage({ loop }: LoadPlan, nowNs: Ns): string[] {
  if (loop.kind !== "open" || loop.arrivals.kind === "file") return [];
  const { stages } = loop;
  let startNs = 0;
  for (const [i, { durationNs, startRatePerSec, endRatePerSec }] of stages.entries()) {
    // The last stage goes on where requests, not time, end it.
    if (nowNs < startNs + durationNs || i === stages.length - 1) {
      if (stages.length === 1 && startRatePerSec === endRatePerSec) return [];
      const share = Math.min(1, (nowNs - startNs) / Math.max(1, durationNs));
      const now = startRatePerSec + share * (endRatePerSec - startRatePerSec);
      return [`stage ${i + 1} of ${stages.length}: ${formatRate(now)}/s now`];
    }
    startNs += durationNs;
  }
  return [];
}

function drawFigures({ loop }: LoadPlan, { rates }: LoadMeter, progress: LoadProgress): string[] {
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
    percentilesSoFar(progress, [50, 90, 99]),
    problemsSoFar(progress),
  ]
    .map((parts) => parts.join("   "))
    .filter((line) => line !== "");
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

/** ok replies a second over the time of the run; over the time so far where its end is not known. */
export function drawRates(
  { durationNs }: LoadPlan,
  { course }: LoadMeter,
  width: number,
  rows: number,
): string[] {
  const columns = Math.max(1, width - LABEL_COLUMNS);
  const spanNs = Math.max(1, durationNs ?? 0, course.at(-1)?.endNs ?? 0);
  const heights = Array.from({ length: columns }, (_, i) => {
    const atNs = ((i + 0.5) * spanNs) / columns;
    const point = course.find(({ startNs, endNs }) => startNs <= atNs && atNs < endNs);
    return point === undefined ? 0 : (point.ok * NS_PER_SECOND) / (point.endNs - point.startNs);
  });
  const top = Math.max(1, ...heights);
  const lines = Array.from({ length: rows }, (_, i) => {
    const row = rows - 1 - i;
    const label = row === rows - 1 ? `${formatRate(top)}/s` : "";
    const cells = heights.map((height) => {
      const eighths = Math.round((height / top) * rows * 8) - row * 8;
      return EIGHTHS[Math.max(0, Math.min(8, eighths))];
    });
    return `${label.padStart(LABEL_COLUMNS - 2)} ┤${cells.join("")}`.trimEnd();
  });
  const last = formatDuration(spanNs, 1);
  const caption = "ok replies a second";
  const gap = columns - 3 - last.length;
  return [
    ...lines,
    `${" ".repeat(LABEL_COLUMNS - 1)}└${"─".repeat(columns)}`,
    `${" ".repeat(LABEL_COLUMNS)}0 s${(gap > caption.length + 2 ? caption.padStart(Math.floor((gap + caption.length) / 2)) : "").padEnd(Math.max(1, gap))}${last}`,
  ];
}
