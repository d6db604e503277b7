// Service: S, separated from the step overhead b by the server's reports where they can be used.
import { say, type Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
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
  const { expected, bounds, repeats } = evidence;
  const { fit } = steps;
  const { reported, whyNot } = separation;
  if (fit === undefined) return judgeOneStep(evidence, steps, separation);
  const wantedNs = expected.meanServiceNs;
  const numbers = {
    ...withInterval("stepSpacing", fit.stepNs, fit.stepInterval),
    ...withInterval("reportedService", reported?.serviceNs ?? null, reported?.interval ?? null),
    expectedServiceNs: wantedNs,
    allowedNs: bounds.serviceErrorNs,
  };
  const spacing = (texts: Texts): string =>
    texts.sweepJudgement.service.spacing(estimateIn(texts, fit.stepNs, fit.stepInterval));
  if (reported !== null) {
    const { serviceNs, interval } = reported;
    const compared = compare(
      serviceNs - wantedNs,
      shift(interval, wantedNs),
      bounds.serviceErrorNs,
    );
    const found = (texts: Texts): string =>
      texts.sweepJudgement.service.perTask(estimateIn(texts, serviceNs, interval));
    const own = finding(
      "service",
      compared.result,
      joinParts([say((texts) => againstExpected(texts, found(texts), evidence)), say(spacing)]),
      numbers,
      say((texts) => {
        const { service } = texts.sweepJudgement;
        const short = timeIn(texts, serviceNs);
        if (compared.result === "pass") return short;
        if (compared.result === "uncertain") return uncertain(texts, found(texts), evidence);
        const wanted = timeIn(texts, wantedNs);
        return (
          service.insteadOf(service.perTask(short), wanted) + soonerThan(texts, serviceNs, wantedNs)
        );
      }),
    );
    return withMoreRepeats(own, [compared], repeats);
  }
  const { compared, allowedNs, isTooShort } = judgeSpacing(evidence, fit);
  const spacingNs = stepSpacingNs(expected);
  const ofFault = ({ sweepJudgement: { service } }: Texts, found: string): string =>
    compared.result === "pass"
      ? found
      : service.fault(isTooShort ? service.faultOfService : service.faultOfEither, found);
  const own = finding(
    "service",
    compared.result,
    joinParts([
      say((texts) =>
        ofFault(texts, againstExpected(texts, spacing(texts), evidence, spacingNs, allowedNs)),
      ),
      say((texts) => texts.sweepJudgement.service.notSeparated(texts.of(whyNot))),
    ]),
    { ...numbers, expectedSpacingNs: spacingNs, allowedNs },
    say((texts) => {
      const { service } = texts.sweepJudgement;
      const short = timeIn(texts, fit.stepNs);
      if (compared.result === "pass") return short;
      if (compared.result === "uncertain") {
        return ofFault(texts, uncertain(texts, spacing(texts), evidence, spacingNs, allowedNs));
      }
      const found = service.insteadOf(service.spacing(short), timeIn(texts, spacingNs));
      return ofFault(texts, found + soonerThan(texts, fit.stepNs, spacingNs));
    }),
  );
  return withMoreRepeats(own, [compared], repeats);
}

/** "3.001 s per task, 3 s expected (allowed ±15 ms)". */
function againstExpected(
  texts: Texts,
  found: string,
  { expected, bounds }: Evidence,
  wantedNs = expected.meanServiceNs,
  allowedNs = bounds.serviceErrorNs,
): string {
  const { service } = texts.sweepJudgement;
  return service.expected(found, timeIn(texts, wantedNs), timeIn(texts, allowedNs));
}

function uncertain(
  texts: Texts,
  found: string,
  { expected, bounds }: Evidence,
  wantedNs = expected.meanServiceNs,
  allowedNs = bounds.serviceErrorNs,
): string {
  const { service } = texts.sweepJudgement;
  return service.uncertain(found, timeIn(texts, wantedNs), timeIn(texts, allowedNs));
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
    const times = idealNs / Math.max(1, firstGroupNs);
    const words = say((texts) => {
      const { service } = texts.sweepJudgement;
      const [after, wanted] = [timeIn(texts, firstGroupNs), timeIn(texts, idealNs)];
      return times < 2
        ? service.firstRepliesAfter(expected.threads, after, wanted)
        : service.answersSooner(timesIn(texts, times), wanted);
    });
    const found = say((texts) =>
      texts.sweepJudgement.service.firstGroup(
        expected.threads,
        timeIn(texts, firstGroupNs),
        timeIn(texts, idealNs),
        timeIn(texts, bounds.serviceErrorNs),
      ),
    );
    return finding("service", "fail", joinParts([words, found, reported]), numbers, words);
  }
  const sayService = (compose: (texts: Texts["sweepJudgement"]["service"]) => string): Text =>
    say(({ sweepJudgement }) => compose(sweepJudgement.service));
  if (firstLateNs === undefined) {
    const summary = joinParts([sayService((texts) => texts.noSteps), reported]);
    return finding("service", "not identifiable", summary, numbers, NOTHING);
  }
  const isTooSoon = firstLateNs < -bounds.serviceErrorNs;
  const first = say((texts) => {
    const { firstEarly, firstLate } = texts.sweepJudgement.service;
    return (firstLateNs < 0 ? firstEarly : firstLate)(timeIn(texts, Math.abs(firstLateNs)));
  });
  return finding(
    "service",
    isTooSoon ? "fail" : "not identifiable",
    joinParts([sayService((texts) => texts.noSecondStep), first, reported]),
    numbers,
    isTooSoon ? first : sayService((texts) => texts.oneStepOnly),
  );
}

function roundOf(ns: Ns | undefined): Ns | null {
  return ns === undefined ? null : Math.round(ns);
}
