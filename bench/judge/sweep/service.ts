// Service: S, separated from the step overhead b by the server's reports where they can be used.
import { say, type Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { Verdict } from "../../run/sweep/run.ts";
import type { StaircaseFit } from "../../stats/fit.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Evidence } from "./evidence.ts";
import {
  compare,
  type Compared,
  finding,
  type Finding,
  estimateIn,
  joinParts,
  NOTHING,
  type Said,
  shift,
  timeIn,
  withInterval,
  withMoreRepeats,
} from "./finding.ts";
import type { ReportedService } from "./server-reports.ts";
import type { Steps } from "./steps.ts";

/** S and b as far as they can be told apart; `judgeService` and `judgeOverhead` share it. */
export interface Separation {
  /** S as reported by the server; null where that can't be used. */
  readonly reported: ReportedService | null;
  /** Why not, for a summary. */
  readonly whyNot: Text;
}

export function judgeService(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { fit } = steps;
  if (fit === undefined) return judgeOneStep(evidence, steps, separation);
  const { reported, whyNot } = separation;
  return reported === null
    ? judgeUnseparated(evidence, fit, whyNot)
    : judgeReported(evidence, fit, reported);
}

/** S as the server reports it. */
function judgeReported(evidence: Evidence, fit: StaircaseFit, reported: ReportedService): Finding {
  const { expected, bounds, repeats } = evidence;
  const { serviceNs, interval } = reported;
  const wanted = { ns: expected.meanServiceNs, allowedNs: bounds.serviceErrorNs };
  const compared = compare(serviceNs - wanted.ns, shift(interval, wanted.ns), wanted.allowedNs);
  const found = (texts: Texts): string =>
    texts.sweepJudgement.service.perTask(estimateIn(texts, serviceNs, interval));
  const summary = joinParts([
    say((texts) => againstExpected(texts, found(texts), wanted)),
    say((texts) => spacingIn(texts, fit)),
  ]);
  const phrase = say((texts) => {
    const { service } = texts.sweepJudgement;
    const short = timeIn(texts, serviceNs);
    if (compared.result === "pass") return short;
    if (compared.result === "uncertain") return uncertain(texts, found(texts), wanted);
    return (
      service.insteadOf(service.perTask(short), timeIn(texts, wanted.ns)) +
      soonerThan(texts, serviceNs, wanted.ns)
    );
  });
  const numbers = serviceNumbers(evidence, fit, reported);
  const own = finding("service", compared.result, { summary, phrase }, numbers);
  return withMoreRepeats(own, [compared], repeats);
}

/** S + b in one, where no report tells them apart. */
function judgeUnseparated(evidence: Evidence, fit: StaircaseFit, whyNot: Text): Finding {
  const { compared, allowedNs, isTooShort } = judgeSpacing(evidence, fit);
  const wanted = { ns: stepSpacingNs(evidence.expected), allowedNs };
  const ofFault = ({ sweepJudgement: { service } }: Texts, found: string): string =>
    compared.result === "pass"
      ? found
      : service.fault(isTooShort ? service.faultOfService : service.faultOfEither, found);
  const summary = joinParts([
    say((texts) => ofFault(texts, againstExpected(texts, spacingIn(texts, fit), wanted))),
    say((texts) => texts.sweepJudgement.service.notSeparated(texts.of(whyNot))),
  ]);
  const phrase = say((texts) => {
    const { service } = texts.sweepJudgement;
    const short = timeIn(texts, fit.stepNs);
    if (compared.result === "pass") return short;
    if (compared.result === "uncertain") {
      return ofFault(texts, uncertain(texts, spacingIn(texts, fit), wanted));
    }
    const found = service.insteadOf(service.spacing(short), timeIn(texts, wanted.ns));
    return ofFault(texts, found + soonerThan(texts, fit.stepNs, wanted.ns));
  });
  const own = finding(
    "service",
    compared.result,
    { summary, phrase },
    { ...serviceNumbers(evidence, fit, null), expectedSpacingNs: wanted.ns, allowedNs },
  );
  return withMoreRepeats(own, [compared], evidence.repeats);
}

function serviceNumbers(
  { expected, bounds }: Evidence,
  fit: StaircaseFit,
  reported: ReportedService | null,
): Verdict["evidence"] {
  return {
    ...withInterval("stepSpacing", fit.stepNs, fit.stepInterval),
    ...withInterval("reportedService", reported?.serviceNs ?? null, reported?.interval ?? null),
    expectedServiceNs: expected.meanServiceNs,
    allowedNs: bounds.serviceErrorNs,
  };
}

function spacingIn(texts: Texts, { stepNs, stepInterval }: StaircaseFit): string {
  return texts.sweepJudgement.service.spacing(estimateIn(texts, stepNs, stepInterval));
}

interface Wanted {
  readonly ns: Ns;
  readonly allowedNs: Ns;
}

/** "3.001 s per task, 3 s expected (allowed ±15 ms)". */
function againstExpected(texts: Texts, found: string, { ns, allowedNs }: Wanted): string {
  const { service } = texts.sweepJudgement;
  return service.expected(found, timeIn(texts, ns), timeIn(texts, allowedNs));
}

function uncertain(texts: Texts, found: string, { ns, allowedNs }: Wanted): string {
  const { service } = texts.sweepJudgement;
  return service.uncertain(found, timeIn(texts, ns), timeIn(texts, allowedNs));
}

/** From twice as fast on: ", 30 × sooner than expected". */
function soonerThan(texts: Texts, foundNs: Ns, expectedNs: Ns): string {
  const times = expectedNs / Math.max(1, foundNs);
  return times < 2 ? "" : texts.sweepJudgement.service.sooner(timesIn(texts, times));
}

/** Two digits that count: "2.3", "15", "1,200". */
function timesIn({ number }: Texts, times: number): string {
  return number(Number(times.toPrecision(2)).toLocaleString("en-US"));
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
  evidence: Evidence,
  { firstLateNs, firstGroupNs }: Steps,
  { reported: report, whyNot }: Separation,
): Finding {
  const { expected, bounds } = evidence;
  const reported =
    report === null
      ? whyNot
      : say((texts) => texts.sweepJudgement.service.reported(timeIn(texts, report.serviceNs)));
  const idealNs = stepSpacingNs(expected);
  const numbers = {
    firstLateNs: roundOf(firstLateNs),
    firstGroupNs: roundOf(firstGroupNs),
    expectedServiceNs: expected.meanServiceNs,
    allowedNs: bounds.serviceErrorNs,
  };
  if (firstGroupNs !== undefined && firstGroupNs < idealNs - bounds.serviceErrorNs) {
    const { summary, phrase } = saidTooSoon(evidence, firstGroupNs);
    return finding(
      "service",
      "fail",
      { summary: joinParts([phrase, summary, reported]), phrase },
      numbers,
    );
  }
  const sayService = (compose: (texts: Texts["sweepJudgement"]["service"]) => string): Text =>
    say(({ sweepJudgement }) => compose(sweepJudgement.service));
  if (firstLateNs === undefined) {
    const summary = joinParts([sayService((texts) => texts.noSteps), reported]);
    return finding("service", "not identifiable", { summary: summary, phrase: NOTHING }, numbers);
  }
  const isTooSoon = firstLateNs < -bounds.serviceErrorNs;
  const first = say((texts) => {
    const { firstEarly, firstLate } = texts.sweepJudgement.service;
    return (firstLateNs < 0 ? firstEarly : firstLate)(timeIn(texts, Math.abs(firstLateNs)));
  });
  return finding(
    "service",
    isTooSoon ? "fail" : "not identifiable",
    {
      summary: joinParts([sayService((texts) => texts.noSecondStep), first, reported]),
      phrase: isTooSoon ? first : sayService((texts) => texts.oneStepOnly),
    },
    numbers,
  );
}

/** Replies before S − allowed. */
function saidTooSoon({ expected, bounds }: Evidence, firstGroupNs: Ns): Said {
  const idealNs = stepSpacingNs(expected);
  const times = idealNs / Math.max(1, firstGroupNs);
  return {
    summary: say((texts) =>
      texts.sweepJudgement.service.firstGroup(
        expected.threads,
        timeIn(texts, firstGroupNs),
        timeIn(texts, idealNs),
        timeIn(texts, bounds.serviceErrorNs),
      ),
    ),
    phrase: say((texts) => {
      const { service } = texts.sweepJudgement;
      const [after, wanted] = [timeIn(texts, firstGroupNs), timeIn(texts, idealNs)];
      return times < 2
        ? service.firstRepliesAfter(expected.threads, after, wanted)
        : service.answersSooner(timesIn(texts, times), wanted);
    }),
  };
}

function roundOf(ns: Ns | undefined): Ns | null {
  return ns === undefined ? null : Math.round(ns);
}
