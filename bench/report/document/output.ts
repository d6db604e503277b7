// What `--format json` prints, of every command: one shape, with what each command adds. All texts in it are English,
// names have their units, absent is null.
import { textsFor } from "../../messages/texts.ts";
import type { MetricVerdict } from "../../judge/compare/comparison.ts";
import type { VerdictName, VerdictResult } from "../../run/sweep/run.ts";
import type { Text } from "../../../src/units/text.ts";

/** Programs read it, whatever the language of the reports. */
export const OUTPUT_TEXTS = textsFor("en");

export const OUTPUT_VERSION = 3;

/** What is known only when the run has ended. */
export interface OutputEnd {
  readonly folder: string;
  readonly exitCode: number;
}

export interface Output {
  /** Raised whenever a name goes away or changes its meaning; names may be added without that. */
  readonly summary_version: typeof OUTPUT_VERSION;
  readonly command: "sweep" | "load" | "compare";
  readonly label: string;
  readonly status: "running" | "complete" | "interrupted";
  /** Of the run, with its reports and its raw data. */
  readonly folder: string;
  /** Address of what was measured; null where it was started for the run, and of a comparison. */
  readonly target: string | null;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly ended_at: string | null;
  /** The headline. */
  readonly sentence: string;
  /** As the command exits with it. */
  readonly exit_code: number;
  /** False when the generator or its host was the limit: then no figure describes the target. */
  readonly is_valid: boolean | null;
  readonly invalid_reasons: readonly string[];
  readonly warnings: readonly string[];
  /** What passed or failed: the verdicts of a sweep, the thresholds of a load, the metrics of a comparison. */
  readonly checks: readonly OutputCheck[];
}

export interface OutputCheck {
  readonly kind: "verdict" | "threshold" | "metric";
  /** Such as "width", "p99>200ms", "p99". */
  readonly name: string;
  readonly result: "passed" | "failed" | "uncertain" | "unknown" | "not identifiable";
  /** What was measured, for people. */
  readonly measured: string;
}

export interface SweepOutput extends Output {
  readonly command: "sweep";
  /** Width that the verdicts rest on; of a cluster, of all its workers together. */
  readonly threads: number;
  /** As the option is written, such as "3s" or "exp:300ms". */
  readonly service: string;
  readonly service_mean_ns: number;
  readonly topology: "local" | "cluster";
  readonly lanes: number;
  readonly bound_overhead_ns: number;
  readonly bound_step_overhead_ns: number;
  readonly bound_service_error_ns: number;
  /** Verdicts that these levels should have identified and that could not be reached. */
  readonly inconclusive_reasons: readonly string[];
  readonly verdicts: readonly OutputVerdict[];
  /** Of every burst, attempts that do not count included. */
  readonly levels: readonly OutputLevel[];
}

export interface OutputVerdict {
  readonly name: VerdictName;
  readonly result: VerdictResult;
  readonly summary: string;
  /** The numbers that it rests on, units in the names. */
  readonly evidence: Readonly<Record<string, number | string | boolean | null>>;
}

export interface OutputLevel {
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
  readonly lane: number;
  readonly is_judged: boolean;
  readonly ok: number;
  readonly failed: number;
  readonly timed_out: number;
  readonly unfinished: number;
  /** From the release to the last ok reply; null unless every reply was ok. */
  readonly makespan_ns: number | null;
  readonly throughput_per_s: number | null;
  /** How many replies came together. */
  readonly groups: readonly number[];
  readonly response_min_ns: number | null;
  readonly response_p50_ns: number | null;
  readonly response_p90_ns: number | null;
  readonly response_max_ns: number | null;
}

/** Of a load, beside the percentiles and the kinds of errors. */
export interface LoadOutput extends Output {
  readonly command: "load";
  readonly loop: "open" | "closed" | "burst";
  readonly connections: number;
  readonly generators: number;
  /** Why the run failed beside its thresholds: failed requests, or a silence. */
  readonly failures: readonly string[];
  readonly thresholds_passed: number;
  readonly thresholds_failed: number;
  readonly thresholds_unknown: number;
  /** Of the first request that was answered, escaped, at most 200 bytes. */
  readonly first_request: string | null;
  readonly first_reply: string | null;
  readonly are_replies_equal: boolean | null;
  readonly duration_s: number | null;
  /** Null without a schedule: in a closed load and in a burst. */
  readonly offered_per_s: number | null;
  readonly sent_per_s: number | null;
  /** Ok replies. */
  readonly throughput_per_s: number | null;
  /** intended = sent + dropped + unsent; sent = ok + expected_errors + failed + timed_out + unfinished. */
  readonly intended: number | null;
  readonly sent: number | null;
  readonly dropped: number | null;
  readonly unsent: number | null;
  readonly ok: number | null;
  readonly expected_errors: number | null;
  readonly failed: number | null;
  readonly timed_out: number | null;
  readonly unfinished: number | null;
  /** Of all intended requests, 0 to 1. */
  readonly error_share: number | null;
  readonly bytes_sent: number | null;
  readonly bytes_received: number | null;
  readonly connections_opened: number | null;
  readonly stray_replies: number | null;
  /** Actual send − intended start. */
  readonly schedule_lag_p50_ns: number | null;
  readonly schedule_lag_p99_ns: number | null;
  readonly schedule_lag_max_ns: number | null;
  /** The generator's part of it: a connection was free. */
  readonly generator_lag_p50_ns: number | null;
  readonly generator_lag_p99_ns: number | null;
  readonly generator_lag_max_ns: number | null;
  /** Of several generators the worst. */
  readonly event_loop_delay_p50_ns: number | null;
  readonly event_loop_delay_p99_ns: number | null;
  readonly event_loop_delay_max_ns: number | null;
  /** Of all generators together; busy waiting included. */
  readonly generator_cpu_cores: number | null;
  readonly generator_spin_cores: number | null;
  readonly generator_memory_max_bytes: number | null;
  /** Of all cores, 0 to 1. */
  readonly host_busy_share: number | null;
}

export interface CompareOutput extends Output {
  readonly command: "compare";
  /** Share by which B may be worse. */
  readonly tolerance: number;
  readonly method: "repeats" | "blocks" | null;
  /** Pairs of runs, or blocks of time, that were resampled. */
  readonly units_a: number | null;
  readonly units_b: number | null;
  readonly a: OutputSide;
  readonly b: OutputSide;
  readonly metrics: readonly OutputMetric[];
}

export interface OutputSide {
  readonly label: string;
  readonly target: string;
  readonly command_line: string;
  /** Folders of its runs, from the comparison's own. */
  readonly runs: readonly string[];
}

export interface OutputMetric {
  readonly name: string;
  /** Of response times in ns, of throughput per second, of errors a share; null where unknown. */
  readonly a: number | null;
  readonly b: number | null;
  /** True where the value is only known to be larger. */
  readonly a_is_lower_bound: boolean;
  readonly b_is_lower_bound: boolean;
  /** (B − A) / A; of errors B − A. */
  readonly difference: number | null;
  /** Of the difference, 95 % confidence; null where it is open, or where there is none. */
  readonly interval_low: number | null;
  readonly interval_high: number | null;
  readonly verdict: MetricVerdict;
  readonly is_beyond_tolerance: boolean;
  /** Why there is no verdict; "" where there is one. */
  readonly note: string;
}

export function inEnglish(texts: readonly Text[]): string[] {
  return texts.map((text) => OUTPUT_TEXTS.of(text));
}
