// Percentiles of the last seconds, in bounded memory: log-linear counters, one set a slice of time. Pure.

/** Values of one power of two share this many counters, so a percentile is at most 1/128 off. */
const STEPS_PER_OCTAVE = 64;
/** 2^42 ns are 73 minutes; longer ones count as that. */
const OCTAVES = 42;
const BUCKETS = (OCTAVES - 5) * STEPS_PER_OCTAVE;

/** [bucket, count] of those that are not 0. */
export type SparseCounts = readonly (readonly [bucket: number, count: number])[];

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Where a duration of `ns` is counted. */
export function bucketOf(ns: number): number {
  if (!(ns >= STEPS_PER_OCTAVE)) return Math.max(0, Math.floor(ns) || 0);
  const octave = Math.min(OCTAVES - 1, Math.floor(Math.log2(ns)));
  const step = Math.floor((ns / 2 ** octave - 1) * STEPS_PER_OCTAVE);
  // log2 of a value just below a power of two may be rounded up to it, and the longest ones are clamped.
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

/** Nearest rank, over all counts together; null where there are none. In ns. */
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

/** Counts values of the last `slices` whole slices of time and of the one that has begun. */
export class WindowedHistogram {
  readonly #sliceMs: number;
  readonly #slices: readonly Uint32Array[];
  /** Of all slices together. */
  readonly #sum = new Uint32Array(BUCKETS);
  #newest = Number.NEGATIVE_INFINITY;

  constructor(sliceMs: number, slices: number) {
    this.#sliceMs = sliceMs;
    this.#slices = Array.from({ length: slices + 1 }, () => new Uint32Array(BUCKETS));
  }

  record(nowMs: number, ns: number): void {
    const counters = this.#advance(nowMs);
    const bucket = bucketOf(ns);
    counters[bucket] = (counters[bucket] ?? 0) + 1;
    this.#sum[bucket] = (this.#sum[bucket] ?? 0) + 1;
  }

  counts(nowMs: number): SparseCounts {
    this.#advance(nowMs);
    const counts: [number, number][] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#sum[bucket] ?? 0;
      if (count > 0) counts.push([bucket, count]);
    }
    return counts;
  }

  /** Empties the slices that have left the window. Time never goes back here. */
  #advance(nowMs: number): Uint32Array {
    const now = Math.max(this.#newest, Math.floor(nowMs / this.#sliceMs));
    const { length } = this.#slices;
    const passed = Math.min(length, now - this.#newest);
    for (let i = 0; i < passed; i++) this.#empty(this.#slice(now - i));
    this.#newest = now;
    return this.#slice(now);
  }

  #empty(slice: Uint32Array): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = slice[bucket] ?? 0;
      if (count > 0) this.#sum[bucket] = (this.#sum[bucket] ?? 0) - count;
    }
    slice.fill(0);
  }

  #slice(index: number): Uint32Array {
    const slice = this.#slices[index % this.#slices.length];
    if (slice === undefined) throw new RangeError(`no slice ${index}`);
    return slice;
  }
}
