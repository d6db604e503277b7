// levels.csv: one row per burst, RFC 4180, tidy: requests.csv summed up by level.
import type { LevelSummary, RunRecord } from "../../run/sweep/run.ts";
import { idealMakespanNs } from "../../theory/staircase.ts";
import { type CsvCell, formatRow } from "../../run/csv.ts";
import { summariesInOrder } from "./report.ts";

/** Durations and instants are integer ns; instants count from 0 of the run's clock; shares are 0..1, CPU in cores. */
const COLUMNS: readonly (readonly [
  name: string,
  (own: LevelSummary, run: RunRecord) => CsvCell,
])[] = [
  ["level", (own) => own.level],
  ["repeat", (own) => own.repeat],
  ["attempt", (own) => own.attempt],
  ["lane", (own) => own.lane],
  ["is_alone", (own) => own.isAlone],
  ["is_judged", (own) => own.isJudged],
  ["intended_start_ns", (own) => own.intendedStartNs],
  ["ok", (own) => own.ok],
  ["failed", (own) => own.failed],
  ["timed_out", (own) => own.timedOut],
  ["unfinished", (own) => own.unfinished],
  ["peak_in_flight", (own) => own.peakInFlight],
  ["makespan_ns", (own) => own.makespanNs],
  ["ideal_makespan_ns", ({ level }, run) => idealNs(level, run)],
  ["throughput_per_s", (own) => own.throughputPerSec],
  // In order of time, such as 10;10;5.
  ["groups", (own) => own.groups.join(";")],
  ["response_min_ns", (own) => own.responseMinNs],
  ["response_p50_ns", (own) => own.responseP50Ns],
  ["response_p90_ns", (own) => own.responseP90Ns],
  ["response_max_ns", (own) => own.responseMaxNs],
  ["histogram_overflow", (own) => own.histogramOverflow],
  ["event_loop_delay_max_ns", ({ self }) => self.eventLoopDelayMaxNs],
  ["schedule_lag_max_ns", ({ self }) => self.scheduleLagMaxNs],
  ["generator_cpu_cores", ({ self }) => self.generatorCpuShare],
  ["host_busy_share", ({ self }) => self.hostBusyShare],
  ["limits", ({ self }) => self.limits.map(({ en }) => en).join("; ")],
];

export const LEVELS_CSV_HEADER = formatRow(COLUMNS.map(([name]) => name));

/** The whole file. */
export function levelsCsv(run: RunRecord): string {
  return LEVELS_CSV_HEADER + levelRows(run, summariesInOrder(run));
}

/** Rows for these bursts of the run. An absent value is an empty cell. */
export function levelRows(run: RunRecord, levels: readonly LevelSummary[]): string {
  return levels.map((own) => formatRow(COLUMNS.map(([, valueOf]) => valueOf(own, run)))).join("");
}

/** Of a distribution there is none before the replies are in. */
function idealNs(level: number, { expected }: RunRecord): number | null {
  return expected.isConstant ? Math.round(idealMakespanNs(level, expected)) : null;
}
