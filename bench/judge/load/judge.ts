// The judgement of a load run: whether it measured the target at all, why it failed, what is doubtful, and each threshold.
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadJudgement, LoadResult } from "../../run/load/run.ts";
import { judgeThreshold } from "./judge-threshold.ts";
import { loadFailures } from "./failures.ts";
import { loadSentence } from "./sentence.ts";
import { loadNotice } from "./notices.ts";
import { judgeLoadValidity } from "./validity.ts";
import { hasErrorsThreshold, isReversed, type Threshold } from "../threshold.ts";

export interface LoadJudgeOptions {
  readonly thresholds: readonly Threshold[];
  /** Cores of the generators' host; null where they are not known. */
  readonly cpuCount?: number | null;
  /** Failed requests and silences fail nothing; so does a threshold on errors. */
  readonly areErrorsAllowed?: boolean;
  /** A threshold whose interval crosses its limit is unknown. */
  readonly isStrict?: boolean;
  /** Thresholds that are unknown fail nothing. */
  readonly isUnknownAllowed?: boolean;
}

/** An invalid run's thresholds are judged all the same, and don't count. */
export function judgeLoad(
  plan: LoadPlan,
  result: LoadResult,
  options: LoadJudgeOptions,
): LoadJudgement {
  const { thresholds, cpuCount = null, isStrict = false, isUnknownAllowed = false } = options;
  const areErrorsAllowed = options.areErrorsAllowed === true || hasErrorsThreshold(thresholds);
  const { invalidReasons, warnings } = judgeLoadValidity(plan, result, cpuCount);
  return {
    sentence: loadSentence(plan, result, invalidReasons),
    isValid: invalidReasons.length === 0,
    invalidReasons,
    failures: areErrorsAllowed ? [] : loadFailures(result.run),
    warnings: [
      ...thresholds
        .filter(isReversed)
        .map(({ text, kind }) => loadNotice("reversed-threshold", { threshold: text, kind })),
      ...warnings,
    ],
    thresholds: thresholds.map((threshold) => judgeThreshold(threshold, result.run, isStrict)),
    isUnknownAllowed,
  };
}
