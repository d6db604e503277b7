// The counts of a load run and of its slices, by their names.
import type { LoadCounts, LoadSlice } from "./run.ts";

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

export const SLICE_COUNTS = [
  "intended",
  "ok",
  "expectedErrors",
  "failed",
  "unanswered",
  "sentInSlice",
  "completedInSlice",
] as const satisfies (keyof LoadSlice)[];

type Counts<Name extends string> = Record<Name, number>;

/** Zeros of no parts. */
export function addCounts(parts: readonly LoadCounts[]): Counts<keyof LoadCounts> {
  return addUp(COUNT_NAMES, parts);
}

/** Of slices at the same time. Zeros of no parts. */
export function addSliceCounts(
  parts: readonly Readonly<Counts<(typeof SLICE_COUNTS)[number]>>[],
): Counts<(typeof SLICE_COUNTS)[number]> {
  return addUp(SLICE_COUNTS, parts);
}

function addUp<Name extends string>(
  names: readonly Name[],
  parts: readonly Readonly<Counts<Name>>[],
): Counts<Name> {
  const sums = names.map((name) => [name, parts.reduce((sum, part) => sum + part[name], 0)]);
  return Object.fromEntries(sums) as Counts<Name>;
}
