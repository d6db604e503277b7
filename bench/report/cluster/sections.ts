// The sections that only a cluster's report has: what distribution costs, and which hop costs how much.
import type { Texts } from "../../messages/texts.ts";
import {
  type LocalBaseline,
  besideLocal,
  distributionCost,
} from "../../judge/sweep/local-baseline.ts";
import { type Waterfall, waterfallsOf } from "../../judge/sweep/waterfall.ts";
import { HOPS } from "../../run/sweep/task-trace.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import {
  type Block,
  type ColumnOf,
  heading,
  left,
  picture,
  plainParagraph,
  right,
  type Table,
  tableOf,
} from "../document/blocks.ts";
import { formatIn, largestOf, timeUnitFor } from "../chart/nice-numbers.ts";
import { ABSENT, formatRate, formatSignificant } from "../document/phrases.ts";
import { judgedInOrder, type Report } from "../sweep/report.ts";
import { pickLevels } from "./waterfall-chart.ts";

/** Empty where no cluster was measured. */
export function clusterSections(report: Report): Block[] {
  if (report.run.expected.topology === undefined) return [];
  return [...besideSection(report), ...waySection(report)];
}

/** "Distribution costs 9.8 ms per task (…), and at n = 30 0.3 % of the throughput (…)."; empty if nothing was compared. */
export function distributionSentence(report: Report): string {
  const { run, texts } = report;
  const words = texts.sweepReport.cluster;
  const levels = levelsBeside(report);
  const cost = distributionCost(levels, run.expected.threads);
  if (cost === undefined) return "";
  const { perTaskNs, atCrest } = cost;
  const perTask = words.perTask(msText(perTaskNs, texts), texts.counted.levels(levels.length));
  if (atCrest === undefined) return `${perTask}.`;
  const { level, change, clusterPerSec, localPerSec } = atCrest;
  const share = texts.number(formatPercentOf(-change));
  return `${perTask}${words.atCrest(level, share, formatRate(clusterPerSec, texts), formatRate(localPerSec, texts))}.`;
}

export function besideTable(report: Report) {
  const { texts } = report;
  const { inUnit } = texts.charts;
  const words = texts.sweepReport.cluster;
  const levels = levelsBeside(report);
  const unit = timeUnitFor(
    largestOf(levels.flatMap((own) => [own.localMakespanNs, own.clusterMakespanNs])),
  );
  const column = (
    name: string,
    unitName: string,
    textOf: (own: LocalBaseline) => string,
  ): ColumnOf<LocalBaseline, string> => [
    right(inUnit(name, unitName)),
    (own) => texts.number(textOf(own)),
  ];
  return tableOf(levels, [
    [right("n"), ({ level }) => texts.number(String(level))],
    column(words.local, unit.name, (own) => formatIn(unit, own.localMakespanNs)),
    column(words.cluster, unit.name, (own) => formatIn(unit, own.clusterMakespanNs)),
    column(words.difference, "ms", (own) => formatMs(own.clusterMakespanNs - own.localMakespanNs)),
    column(words.perTaskHead, "ms", ({ costPerTaskNs }) => formatMs(costPerTaskNs)),
    column(words.local, "1/s", ({ localPerSec }) => formatSignificant(localPerSec)),
    column(words.cluster, "1/s", ({ clusterPerSec }) => formatSignificant(clusterPerSec)),
    column(words.change, "%", ({ change }) => (100 * change).toFixed(2)),
  ]);
}

/** One row per hop, one column per level: "median / p90" in ms. At most `maxLevels` columns. */
export function wayTable(report: Report, maxLevels: number): Table<string> {
  const { texts } = report;
  const { hop, medianAndP90, hops: names, whole: wholeName } = texts.sweepReport.cluster;
  const shown = pickLevels(waysOf(report), report.run.expected.threads, maxLevels);
  const cell = ({ medianNs, p90Ns }: { medianNs: Ns; p90Ns: Ns }): string =>
    `${msText(medianNs, texts)} / ${msText(p90Ns, texts)}`;
  return {
    columns: [
      left(texts.charts.inUnit(hop, medianAndP90)),
      ...shown.map(({ level }) => right(`n = ${level}`)),
    ],
    rows:
      shown.length === 0
        ? []
        : [
            ...HOPS.map((name, i) => [
              names[name],
              ...shown.map(({ hops }) => (hops[i] === undefined ? ABSENT : cell(hops[i]))),
            ]),
            [wholeName, ...shown.map(({ whole }) => cell(whole))],
          ],
  };
}

function besideSection(report: Report): Block[] {
  const { run, texts } = report;
  const words = texts.sweepReport.cluster;
  const beside = besideTable(report);
  if (beside.rows.length === 0) return [heading(words.heading), plainParagraph(words.unknown)];
  return [
    heading(words.heading),
    { kind: "paragraph", text: [{ strong: distributionSentence(report) }] },
    plainParagraph(words.explained(run.expected.threads)),
    picture("beside", texts.sweepReport.pictures.beside),
    beside,
  ];
}

function waySection(report: Report): Block[] {
  const { texts } = report;
  const words = texts.sweepReport.cluster;
  const way = wayTable(report, MAX_LEVELS);
  if (way.rows.length === 0) return [heading(words.wayHeading), plainParagraph(words.noWay)];
  return [
    heading(words.wayHeading),
    plainParagraph(words.wayExplained),
    picture("waterfall", texts.sweepReport.pictures.waterfall),
    { kind: "table", ...way },
  ];
}

const MAX_LEVELS = 10;

function levelsBeside({ attempts, localAttempts = [] }: Report): LocalBaseline[] {
  return besideLocal(attempts, localAttempts);
}

function waysOf(report: Report): Waterfall[] {
  const { expected, clockZeroMs } = report.run;
  return waterfallsOf(judgedInOrder(report), expected, clockZeroMs);
}

function msText(ns: Ns, texts: Texts): string {
  return texts.number(formatMs(ns));
}

function formatMs(ns: Ns): string {
  return (ns / NS_PER_MS).toFixed(2);
}

/** Of a share: "0.31 %". */
function formatPercentOf(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
