// Response times as a histogram of plain text, for markdown and terminals.
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { largestOf, timeUnitFor } from "../chart/nice-numbers.ts";
import { PLAIN } from "./paint.ts";
import { binAt, type TimeBins } from "../chart/time-bins.ts";

const BAR_COLUMNS = 40;

/** A line a bin, with its stretch of time, a bar and its count; empty text without responses. `sortedNs` ascends. */
export function textHistogram(
  sortedNs: readonly Ns[],
  bins: Pick<TimeBins, "widthNs" | "offsetNs">,
  texts: Texts,
): string {
  const [shortestNs, longestNs] = [sortedNs[0], sortedNs.at(-1)];
  if (shortestNs === undefined || longestNs === undefined) return "";
  const first = binAt(shortestNs, bins);
  const counts = Array.from({ length: binAt(longestNs, bins) - first + 1 }, () => 0);
  for (const responseNs of sortedNs) {
    const bin = binAt(responseNs, bins) - first;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const unit = timeUnitFor(longestNs);
  const decimals = decimalsFor((bins.offsetNs || bins.widthNs) / unit.perUnitNs);
  const edge = (i: number): string =>
    texts.number(
      (Math.max(0, (first + i) * bins.widthNs - bins.offsetNs) / unit.perUnitNs).toFixed(decimals),
    );
  const edgeColumns = edge(counts.length).length;
  return barRows(
    counts.map((count, i) => ({
      label: `${edge(i).padStart(edgeColumns)} – ${edge(i + 1).padStart(edgeColumns)} ${unit.name}`,
      count,
    })),
    BAR_COLUMNS,
  ).join("\n");
}

/** A line a row: its label, a bar and its count; the longest bar has `barColumns`. */
export function barRows(
  rows: readonly { readonly label: string; readonly count: number }[],
  barColumns: number,
  paint = PLAIN,
): string[] {
  const most = largestOf(rows.map(({ count }) => count));
  return rows.map(({ label, count }) => {
    // A single reply among thousands still shows.
    const bar = "█".repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * barColumns)));
    return `${label} ${paint.muted("│")}${paint.measured(bar)}${count === 0 ? "" : ` ${count}`}`;
  });
}

/** Decimals that write multiples of `width` exactly; of one such as 1/3, as many as tell its bins apart by far. */
function decimalsFor(width: number): number {
  const fewest = Math.max(0, -Math.floor(Math.log10(width)));
  for (let decimals = fewest; decimals < fewest + 3; decimals++) {
    const scaled = width * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return decimals;
  }
  return fewest + 2;
}
