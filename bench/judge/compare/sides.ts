// The two sides of a comparison, and the difference of one statistic between them.
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import { mergeHistograms } from "../../stats/encoded-histogram.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { judgeDifference } from "../../stats/interval.ts";
import { eachOnce, only, type ResampleTable, type Weights } from "../../stats/resample.ts";
import { welchDegrees } from "../../stats/student-t.ts";
import { chanceByUnit, persistenceOf, varianceOf } from "../../stats/unit-evidence.ts";

/** One side: all its runs as they were measured, and its units with their draws. */
export interface Side {
  readonly whole: Whole;
  readonly table: ResampleTable;
  readonly draws: readonly Weights[];
}

/** What point estimates are taken from. */
export interface Whole {
  readonly times: ResponseTimes;
  readonly throughputPerSec: number;
  readonly okInWindow: number;
  readonly intended: number;
  readonly errors: number;
}

/** All runs of a side as one. */
export function wholeOfRuns(phases: readonly LoadPhase[]): Whole {
  const sum = (value: (phase: LoadPhase) => number): number =>
    phases.reduce((total, phase) => total + value(phase), 0);
  const okInWindow = sum((phase) => phase.okInWindow);
  return {
    times: new ResponseTimes({
      counts: {
        dropped: sum(({ counts }) => counts.dropped),
        ok: sum(({ counts }) => counts.ok),
      },
      response: mergeHistograms(phases.map(({ response }) => response)),
      censored: mergeHistograms(phases.map(({ censored }) => censored)),
      unmatched: phases.some(({ unmatched }) => unmatched !== null)
        ? { meanResponseNs: null }
        : null,
    }),
    throughputPerSec: (okInWindow * NS_PER_SECOND) / sum(({ startNs, endNs }) => endNs - startNs),
    okInWindow,
    intended: sum(({ counts }) => counts.intended),
    errors: sum(({ counts }) => errorsOf(counts)),
  };
}

export interface JudgedDifference {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly chance: number | null;
}

/** The two sides; `isPaired`: draw i of both sides is of the same pairs. */
export interface Sides {
  readonly a: Side;
  readonly b: Side;
  readonly isPaired: boolean;
}

/** What is compared, in the scale in which its scatter is even. */
export interface Statistic {
  readonly of: (table: ResampleTable, weights: Weights) => number;
  /** Differences up to this are within what is rounded. */
  readonly resolution: number;
  /** Of the whole runs; undefined where only the draws tell it. */
  readonly estimate?: number | undefined;
  /** Units of A and of B that it rests on, where they are fewer than there are. */
  readonly units?: readonly [number, number];
}

export function judgeSides({ a, b, isPaired }: Sides, statistic: Statistic): JudgedDifference {
  const of = ({ table }: Side, weights: Weights): number => statistic.of(table, weights);
  const drawsA = a.draws.map((weights) => of(a, weights));
  const drawsB = b.draws.map((weights) => of(b, weights));
  const byUnit = (side: Side): number[] =>
    Array.from({ length: side.table.unitCount }, (_, i) => of(side, only(i, side.table.unitCount)));
  const [byUnitA, byUnitB] = [byUnit(a), byUnit(b)];
  const center = of(b, eachOnce(b.table.unitCount)) - of(a, eachOnce(a.table.unitCount));
  const { resolution, estimate = center } = statistic;
  const [unitsA, unitsB] = statistic.units ?? [a.table.unitCount, b.table.unitCount];
  const units = Math.max(2, Math.round(Math.min(unitsA, unitsB)));
  // Pairs have whole runs between them, and breaks: they are taken for independent.
  const persistence = isPaired ? 1 : persistenceOf(byUnitA, byUnitB);
  const judged = judgeDifference({
    estimate,
    center,
    draws: drawsB.map((draw, i) => draw - (drawsA[i] ?? Number.NaN)),
    resolution,
    units,
    degrees: isPaired
      ? units - 1
      : welchDegrees(varianceOf(drawsA), varianceOf(drawsB), unitsA, unitsB),
    persistence,
  });
  if (judged.chance === null) return { estimate, ...judged };
  const evidence = { estimate, resolution, isPaired, persistence };
  const chance = Math.max(judged.chance, chanceByUnit(byUnitA, byUnitB, evidence));
  return { estimate, ...judged, chance };
}
