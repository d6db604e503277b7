// Small texts that several reports share.
import type { Texts } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";

/** Absent in a table for people; a CSV leaves the cell empty. */
export const ABSENT = "—";

/** A run of any kind, as far as its sentence and its warnings go. */
interface JudgedRun {
  readonly status: "running" | "complete" | "interrupted";
  readonly warnings: readonly Text[];
  readonly judgement: { readonly sentence: Text; readonly warnings: readonly Text[] } | null;
}

/** The run in one sentence. */
export function sentenceOf({ judgement, status }: JudgedRun, texts: Texts): string {
  const sentence = judgement === null ? "" : texts.of(judgement.sentence);
  if (sentence !== "") return sentence;
  return status === "running" ? texts.report.runNotEnded : texts.report.nothingJudged;
}

/** Of the run, then of its judgement, each once. */
export function allWarnings({ warnings, judgement }: JudgedRun, texts: Texts): string[] {
  const all = [...warnings, ...(judgement?.warnings ?? [])];
  return [...new Set(all.map(texts.of))];
}

/** "2 January 2026, 03:04:05 UTC"; `iso` as run.json has it. */
export function dateTimeText(iso: string | null, texts: Texts): string {
  if (iso === null) return ABSENT;
  const time = /T(\d\d:\d\d:\d\d)/.exec(iso)?.[1];
  return time === undefined ? iso : texts.report.dateTime(dateText(iso, texts), time);
}

/** "2 January 2026", in UTC as it was kept; what is no such date is shown as it is. */
export function dateText(iso: string, { report }: Texts): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? [];
  return day === undefined ? iso : report.date(Number(year), Number(month), Number(day));
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
