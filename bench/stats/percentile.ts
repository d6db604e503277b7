// Exact order statistics of samples that are all at hand. Histograms have their own, within their resolution.

export function sortAscending(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * Nearest-rank percentile: the smallest sample that at least `percentile` % of the samples do not exceed; always one of
 * the samples. `sorted` ascends. Undefined when empty.
 * @throws {RangeError} if `percentile` is outside 0..100.
 */
export function percentileOf(sorted: readonly number[], percentile: number): number | undefined {
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new RangeError(`percentile ${percentile} is outside 0..100`);
  }
  // Without the tolerance 55 % of 100 samples would be rank 56, as 0.55 · 100 > 55 in binary.
  const rank = Math.ceil((percentile * sorted.length) / 100 - 1e-9);
  return sorted[Math.max(rank, 1) - 1];
}

/** Middle value, or the mean of the two middle ones; the order of `values` does not matter. Undefined when empty. */
export function medianOf(values: Iterable<number>): number | undefined {
  const sorted = sortAscending(values);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}
