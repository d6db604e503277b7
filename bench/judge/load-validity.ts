// Whether a load run measured the target at all, or only the generator and its host. A reason to refuse it must have
// changed the figures: what is late or busy by less than the figures themselves are told to is no reason, so that a noisy
// machine spoils no run that it could not have spoiled. Time spent spinning is no sign of a limit.
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { countFor, ResponseTimes } from "../measure/censored.ts";
import { decodeHistogram } from "../measure/encoded-histogram.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { EncodedHistogram, GeneratorHealth, LoadResult } from "../measure/load-run.ts";
import { formatRate, formatShare, formatTime } from "./load-figures.ts";
import { busyShareOf, generatorName, loadWarnings } from "./load-warnings.ts";

/** Lag and delay up to this share of a response time are lost in its own noise. */
const SHARE_OF_RESPONSE = 0.1;
/** Lag that is always allowed: what sleeping and spinning reach on a machine that has other work too. */
const LAG_ALLOWED_NS = { p50: 100 * NS_PER_US, p99: 1 * NS_PER_MS } as const;
/** Of the response p99: an allowed lag beyond it is a good part of what is shown. */
const LAG_TO_MENTION = 0.5;
/** As long as the heartbeat's own period. */
const DELAY_ALLOWED_NS: Ns = 10 * NS_PER_MS;
/** Of the measured time: a closed loop loses as much of its throughput. */
const STALLED_SHARE_ALLOWED = 0.05;
/** Of the offered arrivals. */
const ACHIEVED_WANTED = 0.99;
/** Fewer that are missing may be those of the last instants. */
const MISSING_ALLOWED = 10;
/** Of a core: a generator that is busier had no time to spare. */
const BUSY_LIMIT = 0.9;

export interface LoadValidity {
  readonly invalidReasons: string[];
  readonly warnings: string[];
}

/** `cpuCount` is the cores of the generators' host, where they are known. */
export function judgeLoadValidity(
  plan: LoadPlan,
  result: LoadResult,
  cpuCount: number | null = null,
): LoadValidity {
  const times = new ResponseTimes(result.run);
  const late = lagReasons(result, times);
  const missing = missingOf(plan, result);
  const tooBusy = missing === undefined ? [] : busyReasons(missing, result);
  const isTargetLimited = missing !== undefined && tooBusy.length === 0 && late.length === 0;
  return {
    invalidReasons: [
      ...lostReasons(plan, result),
      ...late,
      ...result.generators.flatMap((health) => delayReasons(health, result, times)),
      ...tooBusy,
    ],
    warnings: [
      ...(isTargetLimited ? [targetLimited(missing)] : []),
      ...(late.length > 0 ? [] : lagWarnings(result, times)),
      ...loadWarnings(plan, result, times, cpuCount),
    ],
  };
}

/** A lost generator's requests are in no figure: neither those that were answered, nor those that failed. */
function lostReasons({ generators }: LoadPlan, { lostGenerators = [] }: LoadResult): string[] {
  return lostGenerators.map(
    ({ generator, ended }) =>
      `generator ${generator} of ${generators} ended in the middle of the load (${ended}): its share of the connections and requests is missing from every figure; start the load again, and if the system ended it, give it more memory`,
  );
}

/**
 * Response times run from the intended start, so that what the generator is late is part of them. A percentile that its
 * count can't carry, on either side, is told nobody, and so spoils nothing.
 */
function lagReasons({ run }: LoadResult, times: ResponseTimes): string[] {
  const seen = ([50, 99] as const).flatMap((percentile) => {
    const lagNs = carriedNs(run.ownLag, percentile);
    const responseNs = atLeastNs(times, percentile);
    if (lagNs === undefined || responseNs === undefined) return [];
    const allowedNs = Math.max(LAG_ALLOWED_NS[`p${percentile}`], SHARE_OF_RESPONSE * responseNs);
    return lagNs > allowedNs
      ? [`${formatTime(lagNs)} at p${percentile} (allowed ${formatTime(allowedNs)})`]
      : [];
  });
  if (seen.length === 0) return [];
  return [
    `the generator sent late while a connection was free: ${seen.join(", ")}; lower --rate, add --generators, or give the generator a machine with less other work`,
  ];
}

