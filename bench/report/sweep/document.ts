// What a report says, in the order in which it is read: the sentence, the verdicts, the pictures, then the evidence.
import type { Texts } from "../../messages/texts.ts";
import type { RunRecord } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import { clusterSections } from "../cluster/sections.ts";
import { type Block, left, plainParagraph, right } from "../document/blocks.ts";
import { failureSection, healthSection, residualSection } from "./evidence-sections.ts";
import { howItWasMeasured } from "./how-measured.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { edgeTable, fullTable } from "./level-table.ts";
import { ABSENT, alarmsOf, allWarnings, sentenceOf, titleOf } from "../document/phrases.ts";
import { pictureBlock, PICTURES } from "./pictures.ts";
import type { Report } from "./report.ts";
import { textHistogram } from "../text/histogram.ts";

const MAX_EDGE_ROWS = 22;
/** Above so many bursts their histograms would make a report that nobody opens; requests.csv has them all. */
const MAX_TEXT_HISTOGRAMS = 200;

export function reportDocument(report: Report): Block[] {
  const { run, texts } = report;
  return [
    { kind: "heading", level: 1, text: titleOf(run, texts) },
    ...alarmsOf(run, texts).map(({ title, lines }): Block => ({ kind: "alarm", title, lines })),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...verdicts(report),
    { kind: "heading", level: 2, text: texts.report.pictures },
    ...PICTURES.map((name) => pictureBlock(name, texts)),
    ...levels(report),
    ...clusterSections(report),
    ...residualSection(report),
    ...failureSection(report),
    ...healthSection(report),
    ...warnings(run, texts),
    ...howItWasMeasured(report),
  ];
}

function verdicts({ run: { judgement, expected }, texts }: Report): Block[] {
  if (judgement === null) return [];
  const { verdict, result: resultHead, found, ...words } = texts.sweepReport;
  const { names } = texts.verdict;
  return [
    {
      kind: "table",
      columns: [left(verdict), left(resultHead), left(found)],
      rows: judgement.verdicts.map(({ name, result, summary }) => [
        names[name],
        { result },
        texts.of(summary),
      ]),
    },
    {
      kind: "details",
      summary: words.evidenceSummary,
      blocks: [
        {
          kind: "table",
          columns: [left(verdict), left(words.evidence), right(texts.report.value)],
          rows: judgement.verdicts.flatMap(({ name, evidence }) =>
            Object.entries(evidence).map(([what, value]) => [
              names[name],
              { code: what },
              value === null ? ABSENT : texts.number(String(value)),
            ]),
          ),
        },
      ],
    },
    ...(expected.isOwnServer ? [] : [plainParagraph(words.expectedOnly)]),
  ];
}

function levels(report: Report): Block[] {
  const { heading, explained, percentiles, all } = report.texts.sweepReport.levels;
  return [
    { kind: "heading", level: 2, text: heading },
    plainParagraph(explained),
    { kind: "table", ...edgeTable(report, MAX_EDGE_ROWS) },
    plainParagraph(percentiles),
    { kind: "details", summary: all, blocks: [{ kind: "table", ...fullTable(report) }] },
    ...histograms(report),
  ];
}

function histograms(report: Report): Block[] {
  const { run, texts } = report;
  const words = texts.sweepReport.levels;
  const judged = judgedInOrder(report);
  const shownBursts = judged.slice(0, MAX_TEXT_HISTOGRAMS);
  const histogramTexts = shownBursts.map(({ level, repeat, samples }) => {
    const okNs = okResponsesNs(samples);
    const burst = [`n = ${level}`, ...(repeat > 1 ? [words.repeatNumber(repeat)] : [])].join(", ");
    const heading = `${burst}: ${texts.counted.okReplies(okNs.length)}`;
    return okNs.length === 0 ? heading : `${heading}\n${textHistogram(okNs, run.expected, texts)}`;
  });
  const summary =
    shownBursts.length < judged.length
      ? words.firstBursts(words.histograms, shownBursts.length, judged.length)
      : words.histograms;
  return [
    { kind: "details", summary, blocks: [{ kind: "code", text: histogramTexts.join("\n\n") }] },
  ];
}

function warnings(run: RunRecord, texts: Texts): Block[] {
  const all = allWarnings(run, texts);
  if (all.length === 0) return [];
  return [
    { kind: "heading", level: 2, text: texts.report.warnings },
    { kind: "list", items: all.map((warning) => [warning]) },
  ];
}
