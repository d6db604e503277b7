// A load run as one object for scripts: every run has every name.
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import { lowestNs } from "../../run/load/censored.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import { FAILURE_KINDS } from "../../run/failure.ts";
import type { LoadRun, LoadResult, ThresholdResult } from "../../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { offeredPerSec, perSecond, windowNs } from "./phrases.ts";
import { PERCENTILES, responseTimesOf } from "./responses.ts";
import { inEnglish, OUTPUT_TEXTS, OUTPUT_VERSION, type OutputEnd } from "../document/output.ts";
import type { LoadOutput, OutputCheck } from "../output-schema.ts";
import { allWarnings, sentenceOf } from "../document/phrases.ts";

type Value = number | boolean | null;

/**
 * With the percentiles and the kinds of errors, whose names are made of theirs. `<percentile>_ns` is null where there are
 * too few samples; where `_is_lower_bound` is true it is longer than that, as it lies in what was never answered.
 */
export function loadOutput(
  run: LoadRun,
  { folder, exitCode }: OutputEnd,
): LoadOutput & Readonly<Record<string, unknown>> {
  const { judgement, result, plan } = run;
  const thresholds = judgement?.thresholds ?? [];
  const count = (wanted: ThresholdResult["result"]): number =>
    thresholds.filter((own) => own.result === wanted).length;
  return {
    summary_version: OUTPUT_VERSION,
    command: "load",
    label: run.label,
    status: run.status,
    folder,
    target: formatLoadTarget(plan.target),
    seed: run.seed,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    sentence: sentenceOf(run, OUTPUT_TEXTS),
    exit_code: exitCode,
    is_valid: judgement === null ? null : judgement.isValid,
    invalid_reasons: inEnglish(judgement?.invalidReasons ?? []),
    warnings: allWarnings(run, OUTPUT_TEXTS),
    checks: thresholds.map(checkOf),
    loop: plan.loop.kind,
    connections: plan.connections,
    generators: plan.generators,
    failures: inEnglish(judgement?.failures ?? []),
    thresholds_passed: count("passed"),
    thresholds_failed: count("failed"),
    thresholds_unknown: count("unknown"),
    ...exchangeValues(result),
    ...loadValues(run, result),
    ...responseValues(result),
    ...failureValues(result),
    ...healthValues(result),
  };
}

function checkOf({ text, result, measured }: ThresholdResult): OutputCheck {
  return {
    kind: "threshold",
    name: text,
    result,
    measured: OUTPUT_TEXTS.of(measured),
  };
}

/** Of the first of several named requests. */
function exchangeValues(result: LoadResult | null) {
  const [first] = result?.firstExchanges ?? [];
  return {
    first_request: first?.request ?? null,
    first_reply: first?.reply ?? null,
    are_replies_equal: first === undefined ? null : first.areRepliesEqual,
  };
}

function loadValues({ plan }: LoadRun, result: LoadResult | null) {
  const phase = result?.run;
  const counts = phase?.counts;
  return {
    duration_s: phase === undefined ? null : windowNs(phase) / NS_PER_SECOND,
    offered_per_s: phase === undefined ? null : offeredPerSec(plan, phase),
    sent_per_s: phase === undefined ? null : perSecond(phase.sentInWindow, phase),
    throughput_per_s: phase === undefined ? null : perSecond(phase.okInWindow, phase),
    intended: counts?.intended ?? null,
    sent: counts?.sent ?? null,
    dropped: counts?.dropped ?? null,
    unsent: counts?.unsent ?? null,
    ok: counts?.ok ?? null,
    expected_errors: counts?.expectedErrors ?? null,
    failed: counts?.failed ?? null,
    timed_out: counts?.timedOut ?? null,
    unfinished: counts?.unfinished ?? null,
    error_share:
      counts === undefined || counts.intended === 0 ? null : errorsOf(counts) / counts.intended,
    bytes_sent: phase?.bytesSent ?? null,
    bytes_received: phase?.bytesReceived ?? null,
    connections_opened: phase?.connectionsOpened ?? null,
    stray_replies: phase?.strayReplies ?? null,
    unmatched_reason: phase?.unmatched?.reason ?? null,
  };
}

