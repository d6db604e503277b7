// From draws to an interval and to the chance that a difference has no cause.
import { percentileOf, sortAscending } from "../measure/percentile.ts";
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
  readonly chance: number;
} {
  const { estimate, center, draws, resolution, units, degrees } = difference;
  const quantile = (percentile: number, unknown: number): number =>
    percentileOf(
      sortAscending(draws.map((draw) => (Number.isNaN(draw) ? unknown : draw))),
      percentile,
    ) ?? unknown;
  const below = Math.max(0, center - quantile(2.5, Number.NEGATIVE_INFINITY));
  const above = Math.max(0, quantile(97.5, Number.POSITIVE_INFINITY) - center);
  const forFewUnits = Math.sqrt(units / (units - 1)) / NORMAL_975;
  const factor = forFewUnits * studentQuantile(0.05, degrees);
  // How far the estimate is from no difference, told by the side of the interval that faces it.
  const excess = Math.abs(estimate) - resolution;
  const error = (estimate > 0 ? below : above) * forFewUnits;
  return {
    low: estimate - factor * below - resolution,
    high: estimate + factor * above + resolution,
    chance: excess > 0 ? studentTwoSided(excess / error, degrees) : 1,
  };
}

/**
 * Degrees of freedom of a difference of two sides that were drawn apart (Welch, The generalization of "Student's" problem,
 * 1947). `drawsA` and `drawsB` are the values of each side in the scale of the difference.
 */
export function welchDegrees(
  drawsA: readonly number[],
  drawsB: readonly number[],
  unitsA: number,
  unitsB: number,
): number {
  const [ofA, ofB] = [unitsA, unitsB].map((units) => Math.max(1, Math.round(units) - 1));
  const fewest = Math.min(ofA ?? 1, ofB ?? 1);
  const a = varianceOf(drawsA);
  const b = varianceOf(drawsB);
  const degrees = (a + b) ** 2 / (a ** 2 / (ofA ?? 1) + b ** 2 / (ofB ?? 1));
  // Not finite where nothing varies, or where a draw has no end.
  return Number.isFinite(degrees) ? Math.max(fewest, degrees) : fewest;
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * Chances that allow for how many were looked at (Holm, A simple sequentially rejective multiple test procedure, 1979): of
 * those that end below 0.05 any is a false alarm in at most 5 % of all comparisons. In the order of `chances`.
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
