// The summary of a load run on a terminal: plot and figures above, the sentence last.
import type { Texts } from "../../messages/texts.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase, LoadResult, LoadRun } from "../../run/load/run.ts";
import { formatDuration, formatSeconds, type Ns } from "../../../src/units/duration.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { exchangeLines } from "./first-exchanges.ts";
import { latenessTexts } from "./evidence-sections.ts";
import {
  countText,
  percentileText,
  rateText,
  remedyText,
  shareText,
  timeText,
} from "../../judge/load/texts.ts";
import {
  loadAlarms,
  offeredPerSec,
  percentileName,
  perSecond,
  responseRows,
  windowNs,
} from "./phrases.ts";
import { responseTimesOf } from "./responses.ts";
import { ratesPlot, responseBars } from "./plots.ts";
import { type Look, type Place, PLAIN_LOOK } from "../text/paint.ts";
import { allWarnings, formatPercent, sentenceOf } from "../document/phrases.ts";
import { alignCells, cut, tableLines, widthOf, wrap } from "../text/plain-text.ts";
import {
  alarmBlock,
  joinBlocks,
  sentenceBlock,
  type SummaryBlock,
  warningBlock,
} from "../text/blocks.ts";
import { present } from "../../../src/units/present.ts";

const MIN_COLUMNS = 40;
const MAX_HISTOGRAM_ROWS = 16;
/** Of a plot or a histogram where there is little room. */
const SHORT_ROWS = 6;
/** Narrower terminals get shorter heads. */
const WIDE_COLUMNS = 60;

/** Lines of at most `columns` columns (but never fewer than 40), ended by a line end. */
export function loadSummaryText(
  run: LoadRun,
  texts: Texts,
  columns: number,
  look: Look = PLAIN_LOOK,
): string {
  const place: Place = { ...look, texts, width: Math.max(MIN_COLUMNS, columns) };
  const blocks: SummaryBlock[] = [
    ...(run.result === null ? [] : resultBlocks(run.plan, run.result, place)),
    warningBlock(allWarnings(run, texts), 5, place),
    ...loadAlarms(run, texts).map((alarm) => alarmBlock(alarm, place)),
    { text: thresholdLines(run, place) },
    sentenceBlock(sentenceOf(run, texts), place),
  ];
  return joinBlocks(blocks, look.rows);
}

function resultBlocks(plan: LoadPlan, result: LoadResult, place: Place): SummaryBlock[] {
  const { run } = result;
  const { texts, width, paint, plotRows } = place;
  const plot = (rows: number): string =>
    ratesPlot(plan, run, { columns: width, rows, texts, paint }).join("\n");
  const bars = (rows: number): string =>
    responseBars(run.response, { columns: width, rows, texts, paint }).join("\n");
  return [
    { text: plot(plotRows), short: plot(Math.min(plotRows, SHORT_ROWS)), worth: 2 },
    { text: bars(MAX_HISTOGRAM_ROWS), short: bars(SHORT_ROWS), worth: 1 },
    { text: exchangeLines(plan, result, place), worth: 4 },
    { text: rateLines(plan, run, place), worth: 9 },
    { text: responseLines(plan, run, place), short: responseLine(run, place), worth: 8 },
    { text: errorLines(run, place, true), short: errorLines(run, place, false), worth: 7 },
    { text: healthLines(result, place), worth: 3 },
  ];
}

function thresholdLines({ judgement }: LoadRun, { texts, width, paint }: Place): string {
  const thresholds = judgement?.thresholds ?? [];
  const colors = { passed: "good", failed: "bad", unknown: "doubt" } as const;
  const heads = alignCells(
    thresholds.map(({ kind, text, result }) => [
      texts.report.thresholdResults[result],
      `${kind} ${escapeControls(text)}`,
    ]),
    ["left", "left"],
  );
  return thresholds
    .flatMap(({ result, measured }, i) => {
      const [word = "", condition = ""] = heads[i] ?? [];
      const start = `  ${paint[colors[result]](word)}  ${condition}  `;
      return wrapAfter(start, texts.of(measured), width);
    })
    .join("\n");
}

