// Each metric of two sides by itself: values, difference, interval, and the chance of such a difference without a cause.
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import type { Percentile } from "../../run/load/censored.ts";
import { judgeSides, type Side } from "./sides.ts";
import type { MetricName, MetricValue } from "./comparison.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { formatCount } from "../load/figures.ts";
import type { ResampleTable, Weights } from "../../stats/resample.ts";

/** A metric before the correction for their number. */
export interface RawComparison {
  readonly name: MetricName;
  readonly a: MetricValue;
  readonly b: MetricValue;
  readonly difference: number | null;
  readonly isBound: boolean;
  readonly interval: { readonly low: number | null; readonly high: number | null } | null;
  /** Null where there is nothing to judge: no difference in any draw, or the reason that `missing` gives. */
  readonly chance: number | null;
  /** Above 0 if B has more of it, even if the amount is not known. */
  readonly direction: number;
  /** Why it can't be judged: it is data that is missing, or an end of the data. */
  readonly missing: { readonly what: "data" | "end"; readonly note: Text } | null;
}

/** Values of 3 digits differ by so much at the least. */
const ROUNDING = 1e-3;

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

const UNMATCHED = say((t) => t.thresholds.unmatched);

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
    if (found.kind === "unmatched") return unjudged(values, "data", UNMATCHED);
    if (found.kind !== "too few") continue;
    const { count, needed } = found;
    const note = say((t) =>
      t.comparison.tooFewRequests(t.number(formatCount(needed)), t.number(formatCount(count))),
    );
    return unjudged(values, "data", note);
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
  return unjudged(
    values,
    "end",
    say((t) => t.comparison.endUnknown),
  );
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
  const { estimate, chance } = judgeSides(
    (value) => value,
    shareOver,
    0,
    undefined,
    sides,
    isPaired,
    units,
  );
  return {
    ...values,
    difference: direction > 0 ? atLeastNs / exactNs - 1 : exactNs / atLeastNs - 1,
    isBound: true,
    interval: null,
    // The other way round it would not be this percentile.
    chance: Math.sign(estimate) === direction ? chance : 1,
    direction,
    missing: null,
  };
}

function compareMean(a: Side, b: Side, isPaired: boolean): RawComparison {
  const [meanA, meanB] = [a.whole.times.meanNs, b.whole.times.meanNs];
  const values = { name: "mean" as const, a: exactOrNone(meanA), b: exactOrNone(meanB) };
  if (!a.whole.times.isMatched || !b.whole.times.isMatched) {
    return unjudged(values, "data", UNMATCHED);
  }
  if (meanA === undefined || meanB === undefined) {
    return unjudged(
      values,
      "end",
      say((t) => t.comparison.meanWithoutUnanswered),
    );
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
  if (rateA === 0 || rateB === 0)
    return unjudged(
      values,
      "end",
      say((t) => t.comparison.neverAnsweredInTime),
    );
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
  const [shareA, shareB] = [a, b].map(({ whole }) => whole.errors / whole.intended);
  const { estimate, low, high, chance } = judgeSides(
    (value) => value,
    (table, weights) => table.errorShare(weights),
    0,
    (shareB ?? 0) - (shareA ?? 0),
    [a, b],
    isPaired,
  );
  return {
    name: "errors",
    a: exactOrNone(shareA),
    b: exactOrNone(shareB),
    difference: estimate,
    isBound: false,
    interval: { low: Math.max(-1, low), high: Math.min(1, high) },
    chance,
    direction: Math.sign(estimate),
    missing: null,
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
  const { estimate, low, high, chance } = judgeSides(
    Math.log,
    statistic,
    resolution,
    Math.log(valueB / valueA),
    sides,
    isPaired,
    units,
  );
  return {
    ...values,
    difference: Math.expm1(estimate),
    isBound: false,
    interval: { low: finiteOrNull(Math.expm1(low)), high: finiteOrNull(Math.expm1(high)) },
    chance,
    direction: Math.sign(estimate),
    missing: null,
  };
}

function unjudged(
  values: Pick<RawComparison, "name" | "a" | "b">,
  what: "data" | "end",
  note: Text,
): RawComparison {
  return {
    ...values,
    difference: null,
    isBound: false,
    interval: null,
    chance: null,
    direction: 0,
    missing: { what, note },
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
    case "unmatched":
      return { kind: "none" };
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
