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
import { type Block, heading, left, plainParagraph, right } from "../document/blocks.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { countText, percentileText, timeText } from "../../judge/load/texts.ts";
import { percentileName, windowNs } from "./phrases.ts";
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
    {
      kind: "table",
      columns: [
        left(words.lateness),
        ...[50, 99, 100].map((percentile) => right(percentileName(percentile, texts))),
      ],
      rows: rows.map(([name, histogram]) => [name, ...latenessTexts(histogram, texts)]),
    },
    { kind: "table", ...processTable(generators, texts) },
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
  return {
    columns: [
      right(words.generator),
      right(words.cpu),
      right(words.spinning),
      right(words.runQueue),
      right(words.memory),
      right(words.openFiles),
      right(words.openFilesLimit),
    ],
    rows: generators.map((own) => [
      String(own.generator),
      formatPercent(own.cpuShare),
      formatPercent(own.spinShare),
      own.runQueueShare === null ? ABSENT : formatPercent(own.runQueueShare),
      texts.number(formatSize(own.memoryMaxBytes)),
      countText(own.openFilesMax, texts),
      countText(own.openFilesLimit, texts),
    ]),
  };
}

export function targetSection(watched: readonly WatchedProcess[], texts: Texts): Block[] {
  const words = texts.loadReport.target;
  if (watched.length === 0) {
    return [heading(words.heading, words.heading), plainParagraph(words.none)];
  }
  return [
    heading(words.heading),
    {
      kind: "table",
      columns: [
        right(words.pid),
        left(words.command),
        right(words.cpu),
        right(words.cpuMax),
        right(words.memoryStart),
        right(words.memoryMax),
        left(words.atEnd),
      ],
      rows: watched.map((own) => [
        String(own.pid),
        { code: escapeControls(own.command) },
        formatPercent(own.cpuShare),
        formatPercent(own.cpuShareMax),
        texts.number(formatSize(own.memoryStartBytes)),
        texts.number(formatSize(own.memoryMaxBytes)),
        own.hasEnded ? { strong: words.ended } : words.running,
      ]),
    },
  ];
}

export function warmupSection(warmup: LoadPhase, texts: Texts): Block[] {
  const { warmup: words, counts: names } = texts.loadReport;
  const { counts } = warmup;
  const { fromStart } = responseTimesOf(warmup);
  const percentiles = [50, 90, 99, 100] as const;
  return [
    heading(words.heading),
    plainParagraph(words.note(texts.number(formatDuration(windowNs(warmup))))),
    {
      kind: "table",
      columns: [
        right(names.intended),
        right(names.ok),
        right(names.notOk),
        ...percentiles.map((percentile) => right(percentileName(percentile, texts))),
      ],
      rows: [
        [
          ...[counts.intended, counts.ok, errorsOf(counts)].map((count) => countText(count, texts)),
          ...percentiles.map((percentile) =>
            percentileText(fromStart.percentile(percentile), texts),
          ),
        ],
      ],
    },
  ];
}
