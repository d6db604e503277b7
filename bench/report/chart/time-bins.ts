// Bins for response times that stand around the steps of the staircase.
import type { Expected } from "../../run/sweep/run.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { niceAtLeast } from "./nice-numbers.ts";

/** Bin i holds the times from i · width − offset on, up to the next. */
export interface TimeBins {
  readonly widthNs: Ns;
  readonly offsetNs: Ns;
  readonly count: number;
  /** Where the steps of the staircase are; 1 where there are none. */
  readonly binsPerStep: number;
}

/**
 * At most `maxBins` bins from 0 to `largestNs`, up to four a step: with edges at the steps, jitter of a microsecond would
 * throw replies of one step into two bins. Of a distribution, which has no steps, they are of a round width.
 */
export function timeBins(largestNs: Ns, expected: Expected, maxBins: number): TimeBins {
  const stepNs = stepSpacingNs(expected);
  if (!expected.isConstant) return binsOf(niceAtLeast(largestNs / (maxBins - 1)), 0, largestNs, 1);
  const steps = largestNs / stepNs;
  const perStep = [4, 2, 1].find((candidate) => steps * candidate <= maxBins - 1);
  const widthNs =
    perStep === undefined ? stepNs * niceAtLeast(steps / (maxBins - 1)) : stepNs / perStep;
  return binsOf(widthNs, Math.min(widthNs, stepNs) / 2, largestNs, perStep ?? 1);
}

function binsOf(widthNs: Ns, offsetNs: Ns, largestNs: Ns, binsPerStep: number): TimeBins {
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
