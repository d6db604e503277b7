// Small texts that several reports share.
import type { Texts } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import type { ClusterTopology, Expected, RunRecord } from "../../run/sweep/run.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";
import { largestOf } from "../chart/nice-numbers.ts";

/** Absent in a table for people; a CSV leaves the cell empty. */
export const ABSENT = "—";

export function titleOf({ label, levels, expected }: RunRecord, texts: Texts): string {
  const all = levels.map(({ level }) => level);
  const smallest = all.reduce((least, level) => Math.min(least, level), all[0] ?? 0);
  const largest = largestOf(all);
  const clients = texts.counted.clients(largest);
  const what = texts.sweepReport.title(smallest, largest, clients, setUpText(expected, texts));
  return `${texts.report.titled("Escalera", label)}: ${what}`;
}

/** The run in one sentence. */
export function sentenceOf(
  {
    judgement,
    status,
  }: {
    readonly judgement: { readonly sentence: Text } | null;
    readonly status: RunRecord["status"];
  },
  texts: Texts,
): string {
  const sentence = judgement === null ? "" : texts.of(judgement.sentence);
  if (sentence !== "") return sentence;
  return status === "running" ? texts.report.runNotEnded : texts.report.nothingJudged;
}

export interface Alarm {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What takes away from every number that follows. */
export function alarmsOf({ status, judgement, levels }: RunRecord, texts: Texts): Alarm[] {
  const { alarms: titles } = texts.report;
  const { stopped, invalid } = texts.sweepReport.alarms;
  const alarms: Alarm[] = [];
  if (status === "interrupted") {
    const line = stopped(texts.counted.bursts(levels.length), levels.length);
    alarms.push({ title: titles.interrupted, lines: [line] });
  }
  if (judgement?.isValid === false) {
    const reasons = judgement.invalidReasons.map((reason) => texts.of(reason));
    alarms.push({ title: titles.invalid, lines: [invalid, ...reasons] });
  }
  const { inconclusiveReasons = [] } = judgement ?? {};
  if (inconclusiveReasons.length > 0) {
    const lines = inconclusiveReasons.map((reason) => texts.of(reason));
    alarms.push({ title: titles.inconclusive, lines });
  }
  if (levels.every(({ ok }) => ok === 0)) {
    alarms.push({ title: titles.nothingMeasured, lines: [titles.noOkReply] });
  }
  return alarms;
}

/** Of the run, then of its judgement, each once. */
export function allWarnings(
  {
    warnings,
    judgement,
  }: {
    readonly warnings: readonly Text[];
    readonly judgement: { readonly warnings: readonly Text[] } | null;
  },
  texts: Texts,
): string[] {
  const all = [...warnings, ...(judgement?.warnings ?? [])];
  return [...new Set(all.map((warning) => texts.of(warning)))];
}

/** "10 threads × 3 s per task"; what the user says of a target is marked as such. */
export function setUpText(expected: Expected, texts: Texts): string {
  const { threads, service, isConstant, meanServiceNs, isOwnServer, work, topology } = expected;
  const { counted, sweepReport } = texts;
  const { tasks, ofWork, sharing, ofTarget } = sweepReport.setUp;
  const serviceText = isConstant ? timeText(meanServiceNs, texts) : service;
  const spacingNs = stepSpacingNs(expected);
  const shared =
    spacingNs > meanServiceNs
      ? sharing(counted.cores(expected.cores ?? 1), timeText(spacingNs, texts))
      : "";
  const ofKind = isOwnServer && work !== "sleep" ? ofWork(serviceText, work) : serviceText;
  const setUp = tasks(counted.threads(threads), ofKind) + shared;
  if (topology !== undefined) return `${setUp} (${topologyText(topology, texts)})`;
  return isOwnServer ? setUp : ofTarget(setUp);
}

/** "3 workers of 10 threads behind 2 entry servers and haproxy". */
function topologyText(
  { workers, threadsPerWorker, entries, balancer }: ClusterTopology,
  { counted, sweepReport }: Texts,
): string {
  return sweepReport.setUp.topology(
    counted.workers(workers),
    counted.threads(threadsPerWorker),
    counted.entryServers(entries),
    balancer,
  );
}

/** "3.001 s". */
export function timeText(durationNs: Ns, texts: Texts, digits?: number): string {
  return texts.number(formatDuration(durationNs, digits));
}

/** "3.33/s": three digits that count. */
export function formatRate(perSec: number, texts: Texts): string {
  return texts.number(`${formatSignificant(perSec)}/s`);
}

/** Three significant digits or all before the point, without an exponent: 0.0333, 3.33, 333, 33333. */
export function formatSignificant(value: number): string {
  if (value === 0) return "0";
  const rounded = Math.abs(Number(value.toPrecision(3)));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(rounded)));
  return value.toFixed(Math.min(decimals, 12));
}

/** A share of 0..1, or cores, as whole per cent. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
