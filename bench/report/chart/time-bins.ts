// Bins of times, of one width, which may begin before 0 so that what is around an instant falls into one.
import type { Ns } from "../../../src/units/duration.ts";

/** Bin i holds the times from i · width − offset on, up to the next. */
export interface TimeBins {
  readonly widthNs: Ns;
  readonly offsetNs: Ns;
  readonly count: number;
  /** Where the steps of the staircase are; 1 where there are none. */
  readonly binsPerStep: number;
}

/** Bins from 0 to `largestNs`. */
export function binsOf(widthNs: Ns, offsetNs: Ns, largestNs: Ns, binsPerStep: number): TimeBins {
  const count = binAt(largestNs, { widthNs, offsetNs }) + 1;
  return { widthNs, offsetNs, count, binsPerStep };
}

export function binAt(
  timeNs: Ns,
  { widthNs, offsetNs }: Pick<TimeBins, "widthNs" | "offsetNs">,
): number {
  return Math.floor((timeNs + offsetNs) / widthNs);
}

export function timesIn(bin: number, { widthNs, offsetNs }: TimeBins): { fromNs: Ns; toNs: Ns } {
  return {
    fromNs: Math.max(0, bin * widthNs - offsetNs),
    toNs: (bin + 1) * widthNs - offsetNs,
  };
}
