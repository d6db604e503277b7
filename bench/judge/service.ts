// Service: S, told from the step overhead b by the server's word where that can be used.
import type { Ns } from "../../src/units/duration.ts";
import type { StaircaseFit } from "../theory/fit.ts";
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
} from "./finding.ts";
import type { Steps } from "./steps.ts";

/** S and b as far as they can be told apart; `judgeService` and `judgeOverhead` share it. */
export interface Separation {
  /** S by the server's word; null where that can't be used. */
  readonly serviceNs: Ns | null;
  /** Why not, for a summary. */
  readonly whyNot: string;
}

export function judgeService(
  evidence: Evidence,
  { fit, firstLateNs }: Steps,
  { serviceNs, whyNot }: Separation,
): Finding {
  const { expected, bounds } = evidence;
  const reported = serviceNs === null ? whyNot : `the server reports ${brief(serviceNs)} a task`;
  if (fit === undefined) return judgeOneStep(evidence, firstLateNs, reported);
  const numbers = {
    ...withInterval("stepSpacing", fit.stepNs, fit.stepInterval),
    reportedServiceNs: serviceNs,
    expectedServiceNs: expected.meanServiceNs,
    allowedNs: bounds.serviceErrorNs,
  };
  const spacing = `steps ${brief(fit.stepNs)} apart${briefInterval(fit.stepInterval)}`;
  if (serviceNs !== null) {
    const result = compare(serviceNs - expected.meanServiceNs, null, bounds.serviceErrorNs);
    const wanted = `${brief(expected.meanServiceNs)} expected (allowed ±${brief(bounds.serviceErrorNs)})`;
    return finding(
      "service",
      result,
      `${brief(serviceNs)} a task, ${wanted}; ${spacing}`,
      numbers,
      result === "pass"
        ? brief(serviceNs)
        : `${brief(serviceNs)} a task instead of ${brief(expected.meanServiceNs)}`,
    );
  }
  const { result, allowedNs } = judgeSpacing(evidence, fit);
  const spacingNs = stepSpacingNs(expected);
  return finding(
    "service",
    result,
    `${result === "pass" ? "" : "service or step overhead: "}${spacing}, ${brief(spacingNs)} expected (allowed ±${brief(allowedNs)}); S and b not told apart, as ${whyNot}`,
    { ...numbers, expectedSpacingNs: spacingNs, allowedNs },
    result === "pass"
      ? brief(fit.stepNs)
      : `service or step overhead: steps ${brief(fit.stepNs)} apart instead of ${brief(spacingNs)}`,
  );
}

/**
 * S + b held against its expectation, where the two can't be told apart. The smaller bound counts: a server whose word
 * is not used must not pass where an honest one fails.
 */
export function judgeSpacing(
  { expected, bounds }: Evidence,
  fit: StaircaseFit,
): { readonly result: ReturnType<typeof compare>; readonly allowedNs: Ns } {
  const spacingNs = stepSpacingNs(expected);
  const allowedNs = Math.min(bounds.serviceErrorNs, bounds.stepOverheadNs);
  const deviationNs = fit.stepNs - spacingNs;
  return { result: compare(deviationNs, shift(fit.stepInterval, spacingNs), allowedNs), allowedNs };
}

/**
 * One step alone shows a + S + b and no part of it. Since a and b are no less than 0, a reply before S − allowed
 * proves S too short; one so late that all bounds together don't explain it is judged with the overhead.
 */
function judgeOneStep(
  { expected, bounds }: Evidence,
  firstLateNs: Ns | undefined,
  reported: string,
): Finding {
  if (firstLateNs === undefined) {
    return finding("service", "not identifiable", `no clear steps to measure; ${reported}`, {}, "");
  }
  const isTooSoon = firstLateNs < -bounds.serviceErrorNs;
  const side = firstLateNs < 0 ? "before" : "after";
  const first = `the first replies came ${brief(Math.abs(firstLateNs))} ${side} their ideal time`;
  return finding(
    "service",
    isTooSoon ? "fail" : "not identifiable",
    `no second step to measure; ${first}; ${reported}`,
    { firstLateNs: Math.round(firstLateNs), expectedServiceNs: expected.meanServiceNs },
    isTooSoon ? first : "the service time can't be told, as there is one step only",
  );
}
