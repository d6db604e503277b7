// When the arrivals of one part of a schedule come: evenly, at random, or as they were recorded.
import type { Ns } from "../../../src/units/duration.ts";
import { uniform } from "../../../src/units/random.ts";
import { countBy, type Intensity, IntensityWalk } from "./intensity.ts";

/** Arrivals numbered from 0; they are asked for in ascending order. */
export interface Arrivals {
  /** Infinity from the first one on that the schedule does not hold. */
  timeNs(i: number): Ns;
  /** How many there are; to be asked once `timeNs` has been Infinity. */
  count(): number;
}

/** Evenly: arrival i at Λ⁻¹(i). */
export class ConstantArrivals implements Arrivals {
  readonly #intensity: Intensity;
  readonly #walk: IntensityWalk;
  readonly #max: number;

  constructor(intensity: Intensity, max: number) {
    this.#intensity = intensity;
    this.#walk = new IntensityWalk(intensity);
    this.#max = max;
  }

  timeNs(i: number): Ns {
    return i < this.#max ? this.#walk.instantNs(i) : Infinity;
  }

  count(): number {
    const walk = new IntensityWalk(this.#intensity);
    // Λ at the end, rounded up; the instants themselves say to which side, as rounding may tell otherwise.
    let i = Math.floor(countBy(this.#intensity, Infinity));
    while (walk.instantNs(i) < Infinity) i++;
    return Math.min(i, this.#max);
  }
}

/**
 * Arrival i at Λ⁻¹ of the sum of i + 1 unit-exponential draws: a Poisson process whose rate is that of the stages, by the
 * time-rescaling theorem (Brown et al., The time-rescaling theorem and its application to neural spike train data
 * analysis, 2002; Devroye, Non-Uniform Random Variate Generation, 1986, chapter VI).
 * Each generator draws those of the others too, in the same order: so the sums are the same to the last bit.
 */
export class PoissonArrivals implements Arrivals {
  readonly #walk: IntensityWalk;
  readonly #max: number;
  readonly #seed: number;
  readonly #stream: number;
  #drawn = 0;
  #sum = 0;
  #lastNs: Ns = -Infinity;

  constructor(intensity: Intensity, max: number, seed: number, stream: number) {
    this.#walk = new IntensityWalk(intensity);
    this.#max = max;
    this.#seed = seed;
    this.#stream = stream;
  }

  timeNs(i: number): Ns {
    while (this.#drawn <= i && this.#lastNs < Infinity) this.#draw();
    return this.#lastNs;
  }

  count(): number {
    return this.#drawn;
  }

  #draw(): void {
    this.#sum -= Math.log(uniform(this.#seed, this.#drawn, this.#stream));
    const timeNs = this.#drawn < this.#max ? this.#walk.instantNs(this.#sum) : Infinity;
    // On a ramp, rounding could set one a nanosecond before a neighbour that is closer than the numbers can tell.
    this.#lastNs = Math.max(this.#lastNs, timeNs);
    if (timeNs < Infinity) this.#drawn++;
  }
}

export class TraceArrivals implements Arrivals {
  readonly #timesNs: Float64Array;

  constructor(timesNs: Float64Array) {
    this.#timesNs = timesNs;
  }

  timeNs(i: number): Ns {
    return this.#timesNs[i] ?? Infinity;
  }

  count(): number {
    return this.#timesNs.length;
  }
}

/** How many of ascending times lie before an instant. */
export function countBefore(timesNs: Float64Array, atNs: Ns): number {
  let low = 0;
  let high = timesNs.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((timesNs[middle] ?? Infinity) < atNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
