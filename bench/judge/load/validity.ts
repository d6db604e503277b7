// Whether a load run measured the target, or only the generator and its host. A run is refused only for a cause that can
// have changed its figures: lag and delays below the precision of the figures do not count, so a noisy machine invalidates
// no run that it did not disturb. Time spent spinning is no sign of a limit.
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../../src/units/duration.ts";
import { countFor, lowestNs, ResponseTimes } from "../../run/load/censored.ts";
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { GeneratorHealth, LoadResult } from "../../run/load/run.ts";
import type { Notice } from "../../run/header.ts";
import { loadNotice } from "./notices.ts";
import { busyShareOf, loadWarnings, numberOf } from "./warnings.ts";
import { hasMissedArrivals } from "./offered-load.ts";

/** Lag and delay up to this share of a response time are below its own noise. */
const SHARE_OF_RESPONSE = 0.1;
/** Lag that is always allowed: sleeping and spinning reach it on a machine with other work. */
const LAG_ALLOWED_NS = { p50: 100 * NS_PER_US, p99: 1 * NS_PER_MS } as const;
/** Of the response p99: an allowed lag above this share is reported, because it is a large part of the response time. */
const LAG_TO_MENTION = 0.5;
/** As long as the heartbeat's own period. */
const DELAY_ALLOWED_NS: Ns = 10 * NS_PER_MS;
/** Of the measured time: a closed loop loses as much of its throughput. */
const STALLED_SHARE_ALLOWED = 0.05;
/** Of a core: a generator that is busier had no time to spare. */
const BUSY_LIMIT = 0.9;

export interface LoadValidity {
  readonly invalidReasons: Notice[];
  readonly warnings: Notice[];
}

/** `cpuCount` is the cores of the generators' host, where they are known. */
export function judgeLoadValidity(
  plan: LoadPlan,
  result: LoadResult,
  cpuCount: number | null = null,
): LoadValidity {
  const times = new ResponseTimes(result.run);
  const late = lagReasons(result, times);
  const isMissing = hasMissedArrivals(plan, result.run);
  const tooBusy = isMissing ? busyReasons(result) : [];
  const isTargetLimited = isMissing && tooBusy.length === 0 && late.length === 0;
  return {
    invalidReasons: [
      ...lostReasons(plan, result),
      ...late,
      ...result.generators.flatMap((health) => delayReasons(health, result, times)),
      ...tooBusy,
    ],
    warnings: [
      ...(isTargetLimited ? [loadNotice("target-limited", ratesOf(result))] : []),
      ...(late.length > 0 ? [] : lagWarnings(result, times)),
      ...loadWarnings(plan, result, times, cpuCount),
    ],
  };
}

/** A lost generator's requests are in no figure: neither those that were answered, nor those that failed. */
function lostReasons({ generators }: LoadPlan, { lostGenerators = [] }: LoadResult): Notice[] {
  return lostGenerators.map(({ generator, ended }) =>
    loadNotice("generator-lost", { generator, generators, ended }),
  );
}

/**
 * Response times run from the intended start, so they contain the generator's lag. Percentiles whose count does not
 * support them, of lag or response, are never shown, so they invalidate nothing.
 */
function lagReasons({ run }: LoadResult, times: ResponseTimes): Notice[] {
  const lags = ([50, 99] as const).flatMap((percentile) => {
    const lagNs = carriedNs(run.generatorLag, percentile);
    const responseNs = lowestNs(times.percentile(percentile));
    if (lagNs === undefined || responseNs === null) return [];
    const limitNs = Math.max(LAG_ALLOWED_NS[`p${percentile}`], SHARE_OF_RESPONSE * responseNs);
    return lagNs > limitNs ? [{ percentile, lagNs, limitNs }] : [];
  });
  return lags.length === 0 ? [] : [loadNotice("sent-late", { lags })];
}

/** With a very quick target even an allowed lag is a large part of the response time. */
function lagWarnings({ run }: LoadResult, times: ResponseTimes): Notice[] {
  const lagP99Ns = carriedNs(run.generatorLag, 99);
  const responseP99Ns = lowestNs(times.percentile(99));
  if (lagP99Ns === undefined || responseP99Ns === null) return [];
  if (lagP99Ns < LAG_TO_MENTION * responseP99Ns) return [];
  return [loadNotice("generator-lag", { lagP99Ns, responseP99Ns })];
}

/**
 * A stall of any length is one late heartbeat, so percentiles do not show a few long stalls: their share of the time is
 * checked too.
 */
function delayReasons(health: GeneratorHealth, result: LoadResult, times: ResponseTimes): Notice[] {
  const { eventLoopDelay } = health;
  const generator = numberOf(health, result);
  // If p99 is not known, the median or the minimum is a safe lower bound.
  const known = [99, 50, 0].flatMap((p) => lowestNs(times.percentile(p)) ?? []);
  const limitNs = Math.max(DELAY_ALLOWED_NS, SHARE_OF_RESPONSE * (known[0] ?? 0));
  // The count of a short run supports only lower percentiles.
  const percentile = [99, 95, 90, 50].find((p) => eventLoopDelay.count >= countFor(p));
  const delayNs = percentile === undefined ? undefined : carriedNs(eventLoopDelay, percentile);
  if (percentile !== undefined && delayNs !== undefined && delayNs > limitNs) {
    return [loadNotice("event-loop-late", { generator, delayNs, percentile, limitNs })];
  }
  const stalledNs = [...decodeHistogram(eventLoopDelay).buckets()]
    .filter(({ toNs }) => toNs > limitNs)
    .reduce((sum, { toNs, count }) => sum + toNs * count, 0);
  const stalledShare = stalledNs / Math.max(1, result.run.endNs - result.run.startNs);
  if (stalledShare <= STALLED_SHARE_ALLOWED) return [];
  const share = Math.min(1, stalledShare);
  return [loadNotice("stalled", { generator, share, limitShare: STALLED_SHARE_ALLOWED })];
}

/**
 * Of a run that did not send all its arrivals, dropped ones included: a busy generator leaves replies unread, so its
 * connections seem busy although the target has answered.
 */
function busyReasons(result: LoadResult): Notice[] {
  const busy = result.generators
    .map((health) => ({ generator: health.generator, busyShare: busyShareOf(health) }))
    .filter(({ busyShare }) => busyShare >= BUSY_LIMIT);
  if (busy.length === 0) return [];
  const generators = result.generators.length;
  return [loadNotice("generator-busy", { ...ratesOf(result), generators, busy })];
}

function ratesOf({ run }: LoadResult): { offeredPerSec: number; achievedPerSec: number } {
  const seconds = (run.endNs - run.startNs) / NS_PER_SECOND;
  return {
    offeredPerSec: run.counts.intended / seconds,
    achievedPerSec: run.sentInWindow / seconds,
  };
}

/** Undefined if the count does not support the percentile. */
function carriedNs(histogram: EncodedHistogram, percentile: number): Ns | undefined {
  if (histogram.count < countFor(percentile)) return undefined;
  return decodeHistogram(histogram).percentileNs(percentile);
}
