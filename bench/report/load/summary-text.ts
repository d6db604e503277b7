// The summary of a load run on a terminal: plot and figures above, the sentence last.
import type { Texts } from "../../messages/texts.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase, LoadResult, LoadRun } from "../../run/load/run.ts";
import { formatDuration, formatSeconds, type Ns } from "../../../src/units/duration.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { exchangeLines } from "./first-exchanges.ts";
import { latenessTexts } from "./evidence-sections.ts";
import { remedyText } from "../../judge/load/texts.ts";
import {
  countText,
  loadAlarms,
  offeredPerSec,
  percentileName,
  percentileTime,
  perSecond,
  rateText,
  shareText,
  timeOf,
  windowNs,
} from "./phrases.ts";
import { PERCENTILES, responseTimesOf } from "./responses.ts";
import { ratesPlot, responseBars } from "./plots.ts";
import { type Look, type Paint, PLAIN_LOOK } from "../text/paint.ts";
import { ABSENT, allWarnings, formatPercent, sentenceOf } from "../document/phrases.ts";
import { cut, pad, widthOf, wrap } from "../text/plain-text.ts";
import { alarmBlock, joinBlocks, sentenceLines, type SummaryBlock } from "../text/blocks.ts";

const MIN_COLUMNS = 40;
const MAX_HISTOGRAM_ROWS = 16;
const MAX_WARNINGS = 8;
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
  const { paint } = look;
  const width = Math.max(MIN_COLUMNS, columns);
  const blocks: SummaryBlock[] = [
    ...(run.result === null ? [] : resultBlocks(run.plan, run.result, texts, width, look)),
    {
      text: warningLines(run, texts, width, paint, MAX_WARNINGS),
      short: warningLines(run, texts, width, paint, 1),
      worth: 5,
    },
    ...loadAlarms(run, texts).map((alarm) => alarmBlock(alarm, width, paint)),
    { text: thresholdLines(run, texts, width, paint) },
    { text: sentenceLines(sentenceOf(run, texts), width, paint) },
  ];
  return joinBlocks(blocks, look.rows);
}

function resultBlocks(
  plan: LoadPlan,
  result: LoadResult,
  texts: Texts,
  width: number,
  look: Look,
): SummaryBlock[] {
  const { run } = result;
  const { paint, plotRows } = look;
  const plot = (rows: number): string =>
    ratesPlot(plan, run, { columns: width, rows, texts, paint }).join("\n");
  const bars = (rows: number): string =>
    responseBars(run.response, { columns: width, rows, texts, paint }).join("\n");
  return [
    { text: plot(plotRows), short: plot(Math.min(plotRows, SHORT_ROWS)), worth: 2 },
    { text: bars(MAX_HISTOGRAM_ROWS), short: bars(SHORT_ROWS), worth: 1 },
    { text: exchangeLines(plan, result, width, texts), worth: 4 },
    { text: rateLines(plan, run, texts, width), worth: 9 },
    {
      text: responseLines(plan, run, texts, width),
      short: responseLine(run, texts, width),
      worth: 8,
    },
    {
      text: errorLines(run, texts, width, paint, true),
      short: errorLines(run, texts, width, paint, false),
      worth: 7,
    },
    { text: healthLines(result, texts, width), worth: 3 },
  ];
}

function thresholdLines({ judgement }: LoadRun, texts: Texts, width: number, paint: Paint): string {
  const thresholds = judgement?.thresholds ?? [];
  const results = texts.report.thresholdResults;
  const colors = { passed: "good", failed: "bad", unknown: "doubt" } as const;
  const conditionOf = ({ kind, text }: (typeof thresholds)[number]): string =>
    `${kind} ${escapeControls(text)}`;
  const wordWidth = Math.max(0, ...thresholds.map(({ result }) => results[result].length));
  const textWidth = Math.max(0, ...thresholds.map((own) => widthOf(conditionOf(own))));
  return thresholds
    .flatMap((own) => {
      const { result, measured } = own;
      const word = results[result].padEnd(wordWidth);
      return wrapAfter(
        `  ${paint[colors[result]](word)}  ${pad(conditionOf(own), textWidth, "left")}  `,
        texts.of(measured),
        width,
      );
    })
    .join("\n");
}

