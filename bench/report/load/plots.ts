// The plot of a load for a terminal: replies a second over the time of the run, and what was offered.
import { formatRate } from "../../judge/load/figures.ts";
import type { Texts } from "../../messages/texts.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { timeSeriesOf, type TimeInterval } from "./time-series.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import type { Look } from "../text/paint.ts";
import { type Series, drawArea, roundTicks } from "../text/area.ts";

/** Lines of at most `width` columns; none where there is nothing to show. */
export function ratesPlot(
  { loop }: LoadPlan,
  phase: LoadPhase,
  width: number,
  texts: Texts,
  { paint, plotRows }: Look,
): string[] {
  const { number } = texts;
  const words = texts.loadReport.summary;
  const course = timeSeriesOf(phase, width, false);
  const spanNs = course.at(-1)?.endNs ?? 0;
  // Of a single stretch there is no course.
  if (plotRows === 0 || course.length < 2) return [];
  const rateOf = (countOf: (stretch: TimeInterval) => number): Series => {
    const rates = course.map((own) => (countOf(own) * NS_PER_SECOND) / (own.endNs - own.startNs));
    return (from, to) => rates[indexAt(course, ((from + to) / 2) * spanNs)];
  };
  const ok = rateOf(({ completedInSlice }) => completedInSlice);
  const offered = loop.kind === "open" ? rateOf(({ intended }) => intended) : undefined;
  const middles = course.map(({ startNs, endNs }) => (startNs + endNs) / 2 / spanNs);
  const okSign = `${paint.measured("█")} ${words.okPerSecond}`;
  return drawArea(
    {
      title: offered === undefined ? okSign : `${okSign}   ${paint.ideal("─")} ${words.offered}`,
      area: ok,
      ...(offered !== undefined && { line: offered }),
      top: largestOf(
        middles.flatMap((at) => [ok(at, at) ?? 0, offered?.(at, at) ?? 0]),
        1,
      ),
      yText: (perSec) => `${number(formatRate(perSec))}/s`,
      ticks: roundTicks(spanNs, width, (timeNs) => number(formatDuration(timeNs, 1))),
    },
    width,
    plotRows,
    paint,
  );
}

function indexAt(course: readonly TimeInterval[], atNs: Ns): number {
  return course.findIndex(({ startNs, endNs }) => startNs <= atNs && atNs < endNs);
}
