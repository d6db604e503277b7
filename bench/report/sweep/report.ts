// What every report of a sweep is made of: the run's record and its raw bursts, and those that charts and texts are about.
import type { Texts } from "../../messages/texts.ts";
import type { Expected, LevelAttempt, LevelSummary, RunRecord } from "../../run/sweep/run.ts";
import { judgedAttempts } from "../../run/sweep/summary.ts";
import { isTimeShared } from "../../theory/staircase.ts";

export interface Report {
  /** Of the language that it is in. */
  readonly texts: Texts;
  readonly run: RunRecord;
  /** In the order in which they ended, every attempt, judged or not. */
  readonly attempts: readonly LevelAttempt[];
  /** Of the local form, beside a cluster (`RunRecord.local`). */
  readonly localAttempts?: readonly LevelAttempt[];
}

/** The attempts that count, by level, then repeat. */
export function judgedInOrder({ attempts }: Report): LevelAttempt[] {
  return judgedAttempts(attempts).toSorted((a, b) => a.level - b.level || a.repeat - b.repeat);
}

/** All summaries, by level, repeat and attempt: levels are measured in an order drawn from the seed. */
export function summariesInOrder({ levels }: RunRecord): LevelSummary[] {
  return levels.toSorted(
    (a, b) => a.level - b.level || a.repeat - b.repeat || a.attempt - b.attempt,
  );
}

/** Of the summaries those that count, by level. */
export function judgedOf(levels: readonly LevelSummary[]): LevelSummary[] {
  return levels.filter(({ isJudged }) => isJudged).toSorted((a, b) => a.level - b.level);
}

/** A burst in which not every request was answered ok: its points are marked. */
export function hasFailures({ ok, level }: Pick<LevelSummary, "ok" | "level">): boolean {
  return ok < level;
}

/**
 * Levels between which the ideal of a constant S is straight: first and last of every step up to `maxLevel`. Drawing
 * these alone keeps the picture of 1 to 10 000 clients small and exact. Where threads share cores, a step that is not
 * full is a shorter one, and every level counts.
 */
export function stepEdges(maxLevel: number, expected: Expected): number[] {
  const { threads } = expected;
  const isShared = isTimeShared(expected);
  const levels = Array.from({ length: maxLevel }, (_, i) => i + 1);
  return levels.filter(
    (level) =>
      isShared ||
      level === 1 ||
      level === maxLevel ||
      level % threads === 0 ||
      (level - 1) % threads === 0,
  );
}
