// What a comparison's report says. It is short enough for a comment on a pull request: what it rests on is folded.
import type { Texts } from "../messages/texts.ts";
import { formatDifference, formatInterval, formatMetric } from "../judge/compare-figures.ts";
import {
  type ContextDifference,
  machineDifferences,
  planDifferences,
} from "../judge/compare-context.ts";
import type { Comparison, MetricComparison } from "../judge/comparison.ts";
import { formatPercentile } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { errorsOf } from "../measure/conservation.ts";
import { ResponseTimes } from "../measure/censored.ts";
import type { LoadRun } from "../measure/load-run.ts";
import {
  compareAlarms,
  compareNotes,
  compareSentence,
  compareTitle,
  compareWarnings,
  methodText,
} from "./compare-phrases.ts";
import { type Block, type Inline, left, plainParagraph, right, type Table } from "./document.ts";
import { machineFacts } from "./how-measured.ts";
import { perSecond, rateText, shareText } from "./load-phrases.ts";
import { ABSENT } from "./phrases.ts";

/** A comparison with the runs that it is made of, in the order of `comparison.a.runs` and `.b.runs`. */
export interface CompareReport {
  readonly comparison: Comparison;
  readonly runsA: readonly LoadRun[];
  readonly runsB: readonly LoadRun[];
}

export const COMPARE_PICTURE = {
  name: "percentiles",
  title: "Response time by percentile, A and B",
  caption:
    "Each step to the right has a tenth as many requests beyond it. A dashed line is a lower bound: what lies there was never answered.",
} as const;

/** Where at least one metric has an interval. */
export const DIFFERENCES_PICTURE = {
  name: "differences",
  title: "How B differs from A",
  caption:
    "A row a metric. What lies right of 0 is more of it: of response times and errors worse, of throughput better.",
} as const;

export function hasIntervals({ result }: Comparison): boolean {
  return result !== null && result.metrics.some(({ interval }) => interval !== null);
}

/** `hasPicture`: pictures lie beside the text. */
export function compareDocument(report: CompareReport, texts: Texts, hasPicture = true): Block[] {
  const { comparison } = report;
  const warnings = compareWarnings(report, texts);
  return [
    { kind: "heading", level: 1, text: compareTitle(report.comparison) },
    ...compareAlarms(comparison).map((alarm): Block => ({ kind: "alarm", ...alarm })),
    { kind: "sentence", text: compareSentence(comparison, texts) },
    ...metrics(comparison),
    ...(hasPicture && hasIntervals(comparison)
      ? [{ kind: "picture" as const, ...DIFFERENCES_PICTURE }]
      : []),
    ...(hasPicture && comparison.result !== null
      ? [{ kind: "picture" as const, ...COMPARE_PICTURE }]
      : []),
    ...(warnings.length === 0
      ? []
      : [{ kind: "list" as const, items: warnings.map((warning) => [`Warning: ${warning}`]) }]),
    { kind: "details", summary: "How this was measured", blocks: howMeasured(report, texts) },
  ];
}

/** Also for the terminal, as it is. */
export function metricRows(all: readonly MetricComparison[]): string[][] {
  return all.map((own) => [
    own.name,
    formatMetric(own.name, own.a),
    formatMetric(own.name, own.b),
    formatDifference(own),
    formatInterval(own),
    own.isBeyondTolerance ? own.verdict.toUpperCase() : own.verdict,
  ]);
}

export const METRIC_COLUMNS: Table["columns"] = [
  left("metric"),
  right("A"),
  right("B"),
  right("difference"),
  right("95 % interval"),
  left("verdict"),
];

function metrics({ result }: Comparison): Block[] {
  if (result === null || result.metrics.length === 0) return [];
  const rows = metricRows(result.metrics).map((cells, i): Inline[] => {
    const verdict = cells.at(-1) ?? "";
    const isTold = ["better", "worse"].includes(result.metrics[i]?.verdict ?? "");
    return [...cells.slice(0, -1), isTold ? { strong: verdict } : verdict];
  });
  return [{ kind: "table", columns: METRIC_COLUMNS, rows }];
}

function howMeasured(report: CompareReport, texts: Texts): Block[] {
  const { comparison, runsA, runsB } = report;
  const { a, b } = comparison;
  const [firstA, firstB] = [runsA[0], runsB[0]];
  const notes = compareNotes(comparison).map((note) => [note]);
  return [
    ...methodText(comparison).map(plainParagraph),
    ...(notes.length === 0 ? [] : [{ kind: "list" as const, items: notes }]),
    {
      kind: "table",
      columns: [left("side"), left("command"), left("load")],
      rows: [
        ["A", { code: a.commandLine }, firstA === undefined ? ABSENT : loadText(firstA.plan)],
        ["B", { code: b.commandLine }, firstB === undefined ? ABSENT : loadText(firstB.plan)],
      ],
    },
    ...(firstA === undefined || firstB === undefined
      ? []
      : differences([...planDifferences(firstA, firstB), ...machineDifferences(firstA, firstB)])),
    runTable(report),
    {
      kind: "table",
      columns: [left("what"), left("value")],
      rows: machineFacts((firstA ?? comparison).environment, texts),
    },
  ];
}

function differences(all: readonly ContextDifference[]): Block[] {
  if (all.length === 0) return [];
  return [
    plainParagraph("What A and B were asked, or what they ran on, differs in:"),
    {
      kind: "table",
      columns: [left("what"), left("A"), left("B")],
      rows: all.map(({ name, a, b }) => [name, { code: a }, { code: b }]),
    },
  ];
}

/** Every run by itself, so that one that is not like the others shows. */
function runTable({ comparison, runsA, runsB }: CompareReport): Block {
  const rowOf = (run: LoadRun, path: string): Inline[] => {
    const phase = run.result?.run;
    if (phase === undefined) return [{ code: path }, ABSENT, ABSENT, ABSENT, ABSENT, run.status];
    const times = new ResponseTimes(phase);
    return [
      { code: path },
      formatPercentile(times.percentile(50)),
      formatPercentile(times.percentile(99)),
      rateText(perSecond(phase.okInWindow, phase)),
      shareText(errorsOf(phase.counts), phase.counts.intended),
      run.judgement?.isValid === false ? { strong: "invalid" } : run.status,
    ];
  };
  const rows = [
    ...runsA.map((run, i) => rowOf(run, comparison.a.runs[i] ?? "")),
    ...runsB.map((run, i) => rowOf(run, comparison.b.runs[i] ?? "")),
  ];
  return {
    kind: "table",
    columns: [
      left("run"),
      right("p50"),
      right("p99"),
      right("throughput"),
      right("errors"),
      left("status"),
    ],
    rows,
  };
}
