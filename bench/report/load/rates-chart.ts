// Rates over the time of a load run: offered, sent, answered and failed, and below them the requests in flight.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  legendAt,
  type LegendEntry,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { courseAxis } from "./axis.ts";
import { timeSeriesOf, intervalText, type TimeInterval } from "./time-series.ts";
import { countText, rateText } from "./phrases.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { STEP_LINE, stepPoints } from "../chart/step-line.ts";

const MAX_POINTS = 120;

interface RateLine {
  readonly name: "offered" | "sent" | "ok" | "notOk";
  readonly color: string;
  readonly width: number;
  readonly shape: LegendEntry["shape"];
  readonly countOf: (stretch: TimeInterval) => number;
}

/** Widest first, because the lines usually coincide. */
const LINES: readonly RateLine[] = [
  {
    name: "offered",
    color: COLORS.offered,
    width: 8,
    shape: "bar",
    countOf: (own) => own.intended,
  },
  {
    name: "sent",
    color: COLORS.accent,
    width: 4.5,
    shape: "line",
    countOf: (own) => own.sentInSlice,
  },
  {
    name: "ok",
    color: COLORS.measuredDark,
    width: 2,
    shape: "line",
    countOf: (own) => own.completedInSlice,
  },
  {
    name: "notOk",
    color: COLORS.failed,
    width: 2,
    shape: "line",
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
  const rate = (line: RateLine, stretch: TimeInterval): number =>
    (line.countOf(stretch) * NS_PER_SECOND) / Math.max(1, stretch.endNs - stretch.startNs);
  const fastest = largestOf(course.flatMap((own) => lines.map((line) => rate(line, own))));
  const most = largestOf(course.map(({ inFlightMax }) => inFlightMax));
  const lastNs = course.at(-1)?.endNs ?? 0;
  const above = courseAxis(texts, lastNs, false, 0);
  const below = courseAxis(texts, lastNs, true, 1);
  return {
    description: words.description(
      words.title,
      lines.map(({ name }) => words[name]).join(", "),
      loadText(plan, texts),
    ),
    widthPx: CHART_WIDTH_PX,
    heightPx: 560,
    course: {
      stops: course.map(({ startNs, endNs }) => above.toAxis((startNs + endNs) / 2)),
      at: (x) => {
        const here = course.find(
          ({ startNs, endNs }) => above.toAxis(startNs) <= x && x < above.toAxis(endNs),
        );
        if (here === undefined) return null;
        return {
          title: intervalText(here, texts),
          rows: [
            ...lines.map((line) => [words[line.name], rateText(rate(line, here), texts)] as const),
            [words.inFlightMax, countText(here.inFlightMax, texts)],
          ],
        };
      },
    },
    option: {
      ...baseOption(words.title, loadText(plan, texts)),
      legend: legendAt(66, [
        ...lines.map(({ name, shape }) => ({ name: words[name], shape })),
        { name: words.inFlightMax, shape: "line" },
      ]),
      grid: [
        { left: 92, right: 40, top: 112, height: 230 },
        { left: 92, right: 40, top: 386, height: 112 },
      ],
      xAxis: [above.axis, below.axis],
      yAxis: [
        countsAxis(texts, words.perSecond, fastest, 5, 0),
        countsAxis(texts, words.inFlight, most, 3, 1),
      ],
      series: [
        ...lines.map((line) => ({
          ...STEP_LINE,
          name: words[line.name],
          color: line.color,
          lineStyle: { width: line.width, color: line.color },
          data: stepPoints(course, above.toAxis, (stretch) => rate(line, stretch)),
        })),
        {
          ...STEP_LINE,
          name: words.inFlightMax,
          color: COLORS.allowed,
          lineStyle: { width: 2, color: COLORS.allowed },
          xAxisIndex: 1,
          yAxisIndex: 1,
          data: stepPoints(course, below.toAxis, ({ inFlightMax }) => inFlightMax),
        },
      ],
    },
  };
}

function countsAxis(texts: Texts, name: string, largest: number, parts: number, gridIndex: number) {
  const interval = niceAtLeast(Math.max(largest, 1) / parts);
  const max = interval * Math.ceil((Math.max(largest, 1) / interval) * 1.02);
  const axis = valueAxis(texts, name, "y", { min: 0, max, interval }, gridIndex);
  return { ...axis, nameGap: 62 };
}
