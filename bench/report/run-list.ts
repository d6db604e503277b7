// A list of runs as a table for the terminal: when, which command, what it measured and what came of it, in short.
import { resultText } from "./sweep/summary-text.ts";
import type { Texts } from "../messages/texts.ts";
import type { AnyRecord } from "../run/any-record.ts";
import { loadText } from "../judge/load/words.ts";
import { errorsOf } from "../run/load/conservation.ts";
import { formatLoadTarget } from "../run/load/format-load-target.ts";
import { ResponseTimes } from "../run/load/censored.ts";
import type { LoadRun } from "../run/load/run.ts";
import type { RunRecord } from "../run/sweep/run.ts";
import { sidesText } from "./compare/phrases.ts";
import { escapeControls } from "../../src/protocol/control-characters.ts";
import { percentileText, rateText, shareText } from "../judge/load/texts.ts";
import { perSecond } from "./load/phrases.ts";
import { setUpText, titleOf } from "./sweep/phrases.ts";
import { pad, widthOf, wrap } from "./text/plain-text.ts";

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

export function listedRun(path: string, record: AnyRecord, texts: Texts): ListedRun {
  const { startedAt, command, label, status } = record;
  const doubts = status === "complete" ? [] : [texts.runList.status[status]];
  const [what, results] = whatAndResults(record, texts);
  return { path, startedAt, command, label, what, result: [...doubts, ...results].join(", ") };
}

function whatAndResults(record: AnyRecord, texts: Texts): [what: string, results: string[]] {
  switch (record.command) {
    case "load":
      return [
        `${formatLoadTarget(record.plan.target)}, ${loadText(record.plan, texts)}`,
        loadResults(record, texts),
      ];
    case "sweep":
      return [sweepWhat(record, texts), sweepResults(record, texts)];
    case "compare": {
      const { result } = record;
      return [sidesText(record, texts), result === null ? [] : [texts.of(result.sentence)]];
    }
    case "peers":
      return [record.contests.map(({ name }) => name).join(", "), []];
    case "queue": {
      const roundTrip = record.phases.find(({ name }) => name === "round-trip");
      const perSec = roundTrip?.receivingPerSec ?? null;
      return [
        record.broker,
        perSec === null ? [] : [texts.runList.roundTrips(`${perSec.toFixed(0)}/s`)],
      ];
    }
    default:
      return record satisfies never;
  }
}

function loadResults({ result, judgement }: LoadRun, texts: Texts): string[] {
  if (result === null) return [];
  const { runList: words } = texts;
  const { run } = result;
  const errors = errorsOf(run.counts);
  const times = new ResponseTimes(run);
  const missed = (judgement?.thresholds ?? []).filter((own) => own.result !== "passed");
  return [
    ...(judgement?.isValid === false ? [words.invalid] : []),
    ...((judgement?.failures ?? []).length > 0 ? [texts.report.alarms.failed] : []),
    `p99 ${percentileText(times.percentile(99), texts)}`,
    rateText(perSecond(run.okInWindow, run), texts),
    ...(errors > 0 ? [words.errors(shareText(errors / run.counts.intended, texts))] : []),
    ...missed.map(({ text, result: found }) =>
      words.result(text, texts.report.thresholdResults[found].toUpperCase()),
    ),
  ];
}

/** "1 to 100 clients at once, 10 threads × 3 s per task". */
function sweepWhat(run: RunRecord, texts: Texts): string {
  // Without its label, which has a column of its own.
  const title = titleOf({ ...run, label: "" }, texts);
  return run.levels.length === 0
    ? setUpText(run.expected, texts)
    : title.slice(title.indexOf(": ") + 2);
}

function sweepResults({ judgement }: RunRecord, texts: Texts): string[] {
  if (judgement === null) return [];
  if (!judgement.isValid) return [texts.runList.invalid];
  const isInconclusive = (judgement.inconclusiveReasons ?? []).length > 0;
  return [
    ...(isInconclusive ? [texts.runList.inconclusive] : []),
    ...judgement.verdicts.map(({ name, result }) =>
      texts.runList.result(texts.verdict.names[name], resultText(result, texts)),
    ),
  ];
}

/** Nothing is cut: one line of facts per run, its result and its path on lines below. */
export function runListText(
  runs: readonly ListedRun[],
  broken: readonly { readonly path: string; readonly problem: string }[],
  columns: number,
  { runList }: Texts,
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
      `${indent}${escapeControls(path)}`,
    ].map((line) => line.replaceAll(NO_BREAK, " "));
  });
  const problems = broken.flatMap(({ problem }) =>
    wrap(runList.cantBeRead(problem), columns, "  "),
  );
  return [...entries, ...problems].map((line) => `${line.trimEnd()}\n`).join("");
}

const NO_BREAK = "\u00A0";
