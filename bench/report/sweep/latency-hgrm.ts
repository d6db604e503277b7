// latency.hgrm: the percentile distribution of all judged ok responses, as HdrHistogram's plotter reads it.
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { judgedAttempts, okResponsesNs } from "../../run/sweep/summary.ts";
import type { Report } from "./report.ts";

/** Text in milliseconds. Levels are pooled: the distribution is that of the sweep, not of a load. */
export function latencyHgrm({ attempts }: Report): string {
  const histogram = new LatencyHistogram();
  for (const { samples } of judgedAttempts(attempts)) {
    for (const responseNs of okResponsesNs(samples)) histogram.record(responseNs);
  }
  return histogram.formatHgrm();
}
