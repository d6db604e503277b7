// What report.html carries for its script: the run without what no chart shows, its bursts packed.
import type { LoadPhase, LoadRun } from "../../run/load/run.ts";
import type { RunRecord } from "../../run/sweep/run.ts";
import type { CompareReport } from "../compare/document.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { type PackedBurst, packBurst } from "./pack-bursts.ts";
import type { Report } from "./report.ts";

/** So many requests make a page of 2 MB; of a larger run it has some levels whole, and its other charts stay as drawn. */
const MAX_REQUESTS = 30_000;

export interface SweepPage {
  readonly kind: "sweep";
  readonly run: RunRecord;
  /** The judged bursts, in order of level. */
  readonly bursts: readonly PackedBurst[];
  /** False where there are more of them than the page carries. */
  readonly hasAllBursts: boolean;
}

export type PageData =
  | SweepPage
  | { readonly kind: "load"; readonly run: LoadRun }
  | { readonly kind: "compare"; readonly report: CompareReport };

export function sweepPage(report: Report): SweepPage {
  const { run } = report;
  const judged = judgedInOrder(report);
  const total = judged.reduce((sum, { level }) => sum + level, 0);
  // Even strides over the levels, until they fit.
  const stride = Math.ceil(total / MAX_REQUESTS);
  let left = MAX_REQUESTS;
  const kept = judged.filter(({ level }, i) => {
    const isKept = i % stride === 0 && level <= left;
    if (isKept) left -= level;
    return isKept;
  });
  return {
    kind: "sweep",
    run: withoutHistograms(run),
    bursts: kept.map((attempt) => packBurst(attempt, run.clockZeroMs)),
    hasAllBursts: kept.length === judged.length,
  };
}

export function loadPage(run: LoadRun): PageData {
  return { kind: "load", run: { ...run, result: run.result && { ...run.result, warmup: null } } };
}

/** Without the slices of the runs: what is shown is whole runs. */
export function comparePage({ comparison, runsA, runsB }: CompareReport): PageData {
  const short = ({ result, ...run }: LoadRun): LoadRun => ({
    ...run,
    result: result && { ...result, warmup: null, run: withoutSlices(result.run) },
  });
  return {
    kind: "compare",
    report: { comparison, runsA: runsA.map(short), runsB: runsB.map(short) },
  };
}

function withoutSlices(phase: LoadPhase): LoadPhase {
  return { ...phase, slices: [] };
}

/** What they hold is in the bursts. */
function withoutHistograms(run: RunRecord): RunRecord {
  const short = (levels: RunRecord["levels"]) =>
    levels.map((level) => ({ ...level, histogram: "" }));
  return {
    ...run,
    levels: short(run.levels),
    ...(run.local !== undefined && { local: { levels: short(run.local.levels) } }),
  };
}
