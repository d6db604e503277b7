// The summary of a comparison on a terminal: figures above, the sentence last.
import type { Texts } from "../../messages/texts.ts";
import { optionDifferences } from "../../judge/compare/asked.ts";
import { metricColumns, metricRows } from "./document.ts";
import type { CompareReport } from "./report.ts";
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
import { type Look, type Place, PLAIN_LOOK } from "../text/paint.ts";
import { cut, hanging, tableLines, widthOf, wrap } from "../text/plain-text.ts";
import { alarmBlock, joinBlocks, sentenceBlock, type SummaryBlock } from "../text/blocks.ts";
import { drawSpans, type Span } from "../text/spans.ts";

const MIN_COLUMNS = 40;

/** Lines of at most `columns` characters (but never fewer than 40), ended by a line end. */
export function compareText(
  report: CompareReport,
  texts: Texts,
  columns: number,
  look: Look = PLAIN_LOOK,
): string {
  const width = Math.max(MIN_COLUMNS, columns);
  const place: Place = { ...look, texts, width };
  const { comparison } = report;
  const warnings = compareWarnings(report, texts).map((warning) => texts.report.warning(warning));
  const blocks: SummaryBlock[] = [
    { text: wrap(compareTitle(comparison, texts), width, "").join("\n"), worth: 3 },
    { text: look.plotRows === 0 ? "" : intervalLines(report, place), worth: 1 },
    { text: optionLines(report, place), worth: 5 },
    { text: metricLines(report, place) },
    { text: allHanging(compareNotes(comparison, texts), width), worth: 2 },
    { text: allHanging(warnings, width), short: allHanging(warnings.slice(0, 1), width), worth: 4 },
    ...compareAlarms(comparison, texts).map((alarm) => alarmBlock(alarm, place)),
    sentenceBlock(compareSentence(comparison, texts), place),
  ];
  return joinBlocks(blocks, look.rows);
}

function allHanging(texts: readonly string[], width: number): string {
  return texts.flatMap((text) => hanging(text, width)).join("\n");
}

/** Options that differ between A and B: one line per option. */
function optionLines({ comparison }: CompareReport, { texts, width }: Place): string {
  const differences = optionDifferences(comparison.a, comparison.b);
  if (differences.length === 0) return "";
  const rows = differences.map(({ name, a, b }) => [name, cellOf(a), cellOf(b)]);
  const head = [texts.compareReport.options.option(), "A", "B"];
  return tableLines([head, ...rows], ["left", "left", "left"], width).join("\n");
}

function cellOf(value: string | null): string {
  if (value === null) return ABSENT;
  return value === "" ? "✓" : cut(escapeControls(value), 60);
}

/** On narrow terminals the interval is left out; the verdict stays. */
function metricLines({ comparison }: CompareReport, { texts, width }: Place): string {
  const metrics = comparison.result?.metrics ?? [];
  if (metrics.length === 0) return "";
  const columns = metricColumns(texts);
  const rows = [columns.map(({ head }) => head), ...metricRows(metrics, texts)];
  const aligns = columns.map(({ align }) => align);
  const whole = tableLines(rows, aligns, Number.POSITIVE_INFINITY);
  if (whole.every((line) => widthOf(line) <= width)) return whole.join("\n");
  const without = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => i !== INTERVAL_COLUMN);
  return tableLines(rows.map(without<string>), without(aligns), width).join("\n");
}

const INTERVAL_COLUMN = 4;

/** Every difference that is a share, on one axis. */
function intervalLines({ comparison }: CompareReport, { texts, width, paint }: Place): string {
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
