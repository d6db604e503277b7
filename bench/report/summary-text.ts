// What the terminal says at the end: plain text, no escapes; the screen may colour it.
import { besideTable, distributionSentence, wayTable } from "./cluster-sections.ts";
import { edgeTable, type LevelTable } from "./level-table.ts";
import { alarmsOf, allWarnings, sentenceOf } from "./phrases.ts";
import { cut, pad, widthOf, wrap } from "./plain-text.ts";
import type { Report } from "./report.ts";

const MIN_COLUMNS = 40;
const MAX_ROWS = 12;
const MAX_WARNINGS = 8;
const MAX_WAY_LEVELS = 6;
const MIN_GROUP_COLUMNS = 14;

/** Lines of at most `columns` characters (but never fewer than 40), ended by a line end. */
export function summaryText(report: Report, columns: number): string {
  const { run } = report;
  const width = Math.max(MIN_COLUMNS, columns);
  const blocks = [
    ...alarmsOf(run).map(({ title, lines }) =>
      [`!! ${title}`, ...lines.flatMap((line) => wrap(line, width, "   "))].join("\n"),
    ),
    wrap(sentenceOf(run), width, "").join("\n"),
    verdictLines(report, width),
    levelLines(report, width),
    ...clusterBlocks(report, width),
    warningLines(report, width),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function verdictLines({ run }: Report, width: number): string {
  const verdicts = run.judgement?.verdicts ?? [];
  const nameWidth = Math.max(0, ...verdicts.map(({ name }) => name.length));
  const resultWidth = Math.max(0, ...verdicts.map(({ result }) => result.length));
  return verdicts
    .flatMap(({ name, result, summary }) => {
      const start = `  ${name.padEnd(nameWidth)}  ${resultText(result).padEnd(resultWidth)}  `;
      const [first = "", ...rest] = wrap(summary, width, " ".repeat(start.length));
      return [start + first.trimStart(), ...rest];
    })
    .join("\n");
}

/** In capitals, since there is no colour to see it by. */
function resultText(result: string): string {
  return result === "fail" ? "FAIL" : result;
}

/** What distribution costs and where; nothing of a single server. */
function clusterBlocks(report: Report, width: number): string[] {
  if (report.run.expected.topology === undefined) return [];
  return [
    wrap(distributionSentence(report), width, "").join("\n"),
    tableLines(besideTable(report), width),
    tableLines(wayTable(report, MAX_WAY_LEVELS), width),
  ].filter((block) => block.trim() !== "");
}

/** Columns there is no room for are left out from the right. */
function tableLines(source: LevelTable, width: number): string {
  if (source.rows.length === 0) return "";
  const table = padColumns(source);
  while (table.length > 2 && widthOf(joinLine(table, 0)) > width) table.pop();
  return [...(table[0] ?? []).keys()]
    .map((i) => cut(joinLine(table, i).trimEnd(), width))
    .join("\n");
}

function padColumns({ columns, rows }: LevelTable): string[][] {
  return columns.map(({ head, align }, i) => {
    const cells = [head, ...rows.map((row) => row[i] ?? "")];
    const cellWidth = cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), 0);
    return cells.map((cell) => pad(cell, cellWidth, align));
  });
}

/** Columns there is no room for are left out from the right, but for the groups, which come last and are cut. */
function levelLines(report: Report, width: number): string {
  const source = edgeTable(report, MAX_ROWS);
  if (source.rows.length === 0) return "";
  const table = padColumns(source);
  const groups = table.pop() ?? [];
  while (table.length > 1 && joinLine(table, 0).length > width - MIN_GROUP_COLUMNS) table.pop();
  return [...groups.keys()]
    .map((i) => cut(joinLine([...table, groups], i).trimEnd(), width))
    .join("\n");
}

function joinLine(columns: readonly (readonly string[])[], row: number): string {
  return `  ${columns.map((cells) => cells[row] ?? "").join("  ")}`;
}

function warningLines({ run }: Report, width: number): string {
  const all = allWarnings(run);
  const shown = all.slice(0, MAX_WARNINGS).flatMap((warning) => {
    const [first = "", ...rest] = wrap(`warning: ${warning}`, width, "  ");
    return [first.trimStart(), ...rest];
  });
  if (all.length > MAX_WARNINGS)
    shown.push(`and ${all.length - MAX_WARNINGS} more warnings in the report`);
  return shown.join("\n");
}