/** From the intended start; `send_to_reply_` from the actual send. */
function responseValues(result: LoadResult | null): Record<string, Value> {
  const times = result === null ? null : responseTimesOf(result.run);
  const values: Record<string, Value> = {};
  for (const [prefix, own] of [
    ["response_", times?.fromStart],
    ["send_to_reply_", times?.fromSend],
  ] as const) {
    for (const percentile of [...PERCENTILES, 100]) {
      const name = percentile === 100 ? "max" : `p${String(percentile).replace(".", "_")}`;
      const found = own === undefined || own.count === 0 ? null : own.percentile(percentile);
      values[`${prefix}${name}_ns`] = found === null ? null : lowestNs(found);
      values[`${prefix}${name}_is_lower_bound`] =
        found !== null && (found.kind === "over" || found.kind === "between");
    }
    values[`${prefix}mean_ns`] = own?.meanNs === undefined ? null : Math.round(own.meanNs);
    values[`${prefix}never_answered`] = own?.censored ?? null;
  }
  return values;
}

function failureValues(result: LoadResult | null): Record<string, Value> {
  return Object.fromEntries(
    FAILURE_KINDS.map((kind) => {
      const tally = result?.run.failures.find((own) => own.kind === kind);
      const name = kind.toLowerCase().replaceAll(/[^a-z]+/g, "_");
      return [`errors_${name}`, result === null ? null : (tally?.count ?? 0)];
    }),
  );
}

/** Of several generators the worst, but for CPU and memory: those are all of them together. */
function healthValues(result: LoadResult | null) {
  const generators = result?.generators ?? [];
  const total = (valueOf: (own: (typeof generators)[number]) => number): number | null =>
    result === null ? null : generators.reduce((sum, own) => sum + valueOf(own), 0);
  const delays = generators.map(({ eventLoopDelay }) => latenessOf(eventLoopDelay));
  const worst = (valueOf: (own: Lateness) => Ns | null): Ns | null =>
    delays.reduce<Ns | null>((most, own) => {
      const value = valueOf(own);
      return value === null ? most : Math.max(most ?? 0, value);
    }, null);
  const lag = latenessOf(result?.run.scheduleLag);
  const generatorLag = latenessOf(result?.run.generatorLag);
  return {
    schedule_lag_p50_ns: lag.p50Ns,
    schedule_lag_p99_ns: lag.p99Ns,
    schedule_lag_max_ns: lag.maxNs,
    generator_lag_p50_ns: generatorLag.p50Ns,
    generator_lag_p99_ns: generatorLag.p99Ns,
    generator_lag_max_ns: generatorLag.maxNs,
    event_loop_delay_p50_ns: worst(({ p50Ns }) => p50Ns),
    event_loop_delay_p99_ns: worst(({ p99Ns }) => p99Ns),
    event_loop_delay_max_ns: worst(({ maxNs }) => maxNs),
    generator_cpu_cores: total(({ cpuShare }) => cpuShare),
    generator_spin_cores: total(({ spinShare }) => spinShare),
    generator_memory_max_bytes: total(({ memoryMaxBytes }) => memoryMaxBytes),
    host_busy_share: result?.hostBusyShare ?? null,
  };
}

interface Lateness {
  readonly p50Ns: Ns | null;
  readonly p99Ns: Ns | null;
  readonly maxNs: Ns | null;
}

function latenessOf(encoded: EncodedHistogram | undefined): Lateness {
  const histogram = encoded === undefined ? undefined : decodeHistogram(encoded);
  return {
    p50Ns: histogram?.percentileNs(50) ?? null,
    p99Ns: histogram?.percentileNs(99) ?? null,
    maxNs: histogram?.maxNs ?? null,
  };
}
