// Round numbers and common units for axes, bins and tables.
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../../src/units/duration.ts";

/** The unit of a whole axis or table: that of its largest value. */
export interface TimeUnit {
  readonly name: "s" | "ms" | "µs";
  readonly perUnitNs: Ns;
}

export function timeUnitFor(largestNs: Ns): TimeUnit {
  if (largestNs >= NS_PER_SECOND) return { name: "s", perUnitNs: NS_PER_SECOND };
  if (largestNs >= NS_PER_MS) return { name: "ms", perUnitNs: NS_PER_MS };
  return { name: "µs", perUnitNs: NS_PER_US };
}

/** Smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not below `least`, which is above 0. */
export function niceAtLeast(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return digit * power;
}

/** From 0 to a round number a little above `largest`, with a tick about every `parts`-th of it, at least `leastInterval`. */
export function rangeFromZero(largest: number, parts: number, leastInterval = 0) {
  const interval = niceAtLeast(Math.max(leastInterval, largest / parts));
  return { min: 0, max: interval * Math.ceil((largest / interval) * 1.02), interval };
}

/** True of numbers of three significant digits at most: 2.5 and 333, not 333.333. */
export function isRound(value: number): boolean {
  return Math.abs(value - Number(value.toPrecision(3))) <= 1e-9 * Math.abs(value);
}

/** Time in the unit of its column: thousandths of a second, hundredths of anything shorter. */
export function formatIn(unit: TimeUnit, timeNs: Ns): string {
  return (timeNs / unit.perUnitNs).toFixed(unit.name === "s" ? 3 : 2);
}

/** At least 0. `Math.max` takes values as arguments, of which there is a limit. */
export function largestOf(values: Iterable<number>): number {
  return extentOf(values)[1];
}

/** The smallest and the largest value, or 0 where that is smaller or larger. */
export function extentOf(values: Iterable<number>): [lowest: number, highest: number] {
  let [lowest, highest] = [0, 0];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return [lowest, highest];
}
