// Axes from 0 that the pictures of a sweep share: ticks of counts where groups are full, ticks of times at the steps. They
// end a little above the largest value, so that a line there is not cut; the end itself is no tick.
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { valueAxis, withTickAtEnd } from "../chart/axes.ts";
import { isRound, niceAtLeast, timeUnitFor } from "../chart/nice-numbers.ts";
import type { Expected } from "../../run/sweep/run.ts";
import { binsOf, type TimeBins } from "../chart/time-bins.ts";
import type { Report } from "./report.ts";

/** Number of clients or completions: ticks are multiples of c, where groups are full, or whole parts of c. */
export function countAxis(side: "x" | "y", name: string, largest: number, report: Report) {
  const { threads } = report.run.expected;
  const part = [5, 2].find((parts) => threads % parts === 0 && (parts * largest) / threads <= 12);
  const interval =
    part === undefined
      ? threads * niceAtLeast(Math.max(1, largest / threads / 10))
      : threads / part;
  const range = { min: 0, max: largest * 1.02, interval };
  return withTickAtEnd(valueAxis(report.texts, name, side, range), false);
}

/**
 * A time axis in the unit of its largest value. A tick is a step of the staircase (or several, or half of one). Where S is
 * a distribution, or where a step is no round time (as when threads share three cores), ticks are at round times.
 */
export function timeAxis(side: "x" | "y", name: string, largestNs: Ns, { run, texts }: Report) {
  const unit = timeUnitFor(largestNs);
  const largest = largestNs / unit.perUnitNs;
  const step = stepSpacingNs(run.expected) / unit.perUnitNs;
  const interval =
    run.expected.isConstant && isRound(step)
      ? step * niceAtLeast(Math.max(largest < 3 * step ? 0.5 : 1, largest / step / 10))
      : niceAtLeast(largest / 10);
  const range = { min: 0, max: largest * 1.02, interval };
  const named = texts.charts.inUnit(name, unit.name);
  return {
    toAxis: (timeNs: Ns): number => timeNs / unit.perUnitNs,
    axis: withTickAtEnd(valueAxis(texts, named, side, range), false),
  };
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
