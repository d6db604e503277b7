// Small texts that several reports share.
import { shown } from "../messages/shown.ts";
import type { Texts } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";
import type { ClusterTopology, Expected, RunRecord } from "../measure/run.ts";
import { stepSpacingNs } from "../theory/staircase.ts";
import { counted } from "../../src/units/counted.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { largestOf } from "./nice-numbers.ts";

/** Absent in a table for people; a CSV leaves the cell empty. */
export const ABSENT = "—";

export function titleOf({ label, levels, expected }: RunRecord): string {
  const all = levels.map(({ level }) => level);
  const smallest = all.reduce((least, level) => Math.min(least, level), all[0] ?? 0);
  const largest = largestOf(all);
  const span =
    smallest === largest ? counted(largest, "client") : `${smallest} to ${largest} clients`;
  return `${label === "" ? "Escalera" : `Escalera, ${label}`}: ${span} at once, ${setUpText(expected)}`;
}

/** The run in one sentence. */
export function sentenceOf(
  {
    judgement,
    status,
  }: {
    readonly judgement: { readonly sentence: string | Text } | null;
    readonly status: RunRecord["status"];
  },
  texts: Texts,
): string {
  const sentence = judgement === null ? "" : shown(judgement.sentence, texts);
  if (sentence !== "") return sentence;
  return status === "running" ? texts.report.runNotEnded : texts.report.nothingJudged;
}

export interface Alarm {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What takes away from every number that follows. */
export function alarmsOf({ status, judgement, levels }: RunRecord): Alarm[] {
  const alarms: Alarm[] = [];
  if (status === "interrupted") {
    const bursts = counted(levels.length, "burst was", "bursts were");
    alarms.push({
      title: "INTERRUPTED",
      lines: [`The run was stopped before its end: ${bursts} measured.`],
    });
  }
  if (judgement?.isValid === false) {
    const meaning = "The generator or the host was the limit, not the system: no verdict counts.";
    alarms.push({ title: "INVALID", lines: [meaning, ...judgement.invalidReasons] });
  }
  const { inconclusiveReasons = [] } = judgement ?? {};
  if (inconclusiveReasons.length > 0) {
    alarms.push({ title: "INCONCLUSIVE", lines: inconclusiveReasons });
  }
  if (levels.every(({ ok }) => ok === 0)) {
    alarms.push({ title: "NOTHING MEASURED", lines: ["No request got an ok reply."] });
  }
  return alarms;
}

/** Of the run, then of its judgement, each once. */
export function allWarnings(
  {
    warnings,
    judgement,
  }: {
    readonly warnings: readonly (string | Text)[];
    readonly judgement: { readonly warnings: readonly (string | Text)[] } | null;
  },
  texts: Texts,
): string[] {
  const all = [...warnings, ...(judgement?.warnings ?? [])];
  return [...new Set(all.map((warning) => shown(warning, texts)))];
}

/** "10 threads × 3 s a task"; what the user says of a target is marked as such. */
export function setUpText(expected: Expected): string {
  const { threads, service, isConstant, meanServiceNs, isOwnServer, work, topology } = expected;
  const serviceText = isConstant ? formatDuration(meanServiceNs) : service;
  const spacingNs = stepSpacingNs(expected);
  const sharing =
    spacingNs > meanServiceNs
      ? `, which share ${counted(expected.cores ?? 1, "core")}: steps of ${formatDuration(spacingNs)}`
      : "";
  const kind = isOwnServer && work !== "sleep" ? ` of ${work}` : "";
  const setUp = `${counted(threads, "thread")} × ${serviceText}${kind} a task${sharing}`;
  if (topology !== undefined) return `${setUp} (${topologyText(topology)})`;
  return isOwnServer ? setUp : `expected of the target: ${setUp}`;
}

/** "3 workers of 10 behind 2 entry servers and haproxy". */
function topologyText({ workers, threadsPerWorker, entries, balancer }: ClusterTopology): string {
  return `${counted(workers, "worker")} of ${threadsPerWorker} behind ${counted(entries, "entry server")} and ${balancer}`;
}

/** "3.33/s": three digits that count. */
export function formatRate(perSec: number): string {
  return `${formatSignificant(perSec)}/s`;
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
