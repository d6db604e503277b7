// The judgement of a load run: whether it measured the target at all, what is doubtful, and each threshold.
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadJudgement, LoadResult } from "../measure/load-run.ts";
import { judgeThreshold } from "./judge-threshold.ts";
import { loadSentence } from "./load-sentence.ts";
import { judgeLoadValidity } from "./load-validity.ts";
import type { Threshold } from "./threshold.ts";

/**
 * An invalid run's thresholds are judged all the same, and don't count. `cpuCount` is the cores of the generators' host,
 * where they are known.
 */
export function judgeLoad(
  plan: LoadPlan,
  result: LoadResult,
  thresholds: readonly Threshold[],
  cpuCount: number | null = null,
): LoadJudgement {
  const { invalidReasons, warnings } = judgeLoadValidity(plan, result, cpuCount);
  return {
    sentence: loadSentence(plan, result, invalidReasons),
    isValid: invalidReasons.length === 0,
    invalidReasons,
    warnings,
    thresholds: thresholds.map((threshold) => judgeThreshold(threshold, result.run)),
  };
}
