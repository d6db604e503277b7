// Stretches of a run in which no reply came, of one generator or of several together: what silences are found in.
import type { ReplyGap } from "./run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";

/** Shorter ones are not kept: a busy machine alone makes such. */
export const SHORTEST_GAP_NS: Ns = 100 * NS_PER_MS;
/** Of more the longest are kept; at most ten can be longer than a tenth of the measured time. */
export const MAX_GAPS = 64;

/** All generators at once: there is a gap where each of them had one, with requests outstanding at any of them. */
export function mergeReplyGaps(parts: readonly (readonly ReplyGap[])[]): ReplyGap[] {
  const [first = [], ...others] = parts;
  const merged = others.reduce<readonly ReplyGap[]>(
    (gaps, own) => gaps.flatMap((gap) => own.flatMap((other) => meet(gap, other) ?? [])),
    first,
  );
  return longestOf(merged);
}

/** At most `MAX_GAPS` of them, in order of time. */
export function longestOf(gaps: readonly ReplyGap[]): ReplyGap[] {
  if (gaps.length <= MAX_GAPS) return [...gaps];
  return gaps
    .toSorted((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, MAX_GAPS)
    .sort((a, b) => a.afterNs - b.afterNs);
}

/** Infinite where no reply came any more. */
export function lengthOf({ afterNs, untilNs }: Pick<ReplyGap, "afterNs" | "untilNs">): Ns {
  return (untilNs ?? Number.POSITIVE_INFINITY) - afterNs;
}

function meet(a: ReplyGap, b: ReplyGap): ReplyGap | undefined {
  const afterNs = Math.max(a.afterNs, b.afterNs);
  const endNs = Math.min(a.untilNs ?? Infinity, b.untilNs ?? Infinity);
  if (endNs - afterNs < SHORTEST_GAP_NS) return undefined;
  const spans = [a, b].flatMap(({ outstanding }) => {
    if (outstanding === null) return [];
    const fromNs = Math.max(outstanding.fromNs, afterNs);
    const toNs = Math.min(outstanding.toNs, endNs);
    return toNs > fromNs ? [{ fromNs, toNs }] : [];
  });
  const longest = [a.longestOutsideNs, b.longestOutsideNs].filter((ns) => ns !== null);
  return {
    afterNs,
    untilNs: endNs === Infinity ? null : endNs,
    outstanding: joinSpans(spans),
    longestOutsideNs: longest.length === 0 ? null : Math.max(...longest),
  };
}

/** One span of both where they overlap, else the longer one. */
function joinSpans(
  spans: readonly NonNullable<ReplyGap["outstanding"]>[],
): ReplyGap["outstanding"] {
  const [a, b] = spans;
  if (a === undefined || b === undefined) return a ?? null;
  if (a.fromNs <= b.toNs && b.fromNs <= a.toNs) {
    return { fromNs: Math.min(a.fromNs, b.fromNs), toNs: Math.max(a.toNs, b.toNs) };
  }
  return a.toNs - a.fromNs >= b.toNs - b.fromNs ? a : b;
}
