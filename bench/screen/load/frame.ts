// One picture of a running load as lines of text: progress, rates, percentiles so far, and the rate drawing itself. Pure.
import { formatRate } from "../../judge/load/figures.ts";
import { loadText } from "../../judge/load/words.ts";
import type { Texts } from "../../messages/texts.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import { EMPTY_HISTOGRAM } from "../../stats/encoded-histogram.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { countText, percentileText } from "../../judge/load/texts.ts";
import { percentileName } from "../../report/load/phrases.ts";
import { cut } from "../../report/text/plain-text.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { View } from "../../report/text/paint.ts";
import { drawBar, flow } from "../view.ts";
import type { LoadMeter } from "./meter.ts";
import { drawPlots, plannedRate, stagesOf } from "./plots.ts";
import { formatClock } from "../sweep/progress.ts";

/** At most `rows` lines of at most `columns` columns. */
export function drawLoadFrame(plan: LoadPlan, meter: LoadMeter, view: View): string[] {
  const { columns, rows, texts, paint } = view;
  const { latest } = meter;
  const lines = [paint.strong(cut(loadTitle(plan, texts), columns))];
  if (latest !== undefined) {
    lines.push(drawState(plan, latest, view));
    if (isMeasured(latest)) {
      lines.push(...drawStage(plan, latest.nowNs, view), ...drawFigures(plan, meter, latest, view));
      lines.push(...drawPlots(plan, meter, { ...view, rows: rows - lines.length }));
    }
  }
  return lines.slice(0, rows);
}

/** The target is typed by a user: control characters must not reach the terminal. */
export function loadTitle(plan: LoadPlan, texts: Texts): string {
  const title = texts.screen.load.title(formatLoadTarget(plan.target), loadText(plan, texts));
  return title.replaceAll(/\p{Cc}+/gu, " ");
}

function isMeasured({ state, nowNs }: LoadProgress): boolean {
  return nowNs >= 0 && (state === "running" || state === "draining");
}

function drawState(plan: LoadPlan, progress: LoadProgress, view: View): string {
  const { columns, texts } = view;
  const { load } = texts.screen;
  const { state, nowNs, inFlight, waiting } = progress;
  switch (state) {
    case "connecting":
      return cut(connectingText(plan, progress, texts), columns);
    case "warming up":
      return cut(load.warmingUp(formatClock(Math.max(0, -nowNs))), columns);
    case "running":
      return drawBar(shareOf(plan, progress), progressText(plan, progress, texts), view);
    case "draining":
      return drawBar(1, load.draining(texts.counted.requests(inFlight + waiting)), view);
    default:
      return state satisfies never;
  }
}

export function connectingText(
  { connections }: LoadPlan,
  { connectionsOpen }: LoadProgress,
  texts: Texts,
): string {
  const { connecting } = texts.screen.load;
  return connecting(countText(connectionsOpen, texts), countText(connections, texts));
}

/** "0:04 of 0:10", "4,000 of 10,000 requests", or both. */
function progressText(
  { durationNs, maxRequests }: LoadPlan,
  { nowNs, counts }: LoadProgress,
  texts: Texts,
): string {
  const { ofTime, ofRequests } = texts.screen.load;
  const now = formatClock(Math.floor(nowNs / NS_PER_SECOND) * NS_PER_SECOND);
  const time = durationNs === null ? now : ofTime(now, formatClock(durationNs));
  if (maxRequests === null) return time;
  return `${time}, ${ofRequests(countText(counts.intended, texts), countText(maxRequests, texts))}`;
}

/** The larger of the shares of time and of requests: either limit ends the run. */
function shareOf({ durationNs, maxRequests }: LoadPlan, { nowNs, counts }: LoadProgress): number {
  const byTime = durationNs === null ? 0 : nowNs / Math.max(1, durationNs);
  const byRequests = maxRequests === null ? 0 : counts.intended / Math.max(1, maxRequests);
  return Math.min(1, Math.max(0, byTime, byRequests));
}

/** "stage 2 of 3: 1,000/s now"; no line for a single constant rate. */
function drawStage(plan: LoadPlan, nowNs: Ns, { columns, texts }: View): string[] {
  const stages = stagesOf(plan);
  const now = plannedRate(stages, nowNs);
  const [first] = stages;
  if (now === undefined || first === undefined) return [];
  if (stages.length === 1 && first.startRatePerSec === first.endRatePerSec) return [];
  const perSec = texts.number(formatRate(now.perSec));
  return [cut(texts.screen.load.stage(now.stage + 1, stages.length, perSec), columns)];
}

function drawFigures(
  { loop }: LoadPlan,
  { rates }: LoadMeter,
  progress: LoadProgress,
  { columns, texts, paint }: View,
): string[] {
  const { load } = texts.screen;
  const isOpen = loop.kind === "open";
  const rate = (name: string, perSec: number | undefined): string =>
    `${name} ${perSec === undefined ? "–" : texts.number(formatRate(perSec))}/s`;
  return [
    [
      ...(isOpen ? [rate(load.rates.offered, rates?.offeredPerSec)] : []),
      rate(load.rates.sent, rates?.sentPerSec),
      rate(load.rates.ok, rates?.okPerSec),
    ],
    [
      load.inFlight(countText(progress.inFlight, texts)),
      ...(isOpen ? [load.waiting(countText(progress.waiting, texts))] : []),
      load.connections(countText(progress.connectionsOpen, texts)),
    ],
    percentilesSoFar(progress, [50, 90, 99, 99.9], texts),
    problemsSoFar(progress, texts).map(paint.bad),
  ].flatMap((figures) => flow(figures, columns));
}

/** "p50 0.2 ms", …: unanswered requests count as longer than all answered ones. */
export function percentilesSoFar(
  { counts, response, isMatched }: LoadProgress,
  percentiles: readonly number[],
  texts: Texts,
): string[] {
  const { dropped, unsent, timedOut, unfinished, ok } = counts;
  const times = new ResponseTimes({
    counts: { dropped: dropped + unsent + timedOut + unfinished, ok },
    response,
    censored: EMPTY_HISTOGRAM,
    unmatched: isMatched ? null : { meanResponseNs: null },
  });
  return percentiles.map(
    (percentile) =>
      `${percentileName(percentile, texts)} ${percentileText(times.percentile(percentile), texts, 2)}`,
  );
}

const PROBLEMS = ["failed", "timedOut", "dropped", "unsent", "unfinished"] as const;

/** "3 failed", "1 timed out", …: counts above 0 only. */
export function problemsSoFar({ counts }: LoadProgress, texts: Texts): string[] {
  return PROBLEMS.filter((kind) => counts[kind] > 0).map((kind) =>
    texts.screen.load.problems[kind](countText(counts[kind], texts)),
  );
}
