// The line through the steps of many bursts: E_k = a + k · (S + b), fitted so that stalls don't bend it.
import type { Ns } from "../../src/units/duration.ts";
import { uniform } from "../../src/units/random.ts";
import { medianOf, percentileOf, sortAscending } from "./percentile.ts";
import { medianSequence } from "./confidence-sequence.ts";

/**
 * Whether the number of repeats was settled beforehand, or depended on what was seen; intervals of the second kind hold at
 * every look.
 */
export type Sampling = "fixed" | "sequential";

/** One step of one burst: from 1, and the instant (after t0) that stands for its completions. */
export interface StepPoint {
  readonly step: number;
  readonly completionNs: Ns;
}

/** 95 % confidence; of sequential sampling, of all looks and all intervals of a run together. */
export interface Interval {
  readonly lowNs: Ns;
  readonly highNs: Ns;
}

export interface StaircaseFit {
  /** a: what is added once, at the start. */
  readonly overheadNs: Ns;
  /** S + b: from one step to the next. */
  readonly stepNs: Ns;
  /** Null where too few bursts (`MIN_BURSTS_FOR_INTERVAL`) have two steps: nothing to tell the spread from. */
  readonly overheadInterval: Interval | null;
  readonly stepInterval: Interval | null;
  /** Bursts, and those among them with two steps or more. */
  readonly burstCount: number;
  readonly steppedBurstCount: number;
}

const RESAMPLES = 1000;
export const MIN_BURSTS_FOR_INTERVAL = 5;

/** a, the step and the reported S have an interval each; together they err in at most 5 % of runs (Bonferroni). */
export const SEQUENTIAL_ALPHA = 0.05 / 3;

/** The slope of the line through two steps of one burst. */
interface Slope {
  readonly burst: number;
  readonly slopeNs: Ns;
  /** Steps between the two: delays add up from step to step, so a slope's variance falls as their number. */
  readonly weight: number;
}

/**
 * S + b is a weighted median of slopes between steps of the *same* burst, half a burst apart: the incomplete method of
 * Theil (A rank-invariant method of linear and polynomial regression analysis, 1950). Being a median it is not bent by
 * stalls that fewer than half of the slopes span, where least squares would be by a single one; a burst's own late start
 * cancels out. a is the median over bursts of each one's median rest. Undefined where no burst has two steps.
 */
export function fitStaircase(
  bursts: readonly (readonly StepPoint[])[],
  seed: number,
  sampling: Sampling = "fixed",
): StaircaseFit | undefined {
  const used = bursts.filter((points) => points.length > 0);
  const slopes = sortedSlopes(used);
  const once = new Float64Array(used.length).fill(1);
  const stepNs = weightedMedian(slopes, once);
  if (stepNs === undefined) return undefined;
  const overheadNs = medianOf(used.map((points) => overheadOf(points, stepNs))) ?? 0;
  const burstWeights = weightsByBurst(slopes);
  const steppedBurstCount = burstWeights.length;
  const line = { overheadNs, stepNs, burstCount: used.length, steppedBurstCount };
  if (sampling === "sequential") return { ...line, ...sequentialLine(used) };
  const resampled = resample(used, slopes, seed);
  const size = Math.max(MIN_BURSTS_FOR_INTERVAL, effectiveCount(burstWeights));
  const interval = (estimateNs: Ns, valuesNs: readonly Ns[]): Interval | null =>
    steppedBurstCount < MIN_BURSTS_FOR_INTERVAL
      ? null
      : expandedInterval(estimateNs, valuesNs, size);
  return {
    ...line,
    overheadInterval: interval(
      overheadNs,
      resampled.map((drawn) => drawn.overheadNs),
    ),
    stepInterval: interval(
      stepNs,
      resampled.map((drawn) => drawn.stepNs),
    ),
  };
}

/**
 * Medians, and their intervals, of the slope and the rest of each burst by itself, so that bursts are independent: with the
 * common slope, an error of the slope would be in every rest. An interval of this median says nothing of the common slope:
 * where bursts of few and of many steps differ, that one may lie outside of it. So the medians are the estimate, too.
 */
function sequentialLine(
  bursts: readonly (readonly StepPoint[])[],
): Pick<StaircaseFit, "overheadNs" | "stepNs" | "overheadInterval" | "stepInterval"> {
  const lines = bursts.flatMap((points) => {
    const stepNs = stepOf([points]);
    return stepNs === undefined ? [] : [{ stepNs, overheadNs: overheadOf(points, stepNs) }];
  });
  const overheadsNs = lines.map(({ overheadNs }) => overheadNs);
  const stepsNs = lines.map(({ stepNs }) => stepNs);
  return {
    overheadNs: medianOf(overheadsNs) ?? 0,
    stepNs: medianOf(stepsNs) ?? 0,
    overheadInterval: medianInterval(overheadsNs, 0, "sequential"),
    stepInterval: medianInterval(stepsNs, 0, "sequential"),
  };
}

