// Response times of a load run, from the intended start and from the actual send.
import { ResponseTimes } from "../../run/load/censored.ts";
import { decodeHistogram, encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";

/** Percentiles that reports show, besides the maximum. */
export const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99] as const;

export interface BothResponseTimes {
  readonly fromStart: ResponseTimes;
  /** Of requests that were sent: those dropped and unsent are not in it. */
  readonly fromSend: ResponseTimes;
}

export function responseTimesOf(phase: LoadPhase): BothResponseTimes {
  return {
    fromStart: new ResponseTimes(phase),
    fromSend: new ResponseTimes({
      counts: { dropped: 0, ok: phase.counts.ok },
      response: phase.sendToReply,
      censored: censoredAfterSend(phase),
      unmatched: phase.unmatched && { meanResponseNs: phase.unmatched.meanSendToReplyNs },
    }),
  };
}

/** A bucket of a histogram of 4 digits is narrower than this share of its values, or 1 µs. */
const RESOLUTION = 1e-4;

/**
 * How long the requests that were sent and never answered had been out at the least. What was kept is how long after
 * they were due they were given up, together with the unsent ones: the shortest of all these, less the longest lag of
 * any, are below the truth. Of a bucket only the longest value is known, so the lag is taken from its shortest.
 */
function censoredAfterSend({ counts, censored, scheduleLag }: LoadPhase): LoadPhase["censored"] {
  const longestLagNs = decodeHistogram(scheduleLag).maxNs ?? 0;
  const histogram = new LatencyHistogram();
  let left = counts.timedOut + counts.unfinished;
  for (const { toNs, count } of decodeHistogram(censored).buckets()) {
    const fromNs = toNs * (1 - RESOLUTION) - NS_PER_US;
    const sinceSendNs: Ns = Math.max(0, fromNs - longestLagNs);
    for (let i = Math.min(left, count); i > 0; i--) histogram.record(sinceSendNs);
    left -= Math.min(left, count);
  }
  return encodeHistogram(histogram);
}
