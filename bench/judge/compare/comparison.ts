// What a comparison of two load runs, or of two sides of repeated runs, has found: as `compare.json` keeps it.
import type { Notice } from "../../run/notice.ts";
import type { Text } from "../../../src/units/text.ts";
import type { Environment, SCHEMA_VERSION } from "../../run/sweep/run.ts";

export const METRIC_NAMES = ["p50", "p90", "p99", "p99.9", "mean", "throughput", "errors"] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

/** Of response times in ns, of throughput per second, of errors a share of all intended requests. */
export type MetricValue =
  | { readonly kind: "exact"; readonly value: number }
  /** It lies in what was never answered: longer than this. */
  | { readonly kind: "over"; readonly value: number }
  | { readonly kind: "between"; readonly low: number; readonly high: number }
  | { readonly kind: "too few"; readonly count: number; readonly needed: number }
  | { readonly kind: "none" };

/** "unknown": there is data enough, but the answer lies in what was never answered. */
export type MetricVerdict = "better" | "worse" | "no difference seen" | "too few data" | "unknown";

export interface MetricComparison {
  readonly name: MetricName;
  readonly a: MetricValue;
  readonly b: MetricValue;
  /** (B − A) / A; of errors B − A, as A may be 0. Null where it can't be said. */
  readonly difference: number | null;
  /** True: at least so much, as B lies (or A lay) in what was never answered. */
  readonly isBound: boolean;
  /** 95 % confidence, of this metric by itself; an end that is null is open. */
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  /** Chance of such a difference or a larger one without a cause, allowing for the number of metrics (Holm). */
  readonly adjustedChance: number | null;
  readonly verdict: MetricVerdict;
  /** Worse, and by more than the tolerance. */
  readonly isBeyondTolerance: boolean;
  /** Why there is no verdict; null where there is one. */
  readonly note: Text | null;
}

export interface ComparisonResult {
  /** "repeats": pairs of whole runs; "blocks": stretches of the time of one run a side. */
  readonly method: "repeats" | "blocks";
  /** What was drawn: pairs of runs, or blocks of each side. */
  readonly unitsA: number;
  readonly unitsB: number;
  readonly metrics: readonly MetricComparison[];
  /** One sentence that a person understands. */
  readonly sentence: Text;
  /** False where a run was invalid: then no verdict counts. */
  readonly isValid: boolean;
  readonly invalidReasons: readonly Notice[];
  /** Doubts that spoil nothing. */
  readonly warnings: readonly Notice[];
}

export interface ComparedSide {
  /** The command line of its runs, or of its one saved run. */
  readonly commandLine: string;
  readonly label: string;
  /** Such as "tcp://127.0.0.1:6379". */
  readonly target: string;
  /** Every option as it was given; missing in comparisons of version 0.1. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Folders of its runs, from the comparison's own folder, in the order in which they were made. */
  readonly runs: readonly string[];
}

export interface Comparison {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: "compare";
  readonly label: string;
  readonly status: "running" | "complete" | "interrupted";
  /** As one would type it again. */
  readonly commandLine: string;
  readonly seed: number;
  /** Share by which B may be worse. */
  readonly tolerance: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly environment: Environment;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly result: ComparisonResult | null;
}
