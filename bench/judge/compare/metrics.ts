// Each metric of two sides by itself: values, difference, interval, and the chance of such a difference without a cause.
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import type { Percentile } from "../../run/load/censored.ts";
import { judgeSides, type Sides, type Statistic } from "./sides.ts";
import type { MetricName, MetricValue } from "../../run/compare/comparison.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { countText } from "../load/texts.ts";

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

export function compareMetric(name: MetricName, sides: Sides): RawComparison {
  switch (name) {
    case "p50":
    case "p90":
    case "p99":
    case "p99.9":
      return comparePercentile(name, Number(name.slice(1)), sides);
    case "mean":
      return compareMean(sides);
    case "throughput":
      return compareThroughput(sides);
    case "errors":
      return compareErrors(sides);
    default:
      return name satisfies never;
  }
}

const UNMATCHED = say((t) => t.thresholds.unmatched);

function comparePercentile(name: MetricName, percentile: number, sides: Sides): RawComparison {
  const { a, b } = sides;
  const foundA = a.whole.times.percentile(percentile);
  const foundB = b.whole.times.percentile(percentile);
  const values = { name, a: valueOf(foundA), b: valueOf(foundB) };
  for (const found of [foundA, foundB]) {
    if (found.kind === "unmatched") return unjudged(values, "data", UNMATCHED);
    if (found.kind !== "too few") continue;
    const { count, needed } = found;
    const note = say((t) => t.comparison.tooFewRequests(countText(needed, t), countText(count, t)));
    return unjudged(values, "data", note);
  }
  if (foundA.kind === "exact" && foundB.kind === "exact") {
    return compareRatio(values, sides, {
      whole: [foundA.ns, foundB.ns],
      resolution: roundingOf(foundA.ns, foundB.ns),
      of: (table, weights) => table.percentileNs(weights, percentile),
      units: [a.table.unitsBeyond(foundA.ns), b.table.unitsBeyond(foundB.ns)],
    });
  }
  // Only one of them has an end, and the other lies beyond it.
  if (foundA.kind === "exact" && foundB.kind === "over" && foundB.ns > foundA.ns) {
    return compareByRank(values, sides, foundA.ns, foundB.ns / foundA.ns);
  }
  if (foundB.kind === "exact" && foundA.kind === "over" && foundA.ns > foundB.ns) {
    return compareByRank(values, sides, foundB.ns, foundB.ns / foundA.ns);
  }
  return unjudged(
    values,
    "end",
    say((t) => t.comparison.endUnknown),
  );
}

type Values = Pick<RawComparison, "name" | "a" | "b">;

/**
 * Where one percentile has no end, its difference has none either, but how many requests took longer than the other side's
 * percentile is known of both sides. `ratio` is the least (of B above A) or the most that B / A can be.
 */
function compareByRank(values: Values, sides: Sides, exactNs: Ns, ratio: number): RawComparison {
  const direction = ratio > 1 ? 1 : -1;
  const { estimate, chance } = judgeSides(sides, {
    of: (table, weights) => table.shareOver(weights, exactNs),
    resolution: 0,
    units: [sides.a.table.unitsBeyond(exactNs), sides.b.table.unitsBeyond(exactNs)],
  });
  return {
    ...values,
    difference: ratio - 1,
    isBound: true,
    interval: null,
    // The other way round it would not be this percentile.
    chance: Math.sign(estimate) === direction ? chance : 1,
    direction,
    missing: null,
  };
}

function compareMean(sides: Sides): RawComparison {
  const { a, b } = sides;
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
  return compareRatio(values, sides, {
    whole: [meanA, meanB],
    resolution: ROUNDING,
    of: (table, weights) => table.meanNs(weights),
  });
}

function compareThroughput(sides: Sides): RawComparison {
  const { a, b } = sides;
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
  return compareRatio(values, sides, {
    whole: [rateA, rateB],
    resolution: Math.max(ROUNDING, ends),
    of: (table, weights) => table.throughputPerSec(weights),
  });
}

function compareErrors(sides: Sides): RawComparison {
  const [shareA, shareB] = [sides.a, sides.b].map(({ whole }) => whole.errors / whole.intended);
  const { estimate, low, high, chance } = judgeSides(sides, {
    of: (table, weights) => table.errorShare(weights),
    resolution: 0,
    estimate: (shareB ?? 0) - (shareA ?? 0),
  });
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

interface Ratio extends Pick<Statistic, "of" | "resolution" | "units"> {
  /** Of the whole runs of A and of B. */
  readonly whole: readonly [number, number];
}

/** In logarithms: a ratio's scatter is even there, and B against A is the reverse of A against B. */
function compareRatio(
  values: Values,
  sides: Sides,
  { whole: [valueA, valueB], of, ...statistic }: Ratio,
): RawComparison {
  const { estimate, low, high, chance } = judgeSides(sides, {
    ...statistic,
    of: (table, weights) => Math.log(of(table, weights)),
    estimate: Math.log(valueB / valueA),
  });
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

function unjudged(values: Values, what: "data" | "end", note: Text): RawComparison {
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
