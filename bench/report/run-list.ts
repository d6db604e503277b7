// A list of runs as a table for the terminal: when, which command, what it measured and what came of it, in short.
import type { Comparison } from "../judge/comparison.ts";
import { formatPercentile, formatShare } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { errorsOf } from "../measure/conservation.ts";
import { formatLoadTarget } from "../measure/format-load-target.ts";
import { ResponseTimes } from "../measure/censored.ts";
import type { LoadRun } from "../measure/load-run.ts";
import type { RunRecord } from "../measure/run.ts";
import { sidesText } from "./compare-phrases.ts";
import { showControls } from "./escape.ts";
import { perSecond, rateText } from "./load-phrases.ts";
import { setUpText, titleOf } from "./phrases.ts";
import { pad, widthOf, wrap } from "./plain-text.ts";

/** One run in a list. */
export interface ListedRun {
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: string;
  readonly label: string;
  readonly what: string;
  readonly result: string;
}

interface Peers {
  readonly command: "peers";
  readonly label: string;
  readonly status: RunRecord["status"];
  readonly startedAt: string;
  readonly contests: readonly { readonly name: string }[];
}

interface Queue {
  readonly command: "queue";
  readonly label: string;
  readonly status: RunRecord["status"];
  readonly startedAt: string;
  readonly broker: string;
  readonly phases: readonly { readonly name: string; readonly receivingPerSec: number | null }[];
}

export function listedRun(
  path: string,
  record: LoadRun | RunRecord | Comparison | Peers | Queue,
): ListedRun {
  const { startedAt, command, label, status } = record;
  const doubts = status === "complete" ? [] : [status === "running" ? "not ended" : status];
  const [what, results] = whatAndResults(record);
  return { path, startedAt, command, label, what, result: [...doubts, ...results].join(", ") };
}

function whatAndResults(
  record: LoadRun | RunRecord | Comparison | Peers | Queue,
): [what: string, results: string[]] {
  switch (record.command) {
    case "load":
      return [
        `${formatLoadTarget(record.plan.target)}, ${loadText(record.plan)}`,
        loadResults(record),
      ];
    case "sweep":
      return [sweepWhat(record), sweepResults(record)];
    case "compare": {
      const { result } = record;
      return [sidesText(record), result === null ? [] : [result.sentence]];
    }
    case "peers":
      return [record.contests.map(({ name }) => name).join(", "), []];
    case "queue": {
      const roundTrip = record.phases.find(({ name }) => name === "round-trip");
      const perSec = roundTrip?.receivingPerSec ?? null;
      return [record.broker, perSec === null ? [] : [`${perSec.toFixed(0)} round trips/s`]];
    }
    default:
      return record satisfies never;
  }
}

function loadResults({ result, judgement }: LoadRun): string[] {
  if (result === null) return [];
  const { run } = result;
  const errors = errorsOf(run.counts);
  const times = new ResponseTimes(run);
  const crossed = (judgement?.thresholds ?? []).filter((own) => own.result !== "held");
  return [
    ...(judgement?.isValid === false ? ["INVALID"] : []),
    `p99 ${formatPercentile(times.percentile(99))}`,
    rateText(perSecond(run.okInWindow, run)),
    ...(errors > 0 ? [`${formatShare(errors / run.counts.intended)} errors`] : []),
    ...crossed.map(({ text, result: found }) => `${text} ${found.toUpperCase()}`),
  ];
}

/** "1 to 100 clients at once, 10 threads × 3 s a task". */
function sweepWhat(run: RunRecord): string {
  // Without its label, which has a column of its own.
  const title = titleOf({ ...run, label: "" });
  return run.levels.length === 0 ? setUpText(run.expected) : title.slice(title.indexOf(": ") + 2);
}

function sweepResults({ judgement }: RunRecord): string[] {
  if (judgement === null) return [];
  if (!judgement.isValid) return ["INVALID"];
  const isInconclusive = (judgement.inconclusiveReasons ?? []).length > 0;
  return [
    ...(isInconclusive ? ["INCONCLUSIVE"] : []),
    ...judgement.verdicts.map(
      ({ name, result }) => `${name} ${result === "fail" ? "FAIL" : result}`,
    ),
  ];
}

/** Nothing of a run is cut: its facts are a line, what came of it and where it is are lines below. */
export function runListText(
  runs: readonly ListedRun[],
  broken: readonly { readonly path: string; readonly problem: string }[],
  columns: number,
): string {
  const cells = runs.map(({ startedAt, command, label }) => [
    startedAt.slice(0, 16).replace("T", " "),
    command,
    label,
  ]);
  const widths = [0, 1, 2].map((i) => Math.max(0, ...cells.map((row) => widthOf(row[i] ?? ""))));
  const entries = runs.flatMap(({ what, result, path }, i) => {
    const head = (cells[i] ?? []).map((cell, j) => pad(cell, widths[j] ?? 0, "left")).join("  ");
    const indent = " ".repeat(4);
    const [first = "", ...rest] = wrap(
      `${head.replaceAll(" ", NO_BREAK)} ${NO_BREAK}${what}`,
      columns,
      indent,
    );
    return [
      first.trimStart(),
      ...rest,
      ...(result === "" ? [] : wrap(result, columns, indent)),
      `${indent}${showControls(path)}`,
    ].map((line) => line.replaceAll(NO_BREAK, " "));
  });
  const problems = broken.flatMap(({ problem }) =>
    wrap(`can't be read: ${problem}`, columns, "  "),
  );
  return [...entries, ...problems].map((line) => `${line.trimEnd()}\n`).join("");
}

const NO_BREAK = "\u00A0";
