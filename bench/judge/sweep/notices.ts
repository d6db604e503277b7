// The words of all that counts against a sweep or is doubtful about it.
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { noticesOf } from "../../run/notice.ts";
import type { VerdictName } from "../../run/sweep/run.ts";
import { timeIn } from "./finding.ts";

interface Burst {
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
}

type Requests = Readonly<Record<"requests" | "levels", number>>;

export type Remedy = keyof Texts["sweepJudgement"]["missing"]["remedies"];

export const sweepNotice = noticesOf({
  // Why a run is invalid.
  "burst-limited": (
    texts,
    { level, repeat, attempt, limits }: Burst & { readonly limits: Text },
  ) => {
    const { levelOf, repeatOf, measuredAgain, notMeasuredAgain } = texts.sweepJudgement.run;
    const name = repeat === 1 ? levelOf(level) : repeatOf(levelOf(level), repeat);
    return (attempt > 1 ? measuredAgain : notMeasuredAgain)(name, texts.of(limits));
  },

  // Why a run is inconclusive: the verdicts that are missing, why, and what to do.
  "not-judged": (
    { sweepJudgement: { missing }, verdict, of },
    {
      verdicts,
      why,
      remedy,
    }: { readonly verdicts: readonly VerdictName[]; readonly why: Text; readonly remedy: Remedy },
  ) => {
    const names = verdicts.map((name) => verdict.names[name]);
    return missing.notJudged(missing.names(names), of(why), missing.remedies[remedy]);
  },

  // Warnings.
  "levels-failed": ({ sweepJudgement, counted }, { requests, levels }: Requests) =>
    sweepJudgement.run.failedLevels(counted.requests(requests), counted.levels(levels)),
  "levels-unfinished": ({ sweepJudgement, counted }, { requests, levels }: Requests) =>
    sweepJudgement.run.unfinishedLevels(counted.requests(requests), counted.levels(levels)),
  "other-group-sizes": (
    { sweepJudgement },
    { groups, fullGroups }: Readonly<Record<"groups" | "fullGroups", number>>,
  ) => sweepJudgement.run.otherSizes(groups, fullGroups),
  "few-bursts": ({ sweepJudgement, counted }, { bursts }: { readonly bursts: number }) =>
    sweepJudgement.run.fewBursts(counted.bursts(bursts)),
  uncertain: (texts, { verdict, hint, repeats, isSequential }: Uncertain) => {
    const { run } = texts.sweepJudgement;
    const what = texts.of(hint);
    const withHow =
      repeats === null ? what : isSequential ? run.withMoreTime(what) : run.withFlag(what, repeats);
    return run.uncertain(texts.verdict.names[verdict], withHow);
  },
  "reports-contradicted": (texts, { problem }: { readonly problem: Text }) =>
    texts.sweepJudgement.reports.warning(texts.of(problem)),
  "reports-leave-out": (texts, { leftOutNs }: { readonly leftOutNs: Ns }) =>
    texts.sweepJudgement.reports.leftOut(timeIn(texts, leftOutNs)),
  "server-ended": (texts, { name, failure }: { readonly name: Text; readonly failure: Text }) =>
    texts.sweepJudgement.endedByItself(texts.of(name), texts.of(failure)),
  "local-limited": (texts, { bursts, level, limits }: LocalLimited) =>
    texts.sweepJudgement.local.limited(texts.counted.bursts(bursts), level, texts.of(limits)),
  "local-failed": ({ sweepJudgement, counted }, { bursts }: { readonly bursts: number }) =>
    sweepJudgement.local.failed(counted.bursts(bursts)),
});

interface Uncertain {
  readonly verdict: VerdictName;
  readonly hint: Text;
  /** Repeats in all that would decide; null where that is more than can be asked for. */
  readonly repeats: number | null;
  readonly isSequential: boolean;
}

interface LocalLimited {
  readonly bursts: number;
  /** Of the first of them. */
  readonly level: number;
  readonly limits: Text;
}
