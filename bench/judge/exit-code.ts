// What `bun bench` says to the shell.
import type { Judgement, LevelSummary, RunRecord } from "../measure/run.ts";

/** Codes that a finished sweep can end with; usage (2) and bugs (70) end it elsewhere. */
export const EXIT_PASS = 0;
export const EXIT_VERDICT_FAILED = 1;
export const EXIT_INVALID = 3;
export const EXIT_NOTHING_MEASURED = 4;
export const EXIT_INTERRUPTED = 130;

/** Of several codes the first of these counts; 99 is a crossed threshold. */
const PRECEDENCE = [
  70,
  EXIT_INTERRUPTED,
  EXIT_NOTHING_MEASURED,
  EXIT_INVALID,
  99,
  EXIT_VERDICT_FAILED,
];

/** The code that counts of all that apply; 0 of none. */
export function strongestExitCode(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT_PASS;
}

/** Failed requests alone fail nothing; without a single ok reply there is nothing to judge. */
export function sweepExitCode({
  status,
  levels,
  judgement,
}: {
  readonly status: RunRecord["status"];
  readonly levels: readonly Pick<LevelSummary, "ok">[];
  readonly judgement: Judgement | null;
}): number {
  const hasFailed = judgement?.verdicts.some(({ result }) => result === "fail") === true;
  return strongestExitCode([
    ...(status === "interrupted" ? [EXIT_INTERRUPTED] : []),
    ...(levels.every(({ ok }) => ok === 0) ? [EXIT_NOTHING_MEASURED] : []),
    ...(judgement?.isValid === false ? [EXIT_INVALID] : []),
    ...(hasFailed ? [EXIT_VERDICT_FAILED] : []),
  ]);
}
