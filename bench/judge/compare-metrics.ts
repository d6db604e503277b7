// Each metric of two sides by itself: values, difference, interval, and the chance that there is nothing behind it.
import { type Ns, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { type Percentile, ResponseTimes } from "../measure/censored.ts";
import { mergeHistograms } from "../measure/encoded-histogram.ts";
import type { LoadPhase } from "../measure/load-run.ts";
import type { MetricName, MetricValue } from "./comparison.ts";
import { countedInWords, formatCount } from "./load-figures.ts";
import { type DrawnDifference, judgeDifference, welchDegrees } from "./interval.ts";
import { eachOnce, type ResampleTable, type Weights } from "./resample.ts";

/** One side: all its runs as they were measured, and its units with their draws. */
export interface Side {
  readonly whole: Whole;
  readonly table: ResampleTable;
  readonly draws: readonly Weights[];
}

/** What point estimates are taken from. */
export interface Whole {
  readonly times: ResponseTimes;
  readonly throughputPerSec: number;
  readonly okInWindow: number;
  readonly intended: number;
  readonly ok: number;
}

/** A metric before the others are allowed for. */
export interface RawComparison {
  readonly name: MetricName;
  readonly a: MetricValue;
  readonly b: MetricValue;
  readonly difference: number | null;
  readonly isBound: boolean;
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  /** Null where it can't be judged; `note` says why. */
  readonly chance: number | null;
  /** Above 0 where B has more of it, whether or not by how much is known. */
  readonly direction: number;
  readonly note: string;
  /** What `note` is for: is it data that is missing, or the end of it that is? */
  readonly isTooFew: boolean;
}

/** Values of 3 digits differ by so much at the least. */
const ROUNDING = 1e-3;

/** All runs of a side as one. */
export function wholeOfRuns(phases: readonly LoadPhase[]): Whole {
  const sum = (value: (phase: LoadPhase) => number): number =>
    phases.reduce((total, phase) => total + value(phase), 0);
  const okInWindow = sum((phase) => phase.okInWindow);
  return {
    times: new ResponseTimes({
      counts: { dropped: sum(({ counts }) => counts.dropped) },
      response: mergeHistograms(phases.map(({ response }) => response)),
      gaveUp: mergeHistograms(phases.map(({ gaveUp }) => gaveUp)),
    }),
    throughputPerSec: (okInWindow * NS_PER_SECOND) / sum(({ startNs, endNs }) => endNs - startNs),
    okInWindow,
    intended: sum(({ counts }) => counts.intended),
    ok: sum(({ counts }) => counts.ok),
  };
}

/** `isPaired`: draw i of both sides is of the same pairs. */
export function compareMetric(
  name: MetricName,
  a: Side,
  b: Side,
  isPaired: boolean,
): RawComparison {
  switch (name) {
    case "p50":
    case "p90":
    case "p99":
    case "p99.9":
      return comparePercentile(name, Number(name.slice(1)), a, b, isPaired);
    case "mean":
      return compareMean(a, b, isPaired);
    case "throughput":
      return compareThroughput(a, b, isPaired);
    case "errors":
      return compareErrors(a, b, isPaired);
    default:
      return name satisfies never;
  }
}

function comparePercentile(
  name: MetricName,
  percentile: number,
  a: Side,
  b: Side,
  isPaired: boolean,
): RawComparison {
  const foundA = a.whole.times.percentile(percentile);
  const foundB = b.whole.times.percentile(percentile);
  const values = { name, a: valueOf(foundA), b: valueOf(foundB) };
  for (const found of [foundA, foundB]) {
    if (found.kind !== "too few") continue;
    const { count, needed } = found;
    const note = `it wants ${countedInWords(needed, "request")}, there are ${formatCount(count)}`;
    return unjudged(values, note, true);
  }
  if (foundA.kind === "exact" && foundB.kind === "exact") {
    return compareRatio(
      values,
      foundA.ns,
      foundB.ns,
      roundingOf(foundA.ns, foundB.ns),
      (table, weights) => table.percentileNs(weights, percentile),
      [a, b],
      isPaired,
      [a.table.unitsBeyond(foundA.ns), b.table.unitsBeyond(foundB.ns)],
    );
  }
  // Only one of them has an end, and the other lies beyond it.
  if (foundA.kind === "exact" && foundB.kind === "over" && foundB.ns > foundA.ns) {
    return compareByRank(values, foundA.ns, foundB.ns, 1, [a, b], isPaired);
  }
  if (foundB.kind === "exact" && foundA.kind === "over" && foundA.ns > foundB.ns) {
    return compareByRank(values, foundB.ns, foundA.ns, -1, [a, b], isPaired);
  }
  return unjudged(values, "it lies in what was never answered: try a longer --timeout", false);
}

/**
 * Where one percentile has no end, its difference has none either, but how many requests took longer than the other side's
 * percentile is known of both sides.
 */
function compareByRank(
  values: Pick<RawComparison, "name" | "a" | "b">,
  exactNs: Ns,
  atLeastNs: Ns,
  direction: 1 | -1,
  sides: readonly [Side, Side],
  isPaired: boolean,
): RawComparison {
  const shareOver = (table: ResampleTable, weights: Weights): number =>
    table.shareOver(weights, exactNs);
  const [a, b] = sides;
  const units = [a.table.unitsBeyond(exactNs), b.table.unitsBeyond(exactNs)] as const;
  const drawn = drawDifference((value) => value, shareOver, 0, undefined, sides, isPaired, units);
  const { chance } = judgeDifference(drawn);
  return {
    ...values,
    difference: direction > 0 ? atLeastNs / exactNs - 1 : exactNs / atLeastNs - 1,
    isBound: true,
    interval: null,
    // The other way round it would not be this percentile.
    chance: Math.sign(drawn.estimate) === direction ? chance : 1,
    direction,
    note: "",
    isTooFew: false,
  };
}

function compareMean(a: Side, b: Side, isPaired: boolean): RawComparison {
  const [meanA, meanB] = [a.whole.times.meanNs, b.whole.times.meanNs];
  const values = { name: "mean" as const, a: exactOrNone(meanA), b: exactOrNone(meanB) };
  if (meanA === undefined || meanB === undefined) {
    return unjudged(values, "a mean without what was never answered would flatter", false);
  }
  return compareRatio(
    values,
    meanA,
    meanB,
    ROUNDING,
    (table, weights) => table.meanNs(weights),
    [a, b],
    isPaired,
  );
}

function compareThroughput(a: Side, b: Side, isPaired: boolean): RawComparison {
  const [rateA, rateB] = [a.whole.throughputPerSec, b.whole.throughputPerSec];
  const values = { name: "throughput" as const, a: exactOrNone(rateA), b: exactOrNone(rateB) };
  if (rateA === 0 || rateB === 0) return unjudged(values, "one side was never answered", false);
  // A reply more or less at either end of a run is by chance.
  const ends = 2 / Math.min(a.whole.okInWindow, b.whole.okInWindow);
  return compareRatio(
    values,
    rateA,
    rateB,
    Math.max(ROUNDING, ends),
    (table, weights) => table.throughputPerSec(weights),
    [a, b],
    isPaired,
  );
}

function compareErrors(a: Side, b: Side, isPaired: boolean): RawComparison {
  const [shareA, shareB] = [a, b].map(({ whole }) => 1 - whole.ok / whole.intended);
  const drawn = drawDifference(
    (value) => value,
    (table, weights) => table.errorShare(weights),
    0,
    (shareB ?? 0) - (shareA ?? 0),
    [a, b],
    isPaired,
  );
  const { low, high, chance } = judgeDifference(drawn);
  return {
    name: "errors",
    a: exactOrNone(shareA),
    b: exactOrNone(shareB),
    difference: drawn.estimate,
    isBound: false,
    interval: { low: Math.max(-1, low), high: Math.min(1, high) },
    chance,
    direction: Math.sign(drawn.estimate),
    note: "",
    isTooFew: false,
  };
}

/** In logarithms: a ratio's scatter is even there, and B against A is the reverse of A against B. */
function compareRatio(
  values: Pick<RawComparison, "name" | "a" | "b">,
  valueA: number,
  valueB: number,
  resolution: number,
  statistic: (table: ResampleTable, weights: Weights) => number,
  sides: readonly [Side, Side],
  isPaired: boolean,
  units?: readonly [number, number],
): RawComparison {
  const estimate = Math.log(valueB / valueA);
  const drawn = drawDifference(Math.log, statistic, resolution, estimate, sides, isPaired, units);
  const { low, high, chance } = judgeDifference(drawn);
  return {
    ...values,
    difference: Math.expm1(estimate),
    isBound: false,
    interval: { low: finiteOrNull(Math.expm1(low)), high: finiteOrNull(Math.expm1(high)) },
    chance,
    direction: Math.sign(estimate),
    note: "",
    isTooFew: false,
  };
}

function drawDifference(
  scale: (value: number) => number,
  statistic: (table: ResampleTable, weights: Weights) => number,
  resolution: number,
  estimate: number | undefined,
  [a, b]: readonly [Side, Side],
  isPaired: boolean,
  [unitsA, unitsB]: readonly [number, number] = [a.table.unitCount, b.table.unitCount],
): DrawnDifference {
  const of = ({ table }: Side, weights: Weights): number => scale(statistic(table, weights));
  const drawsA = a.draws.map((weights) => of(a, weights));
  const drawsB = b.draws.map((weights) => of(b, weights));
  const center = of(b, eachOnce(b.table.unitCount)) - of(a, eachOnce(a.table.unitCount));
  const units = Math.max(2, Math.round(Math.min(unitsA, unitsB)));
  return {
    estimate: estimate ?? center,
    center,
    draws: drawsB.map((draw, i) => draw - (drawsA[i] ?? Number.NaN)),
    resolution,
    units,
    degrees: isPaired ? units - 1 : welchDegrees(drawsA, drawsB, unitsA, unitsB),
  };
}

function unjudged(
  values: Pick<RawComparison, "name" | "a" | "b">,
  note: string,
  isTooFew: boolean,
): RawComparison {
  return {
    ...values,
    difference: null,
    isBound: false,
    interval: null,
    chance: null,
    direction: 0,
    note,
    isTooFew,
  };
}

/** Histograms count in whole microseconds. */
function roundingOf(aNs: Ns, bNs: Ns): number {
  return Math.max(ROUNDING, Math.log1p(NS_PER_US / Math.min(aNs, bNs)));
}

function valueOf(percentile: Percentile): MetricValue {
  switch (percentile.kind) {
    case "exact":
    case "over":
      return { kind: percentile.kind, value: percentile.ns };
    case "between":
      return { kind: "between", low: percentile.lowNs, high: percentile.highNs };
    case "too few":
      return percentile;
    default:
      return percentile satisfies never;
  }
}

function exactOrNone(value: number | undefined): MetricValue {
  return value === undefined || Number.isNaN(value) ? { kind: "none" } : { kind: "exact", value };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
