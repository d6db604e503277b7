// A comparison that an earlier version wrote, in the form that this one reads.
import type { Comparison, ComparisonResult } from "../judge/compare/comparison.ts";
import type { Text } from "../../src/units/text.ts";
import { textOf } from "./upgrade-load-run.ts";
import { noticeOf } from "./upgrade-sweep-run.ts";

export function upgradeComparison(comparison: Comparison): Comparison {
  return { ...comparison, result: comparison.result && upgradeResult(comparison.result) };
}

/** Texts of one language are shown in every language. */
function upgradeResult(result: ComparisonResult): ComparisonResult {
  return {
    ...result,
    sentence: textOf(result.sentence),
    invalidReasons: result.invalidReasons.map(noticeOf),
    warnings: result.warnings.map(noticeOf),
    metrics: result.metrics.map((metric) => ({ ...metric, note: noteOf(metric.note) })),
  };
}

/** Once "" where there was a verdict. */
function noteOf(note: string | Text | null): Text | null {
  return note === null || note === "" ? null : textOf(note);
}
