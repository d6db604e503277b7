// Durations: "3s" in, integer nanoseconds inside, "3.001 s" out.
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";

/** A duration or an instant on one clock, in nanoseconds. Integers up to 2^53 ns (104 days) are exact. */
export type Ns = number;

export const NS_PER_US = 1e3;
export const NS_PER_MS = 1e6;
export const NS_PER_SECOND = 1e9;

const NS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: NS_PER_US,
  µs: NS_PER_US,
  μs: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_SECOND,
  m: 60 * NS_PER_SECOND,
  min: 60 * NS_PER_SECOND,
  h: 3600 * NS_PER_SECOND,
};

/** Longest accepted duration: 24 h. Longer ones are typing errors, and timers would overflow. */
export const MAX_DURATION_NS: Ns = 24 * 3600 * NS_PER_SECOND;

/**
 * Reads "300ms", "3s", "1.5s", "2m", "250us", "1h"; "0" needs no unit. Result: integer ns, 0 to 24 h.
 * @throws {OptionsError} if the text is no such duration or is out of range.
 */
export function parseDuration(text: string): Ns {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zµμ]*)$/.exec(text.trim());
  const unit = match?.[2] ?? "";
  const perUnit =
    match?.[1] !== undefined && Number(match[1]) === 0 && unit === "" ? 1 : NS_PER_UNIT[unit];
  if (match === null || perUnit === undefined) {
    throw new OptionsError(problems.notADuration(text));
  }
  const durationNs = Math.round(Number(match[1]) * perUnit);
  if (durationNs > MAX_DURATION_NS) throw new OptionsError(problems.durationTooLong(text, "24h"));
  return durationNs;
}

/**
 * As `parseDuration`, but a number without a unit is in seconds: for lengths of a run and time-outs, which other load
 * tools take so. Not for service and think times, which are as often milliseconds.
 * @throws {OptionsError} as `parseDuration` does.
 */
export function parseSeconds(text: string): Ns {
  const trimmed = text.trim();
  return parseDuration(/^\d+(?:\.\d+)?$/.test(trimmed) ? `${trimmed}s` : text);
}

const SHOWN_UNITS = ["s", "ms", "µs"] as const;

/** Text in one unit, such as "3 s", "2.1 ms", "850 µs"; at most `digits` decimals, without trailing zeros. */
export function formatDuration(durationNs: Ns, digits = 3): string {
  const size = Math.abs(durationNs);
  if (size === 0) return "0 s";
  const unit = SHOWN_UNITS.find((known) => size >= (NS_PER_UNIT[known] ?? 1)) ?? "ns";
  const perUnit = NS_PER_UNIT[unit] ?? 1;
  return `${trimZeros((durationNs / perUnit).toFixed(digits))} ${unit}`;
}

/** The form that `parseDuration` reads back, such as "3s" or "1500ms"; exact for whole microseconds. */
export function formatDurationOption(durationNs: Ns): string {
  for (const unit of ["s", "ms", "us"] as const) {
    const perUnit = NS_PER_UNIT[unit] ?? 1;
    if (durationNs % perUnit === 0) return `${durationNs / perUnit}${unit}`;
  }
  return `${durationNs}ns`;
}

/** Seconds with exactly three decimals, such as "3.001": the form of server logs and plain replies. */
export function formatSeconds(durationNs: Ns): string {
  return (durationNs / NS_PER_SECOND).toFixed(3);
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
