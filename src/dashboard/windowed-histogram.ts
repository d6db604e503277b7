// Percentiles over the window, in bounded memory: log-linear counters, one set for each slice of time. Pure.
import type { Percentiles } from "./frames.ts";
import { Slices, sliceOf } from "./window.ts";

/** Counters for the values between two powers of two: a percentile is at most 1/128 off. */
const STEPS_PER_OCTAVE = 64;
/** 2^42 ns are 73 minutes; longer durations count as 73 minutes. */
const OCTAVES = 42;
const BUCKETS = (OCTAVES - 5) * STEPS_PER_OCTAVE;

/** [bucket, count] of the buckets that are not empty. */
export type SparseCounts = readonly (readonly [bucket: number, count: number])[];

/** The bucket that counts a duration of `ns`. */
export function bucketOf(ns: number): number {
  if (!(ns >= STEPS_PER_OCTAVE)) return Math.max(0, Math.floor(ns) || 0);
  const octave = Math.min(OCTAVES - 1, Math.floor(Math.log2(ns)));
  const step = Math.floor((ns / 2 ** octave - 1) * STEPS_PER_OCTAVE);
  // log2 of a value just below a power of two may be rounded up to it; the longest durations are clamped.
  const within = Math.min(STEPS_PER_OCTAVE - 1, Math.max(0, step));
  return (octave - 5) * STEPS_PER_OCTAVE + within;
}

/** The middle of a bucket's values, ns. */
export function valueOf(bucket: number): number {
  if (bucket < STEPS_PER_OCTAVE) return bucket;
  const octave = Math.floor(bucket / STEPS_PER_OCTAVE) + 5;
  const step = bucket % STEPS_PER_OCTAVE;
  return 2 ** octave * (1 + (step + 0.5) / STEPS_PER_OCTAVE);
}

/** Nearest-rank percentiles of all counts together, in ns; null without counts. */
export function percentilesOf(parts: readonly SparseCounts[]): Percentiles | null {
  const counts = new Map<number, number>();
  let total = 0;
  for (const [bucket, count] of parts.flat()) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
    total += count;
  }
  if (total === 0) return null;
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const at = (quantile: number): number => {
    let left = Math.ceil(quantile * total);
    for (const [bucket, count] of sorted) {
      left -= count;
      if (left <= 0) return valueOf(bucket);
    }
    return valueOf(sorted.at(-1)?.[0] ?? 0);
  };
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Counts durations over the window of the live page. */
export class WindowedHistogram {
  readonly #slices = new Slices(
    () => new Uint32Array(BUCKETS),
    (counters) => counters.fill(0),
  );

  /** `nowMs`: Unix time in ms; `ns`: the duration. */
  record(nowMs: number, ns: number): void {
    const counters = this.#slices.at(sliceOf(nowMs));
    const bucket = bucketOf(ns);
    if (counters !== undefined) counters[bucket] = (counters[bucket] ?? 0) + 1;
  }

  /** Of the window at `nowMs`. */
  counts(nowMs: number): SparseCounts {
    const sums = new Uint32Array(BUCKETS);
    for (const counters of this.#slices.inWindow(nowMs)) {
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        sums[bucket] = (sums[bucket] ?? 0) + (counters[bucket] ?? 0);
      }
    }
    return [...sums.entries()].filter(([, count]) => count > 0);
  }
}
