// What every report is made of: the run's record and its raw bursts.
import type { Texts } from "../../messages/texts.ts";
import type { LevelAttempt, RunRecord } from "../../run/sweep/run.ts";

export interface Report {
  /** Of the language that it is in. */
  readonly texts: Texts;
  readonly run: RunRecord;
  /** In the order in which they ended, every attempt, judged or not. */
  readonly attempts: readonly LevelAttempt[];
  /** Of the local form, beside a cluster (`RunRecord.local`). */
  readonly localAttempts?: readonly LevelAttempt[];
}
