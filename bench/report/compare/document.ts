// The report of a comparison. It is short enough for a comment on a pull request: the evidence is folded.
import type { Texts } from "../../messages/texts.ts";
import {
  type ContextDifference,
  machineDifferences,
  planDifferences,
} from "../../judge/compare/context.ts";
import { optionDifferences } from "../../judge/compare/asked.ts";
import type { Comparison, MetricComparison } from "../../run/compare/comparison.ts";
import { loadText } from "../../judge/load/words.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { differenceText, intervalText, metricText } from "../../judge/compare/figures.ts";
import {
  compareAlarms,
  compareNotes,
  compareSentence,
  compareTitle,
  compareWarnings,
  methodText,
} from "./phrases.ts";
import {
  type Block,
  type Inline,
  left,
  picture,
  plainParagraph,
  right,
  table,
  type Table,
} from "../document/blocks.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { machineFacts } from "../document/how-measured.ts";
import { percentileText, rateText, shareText } from "../../judge/load/texts.ts";
import { percentileName, perSecond } from "../load/phrases.ts";
import { ABSENT } from "../document/phrases.ts";
import { type CompareReport, hasIntervals } from "./report.ts";
import { present } from "../../../src/units/present.ts";

/** `hasPicture`: pictures lie beside the text. */
export function compareDocument(report: CompareReport, texts: Texts, hasPicture = true): Block[] {
  const { comparison } = report;
  const warnings = compareWarnings(report, texts);
  const words = texts.compareReport;
  return present<Block>(
    { kind: "heading", level: 1, text: compareTitle(comparison, texts) },
    ...compareAlarms(comparison, texts),
    { kind: "sentence", text: compareSentence(comparison, texts) },
    ...optionTable(comparison, texts),
    ...metrics(comparison, texts),
    hasPicture && hasIntervals(comparison) && picture("differences", words.pictures.differences),
    hasPicture && comparison.result !== null && picture("percentiles", words.pictures.percentiles),
    warnings.length > 0 && {
      kind: "list",
      items: warnings.map((warning) => [words.warning(warning)]),
    },
    { kind: "details", summary: words.how.heading, blocks: howMeasured(report, texts) },
  );
}

/** Also for the terminal, as it is. */
export function metricRows(all: readonly MetricComparison[], texts: Texts): string[][] {
  const words = texts.compareReport;
  return all.map((own) => [
    words.metrics[own.name],
    metricText(own.name, own.a, texts),
    metricText(own.name, own.b, texts),
    differenceText(own, texts),
    intervalText(own, texts),
    own.isBeyondTolerance ? words.verdicts[own.verdict].toUpperCase() : words.verdicts[own.verdict],
  ]);
}

export function metricColumns({ compareReport }: Texts): Table["columns"] {
  const { metric, difference, interval, verdict } = compareReport.columns;
  return [left(metric), right("A"), right("B"), right(difference), right(interval), left(verdict)];
}

function metrics({ result }: Comparison, texts: Texts): Block[] {
  if (result === null || result.metrics.length === 0) return [];
  const rows = metricRows(result.metrics, texts).map((cells, i): Inline[] => {
    const verdict = cells.at(-1) ?? "";
    const isTold = ["better", "worse"].includes(result.metrics[i]?.verdict ?? "");
    return [...cells.slice(0, -1), isTold ? { strong: verdict } : verdict];
  });
  return [table(metricColumns(texts), rows)];
}

/** Options that differ between A and B. */
function optionTable({ a, b }: Comparison, { compareReport: { options } }: Texts): Block[] {
  const rows = optionDifferences(a, b).map((own): Inline[] => [
    { code: own.name },
    optionCell(own.a),
    optionCell(own.b),
  ]);
  if (rows.length === 0) return [];
  return [
    plainParagraph(options.differ()),
    table([left(options.option()), left("A"), left("B")], rows),
  ];
}

function optionCell(value: string | null): Inline {
  if (value === null) return ABSENT;
  return value === "" ? "✓" : { code: escapeControls(value) };
}

function howMeasured(report: CompareReport, texts: Texts): Block[] {
  const { how } = texts.compareReport;
  const { comparison, runsA, runsB } = report;
  const { a, b } = comparison;
  const [firstA, firstB] = [runsA[0], runsB[0]];
  const loadOf = (run: LoadRun | undefined): string =>
    run === undefined ? ABSENT : loadText(run.plan, texts);
  const notes = compareNotes(comparison, texts).map((note) => [note]);
  return [
    ...methodText(comparison, texts).map(plainParagraph),
    ...(notes.length === 0 ? [] : [{ kind: "list" as const, items: notes }]),
    table(
      [left(how.side), left(how.command), left(how.load)],
      [
        ["A", { code: a.commandLine }, loadOf(firstA)],
        ["B", { code: b.commandLine }, loadOf(firstB)],
      ],
    ),
    ...(firstA === undefined || firstB === undefined
      ? []
      : differences(
          [...planDifferences(firstA, firstB), ...machineDifferences(firstA, firstB)],
          texts,
        )),
    runTable(report, texts),
    table(
      [left(texts.report.what), left(texts.report.value)],
      machineFacts((firstA ?? comparison).environment, texts),
    ),
  ];
}

function differences(all: readonly ContextDifference[], texts: Texts): Block[] {
  const { how } = texts.compareReport;
  if (all.length === 0) return [];
  return [
    plainParagraph(how.differs),
    table(
      [left(texts.report.what), left("A"), left("B")],
      all.map(({ name, a, b }) => [name, { code: a }, { code: b }]),
    ),
  ];
}

/** One row per run, so that outliers are visible. */
function runTable({ comparison, runsA, runsB }: CompareReport, texts: Texts): Block {
  const { how, statuses } = texts.compareReport;
  const rowOf = (run: LoadRun, path: string): Inline[] => {
    const phase = run.result?.run;
    if (phase === undefined)
      return [{ code: path }, ABSENT, ABSENT, ABSENT, ABSENT, statuses[run.status]];
    const times = new ResponseTimes(phase);
    return [
      { code: path },
      percentileText(times.percentile(50), texts),
      percentileText(times.percentile(99), texts),
      rateText(perSecond(phase.okInWindow, phase), texts),
      shareText(errorsOf(phase.counts) / phase.counts.intended, texts),
      run.judgement?.isValid === false ? { strong: how.invalid } : statuses[run.status],
    ];
  };
  const rows = [
    ...runsA.map((run, i) => rowOf(run, comparison.a.runs[i] ?? "")),
    ...runsB.map((run, i) => rowOf(run, comparison.b.runs[i] ?? "")),
  ];
  return table(
    [
      left(how.run),
      right(percentileName(50, texts)),
      right(percentileName(99, texts)),
      right(how.throughput),
      right(how.errors),
      left(how.status),
    ],
    rows,
  );
}
