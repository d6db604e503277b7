// Whether the run measured the system at all, or only the generator and its host.
import type { LevelAttempt } from "../measure/run.ts";

/**
 * One reason for each judged attempt that its own evidence spoils. `judged` are the attempts that count: the second one
 * where there was a second, and one that never got its second (the run was interrupted) is spoiled as well.
 */
export function invalidReasonsOf(judged: readonly LevelAttempt[]): string[] {
  return judged.flatMap(({ level, repeat, attempt, self }) => {
    if (self.limits.length === 0) return [];
    const name = repeat === 1 ? `level ${level}` : `level ${level} (repeat ${repeat})`;
    const when = attempt > 1 ? "again when measured alone" : "and it was not measured again";
    return [`${name}: ${self.limits.join("; ")}, ${when}`];
  });
}
