// What one phase of a queue's run comes to, from what was counted and timed. Pure.
import type { LatencyHistogram } from "../stats/latency-histogram.ts";
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { say } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";
import type { QueueLatency, QueuePhase, QueuePhaseName } from "../run/queue/run.ts";

/** What a phase has counted. */
export interface PhaseCounts extends Pick<
  QueuePhase,
  "elapsedNs" | "intended" | "dropped" | "sent" | "confirmed" | "received"
> {
  readonly latencies: LatencyHistogram | null;
  readonly lags: LatencyHistogram | null;
}

/** A publisher that is so late measures itself. */
const MAX_LAG_NS: Ns = 10 * NS_PER_MS;

export function summarizePhase(
  name: QueuePhaseName,
  { latencies, lags, ...counts }: PhaseCounts,
): QueuePhase {
  const lengthNs = Math.max(1, counts.elapsedNs);
  const perSec = (count: number): number => (count * NS_PER_SECOND) / lengthNs;
  return {
    name,
    ...counts,
    sendingPerSec: name === "consume" ? null : perSec(counts.sent),
    receivingPerSec: name === "publish" ? null : perSec(counts.received),
    latency: latencies === null ? null : latencyOf(latencies),
    scheduleLagP99Ns: lags?.percentileNs(99) ?? null,
  };
}

function latencyOf(histogram: LatencyHistogram): QueueLatency | null {
  const at = (percentile: number): Ns => histogram.percentileNs(percentile) ?? 0;
  if (histogram.count === 0) return null;
  return {
    count: histogram.count,
    minNs: histogram.valueAtRankNs(1),
    medianNs: at(50),
    p75Ns: at(75),
    p95Ns: at(95),
    p99Ns: at(99),
    maxNs: histogram.maxNs ?? 0,
  };
}

/** Half of what went through by itself: steady, and no flood. Two digits, at least 1. */
export function steadyRateFor(roundTrip: Pick<QueuePhase, "receivingPerSec">): number {
  return Math.max(1, Number(((roundTrip.receivingPerSec ?? 0) / 2).toPrecision(2)));
}

/** Why the numbers are the generator's own. */
export function invalidReasonsOf(phases: readonly QueuePhase[]): Text[] {
  return phases.flatMap(({ name, scheduleLagP99Ns, dropped }) => [
    ...(scheduleLagP99Ns !== null && scheduleLagP99Ns > MAX_LAG_NS
      ? [
          say(({ queue, number }) =>
            queue.late(
              queue.phases[name].title,
              number(formatDuration(scheduleLagP99Ns)),
              formatDuration(MAX_LAG_NS),
            ),
          ),
        ]
      : []),
    ...(dropped > 0
      ? [say(({ queue }) => queue.neverPublished(queue.phases[name].title, dropped))]
      : []),
  ]);
}
