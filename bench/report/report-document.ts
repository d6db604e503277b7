// What a report says, in the order in which it is read: the sentence, the verdicts, the pictures, then the evidence.
import type { Texts } from "../messages/texts.ts";
import type { RunRecord } from "../measure/run.ts";
import { okResponsesNs } from "../measure/summary.ts";
import { clusterSections } from "./cluster-sections.ts";
import { type Block, left, plainParagraph, right } from "./document.ts";
import { failureSection, healthSection, residualSection } from "./evidence-sections.ts";
import { howItWasMeasured } from "./how-measured.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { edgeTable, fullTable } from "./level-table.ts";
import { counted } from "../../src/units/counted.ts";
import { ABSENT, alarmsOf, allWarnings, sentenceOf, titleOf } from "./phrases.ts";
import { PICTURES } from "./pictures.ts";
import type { Report } from "./report.ts";
import { textHistogram } from "./text-histogram.ts";

const MAX_EDGE_ROWS = 22;
/** Above so many bursts their histograms would make a report that nobody opens; requests.csv has them all. */
const MAX_TEXT_HISTOGRAMS = 200;

export function reportDocument(report: Report): Block[] {
  const { run, texts } = report;
  return [
    { kind: "heading", level: 1, text: titleOf(run) },
    ...alarmsOf(run).map(({ title, lines }): Block => ({ kind: "alarm", title, lines })),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...verdicts(run),
    ...pictures(),
    ...levels(report),
    ...clusterSections(report),
    ...residualSection(report),
    ...failureSection(report),
    ...healthSection(report),
    ...warnings(run, texts),
    ...howItWasMeasured(run),
  ];
}

function verdicts({ judgement, expected }: RunRecord): Block[] {
  if (judgement === null) return [];
  const source = expected.isOwnServer
    ? []
    : [
        plainParagraph(
          "The target was running already: its threads and service time here are what was expected of it, as told by the command line, not what it was set up with.",
        ),
      ];
  return [
    {
      kind: "table",
      columns: [left("verdict"), left("result"), left("found")],
      rows: judgement.verdicts.map(({ name, result, summary }) => [name, { result }, summary]),
    },
    {
      kind: "details",
      summary: "The numbers that the verdicts rest on",
      blocks: [
        {
          kind: "table",
          columns: [left("verdict"), left("evidence"), right("value")],
          rows: judgement.verdicts.flatMap(({ name, evidence }) =>
            Object.entries(evidence).map(([what, value]) => [
              name,
              { code: what },
              value === null ? ABSENT : String(value),
            ]),
          ),
        },
      ],
    },
    ...source,
  ];
}

function pictures(): Block[] {
  return [
    { kind: "heading", level: 2, text: "Pictures" },
    ...PICTURES.map((picture): Block => ({ kind: "picture", ...picture })),
  ];
}

function levels(report: Report): Block[] {
  return [
    { kind: "heading", level: 2, text: "Levels" },
    plainParagraph(
      "n clients are released at once. All replies: from the release to the last ok reply. Groups: so many replies came together; 10 ×9 is nine groups of 10 in a row. Bursts with failed requests are not set against the ideal.",
    ),
    { kind: "table", ...edgeTable(report, MAX_EDGE_ROWS) },
    plainParagraph(
      "Percentiles of a burst of 100 requests or fewer say little: in a staircase they mostly say which step they fall on. They and the histograms are here because people look for them; the residuals by step lead.",
    ),
    {
      kind: "details",
      summary: "All levels and attempts",
      blocks: [{ kind: "table", ...fullTable(report) }],
    },
    ...histograms(report),
  ];
}

function histograms(report: Report): Block[] {
  const { expected } = report.run;
  const judged = judgedInOrder(report);
  const shown = judged.slice(0, MAX_TEXT_HISTOGRAMS);
  const texts = shown.map(({ level, repeat, samples }) => {
    const okNs = okResponsesNs(samples);
    const heading = `n = ${level}${repeat > 1 ? `, repeat ${repeat}` : ""}: ${counted(okNs.length, "ok reply", "ok replies")}`;
    return okNs.length === 0 ? heading : `${heading}\n${textHistogram(okNs, expected)}`;
  });
  const note =
    shown.length < judged.length ? `, the first ${shown.length} of ${judged.length} bursts` : "";
  return [
    {
      kind: "details",
      summary: `Histograms of the response times, level by level${note}`,
      blocks: [{ kind: "code", text: texts.join("\n\n") }],
    },
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
