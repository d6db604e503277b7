// The summary of a sweep on a terminal: plots and figures above, the verdicts and the sentence last.
import type { Texts } from "../../messages/texts.ts";
import type { VerdictResult } from "../../run/sweep/run.ts";
import { besideTable, distributionSentence, wayTable } from "../cluster/sections.ts";
import { edgeTable, type LevelTable } from "./level-table.ts";
import { alarmsOf, allWarnings, sentenceOf } from "../document/phrases.ts";
import { type Look, type Paint, PLAIN_LOOK } from "../text/paint.ts";
import { cut, pad, widthOf, wrap } from "../text/plain-text.ts";
import type { Report } from "./report.ts";
import { sweepPlots } from "./plots.ts";
import { alarmBlock, joinBlocks, sentenceLines, type SummaryBlock } from "../text/blocks.ts";

const MIN_COLUMNS = 40;
const MAX_ROWS = 12;
/** Of the levels, where there is little room. */
const SHORT_ROWS = 5;
const MAX_WARNINGS = 8;
const MAX_WAY_LEVELS = 6;
const MIN_GROUP_COLUMNS = 14;

/** Lines of at most `columns` columns (but never fewer than 40), ended by a line end. */
export function summaryText(report: Report, columns: number, look: Look = PLAIN_LOOK): string {
  const { run, texts } = report;
  const { paint } = look;
  const width = Math.max(MIN_COLUMNS, columns);
  const blocks: SummaryBlock[] = [
    ...sweepPlots(report, width, look).map((lines, i) => ({
      text: lines.join("\n"),
      worth: 3 - i,
    })),
    {
      text: levelLines(report, width, paint, MAX_ROWS),
      short: levelLines(report, width, paint, SHORT_ROWS),
      worth: 4,
    },
    ...clusterBlocks(report, width, paint).map((text) => ({ text, worth: 5 })),
    {
      text: warningLines(report, width, paint, MAX_WARNINGS),
      short: warningLines(report, width, paint, 1),
      worth: 6,
    },
    ...alarmsOf(run, texts).map((alarm) => alarmBlock(alarm, width, paint)),
    { text: verdictLines(report, width, paint) },
    { text: sentenceLines(sentenceOf(run, texts), width, paint) },
  ];
  return joinBlocks(blocks, look.rows);
}

function verdictLines({ run, texts }: Report, width: number, paint: Paint): string {
  const verdicts = (run.judgement?.verdicts ?? []).map(({ name, result, summary }) => ({
    name: texts.verdict.names[name],
    result,
    word: resultText(result, texts),
    summary: texts.of(summary),
  }));
  const nameWidth = Math.max(0, ...verdicts.map(({ name }) => widthOf(name)));
  const resultWidth = Math.max(0, ...verdicts.map(({ word }) => widthOf(word)));
  return verdicts
    .flatMap(({ name, result, word, summary }) => {
      const painted = paint[RESULT_PAINT[result]](pad(word, resultWidth, "left"));
      const indent = 2 + nameWidth + 2 + resultWidth + 2;
      const [first = "", ...rest] = wrap(summary, width, " ".repeat(indent));
      return [`  ${pad(name, nameWidth, "left")}  ${painted}  ${first.trimStart()}`, ...rest];
    })
    .join("\n");
}

const RESULT_PAINT = {
  pass: "good",
  fail: "bad",
  uncertain: "doubt",
  "not identifiable": "muted",
  unknown: "muted",
} as const satisfies Record<VerdictResult, keyof Paint>;

/** In capitals where it failed: there may be no colour to see it by. */
export function resultText(result: VerdictResult, { verdict }: Texts): string {
  const word = verdict.results[result];
  return result === "fail" ? word.toUpperCase() : word;
}

/** What distribution costs and where; nothing of a single server. */
function clusterBlocks(report: Report, width: number, paint: Paint): string[] {
  if (report.run.expected.topology === undefined) return [];
  return [
    wrap(distributionSentence(report), width, "").join("\n"),
    tableLines(besideTable(report), width, paint),
    tableLines(wayTable(report, MAX_WAY_LEVELS), width, paint),
  ].filter((block) => block.trim() !== "");
}

/** Columns there is no room for are left out from the right. */
function tableLines(source: LevelTable, width: number, paint: Paint): string {
  if (source.rows.length === 0) return "";
  const table = padColumns(source);
  while (table.length > 2 && widthOf(joinLine(table, 0)) > width) table.pop();
  return [...(table[0] ?? []).keys()]
    .map((i) => paintHead(cut(joinLine(table, i).trimEnd(), width), i, paint))
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
function levelLines(report: Report, width: number, paint: Paint, most: number): string {
  const source = edgeTable(report, most);
  if (source.rows.length === 0) return "";
  const table = padColumns(source);
  const groups = table.pop() ?? [];
  while (table.length > 1 && joinLine(table, 0).length > width - MIN_GROUP_COLUMNS) table.pop();
  return [...groups.keys()]
    .map((i) => paintHead(cut(joinLine([...table, groups], i).trimEnd(), width), i, paint))
    .join("\n");
}

function paintHead(line: string, row: number, paint: Paint): string {
  return row === 0 ? paint.muted(line) : line;
}

function joinLine(columns: readonly (readonly string[])[], row: number): string {
  return `  ${columns.map((cells) => cells[row] ?? "").join("  ")}`;
}

function warningLines({ run, texts }: Report, width: number, paint: Paint, most: number): string {
  const all = allWarnings(run, texts);
  const { warning, moreWarnings } = texts.report;
  const lines = all
    .slice(0, most)
    .flatMap((text) => hanging(warning(text), width).map(paint.doubt));
  if (all.length > most) lines.push(moreWarnings(all.length - most));
  return lines.join("\n");
}

/** Further lines stand below the second word's beginning, two columns in. */
function hanging(text: string, width: number): string[] {
  const [first = "", ...rest] = wrap(text, width, "  ");
  return [first.trimStart(), ...rest];
}
