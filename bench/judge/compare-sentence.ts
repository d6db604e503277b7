// A comparison in one sentence.
import type { MetricComparison, MetricVerdict } from "./comparison.ts";
import { formatDifference, formatShareOf } from "./compare-figures.ts";

export function comparisonSentence(
  metrics: readonly MetricComparison[],
  isValid: boolean,
  tolerance: number,
): string {
  if (metrics.length === 0) return "Nothing can be compared: one side got no ok reply.";
  if (!isValid) return "Nothing can be said of B against A: a run was invalid.";
  const worse = withVerdict(metrics, "worse");
  const better = withVerdict(metrics, "better");
  const beyond = worse.filter(({ isBeyondTolerance }) => isBeyondTolerance);
  const parts = [
    ...(worse.length === 0 ? [] : [`worse in ${listOf(worse)}`]),
    ...(better.length === 0 ? [] : [`better in ${listOf(better)}`]),
  ];
  if (parts.length === 0) return nothingSeen(metrics);
  const limit = formatShareOf(tolerance);
  const extent =
    worse.length === 0
      ? ""
      : beyond.length === 0
        ? `, within the tolerance of ${limit}`
        : `, beyond the tolerance of ${limit}${beyond.length < worse.length ? ` in ${beyond.map(({ name }) => name).join(", ")}` : ""}`;
  return `B is ${parts.join(" and ")}${extent}.`;
}

function nothingSeen(metrics: readonly MetricComparison[]): string {
  const seen = withVerdict(metrics, "no difference seen");
  const open = metrics.length - seen.length;
  if (seen.length === 0) return "Too few data to compare B with A.";
  return open === 0
    ? "No difference seen between A and B."
    : `No difference seen between A and B; nothing can be said of ${metrics
        .filter((own) => !seen.includes(own))
        .map(({ name }) => name)
        .join(", ")}.`;
}

function withVerdict(metrics: readonly MetricComparison[], verdict: MetricVerdict) {
  return metrics.filter((own) => own.verdict === verdict);
}

/** "p99 (+12 %), throughput (−9.1 %)". */
function listOf(metrics: readonly MetricComparison[]): string {
  return metrics.map((own) => `${own.name} (${formatDifference(own)})`).join(", ");
}
