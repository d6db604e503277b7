// `--repeat auto`: all levels again and again until every verdict is decided, or the time is over. Every repeat counts.
import type { Judgement, LevelAttempt, Verdict } from "../../run/sweep/run.ts";
import { say } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { MAX_REPEATS } from "./options.ts";

export interface RepeatOptions {
  readonly nowNs: () => Ns;
  /** No repeat begins that would end later than this after the first began; the first is always made. */
  readonly maxTimeNs: Ns;
  /** Measures all levels once; repeats count from 1. */
  readonly measure: (repeat: number) => Promise<readonly LevelAttempt[]>;
  /** By intervals that hold at every look. */
  readonly judge: (attempts: readonly LevelAttempt[]) => Judgement;
  /** A repeat has ended and another one follows. */
  readonly onOpen: (repeat: number, open: readonly Verdict[]) => void;
  readonly signal: AbortSignal;
}

/** Every attempt of every repeat. What is still uncertain at the end stays so. */
export async function repeatUntilDecided(options: RepeatOptions): Promise<LevelAttempt[]> {
  const { nowNs, maxTimeNs, measure, judge, onOpen, signal } = options;
  const attempts: LevelAttempt[] = [];
  const beganNs = nowNs();
  let longestNs = 0;
  for (let repeat = 1; ; repeat++) {
    const startNs = nowNs();
    attempts.push(...(await measure(repeat)));
    const endNs = nowNs();
    longestNs = Math.max(longestNs, endNs - startNs);
    if (signal.aborted || repeat === MAX_REPEATS) return attempts;
    const open = openVerdicts(judge(attempts));
    if (open.length === 0 || endNs + longestNs - beganNs > maxTimeNs) return attempts;
    onOpen(repeat, open);
  }
}

/**
 * Those that further bursts may decide: uncertain ones, and those that the replies so far do not tell although the levels should.
 * None of an invalid run, whose verdicts don't count.
 */
function openVerdicts({ verdicts, isValid, inconclusiveReasons }: Judgement): Verdict[] {
  if (!isValid) return [];
  return verdicts.filter(
    ({ result }) =>
      result === "uncertain" || (result === "not identifiable" && inconclusiveReasons.length > 0),
  );
}

/** "repeat 3 done, still uncertain: overhead (about 4 more)". */
export function sayOpen(repeat: number, open: readonly Verdict[]): Text {
  return say(({ screen: { sweep }, verdict }) =>
    sweep.open(
      repeat,
      open.map(({ name, moreRepeats = null }) =>
        sweep.openVerdict(verdict.names[name], moreRepeats),
      ),
    ),
  );
}
