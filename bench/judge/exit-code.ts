// Exit codes of `bun bench`.
import type { LoadJudgement, LoadResult, LoadRun } from "../run/load/run.ts";
import type { ComparisonResult } from "../run/compare/comparison.ts";
import type { Judgement, LevelSummary, RunRecord } from "../run/sweep/run.ts";

/** Codes that a finished run can end with; usage (2) and bugs (70) end it elsewhere. */
export const EXIT_PASS = 0;
export const EXIT_VERDICT_FAILED = 1;
/** The run is invalid, or inconclusive. */
export const EXIT_INVALID = 3;
export const EXIT_NOTHING_MEASURED = 4;
/** A threshold failed or is unknown; of a comparison: worse beyond the tolerance. */
export const EXIT_THRESHOLD = 99;
export const EXIT_INTERRUPTED = 130;

/** Of several codes the first of these counts. */
const PRECEDENCE = [
  70,
  EXIT_INTERRUPTED,
  EXIT_NOTHING_MEASURED,
  EXIT_INVALID,
  EXIT_THRESHOLD,
  EXIT_VERDICT_FAILED,
];

/** The code that counts of all that apply; 0 of none. */
export function strongestExitCode(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT_PASS;
}

/** More failed requests than this share fail a sweep or a load, unless --allow-errors or a threshold on errors is given. */
export const FAILED_SHARE_ALLOWED = 0.01;

/** Options that set how strict the exit code is. */
export interface SweepStrictness {
  /** What is uncertain counts as inconclusive. */
  readonly isStrict?: boolean;
  /** What is unknown, not identifiable or uncertain passes. */
  readonly allowUnknown?: boolean;
  /** Failed requests fail nothing by themselves. */
  readonly allowErrors?: boolean;
}

/** Without a single ok reply there is nothing to judge. */
export function sweepExitCode(
  {
    status,
    levels,
    judgement,
  }: {
    readonly status: RunRecord["status"];
    readonly levels: readonly Pick<LevelSummary, "ok" | "failed" | "timedOut" | "isJudged">[];
    readonly judgement: Judgement | null;
  },
  { isStrict = false, allowUnknown = false, allowErrors = false }: SweepStrictness = {},
): number {
  const results = judgement?.verdicts.map(({ result }) => result) ?? [];
  const isInconclusive =
    (judgement?.inconclusiveReasons.length ?? 0) > 0 || (isStrict && results.includes("uncertain"));
  const judged = levels.filter(({ isJudged }) => isJudged);
  const failed = judged.reduce((sum, own) => sum + own.failed + own.timedOut, 0);
  const answered = judged.reduce((sum, { ok }) => sum + ok, 0);
  const isFaulty = !allowErrors && failed > FAILED_SHARE_ALLOWED * (failed + answered);
  return strongestExitCode([
    ...(status === "interrupted" ? [EXIT_INTERRUPTED] : []),
    ...(answered === 0 ? [EXIT_NOTHING_MEASURED] : []),
    ...(judgement?.isValid === false ? [EXIT_INVALID] : []),
    ...(isInconclusive && !allowUnknown ? [EXIT_INVALID] : []),
    ...(results.includes("fail") || isFaulty ? [EXIT_VERDICT_FAILED] : []),
  ]);
}

/** Of a load run that has ended. Without a single ok reply there is nothing to judge. */
export function loadExitCode({
  status,
  result,
  judgement,
}: {
  readonly status: LoadRun["status"];
  readonly result: Pick<LoadResult, "run"> | null;
  readonly judgement: Pick<
    LoadJudgement,
    "isValid" | "failures" | "thresholds" | "isUnknownAllowed"
  > | null;
}): number {
  const results = judgement?.thresholds.map((threshold) => threshold.result) ?? [];
  const isMissed =
    results.includes("failed") ||
    (results.includes("unknown") && judgement?.isUnknownAllowed !== true);
  return strongestExitCode([
    ...(status === "interrupted" ? [EXIT_INTERRUPTED] : []),
    ...((result?.run.counts.ok ?? 0) === 0 ? [EXIT_NOTHING_MEASURED] : []),
    ...(judgement?.isValid === false ? [EXIT_INVALID] : []),
    ...(isMissed ? [EXIT_THRESHOLD] : []),
    ...((judgement?.failures ?? []).length > 0 ? [EXIT_VERDICT_FAILED] : []),
    // Replies that break the promised order are no answers, however few were seen to.
    ...(result?.run.unmatched?.reason === "out of order" ? [EXIT_VERDICT_FAILED] : []),
  ]);
}

/** Of a comparison. `failureCode` is the code of what ended its measuring early. */
export function compareExitCode(
  result: ComparisonResult | null,
  { isUnknownAllowed = false, failureCode }: CompareStrictness = {},
): number {
  const metrics = result?.metrics ?? [];
  const isUndecided =
    metrics.length > 0 &&
    metrics.every(({ verdict }) => verdict === "too few data" || verdict === "unknown");
  return strongestExitCode([
    ...(failureCode === undefined ? [] : [failureCode]),
    ...(metrics.length === 0 ? [EXIT_NOTHING_MEASURED] : []),
    ...(result?.isValid === false ? [EXIT_INVALID] : []),
    ...(isUndecided && !isUnknownAllowed ? [EXIT_INVALID] : []),
    ...(metrics.some(({ isBeyondTolerance }) => isBeyondTolerance) ? [EXIT_THRESHOLD] : []),
  ]);
}

export interface CompareStrictness {
  /** A comparison without a verdict on any metric passes. */
  readonly isUnknownAllowed?: boolean;
  readonly failureCode?: number | undefined;
}
