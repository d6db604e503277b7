// What the terminal says at the end of a load run: its plot where it is wanted, then what it comes to.
import type { Texts } from "../messages/texts.ts";
import {
  countedInWords,
  formatCount,
  formatPercentile,
  formatTime,
} from "../judge/load-figures.ts";
import { decodeHistogram } from "../measure/encoded-histogram.ts";
import { textsFor } from "../messages/texts.ts";
import { REMEDIES } from "../measure/failure.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadPhase, LoadResult, LoadRun } from "../measure/load-run.ts";
import { formatDuration, formatSeconds } from "../../src/units/duration.ts";
import { showControls } from "./escape.ts";
import { exchangeLines } from "./first-exchanges.ts";
import { latenessTexts } from "./load-evidence-sections.ts";
import {
  loadAlarms,
  offeredPerSec,
  perSecond,
  rateText,
  shareText,
  windowNs,
} from "./load-phrases.ts";
import { PERCENTILES, responseTimesOf } from "./load-responses.ts";
import { ratesPlot } from "./load-plots.ts";
import { type Look, type Paint, PLAIN_LOOK } from "./paint.ts";
import { ABSENT, allWarnings, formatPercent, sentenceOf } from "./phrases.ts";
import { cut, pad, widthOf, wrap } from "./plain-text.ts";
import { responseBars } from "./response-bars.ts";
import { alarmLines, sentenceLines } from "./text-blocks.ts";

const MIN_COLUMNS = 40;
const MAX_HISTOGRAM_ROWS = 16;
const MAX_WARNINGS = 8;
/** Narrower terminals get shorter heads. */
const WIDE_COLUMNS = 60;

