// The offered rate over time, what it adds up to (Λ, the arrivals due by an instant) and Λ's inverse.
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Stage } from "../../run/load/plan.ts";

/** A stretch [startNs, endNs) whose rate holds (then it may be without end) or changes evenly; it is never 0 throughout. */
interface Segment {
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly startRatePerSec: number;
  readonly endRatePerSec: number;
  /** Λ at its two ends. */
  readonly startCount: number;
  readonly endCount: number;
}

/** By time; where there is no segment the rate is 0. */
export type Intensity = readonly Segment[];

/**
 * The stages one after the other from `startNs`, cut at `endNs`; the rate at the end of the last one goes on until then.
 * `endNs` may be Infinity.
 */
export function createIntensity(stages: readonly Stage[], startNs: Ns, endNs: Ns): Intensity {
  const heldPerSec = stages.at(-1)?.endRatePerSec ?? 0;
  const hold = { durationNs: Infinity, startRatePerSec: heldPerSec, endRatePerSec: heldPerSec };
  const segments: Segment[] = [];
  let fromNs = startNs;
  let startCount = 0;
  for (const stage of [...stages, hold]) {
    const { durationNs, startRatePerSec } = stage;
    const toNs = Math.min(fromNs + durationNs, endNs);
    const endRatePerSec =
      toNs < fromNs + durationNs
        ? rateWithin(stage, (toNs - fromNs) / durationNs)
        : stage.endRatePerSec;
    const rateSum = startRatePerSec + endRatePerSec;
    if (toNs > fromNs && rateSum > 0) {
      // One division, at the end: a whole number of arrivals comes out whole.
      const endCount = startCount + (rateSum * (toNs - fromNs)) / (2 * NS_PER_SECOND);
      const ends = { startNs: fromNs, endNs: toNs, startRatePerSec, endRatePerSec };
      segments.push({ ...ends, startCount, endCount });
      startCount = endCount;
    }
    fromNs = toNs;
  }
  return segments;
}

/** Λ: arrivals due before an instant, a number with a fraction. */
export function countBy(intensity: Intensity, atNs: Ns): number {
  const segment = intensity.findLast(({ startNs }) => startNs < atNs);
  if (segment === undefined) return 0;
  if (atNs >= segment.endNs) return segment.endCount;
  const { startNs, endNs, startRatePerSec, startCount } = segment;
  const ratePerSec = rateWithin(segment, (atNs - startNs) / (endNs - startNs));
  return startCount + ((startRatePerSec + ratePerSec) * (atNs - startNs)) / (2 * NS_PER_SECOND);
}

/** Λ⁻¹ for counts that never descend: each call goes on where the last one was. */
export class IntensityWalk {
  readonly #intensity: Intensity;
  #next = 0;
  #segment: Segment | undefined;

  constructor(intensity: Intensity) {
    this.#intensity = intensity;
    this.#segment = intensity[this.#next++];
  }

  /**
   * The last instant by which no more than `count` arrivals are due, in integer ns; Infinity if there is none. One that
   * falls on the end of a segment belongs to the next one: so a segment holds as many arrivals as its rate adds up to,
   * and rounding moves none to the wrong side of a pause.
   */
  instantNs(count: number): Ns {
    while (this.#segment !== undefined) {
      const instantNs = instantWithin(this.#segment, count);
      if (instantNs < this.#segment.endNs) return instantNs;
      this.#segment = this.#intensity[this.#next++];
    }
    return Infinity;
  }
}

/** May lie after the segment, never before it. */
function instantWithin(segment: Segment, count: number): Ns {
  const { startNs, endNs, startRatePerSec, endRatePerSec, startCount, endCount } = segment;
  const passed = count - startCount;
  // Such as the first one after a pause.
  if (passed <= 0) return startNs;
  if (startRatePerSec === endRatePerSec) {
    // From the count, not by adding gaps: no drift, and exact where the result is whole.
    return Math.round(startNs + (passed * NS_PER_SECOND) / startRatePerSec);
  }
  const growthPerSec2 =
    (Math.abs(endRatePerSec - startRatePerSec) * NS_PER_SECOND) / (endNs - startNs);
  if (startRatePerSec < endRatePerSec) {
    return Math.round(startNs + growingNs(passed, startRatePerSec, growthPerSec2));
  }
  // A falling rate grows when seen from its end, where a difference from the start would have lost its digits.
  const left = endCount - count;
  if (left <= 0) return endNs;
  return Math.round(endNs - growingNs(left, endRatePerSec, growthPerSec2));
}

/**
 * How long a rate that grows evenly takes to make `count` arrivals (more than 0): the root of
 * rate · t + growth · t² / 2 = count, in the form that subtracts nothing.
 */
function growingNs(count: number, ratePerSec: number, growthPerSec2: number): Ns {
  const root = Math.sqrt(ratePerSec ** 2 + 2 * growthPerSec2 * count);
  return (2 * count * NS_PER_SECOND) / (ratePerSec + root);
}

/** When a share of the stretch, 0..1, has passed. */
function rateWithin(
  stretch: Pick<Stage, "startRatePerSec" | "endRatePerSec">,
  share: number,
): number {
  const { startRatePerSec, endRatePerSec } = stretch;
  return startRatePerSec + (endRatePerSec - startRatePerSec) * share;
}
