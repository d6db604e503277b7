// Intervals that may be looked at after every burst: the chance that any of them, ever, misses the truth is at most `alpha`.
// A 95 % interval of a fixed number of bursts has no such property: whoever looks often enough sees it exclude any value.
import { sortAscending } from "./percentile.ts";

/** Ascending bounds, in the unit of the values; not finite while there are too few values. */
export interface Bounded {
  readonly low: number;
  readonly high: number;
}

const UNBOUNDED: Bounded = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

/**
 * Of the median of independent values of any distribution. Of n values, k lie below the true median as k heads of n
 * tosses of a fair coin. Bets on all coins at once, uniformly mixed, win 2^n / ((n + 1) · C(n, k)) (Robbins, Statistical
 * methods related to the law of the iterated logarithm, 1970), which for a fair coin ever reaches 1 / alpha with a chance
 * of at most alpha (Ville, 1939). The interval holds the medians against which they have not won so much (Howard and
 * Ramdas, Sequential estimation of quantiles, 2022). Values beyond the middle ones don't move it, however long a stall.
 */
export function medianSequence(values: readonly number[], alpha: number): Bounded {
  const count = values.length;
  const outside = valuesOutside(count, alpha);
  if (outside === 0) return UNBOUNDED;
  const sorted = sortAscending(values);
  return { low: sorted[outside - 1] ?? 0, high: sorted[count - outside] ?? 0 };
}

/** How manieth value from either end of `count` bounds the interval; 0 where there are too few. */
function valuesOutside(count: number, alpha: number): number {
  const limit = -Math.log(alpha);
  // Of 0 values below: 2^n / (n + 1).
  let logWin = count * Math.LN2 - Math.log(count + 1);
  let below = 0;
  while (logWin >= limit && below < count / 2) {
    below++;
    // C(n, k) = C(n, k − 1) · (n − k + 1) / k.
    logWin -= Math.log((count - below + 1) / below);
  }
  return below;
}

/** Values among which the sequence of a mean is narrowest. */
const MEAN_TUNED_FOR = 1000;

/**
 * Half the width of the interval of a mean of `count` independent values: the normal mixture of Robbins (1970), asymptotic
 * (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory, 2024). `deviation` is that of one
 * value.
 */
export function meanSequenceHalf(deviation: number, count: number, alpha: number): number {
  const rho = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / MEAN_TUNED_FOR;
  const spread = count * rho + 1;
  return (
    deviation * Math.sqrt((2 * spread * Math.log(Math.sqrt(spread) / alpha)) / (count ** 2 * rho))
  );
}
