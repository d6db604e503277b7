// From draws to an interval and to the chance that a difference has no cause.
import { percentileOf, sortAscending } from "./percentile.ts";
import { studentQuantile, studentTwoSided } from "./student-t.ts";

const NORMAL_975 = 1.959964;

/** A difference in a scale of its own: logarithms of ratios, or points of a share. */
export interface DrawnDifference {
  /** As well as the whole runs tell it. */
  readonly estimate: number;
  /** As the units tell it, each drawn once: what the draws scatter about. */
  readonly center: number;
  /** Of each draw; NaN where it may be anything. */
  readonly draws: readonly number[];
  /** Differences up to this are within what is rounded. */
  readonly resolution: number;
  /** Units that were drawn, and the degrees of freedom that they leave. */
  readonly units: number;
  readonly degrees: number;
  /** How much wider than its draws it scatters, as units that follow one another are alike; 1: they are not. */
  readonly persistence: number;
}

/**
 * The 95 % interval, and the two-sided chance of the estimate if there is no difference. Both use the bootstrap percentile
 * interval, expanded about the estimate for few units: t instead of the normal quantile, and √(n/(n−1)) (Hesterberg, What
 * Teachers Should Know About the Bootstrap, 2015, section 4.6), as percentile intervals alone are too narrow there. Unlike a
 * standard error it keeps the skewness that stalls give to the tails, and bears draws without end.
 */
export function judgeDifference(difference: DrawnDifference): {
  readonly low: number;
  readonly high: number;
  /** Null where no draw shows a difference: there was nothing that could have come out either way. */
  readonly chance: number | null;
} {
  const { estimate, center, draws, resolution, units, degrees, persistence } = difference;
  const quantile = (percentile: number, unknown: number): number =>
    percentileOf(
      sortAscending(draws.map((draw) => (Number.isNaN(draw) ? unknown : draw))),
      percentile,
    ) ?? unknown;
  const below = Math.max(0, center - quantile(2.5, Number.NEGATIVE_INFINITY));
  const above = Math.max(0, quantile(97.5, Number.POSITIVE_INFINITY) - center);
  const widening = (persistence * Math.sqrt(units / (units - 1))) / NORMAL_975;
  const factor = widening * studentQuantile(0.05, degrees);
  // How far the estimate is from no difference, told by the side of the interval that faces it.
  const excess = Math.abs(estimate) - resolution;
  const error = (estimate > 0 ? below : above) * widening;
  const isConstant = excess <= 0 && draws.every((draw) => Math.abs(draw) <= resolution);
  return {
    low: estimate - factor * below - resolution,
    high: estimate + factor * above + resolution,
    chance: isConstant ? null : excess > 0 ? studentTwoSided(excess / error, degrees) : 1,
  };
}

/**
 * Chances that allow for how many were looked at (Holm, A simple sequentially rejective multiple test procedure, 1979): of
 * those that end below 0.1 any is a false alarm in at most 10 % of all comparisons. In the order of `chances`.
 */
export function holm(chances: readonly number[]): number[] {
  const order = [...chances.keys()].sort((i, j) => (chances[i] ?? 1) - (chances[j] ?? 1));
  const adjusted = new Array<number>(chances.length).fill(1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (chances[i] ?? 1) * (chances.length - rank)));
    adjusted[i] = largest;
  }
  return adjusted;
}