function rateLines(plan: LoadPlan, phase: LoadPhase, { texts, width }: Place): string {
  const { counts: names, summary } = texts.loadReport;
  const { counts, sentInWindow, okInWindow } = phase;
  const offered = offeredPerSec(plan, phase);
  const all = (count: number): string =>
    summary.inWindow(
      width < WIDE_COLUMNS ? countText(count, texts) : texts.counted.requests(count),
      texts.number(formatDuration(windowNs(phase))),
    );
  const others = [
    [names.expectedErrors, counts.expectedErrors],
    [names.failed, counts.failed],
    [names.timedOut, counts.timedOut],
    [names.dropped, counts.dropped],
    [names.unsent, counts.unsent],
    [names.unfinished, counts.unfinished],
  ] as const;
  const rows = present(
    offered !== null && [summary.offered, rateText(offered, texts), all(counts.intended)],
    [
      names.sent,
      rateText(perSecond(sentInWindow, phase), texts),
      offered === null ? all(counts.sent) : countText(counts.sent, texts),
    ],
    [names.ok, rateText(perSecond(okInWindow, phase), texts), countText(counts.ok, texts)],
    ...others.map(
      ([name, count]) =>
        count > 0 && [
          name,
          "",
          summary.countAndShare(countText(count, texts), shareText(count / counts.intended, texts)),
        ],
    ),
  );
  return tableLines(rows, ["left", "right", "left"], width).join("\n");
}

/** The response times in a line, without those from the actual send. */
function responseLine(phase: LoadPhase, { texts, width }: Place): string {
  const { fromStart } = responseTimesOf(phase);
  const figures = [50, 90, 99, 100].map(
    (percentile) =>
      `${percentileName(percentile, texts)} ${percentileText(fromStart.percentile(percentile), texts)}`,
  );
  return fromStart.count === 0 ? "" : cut(`  ${figures.join("   ")}`, width);
}

function responseLines(plan: LoadPlan, phase: LoadPhase, { texts, width }: Place): string {
  const words = texts.loadReport.response;
  const { fromStart, fromSend } = responseTimesOf(phase);
  if (fromStart.count === 0 && fromSend.count === 0) return "";
  const isWide = width >= WIDE_COLUMNS;
  const heads = [
    isWide && plan.loop.kind !== "closed" ? words.fromIntended : words.shortFromStart,
    isWide ? words.fromSend : words.shortFromSend,
  ];
  const all = [["", ...heads], ...responseRows([fromStart, fromSend], texts)];
  return tableLines(all, ["left", "right", "right"], width).join("\n");
}

/** `hasDetails`: with the first example of each kind, and its remedy. */
function errorLines(
  { failures, counts }: LoadPhase,
  { texts, width, paint }: Place,
  hasDetails: boolean,
): string {
  const { kinds } = texts.failures;
  const words = texts.loadReport.errors;
  const seconds = (ns: Ns): string => texts.number(formatSeconds(ns));
  return failures
    .flatMap(({ kind, count, firstNs, lastNs, example }) => {
      const remedy = remedyText(kind, texts);
      const when =
        count === 1 ? words.at(seconds(firstNs)) : words.between(seconds(firstNs), seconds(lastNs));
      return [
        ...wrapAfter(
          "  ",
          `${words.line(countText(count, texts), kinds[kind], shareText(count / counts.intended, texts))}, ${when}`,
          width,
        ).map(paint.bad),
        ...(!hasDetails || example.en === ""
          ? []
          : [cut(`    ${escapeControls(texts.of(example))}`, width)]),
        ...(!hasDetails || remedy === undefined ? [] : wrap(`→ ${remedy}`, width, "    ")),
      ];
    })
    .join("\n");
}

/** In one line, where the terminal is wide enough. */
function healthLines(
  { run, generators, hostBusyShare }: LoadResult,
  { texts, width }: Place,
): string {
  const words = texts.loadReport.generator;
  const lag = latenessTexts(run.scheduleLag, texts);
  const delays = generators.map(({ eventLoopDelay }) => decodeHistogram(eventLoopDelay).maxNs ?? 0);
  const cpu = generators.reduce((sum, { cpuShare }) => sum + cpuShare, 0);
  const spin = generators.reduce((sum, { spinShare }) => sum + spinShare, 0);
  const parts = [
    ...(run.scheduleLag.count === 0 ? [] : [words.lagLine(...lag)]),
    ...(generators.length === 0
      ? []
      : [
          words.loopLine(timeText(Math.max(...delays), texts)),
          spin > 0
            ? words.spinLine(formatPercent(cpu), formatPercent(spin))
            : words.cpuLine(formatPercent(cpu)),
        ]),
    ...(hostBusyShare === null ? [] : [words.hostLine(formatPercent(hostBusyShare))]),
  ];
  const name = words.name(generators.length);
  return parts.length === 0
    ? ""
    : wrapAfter("", `${name}: ${parts.join("; ")}`, width, "  ").join("\n");
}

/** `text` after `start`, its further lines below its beginning, or behind `indent`. */
function wrapAfter(
  start: string,
  text: string,
  width: number,
  indent = " ".repeat(Math.min(widthOf(start), width - 20)),
): string[] {
  const [first = "", ...rest] = wrap(text, width, indent);
  return [cut(start + first.slice(indent.length), width), ...rest];
}
