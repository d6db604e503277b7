// Nothing vanishes: every request that was intended ends in exactly one count, and in the histograms that go with it.
// A sum that does not hold is a bug of ours, whatever the target did.
import type { EncodedHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadCounts, LoadPhase, LoadSlice } from "./run.ts";

export const COUNT_NAMES = [
  "intended",
  "sent",
  "dropped",
  "unsent",
  "ok",
  "expectedErrors",
  "failed",
  "timedOut",
  "unfinished",
] as const satisfies readonly (keyof LoadCounts)[];

/** Requests that got no reply and did not fail: timed out, unfinished, dropped or unsent. */
export function unansweredOf(counts: LoadCounts): number {
  const { intended, ok, expectedErrors, failed } = counts;
  return intended - ok - expectedErrors - failed;
}

/** Requests that did not end as they should: all but those with an ok reply or an expected error. */
export function errorsOf({ intended, ok, expectedErrors }: LoadCounts): number {
  return intended - ok - expectedErrors;
}

/** One line for each sum that does not hold; empty when all do. `of` says whose counts they are. */
export function conservationProblems(counts: LoadCounts, of = ""): string[] {
  const { intended, sent, dropped, unsent, ok, expectedErrors, failed, timedOut, unfinished } =
    counts;
  const prefix = of === "" ? "" : `${of}: `;
  return [
    ...COUNT_NAMES.filter((name) => !(Number.isInteger(counts[name]) && counts[name] >= 0)).map(
      (name) => `${prefix}${name} is ${counts[name]}, which is no count`,
    ),
    ...unequal(`${prefix}intended`, intended, "sent + dropped + unsent", sent + dropped + unsent),
    ...unequal(
      `${prefix}sent`,
      sent,
      "ok + expectedErrors + failed + timedOut + unfinished",
      ok + expectedErrors + failed + timedOut + unfinished,
    ),
  ];
}

/** The counts, and what else of the phase must agree with them. */
export function phaseProblems(phase: LoadPhase): string[] {
  const { counts, byRequest, failures, sentInWindow, okInWindow } = phase;
  const { sent, ok, failed, timedOut, dropped } = counts;
  // A closed loop has no schedule to lag behind.
  const lagCount = totalOf(phase.scheduleLag);
  // Of replies that may be another's no time is kept.
  const known = phase.unmatched === null ? 1 : 0;
  const failureCount = failures.reduce((sum, { count }) => sum + count, 0);
  return [
    ...conservationProblems(counts),
    ...unequal("response", totalOf(phase.response), "ok", known * ok),
    ...unequal("sendToReply", totalOf(phase.sendToReply), "ok", known * ok),
    ...unequal("censored", totalOf(phase.censored), CENSORED, censoredOf(counts)),
    ...unequal("failedAfter", totalOf(phase.failedAfter), "failed", known * failed),
    ...(lagCount === 0 ? [] : unequal("scheduleLag", lagCount, "sent", sent)),
    ...unequal("generatorLag", totalOf(phase.generatorLag), "scheduleLag", lagCount),
    ...unequal(
      "failures",
      failureCount,
      "failed + timedOut + dropped",
      failed + timedOut + dropped,
    ),
    ...(sentInWindow <= sent ? [] : [`sentInWindow is ${sentInWindow}, but sent is ${sent}`]),
    ...(okInWindow <= ok ? [] : [`okInWindow is ${okInWindow}, but ok is ${ok}`]),
    ...sliceProblems(phase),
    ...(byRequest.length === 0 ? [] : namedProblems(phase)),
  ];
}

function sliceProblems({ slices, counts, unmatched }: LoadPhase): string[] {
  const known = unmatched === null ? 1 : 0;
  const { intended, sent, ok, expectedErrors, failed } = counts;
  const sumOf = (
    name:
      | "intended"
      | "ok"
      | "expectedErrors"
      | "failed"
      | "unanswered"
      | "sentInSlice"
      | "completedInSlice",
  ): number => slices.reduce((sum, slice) => sum + slice[name], 0);
  const unanswered = unansweredOf(counts);
  return [
    ...unequal("the slices' intended", sumOf("intended"), "intended", intended),
    ...unequal("the slices' ok", sumOf("ok"), "ok", ok),
    ...unequal(
      "the slices' expectedErrors",
      sumOf("expectedErrors"),
      "expectedErrors",
      expectedErrors,
    ),
    ...unequal("the slices' failed", sumOf("failed"), "failed", failed),
    ...unequal(
      "the slices' unanswered",
      sumOf("unanswered"),
      "what was never answered",
      unanswered,
    ),
    ...unequal("the slices' sentInSlice", sumOf("sentInSlice"), "sent", sent),
    ...unequal("the slices' completedInSlice", sumOf("completedInSlice"), "ok", ok),
    ...slices.flatMap((slice, i) =>
      unequal(`the response of slice ${i}`, totalOf(slice.response), "its ok", known * slice.ok),
    ),
    ...slices.flatMap((slice, i) => endsOf(slice, i)),
  ];
}

function endsOf(slice: LoadSlice, i: number): string[] {
  const { intended, ok, expectedErrors, failed, unanswered } = slice;
  const ends = ok + expectedErrors + failed + unanswered;
  const name = "ok + expectedErrors + failed + unanswered";
  return unequal(`the intended of slice ${i}`, intended, name, ends);
}

function namedProblems({ byRequest, counts, unmatched }: LoadPhase): string[] {
  const known = unmatched === null ? 1 : 0;
  return [
    ...COUNT_NAMES.flatMap((name) => {
      const sum = byRequest.reduce((total, named) => total + named.counts[name], 0);
      return unequal(`the named requests' ${name}`, sum, name, counts[name]);
    }),
    ...byRequest.flatMap((named) => [
      ...conservationProblems(named.counts, named.name),
      ...unequal(`${named.name}: response`, totalOf(named.response), "ok", known * named.counts.ok),
      ...unequal(
        `${named.name}: censored`,
        totalOf(named.censored),
        CENSORED,
        censoredOf(named.counts),
      ),
    ]),
  ];
}

const CENSORED = "timedOut + unfinished + unsent";

function censoredOf({ timedOut, unfinished, unsent }: LoadCounts): number {
  return timedOut + unfinished + unsent;
}

function totalOf({ count, overflow }: EncodedHistogram): number {
  return count + overflow;
}

function unequal(name: string, value: number, otherName: string, other: number): string[] {
  return value === other ? [] : [`${name} is ${value}, but ${otherName} is ${other}`];
}
