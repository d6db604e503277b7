// How the figures of a load run are said in one language: the same in the sentence, the thresholds and the warnings.
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { Percentile } from "../../run/load/censored.ts";
import { formatCount, formatRate, formatShare, formatTime } from "./figures.ts";

/** "1.88 s", "> 5 s", "0.9 ms to 1.2 s"; a dash where the count can't carry it. */
export function percentileText(t: Texts, percentile: Percentile, digits = 3): string {
  switch (percentile.kind) {
    case "exact":
      return timeText(t, percentile.ns, digits);
    case "over":
      return `> ${timeText(t, percentile.ns, digits)}`;
    case "between":
      return t.charts.range(
        timeText(t, percentile.lowNs, digits),
        timeText(t, percentile.highNs, digits),
      );
    case "unmatched":
    case "too few":
      return "—";
    default:
      return percentile satisfies never;
  }
}

export function timeText(t: Texts, durationNs: Ns, digits = 3): string {
  return t.number(formatTime(durationNs, digits));
}

export function shareText(t: Texts, share: number): string {
  return t.number(formatShare(share));
}

/** "1,000/s". */
export function rateText(t: Texts, perSec: number): string {
  return t.number(`${formatRate(perSec)}/s`);
}

/** "12,345". */
export function countText(t: Texts, count: number): string {
  return t.number(formatCount(count));
}

/** What a person can do about a kind of failure; undefined of kinds that are the target's own. */
export function remedyText(t: Texts, kind: FailureKind): string | undefined {
  const remedies: Readonly<Partial<Record<FailureKind, string>>> = t.failures.remedies;
  return remedies[kind];
}
