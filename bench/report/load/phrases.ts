// Small texts about a load run that its reports share.
import type { Texts } from "../../messages/texts.ts";
import { countText, percentileText, timeText } from "../../judge/load/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import type { ResponseTimes } from "../../run/load/censored.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadCounts, LoadPhase, LoadRun } from "../../run/load/run.ts";
import { formatDuration, NS_PER_SECOND, type Ns } from "../../../src/units/duration.ts";
import { alarm, type Alarm, type ColumnOf, right } from "../document/blocks.ts";
import { ABSENT } from "../document/phrases.ts";
import { PERCENTILES } from "./responses.ts";
import { present } from "../../../src/units/present.ts";

export function loadTitle({ label, plan }: LoadRun, texts: Texts): string {
  return texts.loadReport.title(label, formatLoadTarget(plan.target), loadText(plan, texts));
}

/** What invalidates or qualifies all numbers of the run. */
export function loadAlarms({ status, judgement, result, plan }: LoadRun, texts: Texts): Alarm[] {
  const words = texts.loadReport.alarms;
  const titles = texts.report.alarms;
  const isLost = (result?.lostGenerators ?? []).length > 0;
  return present(
    status === "interrupted" &&
      alarm(titles.interrupted, [
        result === null
          ? words.stoppedBefore
          : words.stopped(texts.number(formatDuration(windowNs(result.run)))),
      ]),
    judgement?.isValid === false &&
      alarm(titles.invalid, [
        isLost ? words.lostMeaning : words.invalidMeaning,
        ...judgement.invalidReasons.map(texts.of),
      ]),
    judgement?.isValid === true &&
      judgement.failures.length > 0 &&
      alarm(titles.failed, judgement.failures.map(texts.of)),
    status !== "running" &&
      (result === null || result.run.counts.ok === 0) &&
      alarm(titles.nothingMeasured, [titles.noOkReply]),
    plan.target.kind === "tls" &&
      plan.target.isInsecure &&
      alarm(words.insecure, [words.unchecked]),
  );
}

export function hasErrors({ result }: LoadRun): boolean {
  return result !== null && result.run.failures.length > 0;
}

/** Measured time of a phase. */
export function windowNs({ startNs, endNs }: Pick<LoadPhase, "startNs" | "endNs">): Ns {
  return endNs - startNs;
}

/** Null where no time passed. */
export function perSecond(
  count: number,
  phase: Pick<LoadPhase, "startNs" | "endNs">,
): number | null {
  const lastedNs = windowNs(phase);
  return lastedNs > 0 ? (count * NS_PER_SECOND) / lastedNs : null;
}

/** Offered rate; null without a schedule, in a closed load and in a burst. */
export function offeredPerSec({ loop }: LoadPlan, phase: LoadPhase): number | null {
  return loop.kind === "open" ? perSecond(phase.counts.intended, phase) : null;
}

/** "p99.9", in every language as --fail-if takes it; "max" of 100. */
export function percentileName(percentile: number, texts: Texts): string {
  return percentile === 100 ? texts.loadReport.response.max : `p${percentile}`;
}

/** A column for each of these percentiles of an item's response times. */
export function percentileColumns<Item>(
  percentiles: readonly number[],
  timesOf: (item: Item) => ResponseTimes,
  texts: Texts,
): ColumnOf<Item, string>[] {
  return percentiles.map((percentile) => [
    right(percentileName(percentile, texts)),
    (item) => percentileText(timesOf(item).percentile(percentile), texts),
  ]);
}

/** Of both kinds of response times: a row a percentile, then their means. */
export function responseRows(times: readonly ResponseTimes[], texts: Texts): string[][] {
  const meanText = ({ meanNs }: ResponseTimes): string =>
    meanNs === undefined ? ABSENT : timeText(meanNs, texts);
  return [
    ...[...PERCENTILES, 100].map((percentile) => [
      percentileName(percentile, texts),
      ...times.map((own) => percentileText(own.percentile(percentile), texts)),
    ]),
    [texts.loadReport.response.mean, ...times.map(meanText)],
  ];
}

/** "10 = 8 sent + 1 dropped + 1 unsent": where a request ended, so that none can vanish. */
export function conservationTexts(
  counts: LoadCounts,
  texts: Texts,
): { intended: string; sent: string } {
  const names = texts.loadReport.counts;
  const { intended, sent, dropped, unsent, ok, expectedErrors, failed, timedOut, unfinished } =
    counts;
  return {
    intended: sumText(
      intended,
      [
        [names.sent, sent],
        [names.dropped, dropped],
        [names.unsent, unsent],
      ],
      texts,
    ),
    sent: sumText(
      sent,
      [
        [names.ok, ok],
        ...(expectedErrors > 0 ? [[names.expectedErrors, expectedErrors] as const] : []),
        [names.failed, failed],
        [names.timedOut, timedOut],
        [names.unfinished, unfinished],
      ],
      texts,
    ),
  };
}

function sumText(
  whole: number,
  parts: readonly (readonly [name: string, count: number])[],
  texts: Texts,
): string {
  const terms = parts.map(([name, part]) => `${countText(part, texts)} ${name}`);
  return `${countText(whole, texts)} = ${terms.join(" + ")}`;
}
