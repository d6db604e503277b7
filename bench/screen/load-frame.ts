// One picture of a running load as lines of text: progress, rates, percentiles so far, and the rate drawing itself. Pure.
import { formatCount, formatPercentile, formatRate } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { ResponseTimes } from "../measure/censored.ts";
import { encodeHistogram } from "../measure/encoded-histogram.ts";
import { formatLoadTarget } from "../measure/format-load-target.ts";
import { LatencyHistogram } from "../measure/latency-histogram.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadProgress } from "../measure/load-progress.ts";
import { type Paint, PLAIN } from "../report/paint.ts";
import { cut } from "../report/plain-text.ts";
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { drawBar, flow } from "./bar.ts";
import type { LoadMeter } from "./load-meter.ts";
import { drawPlots } from "./load-plots.ts";
import { plannedRate, stagesOf } from "./planned-rate.ts";
import { formatClock } from "./progress.ts";

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
