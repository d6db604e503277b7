// The part of a cluster's report that a single server's has not: what distribution costs, and where on the way.
import { type BesideLocal, besideLocal, distributionCost } from "../judge/beside-local.ts";
import { type Waterfall, waterfallsOf } from "../judge/waterfall.ts";
import { HOPS } from "../measure/hops.ts";
import { type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import { type Block, left, plainParagraph, right } from "./document.ts";
import { judgedInOrder } from "./judged-levels.ts";
import type { LevelTable } from "./level-table.ts";
import { formatIn, largestOf, timeUnitFor } from "./nice-numbers.ts";
import { ABSENT, formatRate, formatSignificant } from "./phrases.ts";
import { BESIDE_PICTURE, WATERFALL_PICTURE } from "./pictures.ts";
import type { Report } from "./report.ts";
import { pickLevels } from "./waterfall-levels.ts";

/** Empty where no cluster was measured. */
export function clusterSections(report: Report): Block[] {
  if (report.run.expected.topology === undefined) return [];
  return [...besideSection(report), ...waySection(report)];
}

/** "Distribution costs 9.8 ms a task (…), and at n = 30 0.3 % of the throughput (…)."; empty where nothing was compared. */
export function distributionSentence(report: Report): string {
  const levels = levelsBeside(report);
  const cost = distributionCost(levels, report.run.expected.threads);
  if (cost === undefined) return "";
  const { perTaskNs, atCrest } = cost;
  const perTask = `Distribution costs ${msText(perTaskNs)} ms a task (median of ${levels.length === 1 ? "one level" : `${levels.length} levels`})`;
  if (atCrest === undefined) return `${perTask}.`;
  const { level, change, clusterPerSec, localPerSec } = atCrest;
  return `${perTask}, and at n = ${level} ${formatPercentOf(-change)} of the throughput (${formatRate(clusterPerSec)} instead of ${formatRate(localPerSec)}).`;
}

export function besideTable(report: Report): LevelTable {
  const levels = levelsBeside(report);
  const unit = timeUnitFor(
    largestOf(levels.flatMap((own) => [own.localMakespanNs, own.clusterMakespanNs])),
  );
  return {
    columns: [
      right("n"),
      right(`local (${unit.name})`),
      right(`cluster (${unit.name})`),
      right("difference (ms)"),
      right("a task (ms)"),
      right("local (1/s)"),
      right("cluster (1/s)"),
      right("change (%)"),
    ],
    rows: levels.map((own) => [
      String(own.level),
      formatIn(unit, own.localMakespanNs),
      formatIn(unit, own.clusterMakespanNs),
      msText(own.clusterMakespanNs - own.localMakespanNs),
      msText(own.costPerTaskNs),
      formatSignificant(own.localPerSec),
      formatSignificant(own.clusterPerSec),
      (100 * own.change).toFixed(2),
    ]),
  };
}

/** A row a hop, a column a level: "median / p90" in ms. At most `maxLevels` columns. */
export function wayTable(report: Report, maxLevels: number): LevelTable {
  const shown = pickLevels(waysOf(report), report.run.expected.threads, maxLevels);
  const cell = ({ medianNs, p90Ns }: { medianNs: Ns; p90Ns: Ns }): string =>
    `${msText(medianNs)} / ${msText(p90Ns)}`;
  return {
    columns: [left("hop (ms: median / p90)"), ...shown.map(({ level }) => right(`n = ${level}`))],
    rows:
      shown.length === 0
        ? []
        : [
            ...HOPS.map(({ what }, i) => [
              what,
              ...shown.map(({ hops }) => (hops[i] === undefined ? ABSENT : cell(hops[i]))),
            ]),
            ["send → reply", ...shown.map(({ whole }) => cell(whole))],
          ],
  };
}

function besideSection(report: Report): Block[] {
  const heading: Block = { kind: "heading", level: 2, text: "What distribution costs" };
  const table = besideTable(report);
  const sentence = distributionSentence(report);
  if (table.rows.length === 0) {
    return [
      heading,
      plainParagraph("Unknown: no level was answered whole both here and by the local form."),
    ];
  }
  return [
    heading,
    { kind: "paragraph", text: [{ strong: sentence }] },
    plainParagraph(
      `Beside the cluster, burst by burst in turn on the same machine: one server with ${report.run.expected.threads} threads of its own, which stores nothing. Times are from the release to the last reply; a task: the completion here less the one there of the same rank, in the middle.`,
    ),
    { kind: "picture", ...BESIDE_PICTURE },
    { kind: "table", ...table },
  ];
}

function waySection(report: Report): Block[] {
  const heading: Block = { kind: "heading", level: 2, text: "The way of a task" };
  const table = wayTable(report, MAX_LEVELS);
  if (table.rows.length === 0) {
    return [heading, plainParagraph("Unknown: no reply told the way of its task.")];
  }
  return [
    heading,
    plainParagraph(
      "By the stamps of every process that had the task in hand, all of one host. The wait in the queue is negative where a worker had the task before the word of its confirmation reached the entry server. Medians of hops need not add up to the median of the whole.",
    ),
    { kind: "picture", ...WATERFALL_PICTURE },
    { kind: "table", ...table },
  ];
}

const MAX_LEVELS = 10;

function levelsBeside({ attempts, localAttempts = [] }: Report): BesideLocal[] {
  return besideLocal(attempts, localAttempts);
}

function waysOf(report: Report): Waterfall[] {
  const { expected, clockZeroMs } = report.run;
  return waterfallsOf(judgedInOrder(report), expected, clockZeroMs);
}

function msText(ns: Ns): string {
  return (ns / NS_PER_MS).toFixed(2);
}

/** Of a share: "0.31 %". */
function formatPercentOf(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
