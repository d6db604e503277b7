// How figures of a load run are written: the same in the headline, the thresholds and the reports.
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";

/** "1.88 s", "52.3 ms", "0.052 ms": ms below a second, `digits` that count, none finer than 1 µs. */
export function formatTime(durationNs: Ns, digits = 3): string {
  const rounded = Number(durationNs.toPrecision(digits));
  return rounded >= NS_PER_SECOND
    ? `${plain(rounded / NS_PER_SECOND, 3)} s`
    : `${plain(rounded / NS_PER_MS, 3)} ms`;
}

/** "12,345": whole, its thousands parted. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** "1,000" or, of small rates, "33.3": three digits that count, or all before the point. */
export function formatRate(perSec: number): string {
  return perSec >= 999.5 ? formatCount(perSec) : plain(Number(perSec.toPrecision(3)), 9);
}

/** A share of 0..1 as "0.12 %": two digits that count; what is less than all is never rounded up to 100 %. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  const rounded = Number(percent.toPrecision(percent >= 99 ? 4 : 2));
  return `${plain(percent < 100 ? Math.min(rounded, 99.99) : rounded, 9)} %`;
}

/** At most so many decimals, without zeros at the end and without an exponent. */
function plain(value: number, decimals: number): string {
  return value.toFixed(decimals).replace(/\.?0+$/, "");
}
