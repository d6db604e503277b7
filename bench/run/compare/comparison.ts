// What a comparison of two load runs, or of two sides of repeated runs, has found: as `compare.json` keeps it.
import * as is from "../../../src/units/schema.ts";
import { Notice, RUN_HEADER } from "../header.ts";
import { SCHEMA_VERSION } from "../versions.ts";

export const METRIC_NAMES = ["p50", "p90", "p99", "p99.9", "mean", "throughput", "errors"] as const;

export const MetricName = is.oneOf(METRIC_NAMES);
export type MetricName = is.Infer<typeof MetricName>;

export const MetricValue = is.variant(
  "Of response times in ns, of throughput per second, of errors a share of all intended requests.",
  [
    is.object("", { kind: is.constant("exact"), value: is.number() }),
    is.object("It lies in what was never answered: longer than this.", {
      kind: is.constant("over"),
      value: is.number(),
    }),
    is.object("", { kind: is.constant("between"), low: is.number(), high: is.number() }),
    is.object("", { kind: is.constant("too few"), count: is.number(), needed: is.number() }),
    is.object("", { kind: is.constant("none") }),
  ],
);
export type MetricValue = is.Infer<typeof MetricValue>;

export const MetricVerdict = is.oneOf(
  ["better", "worse", "no difference seen", "too few data", "unknown"],
  '"unknown": there is data enough, but the answer lies in what was never answered.',
);
export type MetricVerdict = is.Infer<typeof MetricVerdict>;

export const MetricComparison = is.object("One metric of both sides.", {
  name: MetricName,
  a: MetricValue,
  b: MetricValue,
  difference: is.numberOrNull(
    "(B − A) / A; of errors B − A, as A may be 0. Null where it can't be said.",
  ),
  isBound: is.boolean("True: at least so much, as B lies (or A lay) in what was never answered."),
  interval: is.nullable(
    is.object("", { low: is.numberOrNull(), high: is.numberOrNull() }),
    "95 % confidence, of this metric by itself; an end that is null is open.",
  ),
  adjustedChance: is.numberOrNull(
    "Chance of such a difference or a larger one without a cause, allowing for the number of metrics (Holm).",
  ),
  verdict: MetricVerdict,
  isBeyondTolerance: is.boolean("Worse, and by more than the tolerance."),
  note: is.nullable(is.text(), "Why there is no verdict; null where there is one."),
});
export interface MetricComparison extends is.Infer<typeof MetricComparison> {}

export const ComparisonResult = is.object("What a comparison found.", {
  method: is.oneOf(
    ["repeats", "blocks"],
    '"repeats": pairs of whole runs; "blocks": stretches of the time of one run a side.',
  ),
  unitsA: is.number("What was drawn: pairs of runs, or blocks of each side."),
  unitsB: is.number(),
  metrics: is.list(MetricComparison),
  sentence: is.text("One sentence that a person understands."),
  isValid: is.boolean("False where a run was invalid: then no verdict counts."),
  invalidReasons: is.list(Notice),
  warnings: is.list(Notice, "Doubts that spoil nothing."),
});
export interface ComparisonResult extends is.Infer<typeof ComparisonResult> {}

export const ComparedSide = is.object("One side of a comparison.", {
  commandLine: is.string("The command line of its runs, or of its one saved run."),
  label: is.string(),
  target: is.string('Such as "tcp://127.0.0.1:6379".'),
  options: is.optional(
    is.map(is.anything(), "Every option as it was given; missing in comparisons of version 0.1."),
  ),
  runs: is.list(
    is.string(),
    "Folders of its runs, from the comparison's own folder, in the order in which they were made.",
  ),
});
export interface ComparedSide extends is.Infer<typeof ComparedSide> {}

export const Comparison = is.object("Two loads, or two sides of repeated loads, compared.", {
  schemaVersion: is.constant(SCHEMA_VERSION),
  command: is.constant("compare"),
  ...RUN_HEADER,
  seed: is.number(),
  tolerance: is.number("Share by which B may be worse."),
  a: ComparedSide,
  b: ComparedSide,
  result: is.nullable(ComparisonResult),
});
export interface Comparison extends is.Infer<typeof Comparison> {}
