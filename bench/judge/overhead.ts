// Overhead: a, added once, and b, added at every step, each against its own bound.
import type { Ns } from "../../src/units/duration.ts";
import type { VerdictResult } from "../measure/run.ts";
import { stepSpacingNs } from "../theory/staircase.ts";
import type { Evidence } from "./evidence.ts";
import { brief, briefInterval, compare, finding, type Finding, shift, withInterval } from "./finding.ts";
import { judgeSpacing, type Separation } from "./service.ts";
import type { StepDelay, Steps } from "./steps.ts";

export function judgeOverhead(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { bounds } = evidence;
  const { fit } = steps;
  const { serviceNs, whyNot } = separation;
  if (fit === undefined) return judgeFirstStep(evidence, steps.firstLateNs, separation);
  const start = judgeStart(fit.overheadNs, fit.overheadInterval, bounds.overheadNs);
  const step =
    serviceNs === null
      ? judgeSpacing(evidence, fit)
      : {
          result: compare(
            fit.stepNs - serviceNs,
            shift(fit.stepInterval, serviceNs),
            bounds.stepOverheadNs,
          ),
          allowedNs: bounds.stepOverheadNs,
        };
  const stepNs = serviceNs === null ? null : fit.stepNs - serviceNs;
  const stepInterval = serviceNs === null ? null : shift(fit.stepInterval, serviceNs);
  const stall = stallOf(steps.worstDelay, evidence);
  const spacingOffNs = fit.stepNs - stepSpacingNs(evidence.expected);
  const inSteps =
    stepNs === null
      ? `${step.result === "pass" ? "service and" : "service or"} step overhead together ${brief(spacingOffNs)} a step beyond the expected service (allowed ±${brief(step.allowedNs)}), not told apart, as ${whyNot}`
      : `${brief(stepNs)}${briefInterval(stepInterval)} a step (allowed ${brief(step.allowedNs)})`;
  const atStart = `${amount(fit.overheadNs)}${briefInterval(fit.overheadInterval)} at the start (allowed ${brief(bounds.overheadNs)})`;
  return finding(
    "overhead",
    worstOf([start, step.result, stall === undefined ? "pass" : "fail"]),
    [`${atStart}; ${inSteps}`, ...(stall === undefined ? [] : [stall])].join("; "),
    {
      ...withInterval("overhead", fit.overheadNs, fit.overheadInterval),
      allowedOverheadNs: bounds.overheadNs,
      ...withInterval("stepOverhead", stepNs, stepInterval),
      allowedStepOverheadNs: step.allowedNs,
      laneSlackNs: bounds.laneSlackNs,
      worstStepDelayNs: Math.round(steps.worstDelay?.delayNs ?? 0),
      worstStepDelayLevel: steps.worstDelay?.levelName ?? null,
      worstStepDelayStep: steps.worstDelay?.step ?? null,
    },
    [
      amount(fit.overheadNs) +
        " at the start" +
        (start === "pass" ? "" : ` (allowed ${brief(bounds.overheadNs)})`) +
        (stepNs === null
          ? ""
          : ` and ${brief(stepNs)} a step${step.result === "pass" ? "" : ` (allowed ${brief(step.allowedNs)})`}`),
      ...(stall === undefined ? [] : [stall]),
    ].join("; "),
  );
}

/** Only a positive a is an overhead. */
export function judgeStart(
  overheadNs: Ns,
  interval: NonNullable<Steps["fit"]>["overheadInterval"],
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
  const lateNs = serviceNs === null ? firstLateNs : firstLateNs + expected.meanServiceNs - serviceNs;
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

/** The worst counts: a fail before a doubt, a doubt before a pass. */
export function worstOf(results: readonly VerdictResult[]): VerdictResult {
  const ranks: readonly VerdictResult[] = ["fail", "unknown", "not identifiable"];
  return ranks.find((result) => results.includes(result)) ?? "pass";
}

function amount(overheadNs: Ns): string {
  return overheadNs <= 0 ? "no overhead" : `${brief(overheadNs)} of overhead`;
}
