// The course of a run over time: its slices, joined if they are too many to see or hold too few requests.
import { ResponseTimes } from "../../run/load/censored.ts";
import { EMPTY_HISTOGRAM, mergeHistograms } from "../../stats/encoded-histogram.ts";
import { addSliceCounts } from "../../run/load/counts.ts";
import type { LoadPhase, LoadSlice } from "../../run/load/run.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";
import type { Texts } from "../../messages/texts.ts";
import { windowNs } from "./phrases.ts";

/** Slices that follow one another, as one. */
export interface TimeInterval extends LoadSlice {
  /** From the beginning of the phase, as `startNs` is. */
  readonly endNs: Ns;
}

/** Replies after the end of the load are shown only if they took more than this share of the measured time. */
const MIN_DRAIN_SHARE = 0.02;

/**
 * At most `maxCount` stretches of equally many slices. Those after the load, in which nothing was due any more, are left
 * out by `isDueOnly`, and where the last replies took little of the time.
 */
export function timeSeriesOf(
  phase: LoadPhase,
  maxCount: number,
  isDueOnly: boolean,
): TimeInterval[] {
  const stretches = intervalsOf(phase);
  const lastedNs = windowNs(phase);
  const drainNs = (stretches.at(-1)?.endNs ?? 0) - lastedNs;
  const hasDrain = !isDueOnly && drainNs > phase.sliceNs && drainNs > MIN_DRAIN_SHARE * lastedNs;
  const shown = stretches.filter(({ startNs }) => startNs < lastedNs || hasDrain);
  const size = Math.ceil(shown.length / maxCount);
  return size <= 1 ? shown : joinWhile(shown, (joined) => joined.length < size);
}

/** "2.5 s to 3 s" after the first request was due. */
export function intervalText(
  { startNs, endNs }: Pick<TimeInterval, "startNs" | "endNs">,
  { charts, number }: Texts,
): string {
  return charts.range(number(formatDuration(startNs)), number(formatDuration(endNs)));
}

/** The one that a time from the beginning of the phase is in. */
export function intervalAt<Own extends Pick<TimeInterval, "startNs" | "endNs">>(
  course: readonly Own[],
  atNs: Ns,
): Own | undefined {
  return course.find(({ startNs, endNs }) => startNs <= atNs && atNs < endNs);
}

/** Each slice by itself; the one in which the load ended is cut there, as nothing was due after it. */
export function intervalsOf(phase: LoadPhase): TimeInterval[] {
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
export function joinUntil(course: readonly TimeInterval[], needed: number): TimeInterval[] {
  const parts: TimeInterval[][] = [[]];
  for (const stretch of course) {
    if (stretch.ok === 0 && stretch.intended > 0) parts.push([]);
    else parts.at(-1)?.push(stretch);
  }
  return parts.flatMap((part) => joinUntilEnough(part, needed));
}

function joinUntilEnough(course: readonly TimeInterval[], needed: number): TimeInterval[] {
  const joined = joinWhile(course, (own) => answerable(addSliceCounts(own)) < needed);
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
    censored: EMPTY_HISTOGRAM,
    // Where a phase's are not known, its slices are not asked for them.
    unmatched: null,
  });
}

function answerable({ ok, unanswered }: Pick<LoadSlice, "ok" | "unanswered">): number {
  return ok + unanswered;
}

function joinWhile(
  course: readonly TimeInterval[],
  isTooShort: (joined: readonly TimeInterval[]) => boolean,
): TimeInterval[] {
  const groups: TimeInterval[][] = [];
  for (const stretch of course) {
    const last = groups.at(-1);
    if (last !== undefined && isTooShort(last)) last.push(stretch);
    else groups.push([stretch]);
  }
  return groups.map((parts) => (parts.length === 1 ? (parts[0] as TimeInterval) : join(parts)));
}

function join(parts: readonly TimeInterval[]): TimeInterval {
  return {
    ...addSliceCounts(parts),
    startNs: parts[0]?.startNs ?? 0,
    endNs: parts.at(-1)?.endNs ?? 0,
    inFlightMax: Math.max(...parts.map(({ inFlightMax }) => inFlightMax)),
    response: mergeHistograms(parts.map(({ response }) => response)),
  };
}
