// Percentiles of response times when some requests were never answered: those are right-censored, not left out.
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadCounts, Unmatched } from "./run.ts";
import type { Ns } from "../../../src/units/duration.ts";

/** So many values must lie beyond a percentile before it is said: p99 wants 1,000 of them, p99.9 10,000. */
const VALUES_BEYOND = 10;

export type Percentile =
  | { readonly kind: "exact"; readonly ns: Ns }
  /** It lies in what was never answered: longer than this. */
  | { readonly kind: "over"; readonly ns: Ns }
  /** What was given up early may be shorter or longer than it: it lies between the two. */
  | { readonly kind: "between"; readonly lowNs: Ns; readonly highNs: Ns }
  /** Which request a reply answers is not known, so that no time of a single one is. */
  | { readonly kind: "unmatched" }
  /** The count can't carry it: `needed` would. */
  | { readonly kind: "too few"; readonly count: number; readonly needed: number };

/** What percentiles are taken from; `LoadPhase` and `NamedResult` are of this shape. */
export interface Responses {
  readonly counts: Pick<LoadCounts, "dropped" | "ok">;
  readonly response: EncodedHistogram;
  readonly censored: EncodedHistogram;
  /** Not null: `response` is empty, though `counts.ok` were answered. */
  readonly unmatched: Pick<Unmatched, "meanResponseNs"> | null;
}

/** Two bounds closer than this are one figure: it is below what noise and rounding leave of any percentile. */
const SAME_SHARE = 0.01;

export class ResponseTimes {
  readonly #ok: LatencyHistogram;
  /** Answered and given up together: the shortest that the response times can have been. */
  readonly #atLeast: LatencyHistogram;
  /** Of all, those dropped (which have no time at all) included. Failed requests are not in it. */
  readonly count: number;
  readonly #answered: number;
  readonly #unmatched: Responses["unmatched"];

  constructor({ counts, response, censored, unmatched }: Responses) {
    this.#ok = decodeHistogram(response);
    this.#atLeast = decodeHistogram(response);
    this.#atLeast.add(decodeHistogram(censored));
    this.#unmatched = unmatched;
    const timed = this.#ok.count + this.#ok.overflow;
    this.#answered = unmatched === null ? timed : counts.ok;
    this.count =
      this.#answered + this.#atLeast.count + this.#atLeast.overflow - timed + counts.dropped;
  }

  /** False: which request a reply answers is not known, so that there are no percentiles. */
  get isMatched(): boolean {
    return this.#unmatched === null;
  }

  /** Requests that were never answered. */
  get censored(): number {
    return this.count - this.#answered;
  }

  /**
   * The percentile by nearest rank, with every unanswered request in it: as long as it waited at the least, without end
   * at the most (a dropped one is without end at once). 100 is the maximum, which any count carries.
   * @throws {RangeError} if `percentile` is outside 0..100.
   */
  percentile(percentile: number): Percentile {
    const needed = countFor(percentile);
    if (this.#unmatched !== null) return { kind: "unmatched" };
    if (this.count < needed) return { kind: "too few", count: this.count, needed };
    // Without the tolerance 55 % of 100 values would be rank 56, as 0.55 · 100 > 55 in binary.
    const rank = Math.max(1, Math.ceil((percentile * this.count) / 100 - 1e-9));
    const lowNs = valueAt(this.#atLeast, rank);
    if (rank > this.#ok.count) return { kind: "over", ns: lowNs };
    const highNs = valueAt(this.#ok, rank);
    return highNs <= lowNs * (1 + SAME_SHARE)
      ? { kind: "exact", ns: highNs }
      : { kind: "between", lowNs, highNs };
  }

  /** Mean of the answered; undefined without any, and where one has no known time, as it would be a lie. */
  get meanNs(): Ns | undefined {
    if (this.#unmatched !== null) {
      return this.censored > 0 ? undefined : (this.#unmatched.meanResponseNs ?? undefined);
    }
    return this.count > this.#ok.count ? undefined : this.#ok.meanNs;
  }
}

/**
 * Values that a percentile wants before it is said: 10 beyond it, so p99.9 wants 10,000; 1 for the minimum and the
 * maximum.
 * @throws {RangeError} if `percentile` is outside 0..100.
 */
export function countFor(percentile: number): number {
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new RangeError(`percentile ${percentile} is outside 0..100`);
  }
  if (percentile === 0 || percentile === 100) return 1;
  const beyond = Math.min(percentile, 100 - percentile) / 100;
  // Rounded before it is rounded up: 10 / (1 - 0.999) is 9,999.999… or 10,000.000…1 in binary.
  return Math.ceil(Number((VALUES_BEYOND / beyond).toPrecision(12)));
}

/** What the percentile is, or is longer than; null where it is not known. */
export function lowestNs(percentile: Percentile): Ns | null {
  switch (percentile.kind) {
    case "exact":
    case "over":
      return percentile.ns;
    case "between":
      return percentile.lowNs;
    case "unmatched":
    case "too few":
      return null;
    default:
      return percentile satisfies never;
  }
}

/** Beyond the values there are, the longest one: what was dropped or overflowed is longer than that at least. */
function valueAt(histogram: LatencyHistogram, rank: number): Ns {
  if (histogram.count === 0) return 0;
  return histogram.valueAtRankNs(Math.min(rank, histogram.count));
}
