// Levels as a table: those around the edges of the stairs for a first look, or all of them with every attempt.
import { attemptKey, burstKey } from "../../run/sweep/summary.ts";
import type { LevelSummary } from "../../run/sweep/run.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { type ColumnOf, left, right, type Table, tableOf } from "../document/blocks.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import { formatIn, largestOf, timeUnitFor } from "../chart/nice-numbers.ts";
import { ABSENT, formatSignificant } from "../document/phrases.ts";
import { type Report, summariesInOrder } from "./report.ts";
import { present } from "../../../src/units/present.ts";

/** A burst and its ideal, which is null where a distribution can't be replayed. */
interface LevelRow extends LevelSummary {
  readonly idealNs: Ns | null;
}

type LevelColumn = ColumnOf<LevelRow, string>;

/** The judged bursts of 1, of c, c + 1, 2c, …, and of the largest level; where there are more than `maxRows`, the first and last. */
export function edgeTable(report: Report, maxRows: number): Table<string> {
  const judged = summariesInOrder(report.run).filter(({ isJudged }) => isJudged);
  return levelTable(report, pickEdges(judged, report.run.expected.threads, maxRows), false);
}

/** Every attempt of every level, with its percentiles. */
export function fullTable(report: Report): Table<string> {
  return levelTable(report, summariesInOrder(report.run), true);
}

/** Levels that were measured more than once, with all their attempts. */
export function remeasuredTable(report: Report): Table<string> {
  const all = summariesInOrder(report.run);
  const again = new Set(all.filter(({ attempt }) => attempt > 1).map(burstKey));
  const rows = all.filter((own) => again.has(burstKey(own)));
  const table = levelTable(report, rows, true);
  const { texts } = report;
  const reason = (row: LevelSummary | undefined): string =>
    (row?.self.limits ?? []).map(texts.of).join("; ");
  return {
    columns: [...table.columns, left(texts.sweepReport.levels.reason)],
    rows: table.rows.map((cells, i) => [...cells, reason(rows[i]) || ABSENT]),
  };
}

function pickEdges(
  judged: readonly LevelSummary[],
  threads: number,
  maxRows: number,
): LevelSummary[] {
  if (judged.length <= maxRows) return [...judged];
  const last = judged.at(-1)?.level;
  const edges = judged.filter(
    ({ level, repeat }) =>
      repeat === 1 &&
      (level === 1 || level === last || level % threads === 0 || level % threads === 1),
  );
  if (edges.length <= maxRows) return edges;
  const half = Math.ceil(maxRows / 2);
  return [...edges.slice(0, half), ...edges.slice(half - maxRows)];
}

function levelTable(
  report: Report,
  summaries: readonly LevelSummary[],
  isFull: boolean,
): Table<string> {
  const { texts } = report;
  const words = texts.sweepReport.levels;
  const { inUnit } = texts.charts;
  const rows = withIdeals(report, summaries);
  const unit = timeUnitFor(
    largestOf(rows.flatMap(({ makespanNs, idealNs }) => [makespanNs ?? 0, idealNs ?? 0])),
  );
  const lateUnit = timeUnitFor(largestOf(rows.map((row) => Math.abs(lateNs(row) ?? 0))));
  const time = (head: string, valueOf: (row: LevelRow) => Ns | null): LevelColumn => [
    right(inUnit(head, unit.name)),
    (row) => orAbsent(valueOf(row), (ns) => texts.number(formatIn(unit, ns))),
  ];
  const rate = (head: string, valueOf: (row: LevelRow) => number | null): LevelColumn => [
    right(inUnit(head, "1/s")),
    (row) => orAbsent(valueOf(row), (perSec) => texts.number(formatSignificant(perSec))),
  ];
  const columns: LevelColumn[] = [
    [right("n"), ({ level }) => String(level)],
    ...(isFull ? attemptColumns(report) : []),
    [right(words.ok), ({ ok }) => String(ok)],
    time(words.makespan, ({ makespanNs }) => makespanNs),
    time(words.ideal, ({ idealNs }) => idealNs),
    [
      right(inUnit(words.late, lateUnit.name)),
      (row) => orAbsent(lateNs(row), (ns) => texts.number(formatIn(lateUnit, ns))),
    ],
    rate(words.throughput, ({ throughputPerSec }) => throughputPerSec),
    rate(words.ideal, ({ level, idealNs }) => idealNs && (level * NS_PER_SECOND) / idealNs),
    ...(isFull
      ? [
          time(words.min, ({ responseMinNs }) => responseMinNs),
          time("p50", ({ responseP50Ns }) => responseP50Ns),
          time("p90", ({ responseP90Ns }) => responseP90Ns),
        ]
      : []),
    [left(words.groups), ({ groups }) => formatGroups(groups)],
  ];
  return tableOf(rows, columns);
}

function attemptColumns({ run, texts }: Report): LevelColumn[] {
  const { expected, levels } = run;
  const words = texts.sweepReport.levels;
  const { yes, no } = texts.report;
  const hasRepeats = levels.some(({ repeat }) => repeat > 1);
  return present<LevelColumn>(
    hasRepeats && [right(words.repeat), ({ repeat }) => String(repeat)],
    [right(words.attempt), ({ attempt }) => String(attempt)],
    expected.lanes > 1 && [right(words.lane), ({ lane }) => String(lane)],
    [left(words.judged), ({ isJudged }) => (isJudged ? yes : no)],
  );
}

function withIdeals({ run, attempts }: Report, summaries: readonly LevelSummary[]): LevelRow[] {
  const byKey = new Map(attempts.map((attempt) => [attemptKey(attempt), attempt]));
  return summaries.map((summary) => {
    const attempt = byKey.get(attemptKey(summary));
    const idealNs = attempt === undefined ? undefined : idealOf(attempt, run.expected)?.at(-1);
    return { ...summary, idealNs: idealNs ?? null };
  });
}

/** Only of complete bursts: one with failures may end early because it had less to do. */
function lateNs({ ok, level, makespanNs, idealNs }: LevelRow): Ns | null {
  return makespanNs === null || idealNs === null || ok < level ? null : makespanNs - idealNs;
}

function orAbsent(value: number | null, format: (value: number) => string): string {
  return value === null ? ABSENT : format(value);
}

/** "10 · 10 · 7"; runs of equal groups from the third on are counted: "10 ×9 · 7". */
export function formatGroups(groups: readonly number[]): string {
  const runs: { readonly size: number; readonly times: number }[] = [];
  for (const size of groups) {
    const last = runs.at(-1);
    if (last?.size === size) runs[runs.length - 1] = { size, times: last.times + 1 };
    else runs.push({ size, times: 1 });
  }
  const texts = runs.flatMap(({ size, times }) =>
    times > 2 ? [`${size} ×${times}`] : Array.from({ length: times }, () => String(size)),
  );
  return texts.length === 0 ? ABSENT : texts.join(" · ");
}
