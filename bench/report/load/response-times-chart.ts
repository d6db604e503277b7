// Response times over the time of a load run: percentiles and the longest, by when each request was due.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { countFor } from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { type Point, points, stepLine, stepPoints } from "../chart/series.ts";
import type { Tip } from "../chart/tip.ts";
import { courseAxis, responseAxis } from "./axis.ts";
import { countText, timeText } from "../../judge/load/texts.ts";
import { percentileName } from "./phrases.ts";
import {
  intervalAt,
  joinUntil,
  responseTimesIn,
  type TimeInterval,
  timeSeriesOf,
} from "./time-series.ts";
import { present } from "../../../src/units/present.ts";

const MAX_POINTS = 120;

/** In drawing order: the maximum is a thin line above p99, which may coincide with it. */
const LINES = [
  { percentile: 99, color: COLORS.failed, widthPx: 3 },
  { percentile: 100, color: COLORS.notJudged, widthPx: 1.2 },
  { percentile: 90, color: COLORS.allowed, widthPx: 2 },
  { percentile: 50, color: COLORS.measuredDark, widthPx: 2.5 },
] as const;

export function responseCourseChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const course = result === null ? [] : timeSeriesOf(result.run, MAX_POINTS, true);
  const { charts } = texts.loadReport;
  const words = charts["response-over-time"];
  if (result !== null && result.run.unmatched !== null) {
    return emptyChart(words.title, charts.notMatched);
  }
  const lines = linesOf(course, texts);
  const times = lines.flatMap((line) => line.course.flatMap(({ timeNs }) => timeNs ?? []));
  if (times.length === 0) return emptyChart(words.title, charts.nothingAnswered);
  const vertical = responseAxis(texts, "y", times);
  const { axis, toAxis, middleOf, tips } = courseAxis(texts, course);
  const marked = course.filter(({ unanswered }) => unanswered > 0);
  const unanswered = marked.reduce((sum, own) => sum + own.unanswered, 0);
  const without =
    unanswered === 0 ? "" : ` · ${charts.neverAnswered(texts.counted.requests(unanswered))}`;
  const inOrder = lines.toSorted((a, b) => a.percentile - b.percentile);
  return chartOf({
    title: words.title,
    subtitle: `${loadText(plan, texts)}${without}`,
    description: words.description(
      words.title,
      loadText(plan, texts),
      `${timeText(Math.max(...times), texts)}${without}`,
    ),
    heightPx: 440,
    course: tips((here, atNs) => [
      ...inOrder.flatMap(({ name, course: own }) => {
        // Of an interval of its own, which may be longer.
        const { timeNs = null } = intervalAt(own, atNs) ?? {};
        return timeNs === null ? [] : [[name, timeText(timeNs, texts)] as const];
      }),
      ...countRows(here, texts),
    ]),
    legend: [...inOrder.map(({ name }) => name), marked.length > 0 && words.someUnanswered],
    plots: [
      {
        grid: { left: 92 },
        xAxis: axis,
        yAxis: vertical.axis,
        series: [
          ...lines.map((own) =>
            stepLine(
              own,
              stepPoints(own.course, toAxis, ({ timeNs }) => timeNs && vertical.toAxis(timeNs)),
            ),
          ),
          unansweredMarks(
            marked.map((own) => [middleOf(own), vertical.max]),
            texts,
          ),
        ],
      },
    ],
  });
}

/** Those that have values. */
function linesOf(course: readonly TimeInterval[], texts: Texts) {
  return LINES.map((line) => ({
    ...line,
    name: percentileName(line.percentile, texts),
    course: joinUntil(course, countFor(line.percentile)).map((stretch) => ({
      ...stretch,
      timeNs: exactNs(stretch, line.percentile),
    })),
  })).filter((line) => line.course.some(({ timeNs }) => timeNs !== null));
}

function unansweredMarks(data: Point[], { loadReport }: Texts) {
  return points(
    {
      name: loadReport.charts["response-over-time"].someUnanswered,
      color: COLORS.failed,
      symbol: "triangle",
      symbolSize: data.length <= 40 ? 10 : 7,
      z: 10,
    },
    data,
  );
}

function countRows(
  { intended, ok, expectedErrors, failed, unanswered }: TimeInterval,
  texts: Texts,
): Tip["rows"] {
  const { charts, counts: names } = texts.loadReport;
  const { due, answered } = charts["response-over-time"];
  return present(
    [due, countText(intended, texts)],
    [answered, countText(ok, texts)],
    expectedErrors > 0 && [names.expectedErrors, countText(expectedErrors, texts)],
    failed > 0 && [names.failed, countText(failed, texts)],
    unanswered > 0 && [names.neverAnswered, countText(unanswered, texts)],
  );
}

/** Null if the percentile lies among the unanswered requests. */
function exactNs(stretch: TimeInterval, percentile: number): Ns | null {
  const found = responseTimesIn(stretch).percentile(percentile);
  return found.kind === "exact" ? found.ns : null;
}