/** Lines of at most `columns` columns (but never fewer than 40), ended by a line end. */
export function loadSummaryText(
  run: LoadRun,
  texts: Texts,
  columns: number,
  look: Look = PLAIN_LOOK,
): string {
  const { paint } = look;
  const width = Math.max(MIN_COLUMNS, columns);
  const blocks = [
    ...(run.result === null ? [] : [ratesPlot(run.plan, run.result.run, width, look).join("\n")]),
    ...loadAlarms(run).map((alarm) => alarmLines(alarm, width, paint)),
    sentenceLines(sentenceOf(run, texts), width, paint),
    thresholdLines(run, width, paint),
    ...(run.result === null ? [] : resultBlocks(run.plan, run.result, width, paint)),
    warningLines(run, texts, width, paint),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function resultBlocks(plan: LoadPlan, result: LoadResult, width: number, paint: Paint): string[] {
  const { run } = result;
  return [
    exchangeLines(plan, result, width),
    rateLines(plan, run, width),
    responseLines(plan, run, width),
    responseBars(run.response, width, MAX_HISTOGRAM_ROWS, textsFor("en"), paint).join("\n"),
    errorLines(run, width, paint),
    healthLines(result, width),
  ];
}

function thresholdLines({ judgement }: LoadRun, width: number, paint: Paint): string {
  const thresholds = judgement?.thresholds ?? [];
  const textWidth = Math.max(0, ...thresholds.map(({ text }) => widthOf(showControls(text))));
  return thresholds
    .flatMap(({ text, result, measured }) => {
      // In capitals: there may be no colour to see it by.
      const word = (result === "held" ? result : result.toUpperCase()).padEnd(7);
      return wrapAfter(
        `  ${paint[result === "held" ? "good" : "bad"](word)}  ${pad(showControls(text), textWidth, "left")}  `,
        measured,
        width,
      );
    })
    .join("\n");
}

function rateLines(plan: LoadPlan, phase: LoadPhase, width: number): string {
  const { counts, sentInWindow, okInWindow } = phase;
  const offered = offeredPerSec(plan, phase);
  const all = (count: number): string =>
    `${width < WIDE_COLUMNS ? formatCount(count) : countedInWords(count, "request")} in ${formatDuration(windowNs(phase))}`;
  const others = [
    ["expected errors", counts.expectedErrors],
    ["failed", counts.failed],
    ["timed out", counts.timedOut],
    ["dropped", counts.dropped],
    ["unsent", counts.unsent],
    ["unfinished", counts.unfinished],
  ] as const;
  const rows = [
    ...(offered === null ? [] : [["offered", rateText(offered), all(counts.intended)]]),
    [
      "sent",
      rateText(perSecond(sentInWindow, phase)),
      offered === null ? all(counts.sent) : formatCount(counts.sent),
    ],
    ["ok", rateText(perSecond(okInWindow, phase)), formatCount(counts.ok)],
    ...others.flatMap(([name, count]) =>
      count === 0
        ? []
        : [[name, "", `${formatCount(count)}, ${shareText(count, counts.intended)}`]],
    ),
  ];
  return alignRows(rows, ["left", "right", "left"], width);
}

function responseLines(plan: LoadPlan, phase: LoadPhase, width: number): string {
  const { fromStart, fromSend } = responseTimesOf(phase);
  if (fromStart.count === 0 && fromSend.count === 0) return "";
  const isWide = width >= WIDE_COLUMNS;
  const heads = [
    isWide && plan.loop.kind !== "closed" ? "from intended start" : "from start",
    isWide ? "from actual send" : "from send",
  ];
  const both = [fromStart, fromSend];
  const rows = [...PERCENTILES, 100].map((percentile) => [
    percentile === 100 ? "max" : `p${percentile}`,
    ...both.map((times) => formatPercentile(times.percentile(percentile))),
  ]);
  const means = both.map(({ meanNs }) => (meanNs === undefined ? ABSENT : formatTime(meanNs)));
  return alignRows(
    [["", ...heads], ...rows, ["mean", ...means]],
    ["left", "right", "right"],
    width,
  );
}

function errorLines({ failures, counts }: LoadPhase, width: number, paint: Paint): string {
  return failures
    .flatMap(({ kind, count, firstNs, lastNs, example }) => {
      const remedy = REMEDIES[kind];
      const when =
        count === 1
          ? `at ${formatSeconds(firstNs)} s`
          : `from ${formatSeconds(firstNs)} to ${formatSeconds(lastNs)} s`;
      return [
        ...wrapAfter(
          "  ",
          `${formatCount(count)} ${kind} (${shareText(count, counts.intended)}), ${when}`,
          width,
        ).map(paint.bad),
        ...(example === "" ? [] : [cut(`    ${showControls(example)}`, width)]),
        ...(remedy === undefined ? [] : wrap(`→ ${remedy}`, width, "    ")),
      ];
    })
    .join("\n");
}

/** In one line, where the terminal is wide enough. */
function healthLines({ run, generators, hostBusyShare }: LoadResult, width: number): string {
  const [lagP50, lagP99, lagMax] = latenessTexts(run.scheduleLag);
  const delays = generators.map(({ eventLoopDelay }) => decodeHistogram(eventLoopDelay).maxNs ?? 0);
  const cpu = generators.reduce((sum, { cpuShare }) => sum + cpuShare, 0);
  const spin = generators.reduce((sum, { spinShare }) => sum + spinShare, 0);
  const parts = [
    ...(run.scheduleLag.count === 0 ? [] : [`lag p50 ${lagP50}, p99 ${lagP99}, max ${lagMax}`]),
    ...(generators.length === 0
      ? []
      : [
          `loop late by ${formatTime(Math.max(...delays))} at most`,
          `CPU ${formatPercent(cpu)}${spin > 0 ? ` (${formatPercent(spin)} spinning)` : ""}`,
        ]),
    ...(hostBusyShare === null ? [] : [`host ${formatPercent(hostBusyShare)}`]),
  ];
  const name = generators.length > 1 ? `${generators.length} generators` : "generator";
  return parts.length === 0
    ? ""
    : wrapAfter("", `${name}: ${parts.join("; ")}`, width, "  ").join("\n");
}

function warningLines(run: LoadRun, texts: Texts, width: number, paint: Paint): string {
  const all = allWarnings(run, texts);
  const shown = all
    .slice(0, MAX_WARNINGS)
    .flatMap((warning) => wrapAfter("", `warning: ${warning}`, width, "  ").map(paint.doubt));
  if (all.length > MAX_WARNINGS) {
    shown.push(`and ${all.length - MAX_WARNINGS} more warnings in the report`);
  }
  return shown.join("\n");
}

/** `text` after `start`, its further lines below its beginning, or behind `indent`; a number keeps its unit. */
function wrapAfter(
  start: string,
  text: string,
  width: number,
  indent = " ".repeat(Math.min(widthOf(start), width - 20)),
): string[] {
  const bound = text.replaceAll(/(?<=\d) (?=(?:%|[µm]?s)(?:\W|$))/gu, NO_BREAK);
  const [first = "", ...rest] = wrap(bound, width, indent);
  return [cut(start + first.slice(indent.length), width), ...rest].map((line) =>
    line.replaceAll(NO_BREAK, " "),
  );
}

const NO_BREAK = "\u00A0";

function alignRows(
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
  width: number,
): string {
  const widths = aligns.map((_, i) => Math.max(0, ...rows.map((cells) => widthOf(cells[i] ?? ""))));
  return rows
    .map((cells) => {
      const padded = aligns.map((align, i) => pad(cells[i] ?? "", widths[i] ?? 0, align));
      return cut(`  ${padded.join("  ")}`.trimEnd(), width);
    })
    .join("\n");
}
