// Latencies in an HDR histogram of microseconds: fixed size, mergeable, and in a format that other tools read.
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
  type JsHistogram,
} from "hdr-histogram-js";
import { type Ns, NS_PER_US } from "../../src/units/duration.ts";

/** Shorter latencies count as this. */
export const LOWEST_LATENCY_NS: Ns = NS_PER_US;
/** Longer latencies are counted as overflow only: 1 h. */
export const HIGHEST_LATENCY_NS: Ns = 3600e9;
/** Relative error of any value: at most 10^-4, with half a microsecond of rounding before it. */
export const SIGNIFICANT_DIGITS = 4;

const US_PER_MS = 1000;

/**
 * Takes 1.3 MB (0.1 MB with 3 digits). A generator, a thread or a level has its own; they are added up at the end, as
 * percentiles can't be averaged.
 */
export class LatencyHistogram {
  /** All that is built without WebAssembly is a JsHistogram. */
  readonly #histogram: JsHistogram;
  /** log2 of half the sub-buckets: values below twice that number have a bucket each. */
  readonly #halfMagnitude: number;
  #overflow: number;

  /** `of` is a number of significant digits, or a decoded histogram (`decodeLatencyHistogram`). */
  constructor(of: number | Histogram = SIGNIFICANT_DIGITS, overflow = 0) {
    // The WebAssembly form prints wrong decimals and can't be added to this one.
    this.#histogram = (
      typeof of === "object"
        ? of
        : build({
            bitBucketSize: 32,
            autoResize: false,
            useWebAssembly: false,
            lowestDiscernibleValue: LOWEST_LATENCY_NS / NS_PER_US,
            highestTrackableValue: HIGHEST_LATENCY_NS / NS_PER_US,
            numberOfSignificantValueDigits: of as 3 | 4,
          })
    ) as JsHistogram;
    this.#halfMagnitude = this.#histogram.subBucketHalfCountMagnitude;
    this.#overflow = overflow;
  }

  /** Values in the histogram, without the overflow. */
  get count(): number {
    return this.#histogram.totalCount;
  }

  /** Values beyond the range: counted, not in the percentiles. */
  get overflow(): number {
    return this.#overflow;
  }

  /** @throws {RangeError} if the latency is negative or NaN, which the library would count as 0. */
  record(latencyNs: Ns): void {
    if (!(latencyNs >= 0)) throw new RangeError(`${latencyNs} ns is no latency`);
    if (latencyNs > HIGHEST_LATENCY_NS) {
      this.#overflow++;
      return;
    }
    // Rounded here: the library would cut.
    const valueUs = Math.max(Math.round(latencyNs / NS_PER_US), LOWEST_LATENCY_NS / NS_PER_US);
    const histogram = this.#histogram;
    // What the library's recordValue does, without its Math.pow: 60 ns become 10, four times a request.
    histogram.incrementCountAtIndex(this.#indexOf(valueUs));
    histogram.incrementTotalCount();
    if (valueUs > histogram.maxValue) histogram.maxValue = valueUs;
    if (valueUs < histogram.minNonZeroValue) histogram.minNonZeroValue = valueUs;
  }

  /** The layout of HdrHistogram: bucket b holds values in steps of 2^b, from half its sub-buckets on. */
  #indexOf(valueUs: number): number {
    // Integers of 32 bits end there.
    if (valueUs > 0x7fffffff) return this.#histogram.countsArrayIndex(valueUs);
    const bucket = Math.max(0, 31 - Math.clz32(valueUs) - this.#halfMagnitude);
    return (bucket << this.#halfMagnitude) + (valueUs >>> bucket);
  }

  /** Mean of the values, in ns, without the overflow. Undefined when empty. */
  get meanNs(): Ns | undefined {
    return this.count === 0 ? undefined : this.#histogram.mean * NS_PER_US;
  }

  /** Longest value, in ns, within the resolution, without the overflow. Undefined when empty. */
  get maxNs(): Ns | undefined {
    return this.count === 0 ? undefined : this.#histogram.maxValue * NS_PER_US;
  }

  /**
   * The `rank`-th shortest value, from 1, in ns, within the resolution; never more than the longest value.
   * @throws {RangeError} if there is no such value.
   */
  valueAtRankNs(rank: number): Ns {
    if (!(rank >= 1 && rank <= this.count)) {
      throw new RangeError(`there is no rank ${rank} of ${this.count} values`);
    }
    // Half a rank less: the library rounds up, and rank / count · count may be a little more than rank in binary.
    const percentile = ((Math.ceil(rank) - 0.5) / this.count) * 100;
    const valueUs = this.#histogram.getValueAtPercentile(percentile);
    return Math.min(valueUs, this.#histogram.maxValue) * NS_PER_US;
  }

  /** The buckets with values in them, ascending: `toNs` is the longest value that falls into it. */
  *buckets(): Generator<{ readonly toNs: Ns; readonly count: number }> {
    // The library's own iterator is one for all, which `meanNs` would set back half way.
    const histogram = this.#histogram;
    for (let i = 0; i < histogram.countsArrayLength; i++) {
      const count = histogram.getCountAtIndex(i);
      if (count === 0) continue;
      const toUs = histogram.highestEquivalentValue(histogram.valueFromIndex(i));
      yield { toNs: toUs * NS_PER_US, count };
    }
  }

  /** Adds all values of `other`, which stays as it is. */
  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram);
    this.#overflow += other.#overflow;
  }

  /**
   * Latency that `percentile` % of the values do not exceed, in ns, within the resolution; never more than the longest
   * value. Undefined when empty.
   * @throws {RangeError} if `percentile` is outside 0..100.
   */
  percentileNs(percentile: number): Ns | undefined {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new RangeError(`percentile ${percentile} is outside 0..100`);
    }
    if (this.count === 0) return undefined;
    // The library answers with the upper end of a bucket, which may lie above the longest value in it.
    const valueUs = this.#histogram.getValueAtPercentile(percentile);
    return Math.min(valueUs, this.#histogram.maxValue) * NS_PER_US;
  }

  clear(): void {
    this.#histogram.reset();
    this.#overflow = 0;
  }

  /** HdrHistogram V2, compressed, base64; the overflow is not in it. */
  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram);
  }

  /** The text of a `.hgrm` file, in milliseconds, as HdrHistogram's plotter reads it. */
  formatHgrm(): string {
    return this.#histogram.outputPercentileDistribution(5, US_PER_MS);
  }
}

/**
 * Reads what `encode` wrote; `overflow` is what was kept beside it.
 * @throws {Error} the library's, if the text is no compressed V2 histogram.
 */
export function decodeLatencyHistogram(base64: string, overflow = 0): LatencyHistogram {
  const decoded = decodeFromCompressedBase64(base64, 32, false, HIGHEST_LATENCY_NS / NS_PER_US);
  return new LatencyHistogram(decoded, overflow);
}
