// Sections of a load report below its result: health of the generator, processes of the target, warm-up.
import type { Texts } from "../../messages/texts.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import type {
  GeneratorHealth,
  LoadJudgement,
  LoadPhase,
  LoadResult,
  WatchedProcess,
} from "../../run/load/run.ts";
import { formatDuration } from "../../../src/units/duration.ts";
import { formatSize } from "../../../src/units/size.ts";
import {
  type Block,
  heading,
  left,
  plainParagraph,
  right,
  table,
  tableOf,
} from "../document/blocks.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { countText, timeText } from "../../judge/load/texts.ts";
import { percentileColumns, percentileName, windowNs } from "./phrases.ts";
import { responseTimesOf } from "./responses.ts";
import { ABSENT, formatPercent } from "../document/phrases.ts";

export function generatorSection(
  judgement: LoadJudgement | null,
  result: LoadResult,
  texts: Texts,
): Block[] {
  const words = texts.loadReport.generator;
  const { generators, hostBusyShare, run } = result;
  const delays = generators.map(({ generator, eventLoopDelay }): [string, EncodedHistogram] => [
    generators.length > 1 ? words.loopDelayOf(generator) : words.loopDelay,
    eventLoopDelay,
  ]);
  const rows = [
    [words.scheduleLag, run.scheduleLag] as const,
    [words.generatorLag, run.generatorLag] as const,
    ...delays,
  ];
  const host =
    hostBusyShare === null ? words.hostUnknown : words.hostBusy(formatPercent(hostBusyShare));
  return [
    heading(words.heading),
    plainParagraph(answer(judgement, texts)),
    table(
      [
        left(words.lateness),
        ...[50, 99, 100].map((percentile) => right(percentileName(percentile, texts))),
      ],
      rows.map(([name, histogram]) => [name, ...latenessTexts(histogram, texts)]),
    ),
    processTable(generators, texts),
    plainParagraph(words.cpuNote(host)),
  ];
}

function answer(judgement: LoadJudgement | null, texts: Texts): string {
  const words = texts.loadReport.generator;
  if (judgement === null) return words.notJudged;
  if (judgement.isValid) return words.no;
  return words.yes(judgement.invalidReasons.map(texts.of).join("; "));
}

/** p50, p99 and longest; dashes where there is no value, as in a closed loop. */
export function latenessTexts(
  encoded: EncodedHistogram,
  texts: Texts,
): [p50: string, p99: string, max: string] {
  const histogram = decodeHistogram(encoded);
  const text = (latenessNs: number | undefined): string =>
    latenessNs === undefined ? ABSENT : timeText(latenessNs, texts);
  return [
    text(histogram.percentileNs(50)),
    text(histogram.percentileNs(99)),
    text(histogram.maxNs),
  ];
}

function processTable(generators: readonly GeneratorHealth[], texts: Texts) {
  const words = texts.loadReport.generator;
  return tableOf(generators, [
    [right(words.generator), (own) => String(own.generator)],
    [right(words.cpu), (own) => formatPercent(own.cpuShare)],
    [right(words.spinning), (own) => formatPercent(own.spinShare)],
    [
      right(words.runQueue),
      ({ runQueueShare: own }) => (own === null ? ABSENT : formatPercent(own)),
    ],
    [right(words.memory), (own) => texts.number(formatSize(own.memoryMaxBytes))],
    [right(words.openFiles), (own) => countText(own.openFilesMax, texts)],
    [right(words.openFilesLimit), (own) => countText(own.openFilesLimit, texts)],
  ]);
}

export function targetSection(watched: readonly WatchedProcess[], texts: Texts): Block[] {
  const words = texts.loadReport.target;
  if (watched.length === 0) {
    return [heading(words.heading, words.heading), plainParagraph(words.none)];
  }
  return [
    heading(words.heading),
    tableOf<WatchedProcess>(watched, [
      [right(words.pid), ({ pid }) => String(pid)],
      [left(words.command), ({ command }) => ({ code: escapeControls(command) })],
      [right(words.cpu), ({ cpuShare }) => formatPercent(cpuShare)],
      [right(words.cpuMax), ({ cpuShareMax }) => formatPercent(cpuShareMax)],
      [right(words.memoryStart), (own) => texts.number(formatSize(own.memoryStartBytes))],
      [right(words.memoryMax), (own) => texts.number(formatSize(own.memoryMaxBytes))],
      [left(words.atEnd), ({ hasEnded }) => (hasEnded ? { strong: words.ended } : words.running)],
    ]),
  ];
}

export function warmupSection(warmup: LoadPhase, texts: Texts): Block[] {
  const { warmup: words, counts: names } = texts.loadReport;
  const { fromStart } = responseTimesOf(warmup);
  return [
    heading(words.heading),
    plainParagraph(words.note(texts.number(formatDuration(windowNs(warmup))))),
    tableOf(
      [warmup.counts],
      [
        [right(names.intended), ({ intended }) => countText(intended, texts)],
        [right(names.ok), ({ ok }) => countText(ok, texts)],
        [right(names.notOk), (counts) => countText(errorsOf(counts), texts)],
        ...percentileColumns([50, 90, 99, 100], () => fromStart, texts),
      ],
    ),
  ];
}
