// The summary of a sweep on a terminal: plots and figures above, the verdicts and the sentence last.
import type { Texts } from "../../messages/texts.ts";
import type { VerdictResult } from "../../run/sweep/run.ts";
import { besideTable, distributionSentence, wayTable } from "../cluster/sections.ts";
import type { Table } from "../document/blocks.ts";
import { edgeTable } from "./level-table.ts";
import { allWarnings, sentenceOf } from "../document/phrases.ts";
import { alarmsOf } from "./phrases.ts";
import { type Look, type Paint, type Place, PLAIN_LOOK } from "../text/paint.ts";
import { alignCells, cut, widthOf, wrap } from "../text/plain-text.ts";
import type { Report } from "./report.ts";
import { sweepPlots } from "./plots.ts";
import {
  alarmBlock,
  joinBlocks,
  sentenceBlock,
  type SummaryBlock,
  warningBlock,
} from "../text/blocks.ts";

const MIN_COLUMNS = 40;
const MAX_ROWS = 12;
/** Of the levels, where there is little room. */
const SHORT_ROWS = 5;
const MAX_WAY_LEVELS = 6;
const MIN_GROUP_COLUMNS = 14;

/** Lines of at most `columns` columns (but never fewer than 40), ended by a line end. */
export function summaryText(report: Report, columns: number, look: Look = PLAIN_LOOK): string {
  const { run, texts } = report;
  const place: Place = { ...look, texts, width: Math.max(MIN_COLUMNS, columns) };
  const levelLines = (most: number): string =>
    fittingLines(edgeTable(report, most), place, MIN_GROUP_COLUMNS);
  const blocks: SummaryBlock[] = [
    ...sweepPlots(report, place.width, look).map((lines, i) => ({
      text: lines.join("\n"),
      worth: 3 - i,
    })),
    { text: levelLines(MAX_ROWS), short: levelLines(SHORT_ROWS), worth: 4 },
    ...clusterBlocks(report, place).map((text) => ({ text, worth: 5 })),
    warningBlock(allWarnings(run, texts), 6, place),
    ...alarmsOf(run, texts).map((alarm) => alarmBlock(alarm, place)),
    { text: verdictLines(report, place) },
    sentenceBlock(sentenceOf(run, texts), place),
  ];
  return joinBlocks(blocks, look.rows);
}

function verdictLines({ run }: Report, { texts, width, paint }: Place): string {
  const verdicts = run.judgement?.verdicts ?? [];
  const heads = alignCells(
    verdicts.map(({ name, result }) => [texts.verdict.names[name], resultText(result, texts)]),
    ["left", "left"],
  );
  return verdicts
    .flatMap(({ result, summary }, i) => {
      const [name = "", word = ""] = heads[i] ?? [];
      const indent = " ".repeat(2 + widthOf(name) + 2 + widthOf(word) + 2);
      const [first = "", ...rest] = wrap(texts.of(summary), width, indent);
      return [`  ${name}  ${paint[RESULT_PAINT[result]](word)}  ${first.trimStart()}`, ...rest];
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
function clusterBlocks(report: Report, place: Place): string[] {
  if (report.run.expected.topology === undefined) return [];
  return [
    wrap(distributionSentence(report), place.width, "").join("\n"),
    fittingLines(besideTable(report), place),
    fittingLines(wayTable(report, MAX_WAY_LEVELS), place),
  ].filter((block) => block.trim() !== "");
}

/**
 * Columns there is no room for are left out from the right, down to two; with `lastWidth`, the last one stays and is cut,
 * to that width at the least.
 */
function fittingLines(
  { columns, rows }: Table<string>,
  { width, paint }: Place,
  lastWidth = 0,
): string {
  if (rows.length === 0) return "";
  const aligns = columns.map(({ align }) => align);
  const lines = alignCells([columns.map(({ head }) => head), ...rows], aligns);
  const kept = lastWidth === 0 ? 0 : 1;
  let end = columns.length - kept;
  const lineOf = (cells: readonly string[], last: readonly string[] = []): string =>
    `  ${[...cells.slice(0, end), ...last].join("  ")}`;
  while (end + kept > 2 && widthOf(lineOf(lines[0] ?? [])) > width - lastWidth) end--;
  return lines
    .map((cells) => cut(lineOf(cells, cells.slice(columns.length - kept)).trimEnd(), width))
    .map((line, i) => (i === 0 ? paint.muted(line) : line))
    .join("\n");
}