/** Of a very quick target even an allowed lag is much of what is measured. */
function lagWarnings({ run }: LoadResult, times: ResponseTimes): string[] {
  const lagNs = carriedNs(run.ownLag, 99);
  const responseNs = atLeastNs(times, 99);
  if (lagNs === undefined || responseNs === undefined || lagNs < LAG_TO_MENTION * responseNs) {
    return [];
  }
  return [
    `the generator's own lag (p99 ${formatTime(lagNs)}) is much of the longest response times (p99 ${formatTime(responseNs)})`,
  ];
}

/**
 * The heartbeat beats once in a stall, however long, so that a few long ones hide from its percentiles: their share of the
 * time is looked at too.
 */
function delayReasons(health: GeneratorHealth, result: LoadResult, times: ResponseTimes): string[] {
  const { eventLoopDelay } = health;
  // Where p99 is not known, the median or the shortest is less than it, and so a bound to be safe with.
  const responseNs = [99, 50, 0].map((p) => atLeastNs(times, p)).find((ns) => ns !== undefined);
  const allowedNs = Math.max(DELAY_ALLOWED_NS, SHARE_OF_RESPONSE * (responseNs ?? 0));
  const who = generatorName(health, result);
  const remedy = "lower --rate or -c, add --generators, or give it a machine with less other work";
  // A short run's count carries less than p99.
  const percentile = [99, 95, 90, 50].find((p) => eventLoopDelay.count >= countFor(p));
  const delayNs = percentile === undefined ? undefined : carriedNs(eventLoopDelay, percentile);
  if (delayNs !== undefined && delayNs > allowedNs) {
    return [
      `the event loop of ${who} was ${formatTime(delayNs)} late at p${percentile} (allowed ${formatTime(allowedNs)}): ${remedy}`,
    ];
  }
  const stalledNs = [...decodeHistogram(eventLoopDelay).buckets()]
    .filter(({ toNs }) => toNs > allowedNs)
    .reduce((sum, { toNs, count }) => sum + toNs * count, 0);
  const stalledShare = stalledNs / Math.max(1, result.run.endNs - result.run.startNs);
  if (stalledShare <= STALLED_SHARE_ALLOWED) return [];
  return [
    `${who} stood still for ${formatShare(Math.min(1, stalledShare))} of the time (allowed ${formatShare(STALLED_SHARE_ALLOWED)}): ${remedy}`,
  ];
}

/**
 * Dropped arrivals are missing like those that waited too long: a generator without time to spare leaves replies unread,
 * and then its connections only look busy.
 */
function busyReasons(missing: string, result: LoadResult): string[] {
  const busy = result.generators
    .filter((health) => busyShareOf(health) >= BUSY_LIMIT)
    .map(
      (health) =>
        `${generatorName(health, result)} had no time to spare (${formatShare(busyShareOf(health))} of a core busy)`,
    );
  if (busy.length === 0) return [];
  return [
    `${missing}, and ${busy.join(", ")}: lower --rate, add --generators, or move the generator to another machine`,
  ];
}

/** No generator was the limit, so arrivals waited for the target: a finding, not a fault. */
function targetLimited(missing: string): string {
  return `${missing}: arrivals found every connection busy while the generator had time to spare; the target was the limit, or more connections (-c) would carry more`;
}

/** What was offered and achieved, where that differs; undefined where it does not, and without a schedule. */
function missingOf({ loop }: LoadPlan, { run }: LoadResult): string | undefined {
  if (loop.kind !== "open") return undefined;
  const { intended } = run.counts;
  const missing = intended - run.sentInWindow;
  if (missing <= Math.max((1 - ACHIEVED_WANTED) * intended, MISSING_ALLOWED)) return undefined;
  const seconds = (run.endNs - run.startNs) / NS_PER_SECOND;
  return `offered ${formatRate(intended / seconds)}/s, achieved ${formatRate(run.sentInWindow / seconds)}/s`;
}

/** Undefined where the count can't carry it. */
function carriedNs(histogram: EncodedHistogram, percentile: number): Ns | undefined {
  if (histogram.count < countFor(percentile)) return undefined;
  return decodeHistogram(histogram).percentileNs(percentile);
}

/** The shortest that the percentile can be; undefined where the count can't carry it. */
function atLeastNs(times: ResponseTimes, percentile: number): Ns | undefined {
  const found = times.percentile(percentile);
  switch (found.kind) {
    case "exact":
    case "over":
      return found.ns;
    case "between":
      return found.lowNs;
    case "unmatched":
    case "too few":
      return undefined;
    default:
      return found satisfies never;
  }
}
