// The plots of a load for a terminal: replies a second over the time of the run, what was offered, and the response times.
import { rateText, timeText } from "../../judge/load/texts.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { roundBins } from "../chart/latency-bins.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { type Series, drawArea, roundTicks } from "../text/area.ts";
import { barRows } from "../text/histogram.ts";
import type { View } from "../text/paint.ts";
import { cut, widthOf } from "../text/plain-text.ts";
import { intervalAt, timeSeriesOf, type TimeInterval } from "./time-series.ts";

const MAX_BAR_COLUMNS = 40;

/** None where there is nothing to show. */
export function ratesPlot({ loop }: LoadPlan, phase: LoadPhase, view: View): string[] {
  const { columns, rows, texts, paint } = view;
  const { number } = texts;
  const words = texts.loadReport.summary;
  const course = timeSeriesOf(phase, columns, false);
  const spanNs = course.at(-1)?.endNs ?? 0;
  // Of a single stretch there is no course.
  if (rows === 0 || course.length < 2) return [];
  const rateOf =
    (countOf: (stretch: TimeInterval) => number): Series =>
    (from, to) => {
      const here = intervalAt(course, ((from + to) / 2) * spanNs);
      return here && (countOf(here) * NS_PER_SECOND) / (here.endNs - here.startNs);
    };
  const ok = rateOf(({ completedInSlice }) => completedInSlice);
  const offered = loop.kind === "open" ? rateOf(({ intended }) => intended) : undefined;
  const middles = course.map(({ startNs, endNs }) => (startNs + endNs) / 2 / spanNs);
  const okSign = `${paint.measured("█")} ${words.okPerSecond}`;
  const plot = {
    title: offered === undefined ? okSign : `${okSign}   ${paint.ideal("─")} ${words.offered}`,
    area: ok,
    ...(offered !== undefined && { line: offered }),
    top: largestOf([1, ...middles.flatMap((at) => [ok(at, at) ?? 0, offered?.(at, at) ?? 0])]),
    yText: (perSec: number) => rateText(perSec, texts),
    ticks: roundTicks(spanNs, columns, (timeNs) => number(formatDuration(timeNs, 1))),
  };
  return drawArea(plot, columns, rows, paint);
}

/** The response times as bars; none without responses. */
export function responseBars(
  response: EncodedHistogram,
  { columns, rows: maxRows, texts, paint }: View,
): string[] {
  const bins = roundBins(decodeHistogram(response), maxRows);
  const edge = (edgeNs: Ns): string => timeText(edgeNs, texts);
  const edges = bins.flatMap(({ fromNs, toNs }) => [edge(fromNs), edge(toNs)]);
  const edgeColumns = largestOf(edges.map(widthOf));
  const rows = bins.map(({ fromNs, toNs, count }) => ({
    label: `  ${[fromNs, toNs].map((own) => edge(own).padStart(edgeColumns)).join(" – ")}`,
    count,
  }));
  const labelColumns = widthOf(rows[0]?.label ?? "");
  const countColumns = largestOf(rows.map(({ count }) => String(count).length));
  // What is between and after them: a space, the axis, a space.
  const barColumns = Math.min(MAX_BAR_COLUMNS, columns - labelColumns - countColumns - 3);
  return barRows(rows, Math.max(1, barColumns), paint).map((line) => cut(line, columns));
}
