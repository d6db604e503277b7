// Nothing vanishes: every request that was intended ends in exactly one count, and in the histograms that go with it.
// A sum that does not hold is a bug of ours, whatever the target did.
import type { EncodedHistogram } from "../../stats/encoded-histogram.ts";
import { addCounts, addSliceCounts, COUNT_NAMES, SLICE_COUNTS } from "./counts.ts";
import type { LoadCounts, LoadPhase } from "./run.ts";

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
  const prefix = of === "" ? "" : `${of}: `;
  const ends = ["ok", "expectedErrors", "failed", "timedOut", "unfinished"] as const;
  return [
    ...COUNT_NAMES.filter((name) => !(Number.isInteger(counts[name]) && counts[name] >= 0)).map(
      (name) => `${prefix}${name} is ${counts[name]}, which is no count`,
    ),
    ...unequal(`${prefix}intended`, counts.intended, sumOf(counts, ["sent", "dropped", "unsent"])),
    ...unequal(`${prefix}sent`, counts.sent, sumOf(counts, ends)),
  ];
}

/** The counts, and what else of the phase must agree with them. */
export function phaseProblems(phase: LoadPhase): string[] {
  const { counts, byRequest, failures, sentInWindow, okInWindow, unmatched } = phase;
  const { sent, ok, failed } = counts;
  // A closed loop has no schedule to lag behind.
  const lagCount = totalOf(phase.scheduleLag);
  const failureCount = failures.reduce((sum, { count }) => sum + count, 0);
  return [
    ...conservationProblems(counts),
    ...unequal("response", totalOf(phase.response), ["ok", timed(ok, unmatched)]),
    ...unequal("sendToReply", totalOf(phase.sendToReply), ["ok", timed(ok, unmatched)]),
    ...unequal("censored", totalOf(phase.censored), sumOf(counts, CENSORED)),
    ...unequal("failedAfter", totalOf(phase.failedAfter), ["failed", timed(failed, unmatched)]),
    ...(lagCount === 0 ? [] : unequal("scheduleLag", lagCount, ["sent", sent])),
    ...unequal("generatorLag", totalOf(phase.generatorLag), ["scheduleLag", lagCount]),
    ...unequal("failures", failureCount, sumOf(counts, ["failed", "timedOut", "dropped"])),
    ...(sentInWindow <= sent ? [] : [`sentInWindow is ${sentInWindow}, but sent is ${sent}`]),
    ...(okInWindow <= ok ? [] : [`okInWindow is ${okInWindow}, but ok is ${ok}`]),
    ...sliceProblems(phase),
    ...(byRequest.length === 0 ? [] : namedProblems(phase)),
  ];
}

function sliceProblems({ slices, counts, unmatched }: LoadPhase): string[] {
  const sums = addSliceCounts(slices);
  const wanted = {
    intended: ["intended", counts.intended],
    ok: ["ok", counts.ok],
    expectedErrors: ["expectedErrors", counts.expectedErrors],
    failed: ["failed", counts.failed],
    unanswered: ["what was never answered", unansweredOf(counts)],
    sentInSlice: ["sent", counts.sent],
    completedInSlice: ["ok", counts.ok],
  } as const satisfies Record<keyof typeof sums, Named>;
  const ends = ["ok", "expectedErrors", "failed", "unanswered"] as const;
  return [
    ...SLICE_COUNTS.flatMap((name) => unequal(`the slices' ${name}`, sums[name], wanted[name])),
    ...slices.flatMap((own, i) => [
      ...unequal(`the response of slice ${i}`, totalOf(own.response), [
        "its ok",
        timed(own.ok, unmatched),
      ]),
      ...unequal(`the intended of slice ${i}`, own.intended, sumOf(own, ends)),
    ]),
  ];
}

function namedProblems({ byRequest, counts, unmatched }: LoadPhase): string[] {
  const sums = addCounts(byRequest.map((named) => named.counts));
  return [
    ...COUNT_NAMES.flatMap((name) =>
      unequal(`the named requests' ${name}`, sums[name], [name, counts[name]]),
    ),
    ...byRequest.flatMap(({ name, counts: own, response, censored }) => [
      ...conservationProblems(own, name),
      ...unequal(`${name}: response`, totalOf(response), ["ok", timed(own.ok, unmatched)]),
      ...unequal(`${name}: censored`, totalOf(censored), sumOf(own, CENSORED)),
    ]),
  ];
}

/** Requests given up after a time that is known: dropped ones have none. */
const CENSORED = ["timedOut", "unfinished", "unsent"] as const;

/** Of so many requests, those with a time that is kept: none of replies that may be another's. */
function timed(count: number, unmatched: LoadPhase["unmatched"]): number {
  return unmatched === null ? count : 0;
}

function totalOf({ count, overflow }: EncodedHistogram): number {
  return count + overflow;
}

type Named = readonly [name: string, value: number];

/** "sent + dropped", and what it comes to. */
function sumOf<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  names: readonly Name[],
): Named {
  return [names.join(" + "), names.reduce((sum, name) => sum + counts[name], 0)];
}

function unequal(name: string, value: number, [otherName, other]: Named): string[] {
  return value === other ? [] : [`${name} is ${value}, but ${otherName} is ${other}`];
}
