// The response times of a load as bars of characters.
import { formatTime } from "../../judge/load/figures.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { EncodedHistogram } from "../../run/load/run.ts";
import type { Texts } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { roundBins } from "../chart/latency-bins.ts";
import { PLAIN } from "../text/paint.ts";
import { cut, widthOf } from "../text/plain-text.ts";
import { barRows } from "../text/histogram.ts";

const MAX_BAR_COLUMNS = 40;

/** At most `maxRows` lines of at most `width` columns; none without responses. */
export function responseBars(
  response: EncodedHistogram,
  width: number,
  maxRows: number,
  { number }: Texts,
  paint = PLAIN,
): string[] {
  const bins = roundBins(decodeHistogram(response), maxRows);
  const edge = (edgeNs: Ns): string => number(formatTime(edgeNs));
  const edgeColumns = Math.max(
    0,
    ...bins.flatMap(({ fromNs, toNs }) => [fromNs, toNs].map((own) => widthOf(edge(own)))),
  );
  const rows = bins.map(({ fromNs, toNs, count }) => ({
    label: `  ${[fromNs, toNs].map((own) => edge(own).padStart(edgeColumns)).join(" – ")}`,
    count,
  }));
  const labelColumns = widthOf(rows[0]?.label ?? "");
  const countColumns = Math.max(0, ...rows.map(({ count }) => String(count).length));
  // What is between and after them: a space, the axis, a space.
  const barColumns = Math.min(MAX_BAR_COLUMNS, width - labelColumns - countColumns - 3);
  return barRows(rows, Math.max(1, barColumns), paint).map((line) => cut(line, width));
}
