// A comparison as one object for scripts.
import type { ComparedSide, MetricComparison, MetricValue } from "../../run/compare/comparison.ts";
import type { CompareReport } from "./report.ts";
import { differenceText } from "../../judge/compare/figures.ts";
import { compareSentence, compareWarnings } from "./phrases.ts";
import { inEnglish, OUTPUT_TEXTS, OUTPUT_VERSION, type OutputEnd } from "../document/output.ts";
import type { CompareOutput, OutputCheck, OutputMetric, OutputSide } from "../output-schema.ts";

export function compareOutput(
  report: CompareReport,
  { folder, exitCode }: OutputEnd,
): CompareOutput {
  const { comparison } = report;
  const { result } = comparison;
  const metrics = result?.metrics ?? [];
  return {
    summary_version: OUTPUT_VERSION,
    command: "compare",
    label: comparison.label,
    status: comparison.status,
    folder,
    target: null,
    seed: comparison.seed,
    started_at: comparison.startedAt,
    ended_at: comparison.endedAt,
    sentence: compareSentence(comparison, OUTPUT_TEXTS),
    exit_code: exitCode,
    is_valid: result === null ? null : result.isValid,
    invalid_reasons: inEnglish(result?.invalidReasons ?? []),
    warnings: compareWarnings(report, OUTPUT_TEXTS),
    checks: metrics.map(checkOf),
    tolerance: comparison.tolerance,
    method: result?.method ?? null,
    units_a: result?.unitsA ?? null,
    units_b: result?.unitsB ?? null,
    a: sideOf(comparison.a),
    b: sideOf(comparison.b),
    metrics: metrics.map(metricOf),
  };
}

function sideOf({ label, target, commandLine, runs }: ComparedSide): OutputSide {
  return { label, target, command_line: commandLine, runs };
}

function checkOf(own: MetricComparison): OutputCheck {
  const isOpen = own.verdict === "too few data" || own.verdict === "unknown";
  const measured = `${own.verdict}: ${isOpen ? (own.note?.en ?? "") : differenceText(own, OUTPUT_TEXTS)}`;
  const result = isOpen ? "unknown" : own.isBeyondTolerance ? "failed" : "passed";
  return { kind: "metric", name: own.name, result, measured };
}

function metricOf(own: MetricComparison): OutputMetric {
  const { name, a, b, difference, interval, verdict, isBeyondTolerance, note } = own;
  return {
    name,
    a: valueOf(a),
    b: valueOf(b),
    a_is_lower_bound: isLowerBound(a),
    b_is_lower_bound: isLowerBound(b),
    difference,
    interval_low: interval?.low ?? null,
    interval_high: interval?.high ?? null,
    verdict,
    is_beyond_tolerance: isBeyondTolerance,
    note: note?.en ?? "",
  };
}

function valueOf(value: MetricValue): number | null {
  if (value.kind === "between") return value.low;
  return value.kind === "exact" || value.kind === "over" ? value.value : null;
}

function isLowerBound({ kind }: MetricValue): boolean {
  return kind === "over" || kind === "between";
}
