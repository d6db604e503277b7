// A sweep's judgement as English readers see it: what tests of the verdicts' words compare.
import type { Judgement } from "../../bench/run/sweep/run.ts";
import type { Text } from "../../src/units/text.ts";

export function inEnglish(judgement: Judgement) {
  const { verdicts, sentence, warnings, invalidReasons, inconclusiveReasons } = judgement;
  const english = (texts: readonly Text[]): string[] => texts.map(({ en }) => en);
  return {
    ...judgement,
    verdicts: verdicts.map((own) => ({ ...own, summary: own.summary.en })),
    sentence: sentence.en,
    warnings: english(warnings),
    invalidReasons: english(invalidReasons),
    inconclusiveReasons: english(inconclusiveReasons),
  };
}

export type EnglishJudgement = ReturnType<typeof inEnglish>;
