// Whether a load run measured the target at all, or only the generator and its host. A reason to refuse it must have
// changed the figures: what is late or busy by less than the figures themselves are told to is no reason, so that a noisy
// machine spoils no run that it could not have spoiled. Time spent spinning is no sign of a limit.
import { say, type Texts } from "../messages/texts.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { countFor, ResponseTimes } from "../measure/censored.ts";
import { decodeHistogram } from "../measure/encoded-histogram.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { EncodedHistogram, GeneratorHealth, LoadResult } from "../measure/load-run.ts";
import type { Text } from "../../src/units/text.ts";
import { rateText, shareText, timeText } from "./load-texts.ts";
import { busyShareOf, generatorText, loadWarnings } from "./load-warnings.ts";
import { hasMissedArrivals } from "./offered-load.ts";

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
/** Of a core: a generator that is busier had no time to spare. */
const BUSY_LIMIT = 0.9;

export interface LoadValidity {
  readonly invalidReasons: Text[];
  readonly warnings: Text[];
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
      ...(isTargetLimited ? [say((t) => t.load.targetLimited(missingText(t, result)))] : []),
      ...(late.length > 0 ? [] : lagWarnings(result, times)),
      ...loadWarnings(plan, result, times, cpuCount),
    ],
  };
}

/** A lost generator's requests are in no figure: neither those that were answered, nor those that failed. */
function lostReasons({ generators }: LoadPlan, { lostGenerators = [] }: LoadResult): Text[] {
  return lostGenerators.map(({ generator, ended }) =>
    say((t) => t.load.generatorLost(generator, generators, ended)),
  );
}

/**
 * Response times run from the intended start, so that what the generator is late is part of them. A percentile that its
 * count can't carry, on either side, is told nobody, and so spoils nothing.
 */
function lagReasons({ run }: LoadResult, times: ResponseTimes): Text[] {
  const seen = ([50, 99] as const).flatMap((percentile) => {
    const lagNs = carriedNs(run.ownLag, percentile);
    const responseNs = atLeastNs(times, percentile);
    if (lagNs === undefined || responseNs === undefined) return [];
    const allowedNs = Math.max(LAG_ALLOWED_NS[`p${percentile}`], SHARE_OF_RESPONSE * responseNs);
    return lagNs > allowedNs ? [{ percentile, lagNs, allowedNs }] : [];
  });
  if (seen.length === 0) return [];
  return [
    say((t) =>
      t.load.sentLate(
        seen
          .map(({ percentile, lagNs, allowedNs }) =>
            t.load.lagAt(timeText(t, lagNs), percentile, timeText(t, allowedNs)),
          )
          .join(", "),
      ),
    ),
  ];
}

/** Of a very quick target even an allowed lag is much of what is measured. */
function lagWarnings({ run }: LoadResult, times: ResponseTimes): Text[] {
  const lagNs = carriedNs(run.ownLag, 99);
  const responseNs = atLeastNs(times, 99);
  if (lagNs === undefined || responseNs === undefined || lagNs < LAG_TO_MENTION * responseNs) {
    return [];
  }
  return [say((t) => t.load.ownLag(timeText(t, lagNs), timeText(t, responseNs)))];
}

/**
 * The heartbeat beats once in a stall, however long, so that a few long ones hide from its percentiles: their share of the
 * time is looked at too.
 */
function delayReasons(health: GeneratorHealth, result: LoadResult, times: ResponseTimes): Text[] {
  const { eventLoopDelay } = health;
  // Where p99 is not known, the median or the shortest is less than it, and so a bound to be safe with.
  const responseNs = [99, 50, 0].map((p) => atLeastNs(times, p)).find((ns) => ns !== undefined);
  const allowedNs = Math.max(DELAY_ALLOWED_NS, SHARE_OF_RESPONSE * (responseNs ?? 0));
  // A short run's count carries less than p99.
  const percentile = [99, 95, 90, 50].find((p) => eventLoopDelay.count >= countFor(p));
  const delayNs = percentile === undefined ? undefined : carriedNs(eventLoopDelay, percentile);
  if (percentile !== undefined && delayNs !== undefined && delayNs > allowedNs) {
    return [
      say((t) =>
        t.load.eventLoopLate(
          generatorText(t, health, result),
          timeText(t, delayNs),
          percentile,
          timeText(t, allowedNs),
        ),
      ),
    ];
  }
  const stalledNs = [...decodeHistogram(eventLoopDelay).buckets()]
    .filter(({ toNs }) => toNs > allowedNs)
    .reduce((sum, { toNs, count }) => sum + toNs * count, 0);
  const stalledShare = stalledNs / Math.max(1, result.run.endNs - result.run.startNs);
  if (stalledShare <= STALLED_SHARE_ALLOWED) return [];
  return [
    say((t) =>
      t.load.stalled(
        generatorText(t, health, result),
        shareText(t, Math.min(1, stalledShare)),
        shareText(t, STALLED_SHARE_ALLOWED),
      ),
    ),
  ];
}

/**
 * Of a run that did not send all its arrivals. Dropped ones are missing like those that waited too long: a generator without
 * time to spare leaves replies unread, and then its connections only look busy.
 */
function busyReasons(result: LoadResult): Text[] {
  const busy = result.generators.filter((health) => busyShareOf(health) >= BUSY_LIMIT);
  if (busy.length === 0) return [];
  return [
    say((t) =>
      t.load.generatorBusy(
        missingText(t, result),
        busy
          .map((health) =>
            t.load.hadNoTime(generatorText(t, health, result), shareText(t, busyShareOf(health))),
          )
          .join(", "),
      ),
    ),
  ];
}

/** What was offered and achieved. */
function missingText(t: Texts, { run }: LoadResult): string {
  const seconds = (run.endNs - run.startNs) / NS_PER_SECOND;
  return t.load.missing(
    rateText(t, run.counts.intended / seconds),
    rateText(t, run.sentInWindow / seconds),
  );
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
