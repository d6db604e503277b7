// Several generators' share of one phase as the whole: counts add up, histograms are merged, and percentiles are taken
// only of the result.
import { type EncodedHistogram, mergeHistograms } from "../../stats/encoded-histogram.ts";
import { FAILURE_KINDS, type FailureKind } from "../failure.ts";
import { mergeReplyGaps } from "./reply-gap.ts";
import type { FailureTally, LoadPhase, LoadSlice, NamedResult, Unmatched } from "./run.ts";
import { addCounts, addSliceCounts } from "./counts.ts";
import { leaveOutResponses, meansOf, mostTelling } from "./unmatched.ts";
import type { Ns } from "../../../src/units/duration.ts";

/**
 * The order of the parts does not matter but to the order of the names. Slices are as long as the longest of any part:
 * merge all parts at once, as a peak in flight that was joined before can't be had any finer.
 * @throws {RangeError} if there is no part, they begin at different instants, or one's slices don't fit into another's.
 */
export function mergePhases(parts: readonly LoadPhase[]): LoadPhase {
  const [first] = parts;
  if (first === undefined) throw new RangeError("there is no phase to merge");
  const { startNs } = first;
  if (parts.some((part) => part.startNs !== startNs)) {
    const starts = parts.map((part) => part.startNs).join(", ");
    throw new RangeError(`the phases of one run begin at different instants: ${starts} ns`);
  }
  const sum = (valueOf: (part: LoadPhase) => number): number =>
    parts.reduce((total, part) => total + valueOf(part), 0);
  const merged = (histogramOf: (part: LoadPhase) => EncodedHistogram): EncodedHistogram =>
    mergeHistograms(parts.map(histogramOf));
  const sliceNs = Math.max(...parts.map((part) => part.sliceNs));
  const whole: LoadPhase = {
    startNs,
    endNs: Math.max(...parts.map(({ endNs }) => endNs)),
    counts: addCounts(parts.map(({ counts }) => counts)),
    sentInWindow: sum(({ sentInWindow }) => sentInWindow),
    okInWindow: sum(({ okInWindow }) => okInWindow),
    lastOkNs: latest(parts.map(({ lastOkNs }) => lastOkNs)),
    replyGaps: mergeReplyGaps(parts.map(({ replyGaps }) => replyGaps)),
    bytesSent: sum(({ bytesSent }) => bytesSent),
    bytesReceived: sum(({ bytesReceived }) => bytesReceived),
    connectionsOpened: sum(({ connectionsOpened }) => connectionsOpened),
    strayReplies: sum(({ strayReplies }) => strayReplies),
    unmatched: null,
    response: merged(({ response }) => response),
    sendToReply: merged(({ sendToReply }) => sendToReply),
    censored: merged(({ censored }) => censored),
    failedAfter: merged(({ failedAfter }) => failedAfter),
    scheduleLag: merged(({ scheduleLag }) => scheduleLag),
    generatorLag: merged(({ generatorLag }) => generatorLag),
    failures: mergeFailures(parts.map(({ failures }) => failures)),
    byRequest: mergeNamed(parts.flatMap(({ byRequest }) => byRequest)),
    sliceNs,
    slices: addSlices(parts.map((part) => coarsen(part, sliceNs))),
  };
  const unmatched = mergeUnmatched(parts);
  return unmatched === null ? whole : leaveOutResponses(whole, unmatched);
}

/** Where a part has lost track, the whole has. */
function mergeUnmatched(parts: readonly LoadPhase[]): Unmatched | null {
  const reason = mostTelling(parts.map(({ unmatched }) => unmatched?.reason));
  if (reason === undefined) return null;
  const answered = parts.filter(({ counts }) => counts.ok > 0);
  const all = answered.reduce((sum, { counts }) => sum + counts.ok, 0);
  const mean = (name: "meanResponseNs" | "meanSendToReplyNs"): Ns | null =>
    answered.reduce<Ns | null>((sum, part) => {
      const own = meansOf(part)[name];
      return sum === null || own === null ? null : sum + (own * part.counts.ok) / all;
    }, 0);
  const isKnown = all > 0 && parts.every(({ counts }) => counts.ok === counts.sent);
  return {
    reason,
    meanResponseNs: isKnown ? mean("meanResponseNs") : null,
    meanSendToReplyNs: isKnown ? mean("meanSendToReplyNs") : null,
  };
}

function latest(instantsNs: readonly (Ns | null)[]): Ns | null {
  const known = instantsNs.filter((ns) => ns !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function mergeNamed(results: readonly NamedResult[]): NamedResult[] {
  return [...Map.groupBy(results, ({ name }) => name)].map(([name, own]) => ({
    name,
    counts: addCounts(own.map(({ counts }) => counts)),
    response: mergeHistograms(own.map(({ response }) => response)),
    censored: mergeHistograms(own.map(({ censored }) => censored)),
    unmatched: null,
  }));
}

/** The slices of one generator joined to such of `sliceNs`: of its own peaks in flight the highest. */
function coarsen({ slices, sliceNs: fineNs }: LoadPhase, sliceNs: Ns): LoadSlice[] {
  if (sliceNs % fineNs !== 0) {
    throw new RangeError(`slices of ${fineNs} ns can't be joined to such of ${sliceNs} ns`);
  }
  if (fineNs === sliceNs) return [...slices];
  return joinSlices(
    slices.map((slice) => ({ ...slice, startNs: Math.floor(slice.startNs / sliceNs) * sliceNs })),
    (peaks) => Math.max(...peaks),
  );
}

/** Several generators at the same time: their peaks in flight need not have met, so the sum is the most there was. */
function addSlices(parts: readonly (readonly LoadSlice[])[]): LoadSlice[] {
  return joinSlices(parts.flat(), (peaks) => peaks.reduce((total, peak) => total + peak, 0));
}

/** Slices with the same start as one, in order of time. */
function joinSlices(
  slices: readonly LoadSlice[],
  joinPeaks: (peaks: readonly number[]) => number,
): LoadSlice[] {
  return [...Map.groupBy(slices, ({ startNs }) => startNs)]
    .sort(([a], [b]) => a - b)
    .map(([startNs, own]): LoadSlice => ({
      startNs,
      ...addSliceCounts(own),
      inFlightMax: joinPeaks(own.map(({ inFlightMax }) => inFlightMax)),
      response: mergeHistograms(own.map(({ response }) => response)),
    }));
}

/** The tallies of several generators as one: counts add up, the earliest example stays. */
export function mergeFailures(parts: readonly (readonly FailureTally[])[]): FailureTally[] {
  const merged = new Map<FailureKind, FailureTally>();
  for (const tally of parts.flat()) {
    const known = merged.get(tally.kind);
    if (known === undefined) {
      merged.set(tally.kind, tally);
      continue;
    }
    merged.set(tally.kind, {
      kind: tally.kind,
      count: known.count + tally.count,
      firstNs: Math.min(known.firstNs, tally.firstNs),
      lastNs: Math.max(known.lastNs, tally.lastNs),
      example: known.firstNs <= tally.firstNs ? known.example : tally.example,
    });
  }
  return FAILURE_KINDS.flatMap((kind) => merged.get(kind) ?? []);
}
