// A sweep that an earlier version wrote, in the form that this one reads.
import type { Judgement, LevelSummary, RunRecord, Verdict } from "../run/sweep/run.ts";
import { type Notice, unclassified } from "../run/notice.ts";
import { type Text, untranslated } from "../../src/units/text.ts";

/** Up to schema version 1 what is said was English alone: its words stand for every language. */
type Said = Text | string;

/** Sentences become texts; fields that came later get the value that says "none". */
export function upgradeSweepRun(run: RunRecord): RunRecord {
  const { levels, local, judgement, warnings } = run;
  return {
    ...run,
    levels: levels.map(upgradeLevel),
    ...(local !== undefined && { local: { levels: local.levels.map(upgradeLevel) } }),
    judgement: judgement && upgradeJudgement(judgement),
    warnings: warnings.map(noticeOf),
  };
}

type OldJudgement = Omit<Judgement, "sampling" | "inconclusiveReasons"> & Partial<Judgement>;

function upgradeJudgement(judgement: OldJudgement): Judgement {
  const { sentence, verdicts, warnings, invalidReasons, inconclusiveReasons = [] } = judgement;
  return {
    sampling: "fixed",
    ...judgement,
    sentence: upgrade(sentence),
    verdicts: verdicts.map((own): Verdict => ({ ...own, summary: upgrade(own.summary) })),
    warnings: warnings.map(noticeOf),
    invalidReasons: invalidReasons.map(noticeOf),
    inconclusiveReasons: inconclusiveReasons.map(noticeOf),
  };
}

function upgradeLevel(level: LevelSummary): LevelSummary {
  return { ...level, self: { ...level.self, limits: upgradeAll(level.self.limits) } };
}

function upgradeAll(said: readonly Said[]): Text[] {
  return said.map(upgrade);
}

function upgrade(said: Said): Text {
  return typeof said === "string" ? untranslated(said) : said;
}

/** Up to schema version 2 words alone. */
export function noticeOf(said: Notice | Said): Notice {
  return typeof said === "object" && "kind" in said ? said : unclassified(said);
}
