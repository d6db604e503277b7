// A verdict with its words for the sentence, and the one rule by which a measured number is held against its bound.
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Verdict, VerdictName, VerdictResult } from "../measure/run.ts";
import type { Interval } from "../theory/fit.ts";

export interface Finding {
  readonly verdict: Verdict;
  /** Part of the sentence: of a pass the bare value ("10 threads"), else a whole phrase. */
  readonly words: string;
}

/** `words` is the summary where nothing shorter is given. */
export function finding(
  name: VerdictName,
  result: VerdictResult,
  summary: string,
  evidence: Verdict["evidence"] = {},
  words = summary,
): Finding {
  return { verdict: { name, result, summary, evidence }, words };
}

/**
 * `deviationNs` within ±allowed passes. Beyond, it fails only if its whole 95 % interval is beyond too (or there is
 * none); otherwise the evidence is too thin to tell.
 */
export function compare(
  deviationNs: Ns,
  interval: Interval | null,
  allowedNs: Ns,
): Exclude<VerdictResult, "unknown"> {
  if (Math.abs(deviationNs) <= allowedNs) return "pass";
  const isBeyond = interval === null || interval.lowNs > allowedNs || interval.highNs < -allowedNs;
  return isBeyond ? "fail" : "not identifiable";
}

/** The worst counts: a fail before a doubt, a doubt before a pass. */
export function worstOf(results: readonly VerdictResult[]): VerdictResult {
  const ranks: readonly VerdictResult[] = ["fail", "unknown", "not identifiable"];
  return ranks.find((result) => results.includes(result)) ?? "pass";
}

/** The interval of a value less `ns`. */
export function shift(interval: Interval | null, ns: Ns): Interval | null {
  return interval && { lowNs: interval.lowNs - ns, highNs: interval.highNs - ns };
}

/** "3.001 s", "200.4 ms", "0.9 ms": as many digits as a person wants of a measured duration. */
export function brief(durationNs: Ns): string {
  return Math.abs(durationNs) >= NS_PER_SECOND
    ? formatDuration(durationNs, 3)
    : `${briefMs(durationNs)} ms`;
}

/** " (95 %: 200.1 to 200.6 ms)", or nothing where there is no interval. */
export function briefInterval(interval: Interval | null): string {
  if (interval === null) return "";
  return ` (95 %: ${briefMs(interval.lowNs)} to ${briefMs(interval.highNs)} ms)`;
}

/** One decimal where there is one; never "-0". */
function briefMs(durationNs: Ns): string {
  return String(Math.round(durationNs / (NS_PER_MS / 10)) / 10 || 0);
}

/** Evidence of a value with its interval: `<name>Ns`, `<name>LowNs`, `<name>HighNs`. */
export function withInterval(
  name: string,
  valueNs: Ns | null,
  interval: Interval | null,
): Verdict["evidence"] {
  return {
    [`${name}Ns`]: valueNs === null ? null : Math.round(valueNs),
    [`${name}LowNs`]: interval === null ? null : Math.round(interval.lowNs),
    [`${name}HighNs`]: interval === null ? null : Math.round(interval.highNs),
  };
}
