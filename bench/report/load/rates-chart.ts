// Rates over the time of a load run: offered, sent, answered and failed, and below them the requests in flight.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf, rangeFromZero } from "../chart/nice-numbers.ts";
import { stepLine, stepPoints } from "../chart/series.ts";
import { countsAxis, courseAxis } from "./axis.ts";
import { countText, rateText } from "../../judge/load/texts.ts";
import { type TimeInterval, timeSeriesOf } from "./time-series.ts";

const MAX_POINTS = 120;

interface RateLine {
  readonly name: "offered" | "sent" | "ok" | "notOk";
  readonly color: string;
  readonly widthPx: number;
  readonly countOf: (stretch: TimeInterval) => number;
}

/** Widest first, because the lines usually coincide. */
const LINES: readonly RateLine[] = [
  { name: "offered", color: COLORS.offered, widthPx: 8, countOf: (own) => own.intended },
  { name: "sent", color: COLORS.accent, widthPx: 4.5, countOf: (own) => own.sentInSlice },
  { name: "ok", color: COLORS.measuredDark, widthPx: 2, countOf: (own) => own.completedInSlice },
  {
    name: "notOk",
    color: COLORS.failed,
    widthPx: 2,
    countOf: (own) => own.failed + own.unanswered,
  },
];

export function ratesChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const { nothingDue, rates: words } = texts.loadReport.charts;
  const course = result === null ? [] : timeSeriesOf(result.run, MAX_POINTS, false);
  if (result === null || result.run.counts.intended === 0) {
    return emptyChart(words.title, nothingDue);
  }
  const { counts } = result.run;
  const isOpen = plan.loop.kind === "open";
  const lines = LINES.filter(
    // In a closed loop a request is due when it is sent.
    ({ name }) => (isOpen || name !== "offered") && (errorsOf(counts) > 0 || name !== "notOk"),
  );
  const names = lines.map(({ name }) => words[name]);
  const fastest = largestOf([1, ...course.flatMap((at) => lines.map((own) => rateOf(own, at)))]);
  const mostInFlight = largestOf([1, ...course.map(({ inFlightMax }) => inFlightMax)]);
  const { axis, toAxis, tips } = courseAxis(texts, course);
  return chartOf({
    title: words.title,
    subtitle: loadText(plan, texts),
    description: words.description(words.title, names.join(", "), loadText(plan, texts)),
    heightPx: 560,
    course: tips((here) => [
      ...lines.map((own) => [words[own.name], rateText(rateOf(own, here), texts)] as const),
      [words.inFlightMax, countText(here.inFlightMax, texts)],
    ]),
    legend: [...names, words.inFlightMax],
    plots: [
      {
        grid: { left: 92, height: 230 },
        xAxis: { ...axis, name: "" },
        yAxis: countsAxis(texts, words.perSecond, rangeFromZero(fastest, 5)),
        series: lines.map((own) =>
          stepLine(
            { ...own, name: words[own.name] },
            stepPoints(course, toAxis, (at) => rateOf(own, at)),
          ),
        ),
      },
      {
        grid: { left: 92, top: 386, height: 112 },
        xAxis: axis,
        yAxis: countsAxis(texts, words.inFlight, rangeFromZero(mostInFlight, 3)),
        series: [
          stepLine(
            { name: words.inFlightMax, color: COLORS.allowed, widthPx: 2 },
            stepPoints(course, toAxis, ({ inFlightMax }) => inFlightMax),
          ),
        ],
      },
    ],
  });
}

function rateOf({ countOf }: RateLine, interval: TimeInterval): number {
  return (countOf(interval) * NS_PER_SECOND) / Math.max(1, interval.endNs - interval.startNs);
}
