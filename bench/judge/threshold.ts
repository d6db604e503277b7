// What must not be, as the user types it: "p99>200ms", "errors>0.1%", "throughput<500/s".
import { parseDuration } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { parseRate } from "../../src/units/rate.ts";

export type ThresholdMetric =
  /** Of response times; 100 is the maximum. `request` is the one named request that it is about, or null. */
  | { readonly kind: "percentile"; readonly percentile: number; readonly request: string | null }
  | { readonly kind: "mean" }
  /**
   * Requests that ended so. errors: all that did not end ok; timeouts: those that timed out in flight or never got a
   * connection; dropped: by `--drop`. `isShare`: over all that were intended.
   */
  | { readonly kind: "ends"; readonly of: EndsName; readonly isShare: boolean }
  /** ok replies (throughput), or requests sent (achieved), a second of measured time. */
  | { readonly kind: "rate"; readonly of: RateName };

export type EndsName = "errors" | "timeouts" | "dropped";
export type RateName = "throughput" | "achieved";
export type Comparison = ">" | ">=" | "<" | "<=";

export interface Threshold {
  /** As the user wrote it, without the spaces around it. */
  readonly text: string;
  readonly metric: ThresholdMetric;
  readonly comparison: Comparison;
  /** ns of a percentile or mean, 0..1 of a share, requests of a count, a second of a rate. */
  readonly limit: number;
}

const EXAMPLES =
  "p99>200ms, p99[NAME]>200ms, max>2s, mean>10ms, errors>0.1%, errors>10, throughput<500/s";

/**
 * Metrics: p0 to p100 (with decimals; of one named request as p99[NAME]), max, mean, errors, timeouts, dropped,
 * throughput, achieved. Spaces may stand anywhere between the parts.
 * @throws {OptionsError} with examples, if the text is none of these.
 */
export function parseThreshold(text: string): Threshold {
  const trimmed = text.trim();
  const match = /^([a-z]+)([\d.]*)\s*(?:\[([^\]]+)\])?\s*([<>]=?)\s*(.+)$/.exec(trimmed);
  const [, word = "", percentile = "", request = null, comparison, value = ""] = match ?? [];
  if (match === null) {
    const hint = /[<>]/.test(trimmed)
      ? ""
      : "; put it in quotes, as the shell takes > and < for itself";
    throw new OptionsError(
      `"${text}" says nothing that must not be (write it like ${EXAMPLES})${hint}`,
    );
  }
  const metric = parseMetric(word, percentile, request?.trim() ?? null, value);
  if (metric === undefined) {
    throw new OptionsError(
      `"${text}": nothing is measured by that name (write it like ${EXAMPLES}; also timeouts, dropped, achieved)`,
    );
  }
  return {
    text: trimmed,
    metric,
    comparison: comparison as Comparison,
    limit: parseLimit(text, metric, value),
  };
}

/** True where `value`, in the unit of the limit, is what must not be. */
export function crosses({ comparison, limit }: Threshold, value: number): boolean {
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
  switch (word) {
    case "mean":
      return { kind: "mean" };
    case "errors":
    case "timeouts":
    case "dropped":
      return { kind: "ends", of: word, isShare: value.endsWith("%") };
    case "throughput":
    case "achieved":
      return { kind: "rate", of: word };
    default:
      return undefined;
  }
}

function parseLimit(text: string, metric: ThresholdMetric, value: string): number {
  if (metric.kind === "ends") {
    const number = /^(\d+(?:\.\d+)?)\s*%?$/.exec(value)?.[1];
    const isSound = metric.isShare ? Number(number) <= 100 : Number.isInteger(Number(number));
    if (number === undefined || !isSound) {
      throw new OptionsError(
        `"${text}": "${value}" is neither a number of requests nor a share (write it like 10 or 0.1%)`,
      );
    }
    // Not divided by 100, which makes 0.7 % less than 7 of 1,000.
    return metric.isShare ? Number(`${number}e-2`) : Number(number);
  }
  try {
    return metric.kind === "rate" ? parseRate(value) : parseDuration(value);
  } catch (error) {
    if (error instanceof OptionsError) throw new OptionsError(`"${text}": ${error.message}`);
    throw error;
  }
}