function rateLines(plan: LoadPlan, phase: LoadPhase, texts: Texts, width: number): string {
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
  const rows = [
    ...(offered === null
      ? []
      : [[summary.offered, rateText(offered, texts), all(counts.intended)]]),
    [
      names.sent,
      rateText(perSecond(sentInWindow, phase), texts),
      offered === null ? all(counts.sent) : countText(counts.sent, texts),
    ],
    [names.ok, rateText(perSecond(okInWindow, phase), texts), countText(counts.ok, texts)],
    ...others.flatMap(([name, count]) =>
      count === 0
        ? []
        : [
            [
              name,
              "",
              summary.countAndShare(
                countText(count, texts),
                shareText(count, counts.intended, texts),
              ),
            ],
          ],
    ),
  ];
  return alignRows(rows, ["left", "right", "left"], width);
}

/** The response times in a line, without those from the actual send. */
function responseLine(phase: LoadPhase, texts: Texts, width: number): string {
  const { fromStart } = responseTimesOf(phase);
  const figures = [50, 90, 99, 100].map(
    (percentile) =>
      `${percentileName(percentile, texts)} ${percentileTime(fromStart.percentile(percentile), texts)}`,
  );
  return fromStart.count === 0 ? "" : cut(`  ${figures.join("   ")}`, width);
}

function responseLines(plan: LoadPlan, phase: LoadPhase, texts: Texts, width: number): string {
  const words = texts.loadReport.response;
  const { fromStart, fromSend } = responseTimesOf(phase);
  if (fromStart.count === 0 && fromSend.count === 0) return "";
  const isWide = width >= WIDE_COLUMNS;
  const heads = [
    isWide && plan.loop.kind !== "closed" ? words.fromIntended : words.shortFromStart,
    isWide ? words.fromSend : words.shortFromSend,
  ];
  const both = [fromStart, fromSend];
  const rows = [...PERCENTILES, 100].map((percentile) => [
    percentileName(percentile, texts),
    ...both.map((times) => percentileTime(times.percentile(percentile), texts)),
  ]);
  const means = both.map(({ meanNs }) => (meanNs === undefined ? ABSENT : timeOf(meanNs, texts)));
  return alignRows(
    [["", ...heads], ...rows, [words.mean, ...means]],
    ["left", "right", "right"],
    width,
  );
}

/** `hasDetails`: with the first example of each kind, and its remedy. */
function errorLines(
  { failures, counts }: LoadPhase,
  texts: Texts,
  width: number,
  paint: Paint,
  hasDetails: boolean,
): string {
  const { kinds } = texts.failures;
  const words = texts.loadReport.errors;
  const seconds = (ns: Ns): string => texts.number(formatSeconds(ns));
  return failures
    .flatMap(({ kind, count, firstNs, lastNs, example }) => {
      const remedy = remedyText(texts, kind);
      const when =
        count === 1 ? words.at(seconds(firstNs)) : words.between(seconds(firstNs), seconds(lastNs));
      return [
        ...wrapAfter(
          "  ",
          `${words.line(countText(count, texts), kinds[kind], shareText(count, counts.intended, texts))}, ${when}`,
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
  texts: Texts,
  width: number,
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
          words.loopLine(timeOf(Math.max(...delays), texts)),
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

function warningLines(
  run: LoadRun,
  texts: Texts,
  width: number,
  paint: Paint,
  most: number,
): string {
  const words = texts.report;
  const all = allWarnings(run, texts);
  const lines = all
    .slice(0, most)
    .flatMap((warning) => wrapAfter("", words.warning(warning), width, "  ").map(paint.doubt));
  if (all.length > most) {
    lines.push(words.moreWarnings(all.length - most));
  }
  return lines.join("\n");
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
