// Draws of whole units with replacement, and what percentiles, means and rates are in each draw.
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { uniform } from "../../src/units/random.ts";
import { sortAscending } from "./percentile.ts";
import type { LatencyHistogram } from "./latency-histogram.ts";

/** What is drawn as one: a whole run, or a block of its time. */
export interface ResampleUnit {
  readonly intended: number;
  readonly ok: number;
  /** Failed or never answered. */
  readonly errors: number;
  /** Dropped, unsent, timed out, unfinished: longer than any time that was measured. */
  readonly unanswered: number;
  /** ok replies that came in `durationNs`. */
  readonly completedInSlice: number;
  readonly durationNs: Ns;
  /** Response times of the ok requests, 3 significant digits; undefined without any. */
  readonly response: LatencyHistogram | undefined;
}

/** How often each unit is in a draw. */
export type Weights = Float64Array;

/**
 * `draws` draws of `count` units each (Efron, Bootstrap methods, 1979). Never of single requests: those of one block share
 * its stalls, and drawn apart they would make every interval far too narrow.
 */
export function drawUnits(count: number, draws: number, seed: number, stream: number): Weights[] {
  return Array.from({ length: draws }, (_, draw) => {
    const weights = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const drawn = Math.floor(uniform(seed, draw * count + i, stream) * count);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    return weights;
  });
}

/** Each unit once: the runs as they were. */
export function eachOnce(count: number): Weights {
  return new Float64Array(count).fill(1);
}

/** One unit by itself. */
export function only(unit: number, count: number): Weights {
  const weights = new Float64Array(count);
  weights[unit] = 1;
  return weights;
}

/** The units of one side, laid out so that a draw's percentile is a binary search instead of a merge of histograms. */
export class ResampleTable {
  readonly unitCount: number;
  /** Ends of all buckets that any unit has values in, ascending. */
  readonly #endsNs: readonly Ns[];
  /** Of each unit, how many of its values are in the buckets up to this one. */
  readonly #cumulative: readonly Float64Array[];
  // Of each unit:
  readonly #intended: readonly number[];
  readonly #errors: readonly number[];
  readonly #timed: readonly number[];
  readonly #sumNs: readonly Ns[];
  readonly #answeredOrNot: readonly number[];
  readonly #completedInSlice: readonly number[];
  readonly #durationNs: readonly Ns[];

  constructor(units: readonly ResampleUnit[]) {
    this.unitCount = units.length;
    const buckets = units.map(({ response }) => [...(response?.buckets() ?? [])]);
    this.#endsNs = sortAscending(new Set(buckets.flat().map(({ toNs }) => toNs)));
    const placeOf = new Map(this.#endsNs.map((toNs, i) => [toNs, i]));
    this.#cumulative = buckets.map((own) => {
      const counts = new Float64Array(this.#endsNs.length);
      for (const { toNs, count } of own) counts[placeOf.get(toNs) ?? 0] = count;
      for (let i = 1; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0);
      return counts;
    });
    this.#intended = units.map(({ intended }) => intended);
    this.#errors = units.map(({ errors }) => errors);
    this.#timed = units.map(({ response }) => response?.count ?? 0);
    this.#sumNs = units.map(({ response }) => (response?.meanNs ?? 0) * (response?.count ?? 0));
    this.#answeredOrNot = units.map(({ ok, unanswered }) => ok + unanswered);
    this.#completedInSlice = units.map(({ completedInSlice }) => completedInSlice);
    this.#durationNs = units.map(({ durationNs }) => durationNs);
  }

  /** By nearest rank; infinite where it lies in what was never answered, or where there is nothing. */
  percentileNs(weights: Weights, percentile: number): Ns {
    const count = weighted(weights, this.#answeredOrNot);
    const rank = Math.max(1, Math.ceil((percentile * count) / 100 - 1e-9));
    let low = 0;
    let high = this.#endsNs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#countTo(weights, middle) >= rank) high = middle;
      else low = middle + 1;
    }
    return this.#endsNs[low] ?? Number.POSITIVE_INFINITY;
  }

  /** Share of requests, without the failed ones, that took longer than this or were never answered. */
  shareOver(weights: Weights, limitNs: Ns): number {
    const last = this.#endsNs.findLastIndex((endNs) => endNs <= limitNs);
    const within = last < 0 ? 0 : this.#countTo(weights, last);
    return 1 - within / weighted(weights, this.#answeredOrNot);
  }

  /**
   * As many equal units as scatter like those that the requests over this limit came from: (Σc)² / Σc² (Kish, Survey
   * Sampling, 1965). A tail that two stalls made is known no better than two of anything.
   */
  unitsBeyond(limitNs: Ns): number {
    const last = this.#endsNs.findLastIndex((endNs) => endNs <= limitNs);
    const counts = this.#answeredOrNot.map(
      (count, i) => count - (last < 0 ? 0 : (this.#cumulative[i]?.[last] ?? 0)),
    );
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum === 0) return this.unitCount;
    return sum ** 2 / counts.reduce((total, count) => total + count ** 2, 0);
  }

  meanNs(weights: Weights): Ns {
    return weighted(weights, this.#sumNs) / weighted(weights, this.#timed);
  }

  throughputPerSec(weights: Weights): number {
    const durationNs = weighted(weights, this.#durationNs);
    return (weighted(weights, this.#completedInSlice) * NS_PER_SECOND) / durationNs;
  }

  /** Of all that was intended: failed or never answered. */
  errorShare(weights: Weights): number {
    return weighted(weights, this.#errors) / weighted(weights, this.#intended);
  }

  #countTo(weights: Weights, bucket: number): number {
    let count = 0;
    for (let i = 0; i < weights.length; i++) {
      count += (weights[i] ?? 0) * (this.#cumulative[i]?.[bucket] ?? 0);
    }
    return count;
  }
}

function weighted(weights: Weights, values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (values[i] ?? 0);
  return sum;
}
