// Histograms on their way between processes and in run.json.
import { decodeLatencyHistogram, LatencyHistogram } from "./latency-histogram.ts";

/** A `LatencyHistogram` as text, with how many values are in it and beyond its range. */
export interface EncodedHistogram {
  readonly count: number;
  readonly overflow: number;
  /** HdrHistogram V2, compressed, base64, in µs. */
  readonly histogram: string;
}

export function encodeHistogram(histogram: LatencyHistogram): EncodedHistogram {
  const { count, overflow } = histogram;
  return { count, overflow, histogram: histogram.encode() };
}

/** Of no values, with 3 significant digits. */
export const EMPTY_HISTOGRAM = encodeHistogram(new LatencyHistogram(3));

/** @throws {Error} the library's, if the text is no compressed V2 histogram. */
export function decodeHistogram({ histogram, overflow }: EncodedHistogram): LatencyHistogram {
  return decodeLatencyHistogram(histogram, overflow);
}

/**
 * All values of all parts, which must have the same number of significant digits.
 * @throws {RangeError} if there is no part.
 */
export function mergeHistograms(parts: readonly EncodedHistogram[]): EncodedHistogram {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError("there is no histogram to merge");
  if (rest.length === 0) return first;
  const merged = decodeHistogram(first);
  for (const part of rest) merged.add(decodeHistogram(part));
  return encodeHistogram(merged);
}
