// What a report says, in the order in which it is read: the sentence, the verdicts, the pictures, then the evidence.
import type { Expected, Verdict } from "../../run/sweep/run.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { niceAtLeast } from "../chart/nice-numbers.ts";
import { timeBins } from "./axes.ts";
import type { Texts } from "../../messages/texts.ts";
import { clusterSections } from "../cluster/sections.ts";
import {
  type Block,
  heading,
  left,
  picture,
  plainParagraph,
  right,
  table,
  warningSection,
} from "../document/blocks.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { ABSENT, allWarnings, sentenceOf } from "../document/phrases.ts";
import { textHistogram } from "../text/histogram.ts";
import { failureSection, healthSection, residualSection } from "./evidence-sections.ts";
import { howItWasMeasured } from "./how-measured.ts";
import { edgeTable, fullTable } from "./level-table.ts";
import { alarmsOf, titleOf } from "./phrases.ts";
import { judgedInOrder, type Report } from "./report.ts";

/** In the order in which they are read; more stand in the sections of a cluster and of the generator's health. */
export const PICTURES = ["staircase", "throughput", "residuals", "histogram", "threads"] as const;

const MAX_EDGE_ROWS = 22;
/** Above so many bursts their histograms would make a report that nobody opens; requests.csv has them all. */
const MAX_TEXT_HISTOGRAMS = 200;

export function reportMarkdown(report: Report): string {
  return formatMarkdown(reportDocument(report), report.texts);
}

export function reportDocument(report: Report): Block[] {
  const { run, texts } = report;
  const ofCluster = run.expected.topology === undefined ? [] : ["beside", "waterfall"];
  return [
    { kind: "heading", level: 1, text: titleOf(run, texts) },
    ...alarmsOf(run, texts),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...verdicts(report),
    heading(texts.report.pictures),
    ...PICTURES.map((name) => picture(name, texts.sweepReport.pictures[name])),
    ...levels(report),
    ...clusterSections(report),
    ...residualSection(report),
    ...failureSection(report),
    ...healthSection(report),
    ...warningSection(allWarnings(run, texts), texts),
    ...howItWasMeasured(report, [...PICTURES, "health", ...ofCluster]),
  ];
}

function verdicts({ run: { judgement, expected }, texts }: Report): Block[] {
  if (judgement === null) return [];
  const { verdict, result: resultHead, found, ...words } = texts.sweepReport;
  const { names, results } = texts.verdict;
  const lookOf = (result: Verdict["result"]) =>
    result === "not identifiable" ? "not-identifiable" : result;
  return [
    table(
      [left(verdict), left(resultHead), left(found)],
      judgement.verdicts.map(({ name, result, summary }) => [
        names[name],
        { result: results[result], look: lookOf(result) },
        texts.of(summary),
      ]),
    ),
    {
      kind: "details",
      summary: words.evidenceSummary,
      blocks: [
        table(
          [left(verdict), left(words.evidence), right(texts.report.value)],
          judgement.verdicts.flatMap(({ name, evidence }) =>
            Object.entries(evidence).map(([what, value]) => [
              names[name],
              { code: what },
              value === null ? ABSENT : texts.number(String(value)),
            ]),
          ),
        ),
      ],
    },
    ...(expected.isOwnServer ? [] : [plainParagraph(words.expectedOnly)]),
  ];
}

function levels(report: Report): Block[] {
  const words = report.texts.sweepReport.levels;
  return [
    heading(words.heading),
    plainParagraph(words.explained),
    { kind: "table", ...edgeTable(report, MAX_EDGE_ROWS) },
    plainParagraph(words.percentiles),
    { kind: "details", summary: words.all, blocks: [{ kind: "table", ...fullTable(report) }] },
    histograms(report),
  ];
}

function histograms(report: Report): Block {
  const { run, texts } = report;
  const words = texts.sweepReport.levels;
  const judged = judgedInOrder(report);
  const shownBursts = judged.slice(0, MAX_TEXT_HISTOGRAMS);
  const histogramTexts = shownBursts.map(({ level, repeat, samples }) => {
    const okNs = okResponsesNs(samples);
    const burst = [`n = ${level}`, ...(repeat > 1 ? [words.repeatNumber(repeat)] : [])].join(", ");
    const title = `${burst}: ${texts.counted.okReplies(okNs.length)}`;
    return okNs.length === 0 ? title : `${title}\n${burstHistogram(okNs, run.expected, texts)}`;
  });
  const summary =
    shownBursts.length < judged.length
      ? words.firstBursts(words.histograms, shownBursts.length, judged.length)
      : words.histograms;
  return {
    kind: "details",
    summary,
    blocks: [{ kind: "code", text: histogramTexts.join("\n\n") }],
  };
}

const MAX_HISTOGRAM_ROWS = 12;

/**
 * At most 12 lines; empty text without responses. `sortedNs` ascends. Bursts that span several steps are binned by step,
 * others finely enough to show the spread within theirs.
 */
export function burstHistogram(sortedNs: readonly Ns[], expected: Expected, texts: Texts): string {
  const [shortestNs = 0, longestNs = 0] = [sortedNs[0], sortedNs.at(-1)];
  const spanNs = longestNs - shortestNs;
  if (expected.isConstant && spanNs > stepSpacingNs(expected) / 2) {
    return textHistogram(sortedNs, timeBins(longestNs, expected, MAX_HISTOGRAM_ROWS), texts);
  }
  // One less than the rows: the span may begin and end within a bin. Below 10^-4 of a time there is no telling apart.
  const leastNs = Math.max(1, longestNs / 10_000, spanNs / (MAX_HISTOGRAM_ROWS - 1));
  return textHistogram(sortedNs, { widthNs: niceAtLeast(leastNs), offsetNs: 0 }, texts);
}
