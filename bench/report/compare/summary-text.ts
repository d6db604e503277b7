// The summary of a comparison on a terminal: figures above, the sentence last.
import type { Texts } from "../../messages/texts.ts";
import { optionDifferences } from "../../judge/compare/asked.ts";
import { type CompareReport, metricColumns, metricRows } from "./document.ts";
import { differenceText } from "../../judge/compare/figures.ts";
import {
  compareAlarms,
  compareNotes,
  compareSentence,
  compareTitle,
  compareWarnings,
} from "./phrases.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { ABSENT } from "../document/phrases.ts";
import { type Look, type Paint, PLAIN_LOOK } from "../text/paint.ts";
import { cut, pad, widthOf, wrap } from "../text/plain-text.ts";
import { alarmBlock, joinBlocks, sentenceLines, type SummaryBlock } from "../text/blocks.ts";
import { drawSpans, type Span } from "../text/spans.ts";

const MIN_COLUMNS = 40;

/** Lines of at most `columns` characters (but never fewer than 40), ended by a line end. */
export function compareText(
  report: CompareReport,
  texts: Texts,
  columns: number,
  look: Look = PLAIN_LOOK,
): string {
  const { paint } = look;
  const width = Math.max(MIN_COLUMNS, columns);
  const { comparison } = report;
  const warnings = compareWarnings(report, texts).map((warning) => texts.report.warning(warning));
  const sentence = sentenceLines(compareSentence(comparison, texts), width, paint);
  const blocks: SummaryBlock[] = [
    { text: wrap(compareTitle(comparison, texts), width, "").join("\n"), worth: 3 },
    { text: look.plotRows === 0 ? "" : intervalLines(report, texts, width, paint), worth: 1 },
    { text: optionLines(report, texts, width), worth: 5 },
    { text: metricLines(report, texts, width) },
    { text: hanging(compareNotes(comparison, texts), width), worth: 2 },
    { text: hanging(warnings, width), short: hanging(warnings.slice(0, 1), width), worth: 4 },
    ...compareAlarms(comparison, texts).map((alarm) => alarmBlock(alarm, width, paint)),
    { text: sentence },
  ];
  return joinBlocks(blocks, look.rows);
}

/** Options that differ between A and B: one line per option. */
function optionLines(
  { comparison }: CompareReport,
  { compareReport: { options } }: Texts,
  width: number,
): string {
  const differences = optionDifferences(comparison.a, comparison.b);
  if (differences.length === 0) return "";
  const rows = [
    [options.option(), "A", "B"],
    ...differences.map(({ name, a, b }) => [name, cellOf(a), cellOf(b)]),
  ];
  const widths = [0, 1].map((i) => Math.max(...rows.map((cells) => widthOf(cells[i] ?? ""))));
  return rows
    .map((cells) => {
      const padded = cells.map((cell, i) => pad(cell, widths[i] ?? 0, "left"));
      return cut(`  ${padded.join("  ")}`.trimEnd(), width);
    })
    .join("\n");
}

function cellOf(value: string | null): string {
  if (value === null) return ABSENT;
  return value === "" ? "✓" : cut(escapeControls(value), 60);
}

/** On narrow terminals the interval is left out; the verdict stays. */
function metricLines({ comparison }: CompareReport, texts: Texts, width: number): string {
  const metrics = comparison.result?.metrics ?? [];
  if (metrics.length === 0) return "";
  const heads = metricColumns(texts);
  const rows = [heads.map(({ head }) => head), ...metricRows(metrics, texts)];
  const columns = heads.map(({ align }, i) => {
    const cells = rows.map((row) => row[i] ?? "");
    const cellWidth = cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), 0);
    return cells.map((cell) => pad(cell, cellWidth, align));
  });
  const lineOf = (shown: readonly (readonly string[])[], row: number): string =>
    `  ${shown.map((cells) => cells[row] ?? "").join("  ")}`.trimEnd();
  const isWide = rows.some((_, row) => widthOf(lineOf(columns, row)) > width);
  const shown = isWide ? columns.filter((_, i) => i !== INTERVAL_COLUMN) : columns;
  return rows.map((_, row) => cut(lineOf(shown, row), width)).join("\n");
}

const INTERVAL_COLUMN = 4;

/** Every difference that is a share, on one axis. */
function intervalLines(
  { comparison }: CompareReport,
  texts: Texts,
  width: number,
  paint: Paint,
): string {
  const words = texts.compareReport;
  const spans = (comparison.result?.metrics ?? []).flatMap((metric): Span[] => {
    const { name, difference, interval, isBound, verdict } = metric;
    // Errors differ by points, which are no share of A; a bound has no middle.
    if (name === "errors" || difference === null || interval === null || isBound) return [];
    const kind = verdict === "better" ? "good" : verdict === "worse" ? "bad" : "muted";
    const { low, high } = interval;
    return [
      {
        label: words.metrics[name],
        from: low ?? Number.NEGATIVE_INFINITY,
        to: high ?? Number.POSITIVE_INFINITY,
        mark: difference,
        text: differenceText(metric, texts),
        kind,
      },
    ];
  });
  if (spans.length === 0) return "";
  const percent = (share: number): string =>
    differenceText({ name: "p50", difference: share, isBound: false }, texts);
  return [cut(words.intervals, width), ...drawSpans(spans, percent, width, paint)].join("\n");
}

function hanging(texts: readonly string[], width: number): string {
  return texts
    .flatMap((text) => {
      const [first = "", ...rest] = wrap(text, width, "  ");
      return [first.trimStart(), ...rest];
    })
    .join("\n");
}
