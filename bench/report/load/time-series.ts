// The course of a run over time: its slices, joined if they are too many to see or hold too few requests.
import { ResponseTimes } from "../../run/load/censored.ts";
import { encodeHistogram, mergeHistograms } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadPhase, LoadSlice } from "../../run/load/run.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";
import type { Texts } from "../../messages/texts.ts";
import { windowNs } from "./phrases.ts";

/** Slices that follow one another, as one. */
export interface Stretch extends LoadSlice {
  /** From the beginning of the phase, as `startNs` is. */
  readonly endNs: Ns;
}

/** Replies after the end of the load are shown only if they took more than this share of the measured time. */
const MIN_DRAIN_SHARE = 0.02;

/**
 * At most `maxCount` stretches of equally many slices. Those after the load, in which nothing was due any more, are left
 * out by `isDueOnly`, and where the last replies took little of the time.
 */
export function courseOf(phase: LoadPhase, maxCount: number, isDueOnly: boolean): Stretch[] {
  const stretches = stretchesOf(phase);
  const lastedNs = windowNs(phase);
  const drainNs = (stretches.at(-1)?.endNs ?? 0) - lastedNs;
  const hasDrain = !isDueOnly && drainNs > phase.sliceNs && drainNs > MIN_DRAIN_SHARE * lastedNs;
  const shown = stretches.filter(({ startNs }) => startNs < lastedNs || hasDrain);
  const size = Math.ceil(shown.length / maxCount);
  return size <= 1 ? shown : joinWhile(shown, (joined) => joined.length < size);
}

/** "2.5 s to 3 s" after the first request was due. */
export function stretchText(
  { startNs, endNs }: Pick<Stretch, "startNs" | "endNs">,
  { charts, number }: Texts,
): string {
  return charts.range(number(formatDuration(startNs)), number(formatDuration(endNs)));
}

/** Each slice by itself; the one in which the load ended is cut there, as nothing was due after it. */
export function stretchesOf(phase: LoadPhase): Stretch[] {
  const lastedNs = windowNs(phase);
  return phase.slices.map((slice) => {
    const endNs = slice.startNs + phase.sliceNs;
    return { ...slice, endNs: slice.startNs < lastedNs ? Math.min(endNs, lastedNs) : endNs };
  });
}

/**
 * Stretches joined until each has `needed` requests that were answered or never answered, but not over those in which
 * requests were due and none was answered: these, and what between them has too few, are left out.
 */
export function joinUntil(course: readonly Stretch[], needed: number): Stretch[] {
  const parts: Stretch[][] = [[]];
  for (const stretch of course) {
    if (stretch.ok === 0 && stretch.intended > 0) parts.push([]);
    else parts.at(-1)?.push(stretch);
  }
  return parts.flatMap((part) => joinUntilEnough(part, needed));
}

function joinUntilEnough(course: readonly Stretch[], needed: number): Stretch[] {
  const joined = joinWhile(course, (own) => sum(own.map(answerable)) < needed);
  const last = joined.at(-1);
  if (last === undefined || answerable(last) >= needed) return joined;
  const before = joined.at(-2);
  return before === undefined ? [] : [...joined.slice(0, -2), join([before, last])];
}

/** Unanswered requests of a stretch count as longer than all answered ones. */
export function responseTimesIn({ response, ok, unanswered }: LoadSlice): ResponseTimes {
  return new ResponseTimes({
    counts: { dropped: unanswered, ok },
    response,
    gaveUp: NO_VALUES,
    // Where a phase's are not known, its slices are not asked for them.
    unmatched: null,
  });
}

const NO_VALUES = encodeHistogram(new LatencyHistogram(3));

function answerable({ ok, unanswered }: LoadSlice): number {
  return ok + unanswered;
}

function joinWhile(
  course: readonly Stretch[],
  isTooShort: (joined: readonly Stretch[]) => boolean,
): Stretch[] {
  const groups: Stretch[][] = [];
  for (const stretch of course) {
    const last = groups.at(-1);
    if (last !== undefined && isTooShort(last)) last.push(stretch);
    else groups.push([stretch]);
  }
  return groups.map((parts) => (parts.length === 1 ? (parts[0] as Stretch) : join(parts)));
}

function join(parts: readonly Stretch[]): Stretch {
  const total = (countOf: (part: Stretch) => number): number => sum(parts.map(countOf));
  return {
    startNs: parts[0]?.startNs ?? 0,
    endNs: parts.at(-1)?.endNs ?? 0,
    intended: total(({ intended }) => intended),
    ok: total(({ ok }) => ok),
    expectedErrors: total(({ expectedErrors }) => expectedErrors),
    failed: total(({ failed }) => failed),
    unanswered: total(({ unanswered }) => unanswered),
    sentHere: total(({ sentHere }) => sentHere),
    okHere: total(({ okHere }) => okHere),
    inFlightMax: parts.reduce((most, { inFlightMax }) => Math.max(most, inFlightMax), 0),
    response: mergeHistograms(parts.map(({ response }) => response)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
