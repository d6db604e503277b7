// Small texts about a sweep that its reports share.
import type { Texts } from "../../messages/texts.ts";
import type { ClusterTopology, Expected, RunRecord } from "../../run/sweep/run.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { alarm, type Alarm } from "../document/blocks.ts";
import { timeText } from "../document/phrases.ts";
import { present } from "../../../src/units/present.ts";

export function titleOf({ label, levels, expected }: RunRecord, texts: Texts): string {
  const all = levels.map(({ level }) => level);
  const smallest = all.reduce((least, level) => Math.min(least, level), all[0] ?? 0);
  const largest = largestOf(all);
  const clients = texts.counted.clients(largest);
  const what = texts.sweepReport.title(smallest, largest, clients, setUpText(expected, texts));
  return `${texts.report.titled("Escalera", label)}: ${what}`;
}

/** What takes away from every number that follows. */
export function alarmsOf({ status, judgement, levels }: RunRecord, texts: Texts): Alarm[] {
  const { alarms: titles } = texts.report;
  const { stopped, invalid } = texts.sweepReport.alarms;
  const { isValid, invalidReasons = [], inconclusiveReasons = [] } = judgement ?? {};
  return present(
    status === "interrupted" &&
      alarm(titles.interrupted, [stopped(texts.counted.bursts(levels.length), levels.length)]),
    isValid === false && alarm(titles.invalid, [invalid, ...invalidReasons.map(texts.of)]),
    inconclusiveReasons.length > 0 && alarm(titles.inconclusive, inconclusiveReasons.map(texts.of)),
    levels.every(({ ok }) => ok === 0) && alarm(titles.nothingMeasured, [titles.noOkReply]),
  );
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
