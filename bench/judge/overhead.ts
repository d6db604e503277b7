// Overhead: a, added once, and b, added at every step, each against its own bound.
import { type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import type { VerdictResult } from "../measure/run.ts";
import type { Interval, StaircaseFit } from "../theory/fit.ts";
import { stepSpacingNs } from "../theory/staircase.ts";
import type { Evidence } from "./evidence.ts";
import {
  brief,
  briefInterval,
  compare,
  type Compared,
  finding,
  type Finding,
  shift,
  withInterval,
  withMoreRepeats,
  worstOf,
} from "./finding.ts";
import { judgeSpacing, type Separation } from "./service.ts";
import type { StepDelay, Steps } from "./steps.ts";

export function judgeOverhead(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { bounds, repeats } = evidence;
  const { fit, worstDelay } = steps;
  if (fit === undefined) {
    return steps.firstLateNs === undefined
      ? judgeMakespan(steps)
      : judgeFirstStep(evidence, steps.firstLateNs, separation);
  }
  const start = judgeStart(fit.overheadNs, fit.overheadInterval, bounds.overheadNs);
  const step = judgeStep(evidence, fit, separation);
  const stall = stallOf(worstDelay, evidence);
  const startAllowed = ` (allowed ${brief(bounds.overheadNs)})`;
  const startInterval = briefInterval(fit.overheadInterval);
  const atStart = `${amount(fit.overheadNs)}${startInterval} at the start${startAllowed}`;
  const startWords =
    start.result === "uncertain"
      ? atStart
      : `${amount(fit.overheadNs)} at the start${start.result === "pass" ? "" : startAllowed}`;
  const result = worstOf([start.result, step.result, stall === undefined ? "pass" : "fail"]);
  const own = finding(
    "overhead",
    result,
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
    [
      startWords + step.words,
      stall,
      result === "uncertain" ? "whether the overhead is within its bounds is uncertain" : undefined,
    ]
      .filter((part) => part !== undefined)
      .join("; "),
  );
  return withMoreRepeats(own, [start, step.compared], repeats);
}

interface StepOverhead {
  /** b; null where it can't be told from S. */
  readonly overheadNs: Ns | null;
  readonly interval: Interval | null;
  readonly allowedNs: Ns;
  readonly compared: Compared;
  readonly result: VerdictResult;
  readonly summary: string;
  /** What follows the words on a. */
  readonly words: string;
}

function judgeStep(
  evidence: Evidence,
  fit: StaircaseFit,
  { reported, whyNot }: Separation,
): StepOverhead {
  if (reported === null) {
    const { compared, allowedNs, isTooShort } = judgeSpacing(evidence, fit);
    const offNs = fit.stepNs - stepSpacingNs(evidence.expected);
    const which = compared.result === "pass" ? "service and" : "service or";
    const summary = isTooShort
      ? `the step overhead can't be told, as steps are ${brief(-offNs)} shorter than the expected service`
      : `${which} step overhead: together ${brief(offNs)} a step beyond the expected service (allowed ±${brief(allowedNs)}), not told apart, as ${whyNot}`;
    // The words on service have said it.
    return {
      overheadNs: null,
      interval: null,
      allowedNs,
      compared,
      result: isTooShort ? "not identifiable" : compared.result,
      summary,
      words: "",
    };
  }
  const overheadNs = fit.stepNs - reported.serviceNs;
  const interval = shift(fit.stepInterval, reported.serviceNs);
  const allowedNs = evidence.bounds.stepOverheadNs;
  const compared = compare(overheadNs, interval, allowedNs);
  const { result } = compared;
  const allowed = ` (allowed ${brief(allowedNs)})`;
  const summary = `${brief(overheadNs)}${briefInterval(interval)} a step${allowed}`;
  const words = ` and ${brief(overheadNs)} a step${result === "pass" ? "" : allowed}`;
  return {
    overheadNs,
    interval,
    allowedNs,
    compared,
    result,
    summary,
    words: result === "uncertain" ? ` and ${summary}` : words,
  };
}

/** Only a positive a is an overhead. */
export function judgeStart(overheadNs: Ns, interval: Interval | null, allowedNs: Ns): Compared {
  const positive = (ns: Ns): Ns => Math.max(0, ns);
  return compare(
    positive(overheadNs),
    interval && { lowNs: positive(interval.lowNs), highNs: positive(interval.highNs) },
    allowedNs,
  );
}

/** No scheduler's delay is as long. */
const LONGEST_NOISE_NS: Ns = 300 * NS_PER_MS;

/** A fit of medians hides what happened once: half a step late, or 300 ms, is no noise, wherever it happens. */
function stallOf(delay: StepDelay | undefined, { bounds, expected }: Evidence): string | undefined {
  const noiseNs = Math.min(stepSpacingNs(expected) / 2, LONGEST_NOISE_NS);
  if (delay === undefined || delay.delayNs <= bounds.overheadNs + noiseNs) return undefined;
  return `step ${delay.step} of level ${delay.levelName} came ${brief(delay.delayNs)} late`;
}

/** Where groups of replies merge there are no steps to measure, but the last reply is still due. */
function judgeMakespan({ worstMakespan }: Steps): Finding {
  const { delayNs = 0, allowedNs = 0, levelName = "" } = worstMakespan ?? {};
  if (delayNs <= allowedNs) {
    return finding("overhead", "not identifiable", "no clear steps to measure", {}, "");
  }
  const words = `the last reply of level ${levelName} came ${brief(delayNs)} late (allowed ${brief(allowedNs)})`;
  return finding(
    "overhead",
    "fail",
    `${words}, though the groups can't be told apart`,
    {
      worstMakespanDelayNs: Math.round(delayNs),
      worstMakespanLevel: levelName,
      allowedNs: Math.round(allowedNs),
    },
    words,
  );
}

function judgeFirstStep(
  { bounds, expected }: Evidence,
  firstLateNs: Ns,
  { reported, whyNot }: Separation,
): Finding {
  const serviceNs = reported?.serviceNs ?? null;
  // Without reports of the server the error of S may explain as much of it as S is allowed to err.
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
