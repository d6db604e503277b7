// Bins for response times that span from microseconds to seconds: their edges, and how many times fall in each.
import type { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import { niceAtLeast } from "./nice-numbers.ts";

/** Times from `fromNs` on, up to `toNs`. */
export interface LatencyBin {
  readonly fromNs: Ns;
  readonly toNs: Ns;
  readonly count: number;
}

/** True where equal bins, or a linear axis, would put nearly all in their first part. */
export function isWideSpread(shortestNs: Ns, longestNs: Ns): boolean {
  return longestNs >= 20 * shortestNs;
}

/** Bins a factor of ten, finest first. */
const PER_DECADE = [100, 50, 20, 10, 5, 2, 1] as const;

/** At most `maxCount` bins for a picture: of equal ratio where the times spread wide, else of a round width. */
export function pictureBins(histogram: LatencyHistogram, maxCount: number): LatencyBin[] {
  const ends = endsOf(histogram);
  if (ends === undefined || !isWideSpread(...ends)) return roundBins(histogram, maxCount);
  const [shortestNs, longestNs] = ends;
  const decades = Math.log10(longestNs / shortestNs);
  const perDecade =
    PER_DECADE.find(
      (candidate) =>
        decades * candidate + 2 <= maxCount &&
        // Times are whole microseconds: narrower bins would stay empty in turn.
        shortestNs * (10 ** (1 / candidate) - 1) >= 2 * NS_PER_US,
    ) ?? 1;
  const first = Math.floor(Math.log10(shortestNs) * perDecade + 1e-9);
  const edges = edgesUntil(longestNs, (i) => 10 ** ((first + i) / perDecade));
  return countIn(histogram, edges);
}

/** At most `maxCount` bins with round edges: equal ones, or 1, 2, 5, 10 where the times spread wide. */
export function roundBins(histogram: LatencyHistogram, maxCount: number): LatencyBin[] {
  const ends = endsOf(histogram);
  if (ends === undefined) return [];
  const [shortestNs, longestNs] = ends;
  if (!isWideSpread(shortestNs, longestNs)) {
    const leastNs = Math.max(NS_PER_US, (longestNs - shortestNs) / (maxCount - 1));
    const widthNs = niceAtLeast(leastNs);
    const first = Math.floor(shortestNs / widthNs);
    return countIn(
      histogram,
      edgesUntil(longestNs, (i) => (first + i) * widthNs),
    );
  }
  const decade = Math.floor(Math.log10(shortestNs) + 1e-9);
  const in125 = edgesUntil(
    longestNs,
    (i) => ([1, 2, 5][i % 3] ?? 1) * 10 ** (decade + Math.floor(i / 3)),
  );
  // The decade may begin below the shortest.
  const from = in125.findLastIndex((edgeNs) => edgeNs <= shortestNs);
  const edges = in125.slice(Math.max(0, from));
  return countIn(
    histogram,
    edges.length - 1 <= maxCount ? edges : edgesUntil(longestNs, (i) => 10 ** (decade + i)),
  );
}

function endsOf(histogram: LatencyHistogram): [shortestNs: Ns, longestNs: Ns] | undefined {
  const { maxNs } = histogram;
  return maxNs === undefined ? undefined : [histogram.valueAtRankNs(1), maxNs];
}

/** Edges as `edgeAt` gives them, ascending, up to the first beyond `longestNs`. */
function edgesUntil(longestNs: Ns, edgeAt: (i: number) => Ns): Ns[] {
  const edges: Ns[] = [];
  do edges.push(edgeAt(edges.length));
  while ((edges.at(-1) ?? 0) <= longestNs);
  return edges;
}

/** `histogram` in given bins, all of which are there, empty or not; times beyond the last edge are left out. */
export function countIn(histogram: LatencyHistogram, edgesNs: readonly Ns[]): LatencyBin[] {
  const counts = edgesNs.slice(1).map(() => 0);
  const { maxNs = 0 } = histogram;
  let bin = 0;
  for (const { toNs, count } of histogram.buckets()) {
    const timeNs = Math.min(toNs, maxNs);
    while (bin < counts.length && timeNs >= (edgesNs[bin + 1] ?? 0)) bin++;
    if (counts[bin] !== undefined) counts[bin] = (counts[bin] ?? 0) + count;
  }
  return counts.map((count, i) => ({
    fromNs: edgesNs[i] ?? 0,
    toNs: edgesNs[i + 1] ?? 0,
    count,
  }));
}
