// What the terminal says at the end of a comparison: plain text, no escapes.
import { type CompareReport, METRIC_COLUMNS, metricRows } from "./compare-document.ts";
import {
  compareAlarms,
  compareNotes,
  compareSentence,
  compareTitle,
  compareWarnings,
} from "./compare-phrases.ts";
import { cut, pad, widthOf, wrap } from "./plain-text.ts";

const MIN_COLUMNS = 40;

/** Lines of at most `columns` characters (but never fewer than 40), ended by a line end. */
export function compareText(report: CompareReport, columns: number): string {
  const width = Math.max(MIN_COLUMNS, columns);
  const { comparison } = report;
  const blocks = [
    ...compareAlarms(comparison).map(({ title, lines }) =>
      [`!! ${title}`, ...lines.flatMap((line) => wrap(line, width, "   "))].join("\n"),
    ),
    wrap(compareTitle(comparison), width, "").join("\n"),
    wrap(bound(compareSentence(comparison)), width, "")
      .join("\n")
      .replaceAll(NO_BREAK, " "),
    metricLines(report, width),
    hanging(compareNotes(comparison), width),
    hanging(
      compareWarnings(report).map((warning) => `warning: ${warning}`),
      width,
    ),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Where there is no room, the interval is left out: the verdict is what counts. */
function metricLines({ comparison }: CompareReport, width: number): string {
  const metrics = comparison.result?.metrics ?? [];
  if (metrics.length === 0) return "";
  const rows = [METRIC_COLUMNS.map(({ head }) => head), ...metricRows(metrics)];
  const columns = METRIC_COLUMNS.map(({ align }, i) => {
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

function hanging(texts: readonly string[], width: number): string {
  return texts
    .flatMap((text) => {
      const [first = "", ...rest] = wrap(text, width, "  ");
      return [first.trimStart(), ...rest];
    })
    .join("\n");
}

/** A number keeps its unit. */
function bound(text: string): string {
  return text.replaceAll(/(?<=\d) (?=%|points)/g, NO_BREAK);
}

const NO_BREAK = "\u00A0";
