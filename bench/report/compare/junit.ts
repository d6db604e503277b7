// junit.xml of a comparison: a test case a metric, and one for the comparison as a whole.
import { differenceText, intervalText, metricText } from "../../judge/compare/figures.ts";
import type { Comparison, MetricComparison } from "../../run/compare/comparison.ts";
import { compareAlarms } from "./phrases.ts";
import { caseOf, formatJunit, type TestCase } from "../document/junit.ts";
import { OUTPUT_TEXTS } from "../document/output.ts";

/** Worse beyond the tolerance is a failure, too few data and unknown are skipped; an invalid comparison is an error. */
export function compareJunit(comparison: Comparison): string {
  const { result, label, startedAt } = comparison;
  const metrics = result?.metrics ?? [];
  return formatJunit({ command: "compare", label, startedAt }, [
    runCase(comparison),
    ...metrics.map((own) => metricCase(own, result?.isValid === true)),
  ]);
}

function runCase(comparison: Comparison): TestCase {
  return caseOf("comparison", "error", [
    ...(comparison.result === null ? ["nothing was compared"] : []),
    ...compareAlarms(comparison, OUTPUT_TEXTS).map(
      ({ title, lines }) => `${title}: ${lines.join(" ")}`,
    ),
  ]);
}

function metricCase(own: MetricComparison, isValid: boolean): TestCase {
  const { name, verdict, note, isBeyondTolerance } = own;
  if (!isValid) {
    return { name, outcome: { kind: "skipped", message: `a run is invalid: ${verdict}` } };
  }
  if (isBeyondTolerance) {
    const details = `A ${metricText(name, own.a, OUTPUT_TEXTS)}, B ${metricText(name, own.b, OUTPUT_TEXTS)}, 95 % interval ${intervalText(own, OUTPUT_TEXTS)}`;
    return {
      name,
      outcome: {
        kind: "failure",
        message: `${verdict}: ${differenceText(own, OUTPUT_TEXTS)}`,
        details,
      },
    };
  }
  return verdict === "too few data" || verdict === "unknown"
    ? { name, outcome: { kind: "skipped", message: `${verdict}: ${note?.en ?? ""}` } }
    : { name };
}
