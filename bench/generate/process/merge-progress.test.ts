import { expect, test } from "bun:test";
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { addCounts } from "../../run/load/counts.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { ProgressMerger } from "./merge-progress.ts";

function progress(sent: number): LoadProgress {
  const counts = addCounts([]);
  return {
    state: "running",
    nowNs: sent,
    counts: { ...counts, intended: sent, sent, unfinished: sent },
    connectionsOpen: 1,
    inFlight: sent,
    isMatched: true,
    waiting: 0,
    response: encodeHistogram(new LatencyHistogram(2)),
  };
}

test("progress is that of all generators, each heard once more; a lost one is awaited no longer", () => {
  const told: number[] = [];
  const merger = new ProgressMerger(3, ({ counts }) => told.push(counts.sent));
  merger.add(0, progress(1));
  merger.add(1, progress(10));
  expect(told).toEqual([]);
  merger.add(0, progress(2));
  merger.add(2, progress(100));
  expect(told).toEqual([112]);
  merger.add(0, progress(3));
  merger.add(1, progress(20));
  // The others have told theirs already.
  merger.lose(2);
  expect(told).toEqual([112, 23]);
  merger.add(1, progress(30));
  merger.add(0, progress(4));
  expect(told).toEqual([112, 23, 34]);
  merger.lose(0);
  merger.lose(1);
  expect(told).toHaveLength(3);
});
