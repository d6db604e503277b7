// Phases in which it is not known which request each reply answers: what is left of their response times is the mean.
import {
  type EncodedHistogram,
  decodeHistogram,
  EMPTY_HISTOGRAM,
  encodeHistogram,
} from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadPhase, Unmatched } from "./run.ts";

/** What tells most comes first. */
const REASONS = ["out of order", "id in use", "no order"] as const satisfies Unmatched["reason"][];

export function mostTelling(
  reasons: readonly (Unmatched["reason"] | undefined)[],
): Unmatched["reason"] | undefined {
  return REASONS.find((reason) => reasons.includes(reason));
}

/**
 * Means of a phase's ok requests. Replies that were taken for one another's, of requests that are all ok, leave the sum
 * of the times as it is: it is the sum of the replies' instants less that of the requests'. A request that is not ok
 * has taken a time out of the sum, or put a wrong one in: then there is no mean.
 */
export function meansOf(
  phase: Pick<LoadPhase, "counts" | "response" | "sendToReply" | "unmatched">,
): Pick<Unmatched, "meanResponseNs" | "meanSendToReplyNs"> {
  const { counts, response, sendToReply, unmatched } = phase;
  if (unmatched !== null) return unmatched;
  const meanOf = (encoded: EncodedHistogram): number | null =>
    counts.ok < counts.sent ? null : (decodeHistogram(encoded).meanNs ?? null);
  return { meanResponseNs: meanOf(response), meanSendToReplyNs: meanOf(sendToReply) };
}

/** The phase without any time of a single request that a reply ended. */
export function leaveOutResponses(phase: LoadPhase, unmatched: Unmatched): LoadPhase {
  return {
    ...phase,
    unmatched,
    response: NONE,
    sendToReply: NONE,
    failedAfter: NONE,
    byRequest: phase.byRequest.map((named) => ({
      ...named,
      response: NONE,
      unmatched: { ...unmatched, meanResponseNs: null, meanSendToReplyNs: null },
    })),
    slices: phase.slices.map((slice) => ({ ...slice, response: EMPTY_HISTOGRAM })),
  };
}

const NONE = encodeHistogram(new LatencyHistogram());
