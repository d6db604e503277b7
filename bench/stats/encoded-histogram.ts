// Histograms on their way between processes and in run.json.
import { decodeLatencyHistogram, type LatencyHistogram } from "./latency-histogram.ts";
import type { EncodedHistogram } from "../run/load/run.ts";

export function encodeHistogram(histogram: LatencyHistogram): EncodedHistogram {
  const { count, overflow } = histogram;
  return { count, overflow, histogram: histogram.encode() };
}

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
