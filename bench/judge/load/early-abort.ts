// Whether a run that still goes on has failed a threshold, for `--abort-on-fail`: only failures that the rest of
// the run can hardly undo.
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { countFor } from "../../run/load/censored.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { countEnds } from "./judge-threshold.ts";
import { fails, type Threshold } from "../threshold.ts";

/** Rates, shares and means vary much at the start. */
const SETTLING_NS: Ns = 2 * NS_PER_SECOND;

/** Progress has 2 significant digits: a value can be shorter than the end of its bucket by this share. */
const RESOLUTION = 0.01;

/** A share is judged once this many requests are expected to meet its limit, as ten values must lie beyond a percentile. */
const HITS_WANTED = 10;

/**
 * True only if the measurement so far fails the threshold on enough data: percentiles by their count, rates, shares and
 * means after 2 s of measured time. Counts of errors and the maximum only grow, so they need neither. Always false for
 * named requests, which progress does not separate, and for the achieved share. A rate counts from the beginning, so it is
 * low if the first stages are. `timeoutNs` is the plan's.
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
      // Counts only grow: "fewer than" is decided at the end.
      if (comparison === "<" || comparison === "<=") return false;
      const count = countEnds(counts, metric.of);
      if (!metric.isShare || limit === 0) return count > 0 && fails(threshold, count);
      const isEnough = isSettled && counts.intended >= HITS_WANTED / limit;
      return isEnough && fails(threshold, count / counts.intended);
    }
    case "rate": {
      // While a run drains, its measured time is over.
      if (!isSettled || !isRunning) return false;
      // Requests in flight may be answered at once.
      const count = metric.of === "throughput" ? counts.ok + inFlight : counts.sent;
      return fails(threshold, (count * NS_PER_SECOND) / nowNs);
    }
    case "achieved share":
      // Waiting requests may still be sent.
      return false;
    default:
      return metric satisfies never;
  }
}

/**
 * Counts the requests that certainly fail the limit: at least as many as lie at and above the percentile must do so (at and
 * below it, if the condition is about short times).
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
  // The waiting time of unsent and unfinished requests is not part of progress: it may have been short.
  let crossing = isAboutLong ? response.overflow + dropped : 0;
  if (isAboutLong && fails(threshold, timeoutNs + 1)) crossing += timedOut;
  for (const { toNs, count } of decodeHistogram(response).buckets()) {
    if (fails(threshold, toNs) && fails(threshold, toNs * (1 - RESOLUTION))) crossing += count;
  }
  const rank = Math.max(1, Math.ceil((percentile * total) / 100 - 1e-9));
  return crossing >= (isAboutLong ? total - rank + 1 : rank);
}
