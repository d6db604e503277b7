// Dates for people, in UTC as they were kept: "2 January 2026, 03:04:05 UTC".
import type { Texts } from "../../messages/texts.ts";
import { ABSENT } from "./phrases.ts";

/** `iso` as run.json has it; what is no such date is shown as it is. */
export function dateTimeText(iso: string | null, texts: Texts): string {
  if (iso === null) return ABSENT;
  const time = /T(\d\d:\d\d:\d\d)/.exec(iso)?.[1];
  return time === undefined ? iso : texts.report.dateTime(dateText(iso, texts), time);
}

export function dateText(iso: string, { report }: Texts): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? [];
  return day === undefined ? iso : report.date(Number(year), Number(month), Number(day));
}
