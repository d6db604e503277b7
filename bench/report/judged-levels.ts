// The bursts that the charts and texts are about, in order of level, each with its summary and its ideal.
import { sortAscending } from "../measure/percentile.ts";
import type { Expected, LevelAttempt, LevelSummary, RunRecord } from "../measure/run.ts";
import { judgedAttempts } from "../measure/summary.ts";
import { idealCompletionsNs, isTimeShared, listSchedule } from "../theory/staircase.ts";
import type { Ns } from "../../src/units/duration.ts";
import type { Report } from "./report.ts";

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

/**
 * When the burst would have ended its requests on threads that lose no time, ns after t0, ascending. Of a distribution
 * it is replayed on the reported service times; undefined where a request has no report.
 */
export function idealOf({ level, samples }: LevelAttempt, expected: Expected): Ns[] | undefined {
  if (expected.isConstant) return idealCompletionsNs(level, expected);
  const reports = samples.flatMap(({ report }) => report ?? []);
  if (reports.length < samples.length) return undefined;
  const inOrder = reports.toSorted((a, b) => a.acceptedSeq - b.acceptedSeq);
  const servicesNs = inOrder.map(({ serviceNs }) => serviceNs);
  return sortAscending(listSchedule(servicesNs, expected.threads));
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
