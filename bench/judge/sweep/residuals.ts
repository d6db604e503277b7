// Residuals: how late each completion was against the ideal staircase. They lead the report, pooled over levels by step.
import type { Ns } from "../../../src/units/duration.ts";
import { percentileOf, sortAscending } from "../../stats/percentile.ts";
import type { Expected, LevelAttempt } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import { idealCompletionsNs, listSchedule } from "../../theory/staircase.ts";

/** The i-th completion of a burst against the i-th of the ideal: ranks are compared, not requests. */
export interface Residual {
  readonly level: number;
  readonly repeat: number;
  /** From 1: the ideal group of `threads` that this rank belongs to. */
  readonly step: number;
  /** Completion − ideal; negative where it came early. */
  readonly residualNs: Ns;
}

/** All residuals of one step, whatever level they are from. */
export interface StepResiduals {
  readonly step: number;
  readonly count: number;
  readonly medianNs: Ns;
  readonly p10Ns: Ns;
  readonly p90Ns: Ns;
  readonly minNs: Ns;
  readonly maxNs: Ns;
}

/**
 * Residuals of the judged attempts (`judgedAttempts`) in which every request was answered ok. Of a distribution the
 * ideal is list scheduling of the reported service times in order of acceptance; bursts without reports have none.
 */
export function residualsOf(expected: Expected, judged: readonly LevelAttempt[]): Residual[] {
  return judged.flatMap((attempt) => {
    const { level, repeat, samples } = attempt;
    const idealNs = idealOf(attempt, expected);
    if (idealNs === undefined || samples.some(({ outcome }) => outcome !== "ok")) return [];
    return okResponsesNs(samples).map((completionNs, rank) => ({
      level,
      repeat,
      step: Math.floor(rank / expected.threads) + 1,
      residualNs: completionNs - (idealNs[rank] ?? 0),
    }));
  });
}

/**
 * When the burst would have ended its requests on threads that lose no time, ns after t0, ascending. Of a distribution
 * it is replayed on the reported service times; undefined where a request has no report.
 */
export function idealOf({ level, samples }: LevelAttempt, expected: Expected): Ns[] | undefined {
  if (expected.isConstant) return idealCompletionsNs(level, expected);
  const reports = samples.flatMap(({ report }) => report ?? []);
  if (reports.length < samples.length) return undefined;
  const inOrder = reports.sort((a, b) => a.acceptedSeq - b.acceptedSeq);
  return sortAscending(
    listSchedule(
      inOrder.map(({ serviceNs }) => serviceNs),
      expected.threads,
    ),
  );
}

/** By step, ascending. */
export function residualsByStep(residuals: readonly Residual[]): StepResiduals[] {
  const byStep = Map.groupBy(residuals, ({ step }) => step);
  return [...byStep.entries()]
    .sort(([a], [b]) => a - b)
    .map(([step, own]) => {
      const sorted = sortAscending(own.map(({ residualNs }) => residualNs));
      const at = (percentile: number): Ns => percentileOf(sorted, percentile) ?? 0;
      return {
        step,
        count: sorted.length,
        medianNs: at(50),
        p10Ns: at(10),
        p90Ns: at(90),
        minNs: at(0),
        maxNs: at(100),
      };
    });
}