/** Of the median of one value a burst; null where they are too few. */
export function medianInterval(
  valuesNs: readonly Ns[],
  seed: number,
  sampling: Sampling,
): Interval | null {
  if (sampling === "sequential") {
    const { low, high } = medianSequence(valuesNs, SEQUENTIAL_ALPHA);
    return { lowNs: low, highNs: high };
  }
  const count = valuesNs.length;
  const middleNs = medianOf(valuesNs);
  if (middleNs === undefined || count < MIN_BURSTS_FOR_INTERVAL) return null;
  const drawnNs = Array.from(
    { length: RESAMPLES },
    (_, round) =>
      medianOf(
        valuesNs.map((_value, i) => valuesNs[Math.floor(uniform(seed, i, round) * count)] ?? 0),
      ) ?? 0,
  );
  return expandedInterval(middleNs, drawnNs, count);
}

/** S + b alone, by the same rule. */
export function stepOf(bursts: readonly (readonly StepPoint[])[]): Ns | undefined {
  return weightedMedian(sortedSlopes(bursts), new Float64Array(bursts.length).fill(1));
}

function sortedSlopes(bursts: readonly (readonly StepPoint[])[]): Slope[] {
  return bursts
    .flatMap((points, burst) => slopesOf(points, burst))
    .sort((a, b) => a.slopeNs - b.slopeNs);
}

function slopesOf(points: readonly StepPoint[], burst: number): Slope[] {
  const half = Math.floor(points.length / 2);
  return points.slice(half).flatMap((later, i) => {
    const earlier = points[i];
    const weight = earlier === undefined ? 0 : later.step - earlier.step;
    if (earlier === undefined || weight === 0) return [];
    return [{ burst, slopeNs: (later.completionNs - earlier.completionNs) / weight, weight }];
  });
}

/** Total weight of the slopes of each burst that has any. */
function weightsByBurst(slopes: readonly Slope[]): number[] {
  const byBurst = Map.groupBy(slopes, ({ burst }) => burst);
  return [...byBurst.values()].map((own) => own.reduce((sum, { weight }) => sum + weight, 0));
}

/** As many equal weights as scatter like these: (Σw)² / Σw² (Kish, Survey Sampling, 1965). A long burst outweighs many. */
function effectiveCount(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum ** 2 / weights.reduce((total, weight) => total + weight ** 2, 0);
}

/** Of ascending slopes, each counted as often as its burst. */
function weightedMedian(slopes: readonly Slope[], timesOfBurst: Float64Array): Ns | undefined {
  const weightOf = ({ burst, weight }: Slope): number => weight * (timesOfBurst[burst] ?? 0);
  let rest = slopes.reduce((sum, slope) => sum + weightOf(slope), 0) / 2;
  if (rest === 0) return undefined;
  for (const slope of slopes) {
    rest -= weightOf(slope);
    if (rest <= 0) return slope.slopeNs;
  }
  return slopes.at(-1)?.slopeNs;
}

function overheadOf(points: readonly StepPoint[], stepNs: Ns): Ns {
  return medianOf(points.map(({ step, completionNs }) => completionNs - step * stepNs)) ?? 0;
}

/**
 * The fit of `RESAMPLES` draws of whole bursts with replacement (Efron, Bootstrap methods, 1979). Never of single requests or
 * steps: those of one burst share its stalls, and drawn apart they would make the interval far too narrow.
 */
function resample(
  bursts: readonly (readonly StepPoint[])[],
  slopes: readonly Slope[],
  seed: number,
): { overheadNs: Ns; stepNs: Ns }[] {
  return Array.from({ length: RESAMPLES }, (_, round) => {
    const times = new Float64Array(bursts.length);
    for (let i = 0; i < bursts.length; i++) {
      const drawn = Math.floor(uniform(seed, i, round) * bursts.length);
      times[drawn] = (times[drawn] ?? 0) + 1;
    }
    const stepNs = weightedMedian(slopes, times);
    if (stepNs === undefined) return undefined;
    const overheadsNs = bursts.flatMap((points, burst) =>
      new Array<Ns>(times[burst] ?? 0).fill(times[burst] === 0 ? 0 : overheadOf(points, stepNs)),
    );
    return { stepNs, overheadNs: medianOf(overheadsNs) ?? 0 };
  }).filter((line) => line !== undefined);
}

/**
 * The 95 % percentile interval, widened about the estimate for few bursts as Student's t widens a normal interval
 * (Hesterberg, What teachers should know about the bootstrap, 2015, section 4): percentile intervals alone are too narrow there.
 */
function expandedInterval(estimateNs: Ns, valuesNs: readonly Ns[], size: number): Interval {
  const sorted = sortAscending(valuesNs);
  const factor = (studentT975(size - 1) / NORMAL_975) * Math.sqrt(size / (size - 1));
  const low = percentileOf(sorted, 2.5) ?? estimateNs;
  const high = percentileOf(sorted, 97.5) ?? estimateNs;
  return {
    lowNs: estimateNs - factor * Math.max(0, estimateNs - low),
    highNs: estimateNs + factor * Math.max(0, high - estimateNs),
  };
}

const NORMAL_975 = 1.959964;

/** Two-sided 95 % quantile of Student's t, within 3 % from two degrees of freedom on (Abramowitz and Stegun, 26.7.5). */
function studentT975(freedom: number): number {
  const z = NORMAL_975;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
