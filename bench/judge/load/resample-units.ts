// What is drawn as one when a run's uncertainty is told by resampling: a whole run, or a block of its time.
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { ResampleUnit } from "../../stats/resample.ts";
import { addSliceCounts } from "../../run/load/counts.ts";
import type { LoadPhase, LoadSlice } from "../../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

/**
 * Noise lasts: what slows one slice of 100 ms slows the next as well. Blocks of a second, and longer ones of longer runs,
 * are nearly independent of one another where slices are not: in simulated runs of 10 s and of 30 s, whose noise keeps 0.7
 * to 0.9 of itself from slice to slice, 1 to 3 % of the comparisons of a system with itself find it worse.
 */
const MIN_BLOCK_NS: Ns = NS_PER_SECOND;
const MAX_BLOCKS = 20;

/** The measured time in blocks of even length, in order of time; a phase of less than 2 s is one. */
export function blocksOf(phase: LoadPhase): ResampleUnit[] {
  const durationNs = phase.endNs - phase.startNs;
  const inside = phase.slices.filter(({ startNs }) => startNs < durationNs);
  const count = Math.min(
    MAX_BLOCKS,
    inside.length,
    // A phase of 9.9999 s is ten blocks.
    Math.floor(durationNs / MIN_BLOCK_NS + 0.01),
  );
  if (count < 2) return [wholeOf(phase)];
  return Array.from({ length: count }, (_, i) => {
    const from = Math.round((i * inside.length) / count);
    const to = Math.round(((i + 1) * inside.length) / count);
    const startNs = inside[from]?.startNs ?? 0;
    const endNs = Math.min(inside[to]?.startNs ?? durationNs, durationNs);
    return unitOf(inside.slice(from, to), endNs - startNs);
  });
}

/** The measured time as one. Replies that came after its end are no throughput. */
export function wholeOf(phase: LoadPhase): ResampleUnit {
  return {
    ...unitOf(phase.slices, phase.endNs - phase.startNs),
    completedInSlice: phase.okInWindow,
  };
}

function unitOf(slices: readonly LoadSlice[], durationNs: Ns): ResampleUnit {
  let response: LatencyHistogram | undefined;
  for (const slice of slices) {
    if (slice.response.count + slice.response.overflow === 0) continue;
    const own = decodeHistogram(slice.response);
    if (response === undefined) response = own;
    else response.add(own);
  }
  const { intended, ok, failed, unanswered, completedInSlice } = addSliceCounts(slices);
  const errors = failed + unanswered;
  return { intended, ok, errors, unanswered, completedInSlice, durationNs, response };
}
