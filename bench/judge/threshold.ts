// A condition on a load run, as the user types it: `--fail-if 'p99>200ms'` or `--pass-if 'p99<200ms'`.
import { say, usageError } from "../messages/texts.ts";
import { parseDuration } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { parseRate } from "../../src/units/rate.ts";

export type ThresholdMetric =
  /** Of response times; 100 is the maximum. `request` is the one named request that it is about, or null. */
  | { readonly kind: "percentile"; readonly percentile: number; readonly request: string | null }
  | { readonly kind: "mean" }
  /**
   * Requests that ended so. errors: all that ended neither ok nor by an expected error; timeouts: those that timed out in
   * flight or never got a connection; dropped: by `--drop`. `isShare`: over all that were intended.
   */
  | { readonly kind: "ends"; readonly of: EndsName; readonly isShare: boolean }
  /** ok replies (throughput), or requests sent (achieved), a second of measured time. */
  | { readonly kind: "rate"; readonly of: RateName }
  /** Requests sent in the measured time over those that were offered. Open load only. */
  | { readonly kind: "achieved share" };

export type EndsName = "errors" | "timeouts" | "dropped";
export type RateName = "throughput" | "achieved";
export type Comparison = ">" | ">=" | "<" | "<=";
export type ThresholdKind = "fail-if" | "pass-if";

export interface Threshold {
  readonly kind: ThresholdKind;
  /** As the user wrote it, without the spaces around it. */
  readonly text: string;
  readonly metric: ThresholdMetric;
  /** The run fails where the measured value compares so to the limit; of a `--pass-if` the opposite of what was written. */
  readonly comparison: Comparison;
  /** ns of a percentile or mean, 0..1 of a share, requests of a count, a second of a rate. */
  readonly limit: number;
}

export const THRESHOLD_EXAMPLES =
  "p99>200ms, p99[NAME]>200ms, max>2s, mean>10ms, errors>0.1%, errors>10, throughput<500/s, achieved<99%";

const OPPOSITES: Readonly<Record<Comparison, Comparison>> = {
  ">": "<=",
  ">=": "<",
  "<": ">=",
  "<=": ">",
};

/**
 * Metrics: p0 to p100 (with decimals; of one named request as p99[NAME]), max, mean, errors, timeouts, dropped,
 * throughput, achieved. Spaces may stand anywhere between the parts.
 * @throws {OptionsError} with examples, if the text is none of these.
 */
export function parseThreshold(text: string, kind: ThresholdKind = "fail-if"): Threshold {
  const trimmed = text.trim();
  const match = /^([a-z]+)([\d.]*)\s*(?:\[([^\]]+)\])?\s*([<>]=?)\s*(.+)$/.exec(trimmed);
  const [, word = "", percentile = "", request = null, comparison, value = ""] = match ?? [];
  if (match === null) {
    const isCut = !/[<>]/.test(trimmed);
    throw usageError((t) => t.thresholds.notACondition(text, THRESHOLD_EXAMPLES, isCut));
  }
  const metric = parseMetric(word, percentile, request?.trim() ?? null, value);
  if (metric === undefined) {
    const name = word + percentile + (request === null ? "" : `[${request}]`);
    throw usageError((t) => t.thresholds.unknownMetric(name, t.thresholds.metrics));
  }
  const written = comparison as Comparison;
  return {
    kind,
    text: trimmed,
    metric,
    comparison: kind === "fail-if" ? written : OPPOSITES[written],
    limit: parseLimit(text, metric, value),
  };
}

/** True where `value`, in the unit of the limit, fails the run. */
export function fails({ comparison, limit }: Threshold, value: number): boolean {
  switch (comparison) {
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    default:
      return comparison satisfies never;
  }
}

/** True where the user set a limit to errors, so that no other applies. */
export function hasErrorsThreshold(thresholds: readonly Threshold[]): boolean {
  return thresholds.some(({ metric }) => metric.kind === "ends" && metric.of === "errors");
}

/** Where the condition looks like that of the other flag: short times, few errors, or a high throughput would fail the run. */
export function isReversed({ metric, comparison }: Threshold): boolean {
  const isMoreBetter = metric.kind === "rate" || metric.kind === "achieved share";
  return isMoreBetter === comparison.startsWith(">");
}

function parseMetric(
  word: string,
  percentile: string,
  request: string | null,
  value: string,
): ThresholdMetric | undefined {
  if (word === "p") {
    const isInRange = /^\d+(\.\d+)?$/.test(percentile) && Number(percentile) <= 100;
    return isInRange ? { kind: "percentile", percentile: Number(percentile), request } : undefined;
  }
  if (percentile !== "") return undefined;
  if (word === "max") return { kind: "percentile", percentile: 100, request };
  if (request !== null) return undefined;
  const isShare = value.endsWith("%");
  switch (word) {
    case "mean":
      return { kind: "mean" };
    case "errors":
    case "timeouts":
    case "dropped":
      return { kind: "ends", of: word, isShare };
    case "throughput":
      return { kind: "rate", of: word };
    case "achieved":
      return isShare ? { kind: "achieved share" } : { kind: "rate", of: word };
    default:
      return undefined;
  }
}

function parseLimit(text: string, metric: ThresholdMetric, value: string): number {
  if (metric.kind === "ends" || metric.kind === "achieved share") {
    const isShare = metric.kind === "achieved share" || metric.isShare;
    const number = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value)?.[1];
    const isSound = isShare ? Number(number) <= 100 : Number.isInteger(Number(number));
    if (number === undefined || !isSound) {
      throw usageError((t) => t.thresholds.neitherCountNorShare(text, value));
    }
    // Not divided by 100, which makes 0.7 % less than 7 of 1,000.
    return isShare ? Number(`${number}e-2`) : Number(number);
  }
  try {
    return metric.kind === "rate" ? parseRate(value) : parseDuration(value);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new OptionsError(
      error.problems.map((problem) => say((t) => t.thresholds.inCondition(text, t.of(problem)))),
    );
  }
}
