// How the figures of a load run are said in one language: the same in the sentence, the thresholds, the warnings and the
// reports.
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { Percentile } from "../../run/load/censored.ts";
import { formatCount, formatRate, formatShare, formatTime } from "./figures.ts";

/** "1.88 s", "> 5 s", "0.9 ms to 1.2 s"; a dash where it is not known. */
export function percentileText(percentile: Percentile, texts: Texts, digits = 3): string {
  switch (percentile.kind) {
    case "exact":
      return timeText(percentile.ns, texts, digits);
    case "over":
      return `> ${timeText(percentile.ns, texts, digits)}`;
    case "between":
      return texts.charts.range(
        timeText(percentile.lowNs, texts, digits),
        timeText(percentile.highNs, texts, digits),
      );
    case "unmatched":
    case "too few":
      return "—";
    default:
      return percentile satisfies never;
  }
}

/** "1.88 s", "52.3 ms". */
export function timeText(durationNs: Ns, { number }: Texts, digits = 3): string {
  return number(formatTime(durationNs, digits));
}

/** Of 0..1: "0.12 %"; a dash for a share of nothing, which is NaN. */
export function shareText(share: number, { number }: Texts): string {
  return Number.isNaN(share) ? "—" : number(formatShare(share));
}

/** "1,000/s", "33.3/s"; a dash for none. */
export function rateText(perSec: number | null, { number }: Texts): string {
  return perSec === null ? "—" : number(`${formatRate(perSec)}/s`);
}

/** "12,345". */
export function countText(count: number, { number }: Texts): string {
  return number(formatCount(count));
}

/** What a person can do about a kind of failure; undefined of kinds that are the target's own. */
export function remedyText(kind: FailureKind, { failures }: Texts): string | undefined {
  const remedies: Readonly<Partial<Record<FailureKind, string>>> = failures.remedies;
  return remedies[kind];
}
