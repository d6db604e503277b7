import { describe, expect, test } from "bun:test";
import { decodeHistogram, encodeHistogram, mergeHistograms } from "./encoded-histogram.ts";
import { HIGHEST_LATENCY_NS, LatencyHistogram } from "./latency-histogram.ts";

function encodedOf(
  latenciesNs: readonly number[],
  digits?: number,
): ReturnType<typeof encodeHistogram> {
  const histogram = new LatencyHistogram(digits);
  for (const latencyNs of latenciesNs) histogram.record(latencyNs);
  return encodeHistogram(histogram);
}

describe("an encoded histogram", () => {
  test("keeps its counts beside it, and decodes to the same", () => {
    const encoded = encodedOf([1e6, 2e6, HIGHEST_LATENCY_NS + 1]);
    expect(encoded).toMatchObject({ count: 2, overflow: 1 });
    const decoded = decodeHistogram(encoded);
    expect([decoded.count, decoded.overflow, decoded.percentileNs(50)]).toEqual([2, 1, 1e6]);
    expect(encodeHistogram(decoded)).toEqual(encoded);
  });

  test("of no values is one too", () => {
    const decoded = decodeHistogram(encodedOf([]));
    expect([decoded.count, decoded.overflow, decoded.maxNs]).toEqual([0, 0, undefined]);
  });

  test.each([2, 3, 4])("of %p digits merges with its like, an hour included", (digits) => {
    const parts = [[1e6, Infinity], [], [HIGHEST_LATENCY_NS], [3e6, 3e6]];
    const merged = mergeHistograms(parts.map((part) => encodedOf(part, digits)));
    expect(merged).toMatchObject({ count: 4, overflow: 1 });
    expect([...decodeHistogram(merged).buckets()]).toEqual([
      ...decodeHistogram(encodedOf(parts.flat(), digits)).buckets(),
    ]);
  });

  test("alone is its own merge; of none there is none", () => {
    const alone = encodedOf([5e6]);
    expect(mergeHistograms([alone])).toBe(alone);
    expect(() => mergeHistograms([])).toThrow(RangeError);
  });

  test("that is none is refused", () => {
    expect(() => decodeHistogram({ count: 1, overflow: 0, histogram: "bm9uZQ==" })).toThrow();
  });
});
