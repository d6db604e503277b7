// Whether the run measured the system at all, or only the generator and its host.
import { joinTexts } from "../../../src/units/text.ts";
import type { Notice } from "../../run/header.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { sweepNotice } from "./notices.ts";

/**
 * One reason for each judged attempt that its own evidence spoils. `judged` are the attempts that count: the second one
 * where there was a second, and one that never got its second (the run was interrupted) is spoiled as well.
 */
export function invalidReasonsOf(judged: readonly LevelAttempt[]): Notice[] {
  return judged
    .filter(({ self }) => self.limits.length > 0)
    .map(({ level, repeat, attempt, self }) =>
      sweepNotice("burst-limited", {
        level,
        repeat,
        attempt,
        limits: joinTexts(self.limits, "; "),
      }),
    );
}
