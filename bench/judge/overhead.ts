// Overhead: a, added once, and b, added at every step, each against its own bound.
import type { Ns } from "../../src/units/duration.ts";
import type { VerdictResult } from "../measure/run.ts";
import type { Interval, StaircaseFit } from "../theory/fit.ts";
import { stepSpacingNs } from "../theory/staircase.ts";
import type { Evidence } from "./evidence.ts";
import {
  brief,
  briefInterval,
  compare,
  finding,
  type Finding,
  shift,
  withInterval,
  worstOf,
} from "./finding.ts";
import { judgeSpacing, type Separation } from "./service.ts";
import type { StepDelay, Steps } from "./steps.ts";

export function judgeOverhead(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { bounds } = evidence;
  const { fit, worstDelay } = steps;
  if (fit === undefined) return judgeFirstStep(evidence, steps.firstLateNs, separation);
  const start = judgeStart(fit.overheadNs, fit.overheadInterval, bounds.overheadNs);
  const step = judgeStep(evidence, fit, separation);
  const stall = stallOf(worstDelay, evidence);
  const atStart = `${amount(fit.overheadNs)}${briefInterval(fit.overheadInterval)} at the start (allowed ${brief(bounds.overheadNs)})`;
  const startWords = `${amount(fit.overheadNs)} at the start${start === "pass" ? "" : ` (allowed ${brief(bounds.overheadNs)})`}`;
  return finding(
    "overhead",
    worstOf([start, step.result, stall === undefined ? "pass" : "fail"]),
    [atStart, step.summary, stall].filter((part) => part !== undefined).join("; "),
    {
      ...withInterval("overhead", fit.overheadNs, fit.overheadInterval),
      allowedOverheadNs: bounds.overheadNs,
      ...withInterval("stepOverhead", step.overheadNs, step.interval),
      allowedStepOverheadNs: step.allowedNs,
      laneSlackNs: bounds.laneSlackNs,
      worstStepDelayNs: Math.round(worstDelay?.delayNs ?? 0),
      worstStepDelayLevel: worstDelay?.levelName ?? null,
      worstStepDelayStep: worstDelay?.step ?? null,
    },
    [startWords + step.words, stall].filter((part) => part !== undefined).join("; "),
  );
}

interface StepOverhead {
  /** b; null where it can't be told from S. */
  readonly overheadNs: Ns | null;
  readonly interval: Interval | null;
  readonly allowedNs: Ns;
  readonly result: VerdictResult;
  readonly summary: string;
  /** What follows the words on a. */
  readonly words: string;
}

function judgeStep(
  evidence: Evidence,
  fit: StaircaseFit,
  { serviceNs, whyNot }: Separation,
): StepOverhead {
  if (serviceNs === null) {
    const { result, allowedNs } = judgeSpacing(evidence, fit);
    const offNs = fit.stepNs - stepSpacingNs(evidence.expected);
    const which = result === "pass" ? "service and" : "service or";
    const summary = `${which} step overhead: together ${brief(offNs)} a step beyond the expected service (allowed ±${brief(allowedNs)}), not told apart, as ${whyNot}`;
    // The words on service have said it.
    return { overheadNs: null, interval: null, allowedNs, result, summary, words: "" };
  }
  const overheadNs = fit.stepNs - serviceNs;
  const interval = shift(fit.stepInterval, serviceNs);
  const allowedNs = evidence.bounds.stepOverheadNs;
  const result = compare(overheadNs, interval, allowedNs);
  const allowed = ` (allowed ${brief(allowedNs)})`;
  return {
    overheadNs,
    interval,
    allowedNs,
    result,
    summary: `${brief(overheadNs)}${briefInterval(interval)} a step${allowed}`,
    words: ` and ${brief(overheadNs)} a step${result === "pass" ? "" : allowed}`,
  };
}

/** Only a positive a is an overhead. */
export function judgeStart(
  overheadNs: Ns,
  interval: Interval | null,
  allowedNs: Ns,
): ReturnType<typeof compare> {
  return overheadNs < 0 ? "pass" : compare(overheadNs, interval, allowedNs);
}

/** A fit of medians hides what happened once: half a step late is no noise, wherever it happens. */
function stallOf(delay: StepDelay | undefined, { bounds, expected }: Evidence): string | undefined {
  const limitNs = bounds.overheadNs + stepSpacingNs(expected) / 2;
  if (delay === undefined || delay.delayNs <= limitNs) return undefined;
  return `step ${delay.step} of level ${delay.levelName} came ${brief(delay.delayNs)} late`;
}

function judgeFirstStep(
  { bounds, expected }: Evidence,
  firstLateNs: Ns | undefined,
  { serviceNs, whyNot }: Separation,
): Finding {
  if (firstLateNs === undefined) {
    return finding("overhead", "not identifiable", "no clear steps to measure", {}, "");
  }
  // Without the server's word the error of S may explain as much of it as S is allowed to err.
  const lateNs =
    serviceNs === null ? firstLateNs : firstLateNs + expected.meanServiceNs - serviceNs;
  const allowedNs =
    bounds.overheadNs + bounds.stepOverheadNs + (serviceNs === null ? bounds.serviceErrorNs : 0);
  const isLate = lateNs > allowedNs;
  const together = serviceNs === null ? `a, b and the error of S (${whyNot})` : "a and b";
  const words = `${brief(lateNs)} of ${serviceNs === null ? "service or overhead" : "overhead"} too much in the first step`;
  return finding(
    "overhead",
    isLate ? "fail" : "not identifiable",
    `one step only shows ${together} together: ${brief(lateNs)} (allowed ${brief(allowedNs)})`,
    { firstLateNs: Math.round(lateNs), allowedNs },
    isLate ? words : "",
  );
}

function amount(overheadNs: Ns): string {
  return overheadNs <= 0 ? "no overhead" : `${brief(overheadNs)} of overhead`;
}
