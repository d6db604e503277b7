// What is kept of one burst beside its raw rows, and which bursts count.
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { splitIntoGroups, typicalStepNs } from "./groups.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { percentileOf, sortAscending } from "../../stats/percentile.ts";
import type { Expected, LevelAttempt, LevelSummary } from "./run.ts";
import { type RequestSample, responseNs } from "./sample.ts";

/**
 * `gapNs` parts the groups (`groupGapNs`).
 * @throws {Error} if the attempt has not exactly one sample a client: every request must end in one of the counts.
 */
export function summarizeLevel(attempt: LevelAttempt, isJudged: boolean, gapNs: Ns): LevelSummary {
  const { level, repeat, samples } = attempt;
  if (samples.length !== level) {
    throw new Error(`level ${level}.${repeat} has ${samples.length} samples`);
  }
  const responsesNs = okResponsesNs(samples);
  const histogram = new LatencyHistogram();
  for (const latencyNs of responsesNs) histogram.record(latencyNs);
  const makespanNs = responsesNs.at(-1) ?? null;
  const timedOut = samples.filter(({ outcome }) => outcome === "timeout").length;
  const unfinished = samples.filter(({ outcome }) => outcome === "unfinished").length;
  return {
    level,
    repeat,
    attempt: attempt.attempt,
    lane: attempt.lane,
    isAlone: attempt.isAlone,
    isJudged,
    intendedStartNs: attempt.intendedStartNs,
    ok: responsesNs.length,
    failed: level - responsesNs.length - timedOut - unfinished,
    timedOut,
    unfinished,
    peakInFlight: attempt.peakInFlight,
    makespanNs,
    throughputPerSec:
      makespanNs === null ? null : (responsesNs.length * NS_PER_SECOND) / makespanNs,
    groups: splitIntoGroups(responsesNs, gapNs).map((group) => group.length),
    responseMinNs: responsesNs[0] ?? null,
    responseP50Ns: percentileOf(responsesNs, 50) ?? null,
    responseP90Ns: percentileOf(responsesNs, 90) ?? null,
    responseMaxNs: makespanNs,
    histogram: histogram.encode(),
    histogramOverflow: histogram.overflow,
    self: attempt.self,
  };
}

/** Response times of the ok replies, ascending: completions as offsets from t0. */
export function okResponsesNs(samples: readonly RequestSample[]): Ns[] {
  return sortAscending(
    samples.flatMap((sample) => {
      const latencyNs = sample.outcome === "ok" ? responseNs(sample) : undefined;
      return latencyNs === undefined ? [] : [latencyNs];
    }),
  );
}

/** The same for all attempts of a burst. */
export function burstKey({ level, repeat }: Pick<LevelAttempt, "level" | "repeat">): string {
  return `${level}.${repeat}`;
}

export function attemptKey(own: Pick<LevelAttempt, "level" | "repeat" | "attempt">): string {
  return `${burstKey(own)}.${own.attempt}`;
}

/** The last attempt of each level and repeat, by rule and whatever it shows, in order of first appearance. */
export function judgedAttempts(attempts: readonly LevelAttempt[]): LevelAttempt[] {
  const lastOf = new Map<string, LevelAttempt>();
  for (const attempt of attempts) {
    const key = burstKey(attempt);
    if (attempt.attempt >= (lastOf.get(key)?.attempt ?? 0)) lastOf.set(key, attempt);
  }
  return [...lastOf.values()];
}

/**
 * A gap between completions longer than this parts two groups: half a step. The step is what the completions show
 * (`typicalStepNs`), as the system may be far from what is expected of it. Only when every burst came within half a step
 * by any measure – the expected one and the quickest reply – was there nothing but jitter to see; then half the shorter
 * of these two is the answer, and each burst is one group.
 */
export function groupGapNs(expected: Expected, attempts: readonly LevelAttempt[]): Ns {
  const bursts = attempts.map(({ samples }) => okResponsesNs(samples));
  const quickestNs = Math.min(...bursts.map((sortedNs) => sortedNs[0] ?? Number.POSITIVE_INFINITY));
  const spreadNs = Math.max(
    0,
    ...bursts.map((sortedNs) => (sortedNs.at(-1) ?? 0) - (sortedNs[0] ?? 0)),
  );
  const halfStepNs = Math.min(groupServiceNs(expected.threads, expected), quickestNs) / 2;
  if (!expected.isConstant || spreadNs < halfStepNs) return halfStepNs;
  return (typicalStepNs(bursts) ?? 2 * halfStepNs) / 2;
}

/**
 * Time in which `size` threads, started together, do a task each: S, or where they share fewer cores, size / cores times
 * that, since the cores then do `size` tasks of S core-time each.
 */
export function groupServiceNs(size: number, { meanServiceNs, isCpuBound, cores }: Expected): Ns {
  return meanServiceNs * (isCpuBound && cores !== null ? Math.max(1, size / cores) : 1);
}

/**
 * Most requests in flight at one instant: sent, and not yet replied to. One that never got a reply counts to the end,
 * as it is not known when it left the system.
 */
export function peakInFlight(samples: readonly RequestSample[]): number {
  const sent = sortAscending(samples.flatMap(({ sentNs }) => sentNs ?? []));
  const left = sortAscending(samples.flatMap(({ repliedNs }) => repliedNs ?? []));
  let replied = 0;
  let peak = 0;
  for (const [i, instantNs] of sent.entries()) {
    while ((left[replied] ?? Number.POSITIVE_INFINITY) <= instantNs) replied++;
    peak = Math.max(peak, i + 1 - replied);
  }
  return peak;
}
