// Service: S, told from the step overhead b by the server's word where that can be used.
import type { Ns } from "../../src/units/duration.ts";
import type { StaircaseFit } from "../theory/fit.ts";
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
} from "./finding.ts";
import type { ReportedService } from "./server-word.ts";
import type { Steps } from "./steps.ts";

/** S and b as far as they can be told apart; `judgeService` and `judgeOverhead` share it. */
export interface Separation {
  /** S as reported by the server; null where that can't be used. */
  readonly reported: ReportedService | null;
  /** Why not, for a summary. */
  readonly whyNot: string;
}

export function judgeService(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { expected, bounds, repeats } = evidence;
  const { fit } = steps;
  const { reported, whyNot } = separation;
  if (fit === undefined) return judgeOneStep(evidence, steps, separation);
  const numbers = {
    ...withInterval("stepSpacing", fit.stepNs, fit.stepInterval),
    ...withInterval("reportedService", reported?.serviceNs ?? null, reported?.interval ?? null),
    expectedServiceNs: expected.meanServiceNs,
    allowedNs: bounds.serviceErrorNs,
  };
  const spacing = `steps ${brief(fit.stepNs)} apart${briefInterval(fit.stepInterval)}`;
  const wanted = brief(expected.meanServiceNs);
  if (reported !== null) {
    const { serviceNs, interval } = reported;
    const compared = compare(
      serviceNs - expected.meanServiceNs,
      shift(interval, expected.meanServiceNs),
      bounds.serviceErrorNs,
    );
    const found = `${brief(serviceNs)}${briefInterval(interval)} a task`;
    const own = finding(
      "service",
      compared.result,
      `${found}, ${wanted} expected (allowed ±${brief(bounds.serviceErrorNs)}); ${spacing}`,
      numbers,
      compared.result === "pass"
        ? brief(serviceNs)
        : compared.result === "fail"
          ? `${brief(serviceNs)} a task instead of ${wanted}${soonerThan(serviceNs, expected.meanServiceNs)}`
          : `${found} (${wanted} ± ${brief(bounds.serviceErrorNs)} expected): uncertain`,
    );
    return withMoreRepeats(own, [compared], repeats);
  }
  const { compared, allowedNs, isTooShort } = judgeSpacing(evidence, fit);
  const spacingNs = stepSpacingNs(expected);
  const which = isTooShort ? "service" : "service or step overhead";
  const own = finding(
    "service",
    compared.result,
    `${compared.result === "pass" ? "" : `${which}: `}${spacing}, ${brief(spacingNs)} expected (allowed ±${brief(allowedNs)}); S and b not told apart, as ${whyNot}`,
    { ...numbers, expectedSpacingNs: spacingNs, allowedNs },
    compared.result === "pass"
      ? brief(fit.stepNs)
      : compared.result === "fail"
        ? `${which}: steps ${brief(fit.stepNs)} apart instead of ${brief(spacingNs)}${soonerThan(fit.stepNs, spacingNs)}`
        : `${which}: ${spacing} (${brief(spacingNs)} ± ${brief(allowedNs)} expected): uncertain`,
  );
  return withMoreRepeats(own, [compared], repeats);
}

/** From twice as fast on: ", 30 × sooner than expected". */
function soonerThan(foundNs: Ns, expectedNs: Ns): string {
  const times = expectedNs / Math.max(1, foundNs);
  return times < 2 ? "" : `, ${formatTimes(times)} × sooner than expected`;
}

/** Two digits that count: "2.3", "15", "1,200". */
function formatTimes(times: number): string {
  return Number(times.toPrecision(2)).toLocaleString("en-US");
}

/**
 * S + b held against its expectation, where the two can't be told apart. The smaller bound counts: a server whose reports
 * are not used must not pass where an honest one fails. b is no less than 0, so steps that are too short are S's fault.
 */
export function judgeSpacing(
  { expected, bounds }: Evidence,
  fit: StaircaseFit,
): { readonly compared: Compared; readonly allowedNs: Ns; readonly isTooShort: boolean } {
  const spacingNs = stepSpacingNs(expected);
  const allowedNs = Math.min(bounds.serviceErrorNs, bounds.stepOverheadNs);
  const deviationNs = fit.stepNs - spacingNs;
  const compared = compare(deviationNs, shift(fit.stepInterval, spacingNs), allowedNs);
  return { compared, allowedNs, isTooShort: compared.result === "fail" && deviationNs < 0 };
}

/**
 * One step alone shows a + S + b and no part of it. Since a and b are no less than 0, replies before S − allowed prove S too
 * short; one so late that all bounds together don't explain it is judged with the overhead.
 */
function judgeOneStep(
  { expected, bounds }: Evidence,
  { firstLateNs, firstGroupNs }: Steps,
  { reported: word, whyNot }: Separation,
): Finding {
  const reported = word === null ? whyNot : `the server reports ${brief(word.serviceNs)} a task`;
  const idealNs = stepSpacingNs(expected);
  const numbers = {
    firstLateNs: roundOf(firstLateNs),
    firstGroupNs: roundOf(firstGroupNs),
    expectedServiceNs: expected.meanServiceNs,
    allowedNs: bounds.serviceErrorNs,
  };
  if (firstGroupNs !== undefined && firstGroupNs < idealNs - bounds.serviceErrorNs) {
    const wanted = brief(idealNs);
    const times = idealNs / Math.max(1, firstGroupNs);
    const words =
      times < 2
        ? `the first ${expected.threads} replies come after ${brief(firstGroupNs)} instead of ${wanted}`
        : `answers ${formatTimes(times)} × sooner than the ${wanted} expected`;
    const found = `the first ${expected.threads} replies of a burst come after ${brief(firstGroupNs)} (median), ${wanted} expected (allowed ±${brief(bounds.serviceErrorNs)})`;
    return finding("service", "fail", `${words}: ${found}; ${reported}`, numbers, words);
  }
  if (firstLateNs === undefined) {
    const summary = `no clear steps to measure; ${reported}`;
    return finding("service", "not identifiable", summary, numbers, "");
  }
  const isTooSoon = firstLateNs < -bounds.serviceErrorNs;
  const side = firstLateNs < 0 ? "before" : "after";
  const first = `the first replies came ${brief(Math.abs(firstLateNs))} ${side} their ideal time`;
  return finding(
    "service",
    isTooSoon ? "fail" : "not identifiable",
    `no second step to measure; ${first}; ${reported}`,
    numbers,
    isTooSoon ? first : "the service time can't be told, as there is one step only",
  );
}

function roundOf(ns: Ns | undefined): Ns | null {
  return ns === undefined ? null : Math.round(ns);
}
