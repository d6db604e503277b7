// A verdict with its phrase for the sentence, and the one rule by which a measured number is held against its bound.
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { say, type Texts } from "../../messages/texts.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import type { Verdict, VerdictName, VerdictResult } from "../../run/sweep/run.ts";
import { type Interval, MIN_BURSTS_FOR_INTERVAL } from "../../stats/fit.ts";

export interface Finding {
  readonly verdict: Verdict;
  readonly phrase: Text;
}

/** What a finding is in words. */
export interface Said {
  readonly summary: Text;
  /** Part of the sentence: of a pass the bare value ("10 threads"), else a whole phrase; `NOTHING` adds none. */
  readonly phrase: Text;
}

export const NOTHING: Text = untranslated("");

/** Those parts that are there, one after the other. */
export function joinParts(parts: readonly (Text | undefined)[], separator = "; "): Text {
  const join = (own: (text: Text) => string): string =>
    parts
      .flatMap((part) => (part === undefined || own(part) === "" ? [] : [own(part)]))
      .join(separator);
  return { en: join(({ en }) => en), es: join(({ es }) => es) };
}

/** A text alone is summary and phrase in one. */
export function finding(
  name: VerdictName,
  result: VerdictResult,
  said: Text | Said,
  evidence: Verdict["evidence"] = {},
): Finding {
  const { summary, phrase } = "summary" in said ? said : { summary: said, phrase: said };
  return { verdict: { name, result, summary, evidence }, phrase };
}

/** A measured number held against its bound. */
export interface Compared {
  readonly result: "pass" | "fail" | "uncertain";
  /** How many times the bursts would decide what is uncertain; 1 where it is decided. */
  readonly timesTheBursts: number;
}

/**
 * Passes where the whole 95 % interval lies within ±allowed, fails where all of it lies beyond, and is uncertain between.
 * Where there is no interval, the value alone decides.
 */
export function compare(deviationNs: Ns, interval: Interval | null, allowedNs: Ns): Compared {
  const { lowNs, highNs } = interval ?? { lowNs: deviationNs, highNs: deviationNs };
  if (lowNs >= -allowedNs && highNs <= allowedNs) return { result: "pass", timesTheBursts: 1 };
  if (lowNs > allowedNs || highNs < -allowedNs) return { result: "fail", timesTheBursts: 1 };
  const needed = [allowedNs, -allowedNs]
    .filter((boundNs) => lowNs <= boundNs && boundNs <= highNs)
    .map((boundNs) => timesToClear(boundNs - deviationNs, deviationNs, lowNs, highNs));
  return { result: "uncertain", timesTheBursts: Math.max(1, ...needed) };
}

/** Times the bursts until the interval, whose width falls as their square root, no longer reaches so far. */
function timesToClear(distanceNs: Ns, valueNs: Ns, lowNs: Ns, highNs: Ns): number {
  const reachNs = distanceNs > 0 ? highNs - valueNs : valueNs - lowNs;
  // An interval without end says no more than that there are too few.
  return Number.isFinite(reachNs) ? (reachNs / distanceNs) ** 2 : 2;
}

const MAX_REPEATS = 1000;

/** About so many more repeats; null where that would be more than can be asked for. */
export function moreRepeats(timesTheBursts: number, repeats: number): number | null {
  const more = Math.max(1, Math.ceil(repeats * timesTheBursts) - repeats);
  return repeats + more <= MAX_REPEATS ? more : null;
}

/** The finding, with how many more repeats would decide it where it is uncertain. */
export function withMoreRepeats(
  own: Finding,
  parts: readonly Compared[],
  repeats: number,
): Finding {
  if (own.verdict.result !== "uncertain") return own;
  const times = Math.max(...parts.map(({ timesTheBursts }) => timesTheBursts));
  const more = moreRepeats(times, repeats);
  const summary = joinParts([own.verdict.summary, hintOf(more)]);
  return { verdict: { ...own.verdict, summary, moreRepeats: more }, phrase: own.phrase };
}

/** "about 3 more repeats would decide". */
export function hintOf(more: number | null): Text {
  return say(({ sweepJudgement: texts }) =>
    more === null ? texts.tooNearToDecide : texts.moreWouldDecide(more),
  );
}

/** The worst counts: a fail before a doubt, a doubt before a pass. */
export function worstOf(results: readonly VerdictResult[]): VerdictResult {
  const ranks: readonly VerdictResult[] = ["fail", "unknown", "not identifiable", "uncertain"];
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

/** As `brief`, in one language. */
export function timeIn({ number }: Texts, durationNs: Ns): string {
  return number(brief(durationNs));
}

/** "3.0004 s (95 %: 3.0002 to 3.0005 s)": a value with its interval, both as precise. */
export function estimateIn(texts: Texts, valueNs: Ns, interval: Interval | null): string {
  const isFine = interval !== null && interval.lowNs >= NS_PER_SECOND;
  const value = isFine ? texts.number(`${seconds(valueNs)} s`) : timeIn(texts, valueNs);
  return value + intervalIn(texts, interval);
}

/** " (95 %: 200.1 to 200.6 ms)", from 1 s on in seconds; where there is no interval, why. */
export function intervalIn({ sweepJudgement, number }: Texts, interval: Interval | null): string {
  if (interval === null) return sweepJudgement.noInterval(MIN_BURSTS_FOR_INTERVAL);
  const { lowNs, highNs } = interval;
  if (!Number.isFinite(lowNs)) return sweepJudgement.noIntervalYet;
  // A tenth of a millisecond, in either unit.
  return lowNs >= NS_PER_SECOND
    ? sweepJudgement.interval(number(seconds(lowNs)), number(seconds(highNs)), "s")
    : sweepJudgement.interval(number(briefMs(lowNs)), number(briefMs(highNs)), "ms");
}

function seconds(durationNs: Ns): string {
  return (durationNs / NS_PER_SECOND).toFixed(4);
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
    [`${name}LowNs`]: boundOf(interval?.lowNs),
    [`${name}HighNs`]: boundOf(interval?.highNs),
  };
}

/** JSON has no infinity. */
function boundOf(boundNs: Ns | undefined): Ns | null {
  return boundNs === undefined || !Number.isFinite(boundNs) ? null : Math.round(boundNs);
}
