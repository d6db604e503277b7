// Whether the run measured the system at all, or only the generator and its host.
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";

/**
 * One reason for each judged attempt that its own evidence spoils. `judged` are the attempts that count: the second one
 * where there was a second, and one that never got its second (the run was interrupted) is spoiled as well.
 */
export function invalidReasonsOf(judged: readonly LevelAttempt[]): Text[] {
  return judged.flatMap(({ level, repeat, attempt, self }) => {
    if (self.limits.length === 0) return [];
    const reason = say((texts) => {
      const { levelOf, repeatOf, measuredAgain, notMeasuredAgain } = texts.sweepJudgement.run;
      const name = repeat === 1 ? levelOf(level) : repeatOf(levelOf(level), repeat);
      const limits = self.limits.map((limit) => texts.of(limit)).join("; ");
      return (attempt > 1 ? measuredAgain : notMeasuredAgain)(name, limits);
    });
    return [reason];
  });
}
