// The sections of a load report that show what its result rests on: the generator's health, the target's, the warm-up.
import { formatCount, formatPercentile, formatTime } from "../judge/load-figures.ts";
import { errorsOf } from "../measure/conservation.ts";
import { decodeHistogram } from "../measure/encoded-histogram.ts";
import type {
  EncodedHistogram,
  GeneratorHealth,
  LoadJudgement,
  LoadPhase,
  LoadResult,
  WatchedProcess,
} from "../measure/load-run.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";
import { type Block, left, plainParagraph, right } from "./document.ts";
import { showControls } from "./escape.ts";
import { windowNs } from "./load-phrases.ts";
import { responseTimesOf } from "./load-responses.ts";
import { ABSENT, formatPercent } from "./phrases.ts";

export function generatorSection(judgement: LoadJudgement | null, result: LoadResult): Block[] {
  const { generators, hostBusyShare, run } = result;
  const delays = generators.map(({ generator, eventLoopDelay }): [string, EncodedHistogram] => [
    `event loop late by${generators.length > 1 ? `, generator ${generator}` : ""}`,
    eventLoopDelay,
  ]);
  const rows = [
    ["schedule lag: actual send − intended start", run.scheduleLag] as const,
    ["the generator's own part: a connection was free", run.ownLag] as const,
    ...delays,
  ];
  return [
    { kind: "heading", level: 2, text: "Was the generator the limit?" },
    plainParagraph(answer(judgement)),
    {
      kind: "table",
      columns: [left("how late"), right("p50"), right("p99"), right("max")],
      rows: rows.map(([name, histogram]) => [name, ...latenessTexts(histogram)]),
    },
    { kind: "table", ...processTable(generators) },
    plainParagraph(
      `100 % of CPU is one core. Spinning for the next arrival is in it, and is no sign of a limit. All cores of the host were ${hostBusyShare === null ? "busy for an unknown share of the time" : `${formatPercent(hostBusyShare)} busy`}.`,
    ),
  ];
}

function answer(judgement: LoadJudgement | null): string {
  if (judgement === null) return "Not judged.";
  if (judgement.isValid) return "No: what is below is within what is allowed of it.";
  return `Yes: ${judgement.invalidReasons.join("; ")}`;
}

/** p50, p99 and longest; dashes where there is no value, as in a closed loop. */
export function latenessTexts(encoded: EncodedHistogram): [string, string, string] {
  const histogram = decodeHistogram(encoded);
  const text = (latenessNs: number | undefined): string =>
    latenessNs === undefined ? ABSENT : formatTime(latenessNs);
  return [
    text(histogram.percentileNs(50)),
    text(histogram.percentileNs(99)),
    text(histogram.maxNs),
  ];
}

function processTable(generators: readonly GeneratorHealth[]) {
  return {
    columns: [
      right("generator"),
      right("CPU"),
      right("of it spinning"),
      right("waited for a core"),
      right("memory"),
      right("open files"),
      right("limit of open files"),
    ],
    rows: generators.map((own) => [
      String(own.generator),
      formatPercent(own.cpuShare),
      formatPercent(own.spinShare),
      own.runQueueShare === null ? ABSENT : formatPercent(own.runQueueShare),
      formatSize(own.memoryMaxBytes),
      formatCount(own.openFilesMax),
      formatCount(own.openFilesLimit),
    ]),
  };
}

export function targetSection(watched: readonly WatchedProcess[]): Block[] {
  const text = "The target's processes";
  const heading: Block = { kind: "heading", level: 2, text };
  if (watched.length === 0) {
    return [{ ...heading, fold: text }, plainParagraph("None was watched: --watch-pid names one.")];
  }
  return [
    heading,
    {
      kind: "table",
      columns: [
        right("pid"),
        left("command"),
        right("CPU"),
        right("CPU at most"),
        right("memory at first"),
        right("memory at most"),
        left("at the end"),
      ],
      rows: watched.map((own) => [
        String(own.pid),
        { code: showControls(own.command) },
        formatPercent(own.cpuShare),
        formatPercent(own.cpuShareMax),
        formatSize(own.memoryStartBytes),
        formatSize(own.memoryMaxBytes),
        own.hasEnded ? { strong: "it had ended" } : "running",
      ]),
    },
  ];
}

export function warmupSection(warmup: LoadPhase): Block[] {
  const { counts } = warmup;
  const { fromStart } = responseTimesOf(warmup);
  const percentiles = [50, 90, 99, 100] as const;
  return [
    { kind: "heading", level: 2, text: "Warm-up" },
    plainParagraph(
      `The ${formatDuration(windowNs(warmup))} before the measured time, by themselves: nothing of them is in the result.`,
    ),
    {
      kind: "table",
      columns: [
        right("intended"),
        right("ok"),
        right("not ok"),
        ...percentiles.map((percentile) => right(percentile === 100 ? "max" : `p${percentile}`)),
      ],
      rows: [
        [
          ...[counts.intended, counts.ok, errorsOf(counts)].map(formatCount),
          ...percentiles.map((percentile) => formatPercentile(fromStart.percentile(percentile))),
        ],
      ],
    },
  ];
}
