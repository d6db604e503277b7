// What every report of a comparison is made of, and what report.html carries of it for its script.
import type { Comparison } from "../../run/compare/comparison.ts";
import type { LoadRun } from "../../run/load/run.ts";

/** A comparison with the runs that it is made of, in the order of `comparison.a.runs` and `.b.runs`. */
export interface CompareReport {
  readonly comparison: Comparison;
  readonly runsA: readonly LoadRun[];
  readonly runsB: readonly LoadRun[];
}

export interface ComparePage {
  readonly kind: "compare";
  readonly report: CompareReport;
}

export function hasIntervals({ result }: Comparison): boolean {
  return result !== null && result.metrics.some(({ interval }) => interval !== null);
}

/** Without the slices of the runs: what is shown is whole runs. */
export function comparePage({ comparison, runsA, runsB }: CompareReport): ComparePage {
  const short = ({ result, ...run }: LoadRun): LoadRun => ({
    ...run,
    result: result && { ...result, warmup: null, run: { ...result.run, slices: [] } },
  });
  return {
    kind: "compare",
    report: { comparison, runsA: runsA.map(short), runsB: runsB.map(short) },
  };
}
