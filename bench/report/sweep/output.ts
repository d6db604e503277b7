// A sweep as one object for scripts.
import type { LevelSummary, RunRecord, Verdict } from "../../run/sweep/run.ts";
import { inEnglish, OUTPUT_TEXTS, OUTPUT_VERSION, type OutputEnd } from "../document/output.ts";
import type { OutputCheck, OutputLevel, SweepOutput } from "../output-schema.ts";
import { allWarnings, sentenceOf } from "../document/phrases.ts";

export function sweepOutput(run: RunRecord, { folder, exitCode }: OutputEnd): SweepOutput {
  const { judgement, expected, bounds, options } = run;
  const { target } = options;
  const verdicts = judgement?.verdicts ?? [];
  return {
    summary_version: OUTPUT_VERSION,
    command: "sweep",
    label: run.label,
    status: run.status,
    folder,
    target: typeof target === "string" ? target : null,
    seed: run.seed,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    sentence: sentenceOf(run, OUTPUT_TEXTS),
    exit_code: exitCode,
    is_valid: judgement === null ? null : judgement.isValid,
    invalid_reasons: inEnglish(judgement?.invalidReasons ?? []),
    warnings: allWarnings(run, OUTPUT_TEXTS),
    checks: verdicts.map(checkOf),
    threads: expected.threads,
    service: expected.service,
    service_mean_ns: expected.meanServiceNs,
    topology: expected.topology === undefined ? "local" : "cluster",
    lanes: expected.lanes,
    bound_overhead_ns: bounds.overheadNs,
    bound_step_overhead_ns: bounds.stepOverheadNs,
    bound_service_error_ns: bounds.serviceErrorNs,
    inconclusive_reasons: inEnglish(judgement?.inconclusiveReasons ?? []),
    verdicts: verdicts.map(({ name, result, summary, evidence }) => ({
      name,
      result,
      summary: OUTPUT_TEXTS.of(summary),
      evidence,
    })),
    levels: run.levels.map(levelOf),
  };
}

const RESULTS = {
  pass: "passed",
  fail: "failed",
  uncertain: "uncertain",
  unknown: "unknown",
  "not identifiable": "not identifiable",
} as const satisfies Record<Verdict["result"], OutputCheck["result"]>;

function checkOf({ name, result, summary }: Verdict): OutputCheck {
  const measured = OUTPUT_TEXTS.of(summary);
  return { kind: "verdict", name, result: RESULTS[result], measured };
}

function levelOf(level: LevelSummary): OutputLevel {
  return {
    level: level.level,
    repeat: level.repeat,
    attempt: level.attempt,
    lane: level.lane,
    is_judged: level.isJudged,
    ok: level.ok,
    failed: level.failed,
    timed_out: level.timedOut,
    unfinished: level.unfinished,
    makespan_ns: level.makespanNs,
    throughput_per_s: level.throughputPerSec,
    groups: level.groups,
    response_min_ns: level.responseMinNs,
    response_p50_ns: level.responseP50Ns,
    response_p90_ns: level.responseP90Ns,
    response_max_ns: level.responseMaxNs,
  };
}
