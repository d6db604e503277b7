// The words of all that counts against a sweep or is doubtful about it.
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { noticesOf } from "../../run/notice.ts";
import type { VerdictName } from "../../run/sweep/run.ts";
import { timeIn } from "./finding.ts";

export type Remedy = keyof Texts["sweepJudgement"]["missing"]["remedies"];

/** What each kind is made of. */
interface Values {
  // Why a run is invalid.
  "burst-limited": { level: number; repeat: number; attempt: number; limits: Text };

  // Why a run is inconclusive: the verdicts that are missing, why, and what to do.
  "not-judged": { verdicts: readonly VerdictName[]; why: Text; remedy: Remedy };

  // Warnings.
  "levels-failed": { requests: number; levels: number };
  "levels-unfinished": { requests: number; levels: number };
  "other-group-sizes": { groups: number; fullGroups: number };
  "few-bursts": { bursts: number };
  /** `repeats`: in all, that would decide; null where that is more than can be asked for. */
  uncertain: { verdict: VerdictName; hint: Text; repeats: number | null; isSequential: boolean };
  "reports-contradicted": { problem: Text };
  "reports-leave-out": { leftOutNs: Ns };
  "server-ended": { name: Text; failure: Text };
  /** `level`: of the first of them. */
  "local-limited": { bursts: number; level: number; limits: Text };
  "local-failed": { bursts: number };
}

export const sweepNotice = noticesOf<Values>({
  "burst-limited": (texts, { level, repeat, attempt, limits }) => {
    const { levelOf, repeatOf, measuredAgain, notMeasuredAgain } = texts.sweepJudgement.run;
    const name = repeat === 1 ? levelOf(level) : repeatOf(levelOf(level), repeat);
    return (attempt > 1 ? measuredAgain : notMeasuredAgain)(name, texts.of(limits));
  },
  "not-judged": ({ sweepJudgement: { missing }, verdict, of }, { verdicts, why, remedy }) => {
    const names = verdicts.map((name) => verdict.names[name]);
    return missing.notJudged(missing.names(names), of(why), missing.remedies[remedy]);
  },
  "levels-failed": ({ sweepJudgement, counted }, { requests, levels }) =>
    sweepJudgement.run.failedLevels(counted.requests(requests), counted.levels(levels)),
  "levels-unfinished": ({ sweepJudgement, counted }, { requests, levels }) =>
    sweepJudgement.run.unfinishedLevels(counted.requests(requests), counted.levels(levels)),
  "other-group-sizes": ({ sweepJudgement }, { groups, fullGroups }) =>
    sweepJudgement.run.otherSizes(groups, fullGroups),
  "few-bursts": ({ sweepJudgement, counted }, { bursts }) =>
    sweepJudgement.run.fewBursts(counted.bursts(bursts)),
  uncertain: (texts, { verdict, hint, repeats, isSequential }) => {
    const { run } = texts.sweepJudgement;
    const what = texts.of(hint);
    const withHow =
      repeats === null ? what : isSequential ? run.withMoreTime(what) : run.withFlag(what, repeats);
    return run.uncertain(texts.verdict.names[verdict], withHow);
  },
  "reports-contradicted": (texts, { problem }) =>
    texts.sweepJudgement.reports.warning(texts.of(problem)),
  "reports-leave-out": (texts, { leftOutNs }) =>
    texts.sweepJudgement.reports.leftOut(timeIn(texts, leftOutNs)),
  "server-ended": (texts, { name, failure }) =>
    texts.sweepJudgement.endedByItself(texts.of(name), texts.of(failure)),
  "local-limited": (texts, { bursts, level, limits }) =>
    texts.sweepJudgement.local.limited(texts.counted.bursts(bursts), level, texts.of(limits)),
  "local-failed": ({ sweepJudgement, counted }, { bursts }) =>
    sweepJudgement.local.failed(counted.bursts(bursts)),
});
