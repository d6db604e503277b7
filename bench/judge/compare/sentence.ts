// A comparison in one sentence.
import { say, type Texts } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import type { MetricComparison, MetricVerdict } from "../../run/compare/comparison.ts";
import { differenceText, formatShareOf } from "./figures.ts";

export function comparisonSentence(
  metrics: readonly MetricComparison[],
  isValid: boolean,
  tolerance: number,
): Text {
  return say((t) => {
    const words = t.comparison;
    if (metrics.length === 0) return words.nothingToCompare;
    if (!isValid) return words.invalidRun;
    const worse = withVerdict(metrics, "worse");
    const better = withVerdict(metrics, "better");
    const parts = [
      ...(worse.length === 0 ? [] : [words.worseIn(listOf(t, worse))]),
      ...(better.length === 0 ? [] : [words.betterIn(listOf(t, better))]),
    ];
    const [one, other] = parts;
    if (one === undefined) return nothingSeen(t, metrics);
    const both = other === undefined ? one : words.both(one, other);
    return words.differs(both, extentOf(t, worse, tolerance));
  });
}

function extentOf(t: Texts, worse: readonly MetricComparison[], tolerance: number): string {
  if (worse.length === 0) return "";
  const limit = t.number(formatShareOf(tolerance));
  const beyond = worse.filter(({ isBeyondTolerance }) => isBeyondTolerance);
  if (beyond.length === 0) return t.comparison.within(limit);
  return t.comparison.beyond(limit, beyond.length < worse.length ? namesOf(t, beyond) : "");
}

function nothingSeen(t: Texts, metrics: readonly MetricComparison[]): string {
  const seen = withVerdict(metrics, "no difference seen");
  if (seen.length === metrics.length) return t.comparison.noDifference;
  if (seen.length > 0) {
    const others = metrics.filter((own) => !seen.includes(own));
    return t.comparison.noDifferenceBut(namesOf(t, others));
  }
  return withVerdict(metrics, "too few data").length > 0
    ? t.comparison.tooFewData
    : t.comparison.noneDecided;
}

function withVerdict(metrics: readonly MetricComparison[], verdict: MetricVerdict) {
  return metrics.filter((own) => own.verdict === verdict);
}

function namesOf(t: Texts, metrics: readonly MetricComparison[]): string {
  return metrics.map(({ name }) => t.compareReport.metrics[name]).join(", ");
}

/** "p99 (+12 %), throughput (−9.1 %)". */
function listOf(t: Texts, metrics: readonly MetricComparison[]): string {
  return metrics
    .map((own) => `${t.compareReport.metrics[own.name]} (${differenceText(own, t)})`)
    .join(", ");
}
