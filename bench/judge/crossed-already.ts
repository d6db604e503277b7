// Whether a run that still goes on has failed a threshold, for `--abort-on-fail`: only what can hardly come right again.
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { countFor } from "../measure/censored.ts";
import { decodeHistogram } from "../measure/encoded-histogram.ts";
import type { LoadProgress } from "../measure/load-progress.ts";
import { countEnds } from "./judge-threshold.ts";
import { fails, type Threshold } from "./threshold.ts";

/** Rates, shares and means swing at the start. */
const SETTLING_NS: Ns = 2 * NS_PER_SECOND;

/** Progress has 2 significant digits: a value may be so much shorter than its bucket's end. */
const RESOLUTION = 0.01;

/** Requests that a share must be expected to hit before it is believed, as ten values must lie beyond a percentile. */
const HITS_WANTED = 10;

/**
 * True only where what is measured so far crosses the threshold, with data enough: percentiles by their count, and
 * rates, shares and means after 2 s of measured time. A count of errors and the maximum can't come right again, so they
 * need neither. Always false of named requests, which progress does not tell apart. A rate is that since the beginning:
 * where stages begin low, it is low. `timeoutNs` is the plan's.
 */
export function isCrossedAlready(
  threshold: Threshold,
  progress: LoadProgress,
  timeoutNs: Ns,
): boolean {
  const { state, nowNs, counts, inFlight } = progress;
  const isRunning = state === "running";
  if (!isRunning && state !== "draining") return false;
  const { metric, comparison, limit } = threshold;
  const isSettled = nowNs >= SETTLING_NS;
  switch (metric.kind) {
    case "percentile":
      return (
        metric.request === null &&
        isPercentileCrossed(threshold, metric.percentile, progress, timeoutNs)
      );
    case "mean": {
      const meanNs = decodeHistogram(progress.response).meanNs;
      if (!isSettled || meanNs === undefined) return false;
      return fails(threshold, meanNs) && fails(threshold, meanNs * (1 - RESOLUTION));
    }
    case "ends": {
      // There are only ever more of them: fewer than a limit is told at the end.
      if (comparison === "<" || comparison === "<=") return false;
      const count = countEnds(counts, metric.of);
      if (!metric.isShare || limit === 0) return count > 0 && fails(threshold, count);
      const isEnough = isSettled && counts.intended >= HITS_WANTED / limit;
      return isEnough && fails(threshold, count / counts.intended);
    }
    case "rate": {
      // Replies go on coming while a run drains, but its measured time is over.
      if (!isSettled || !isRunning) return false;
      // What is in flight may be answered at once.
      const count = metric.of === "throughput" ? counts.ok + inFlight : counts.sent;
      return fails(threshold, (count * NS_PER_SECOND) / nowNs);
    }
    case "achieved share":
      // What waits may still be sent.
      return false;
    default:
      return metric satisfies never;
  }
}

/**
 * Counts the requests that cross the limit for certain: there must be as many as lie at the percentile and beyond it (at
 * it and below, where it is about too short ones).
 */
function isPercentileCrossed(
  threshold: Threshold,
  percentile: number,
  { counts, response }: LoadProgress,
  timeoutNs: Ns,
): boolean {
  const { ok, timedOut, dropped, unsent, unfinished } = counts;
  const total = ok + timedOut + dropped + unsent + unfinished;
  if (total < countFor(percentile)) return false;
  const isAboutLong = fails(threshold, Number.POSITIVE_INFINITY);
  // How long an unsent or unfinished one waited is not told here: it may have been short.
  let crossing = isAboutLong ? response.overflow + dropped : 0;
  if (isAboutLong && fails(threshold, timeoutNs + 1)) crossing += timedOut;
  for (const { toNs, count } of decodeHistogram(response).buckets()) {
    if (fails(threshold, toNs) && fails(threshold, toNs * (1 - RESOLUTION))) crossing += count;
  }
  const rank = Math.max(1, Math.ceil((percentile * total) / 100 - 1e-9));
  return crossing >= (isAboutLong ? total - rank + 1 : rank);
}
