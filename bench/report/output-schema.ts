// What `--format json` prints, of every command: one shape, with what each command adds. All texts in it are English,
// names have their units, absent is null.
import { MetricVerdict } from "../run/compare/comparison.ts";
import { VerdictName, VerdictResult } from "../run/sweep/run.ts";
import * as is from "../../src/units/schema.ts";
import { OUTPUT_VERSION } from "./document/output.ts";

export const OutputCheck = is.object("What passed or failed.", {
  kind: is.oneOf(["verdict", "threshold", "metric"]),
  name: is.string('Such as "width", "p99>200ms", "p99".'),
  result: is.oneOf(["passed", "failed", "uncertain", "unknown", "not identifiable"]),
  measured: is.string("What was measured, for people."),
});
export interface OutputCheck extends is.Infer<typeof OutputCheck> {}

/** Fields of every output, to be spread into its own. */
export const OUTPUT = {
  summary_version: is.constant(
    OUTPUT_VERSION,
    "Raised whenever a name goes away or changes its meaning; names may be added without that.",
  ),
  label: is.string(),
  status: is.oneOf(["running", "complete", "interrupted"]),
  folder: is.string("Of the run, with its reports and its raw data."),
  target: is.stringOrNull(
    "Address of what was measured; null where it was started for the run, and of a comparison.",
  ),
  seed: is.number(),
  started_at: is.string("ISO 8601, UTC."),
  ended_at: is.stringOrNull(),
  sentence: is.string("The headline."),
  exit_code: is.number("As the command exits with it."),
  is_valid: is.nullable(
    is.boolean(),
    "False when the generator or its host was the limit: then no figure describes the target.",
  ),
  invalid_reasons: is.list(is.string()),
  warnings: is.list(is.string()),
  checks: is.list(
    OutputCheck,
    "What passed or failed: the verdicts of a sweep, the thresholds of a load, the metrics of a comparison.",
  ),
};

export const OutputVerdict = is.object("One of the four verdicts of a sweep.", {
  name: VerdictName,
  result: VerdictResult,
  summary: is.string(),
  evidence: is.map(
    is.nullable(is.either([is.number(), is.string(), is.boolean()])),
    "The numbers that it rests on, units in the names.",
  ),
});
export interface OutputVerdict extends is.Infer<typeof OutputVerdict> {}

export const OutputLevel = is.object("One burst of a sweep.", {
  level: is.number(),
  repeat: is.number(),
  attempt: is.number(),
  lane: is.number(),
  is_judged: is.boolean(),
  ok: is.number(),
  failed: is.number(),
  timed_out: is.number(),
  unfinished: is.number(),
  makespan_ns: is.numberOrNull(
    "From the release to the last ok reply; null unless every reply was ok.",
  ),
  throughput_per_s: is.numberOrNull(),
  groups: is.list(is.number(), "How many replies came together."),
  response_min_ns: is.numberOrNull(),
  response_p50_ns: is.numberOrNull(),
  response_p90_ns: is.numberOrNull(),
  response_max_ns: is.numberOrNull(),
});
export interface OutputLevel extends is.Infer<typeof OutputLevel> {}

export const SweepOutput = is.object("Of a sweep.", {
  ...OUTPUT,
  command: is.constant("sweep"),
  threads: is.number("Width that the verdicts rest on; of a cluster, of all its workers together."),
  service: is.string('As the option is written, such as "3s" or "exp:300ms".'),
  service_mean_ns: is.number(),
  topology: is.oneOf(["local", "cluster"]),
  lanes: is.number(),
  bound_overhead_ns: is.number(),
  bound_step_overhead_ns: is.number(),
  bound_service_error_ns: is.number(),
  inconclusive_reasons: is.list(
    is.string(),
    "Verdicts that these levels should have identified and that could not be reached.",
  ),
  verdicts: is.list(OutputVerdict),
  levels: is.list(OutputLevel, "Of every burst, attempts that do not count included."),
});
export interface SweepOutput extends is.Infer<typeof SweepOutput> {}

