// What the terminal says at the end of a comparison: plain text, no escapes.
import type { Texts } from "../messages/texts.ts";
import { formatDifference } from "../judge/compare-figures.ts";
import { type CompareReport, METRIC_COLUMNS, metricRows } from "./compare-document.ts";
import {
  compareAlarms,
  compareNotes,
  compareSentence,
  compareTitle,
  compareWarnings,
} from "./compare-phrases.ts";
import { type Look, type Paint, PLAIN_LOOK } from "./paint.ts";
import { cut, pad, widthOf, wrap } from "./plain-text.ts";
import { alarmLines, sentenceLines } from "./text-blocks.ts";
import { drawSpans, type Span } from "./text-spans.ts";

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
  const blocks = [
    ...compareAlarms(comparison).map((alarm) => alarmLines(alarm, width, paint)),
    wrap(compareTitle(comparison), width, "").join("\n"),
    sentenceLines(bound(compareSentence(comparison, texts)), width, paint).replaceAll(
      NO_BREAK,
      " ",
    ),
    metricLines(report, width),
    ...(look.plotRows === 0 ? [] : [intervalLines(report, width, paint)]),
    hanging(compareNotes(comparison), width),
    hanging(
      compareWarnings(report, texts).map((warning) => `warning: ${warning}`),
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

/** Every difference that is a share, on one axis. */
function intervalLines({ comparison }: CompareReport, width: number, paint: Paint): string {
  const spans = (comparison.result?.metrics ?? []).flatMap((metric): Span[] => {
    const { name, difference, interval, isBound, verdict } = metric;
    // Errors differ by points, which are no share of A; a bound has no middle.
    if (name === "errors" || difference === null || interval === null || isBound) return [];
    const kind = verdict === "better" ? "good" : verdict === "worse" ? "bad" : "muted";
    const { low, high } = interval;
    return [
      {
        label: name,
        from: low ?? Number.NEGATIVE_INFINITY,
        to: high ?? Number.POSITIVE_INFINITY,
        mark: difference,
        text: formatDifference(metric),
        kind,
      },
    ];
  });
  if (spans.length === 0) return "";
  const title = "B against A: difference, with its 95 % interval";
  const percent = (share: number): string =>
    formatDifference({ name: "p50", difference: share, isBound: false });
  return [cut(title, width), ...drawSpans(spans, percent, width, paint)].join("\n");
}

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