export const LoadOutput = is.object("Of a load, beside the percentiles and the kinds of errors.", {
  ...OUTPUT,
  command: is.constant("load"),
  loop: is.oneOf(["open", "closed", "burst"]),
  connections: is.number(),
  generators: is.number(),
  failures: is.list(
    is.string(),
    "Why the run failed beside its thresholds: failed requests, or a silence.",
  ),
  thresholds_passed: is.number(),
  thresholds_failed: is.number(),
  thresholds_unknown: is.number(),
  first_request: is.stringOrNull(
    "Of the first request that was answered, escaped, at most 200 bytes.",
  ),
  first_reply: is.stringOrNull(),
  are_replies_equal: is.nullable(is.boolean()),
  duration_s: is.numberOrNull(),
  offered_per_s: is.numberOrNull("Null without a schedule: in a closed load and in a burst."),
  sent_per_s: is.numberOrNull(),
  throughput_per_s: is.numberOrNull("Ok replies."),
  intended: is.numberOrNull(
    "intended = sent + dropped + unsent; sent = ok + expected_errors + failed + timed_out + unfinished.",
  ),
  sent: is.numberOrNull(),
  dropped: is.numberOrNull(),
  unsent: is.numberOrNull(),
  ok: is.numberOrNull(),
  expected_errors: is.numberOrNull(),
  failed: is.numberOrNull(),
  timed_out: is.numberOrNull(),
  unfinished: is.numberOrNull(),
  error_share: is.numberOrNull("Of all intended requests, 0 to 1."),
  bytes_sent: is.numberOrNull(),
  bytes_received: is.numberOrNull(),
  connections_opened: is.numberOrNull(),
  stray_replies: is.numberOrNull(),
  unmatched_reason: is.nullable(
    is.oneOf(["no order", "id in use", "out of order"]),
    "Why no response time of a single request is known; null where it is.",
  ),
  schedule_lag_p50_ns: is.numberOrNull("Actual send − intended start."),
  schedule_lag_p99_ns: is.numberOrNull(),
  schedule_lag_max_ns: is.numberOrNull(),
  generator_lag_p50_ns: is.numberOrNull("The generator's part of it: a connection was free."),
  generator_lag_p99_ns: is.numberOrNull(),
  generator_lag_max_ns: is.numberOrNull(),
  event_loop_delay_p50_ns: is.numberOrNull("Of several generators the worst."),
  event_loop_delay_p99_ns: is.numberOrNull(),
  event_loop_delay_max_ns: is.numberOrNull(),
  generator_cpu_cores: is.numberOrNull("Of all generators together; busy waiting included."),
  generator_spin_cores: is.numberOrNull(),
  generator_memory_max_bytes: is.numberOrNull(),
  host_busy_share: is.numberOrNull("Of all cores, 0 to 1."),
});
export interface LoadOutput extends is.Infer<typeof LoadOutput> {}

export const OutputSide = is.object("One side of a comparison.", {
  label: is.string(),
  target: is.string(),
  command_line: is.string(),
  runs: is.list(is.string(), "Folders of its runs, from the comparison's own."),
});
export interface OutputSide extends is.Infer<typeof OutputSide> {}

export const OutputMetric = is.object("One metric of both sides.", {
  name: is.string(),
  a: is.numberOrNull(
    "Of response times in ns, of throughput per second, of errors a share; null where unknown.",
  ),
  b: is.numberOrNull(),
  a_is_lower_bound: is.boolean("True where the value is only known to be larger."),
  b_is_lower_bound: is.boolean(),
  difference: is.numberOrNull("(B − A) / A; of errors B − A."),
  interval_low: is.numberOrNull(
    "Of the difference, 95 % confidence; null where it is open, or where there is none.",
  ),
  interval_high: is.numberOrNull(),
  verdict: MetricVerdict,
  is_beyond_tolerance: is.boolean(),
  note: is.string('Why there is no verdict; "" where there is one.'),
});
export interface OutputMetric extends is.Infer<typeof OutputMetric> {}

export const CompareOutput = is.object("Of a comparison.", {
  ...OUTPUT,
  command: is.constant("compare"),
  tolerance: is.number("Share by which B may be worse."),
  method: is.nullable(is.oneOf(["repeats", "blocks"])),
  units_a: is.numberOrNull("Pairs of runs, or blocks of time, that were resampled."),
  units_b: is.numberOrNull(),
  a: OutputSide,
  b: OutputSide,
  metrics: is.list(OutputMetric),
});
export interface CompareOutput extends is.Infer<typeof CompareOutput> {}
