// Response times over the time of a load run: percentiles and the longest, by when each request was due.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { countFor } from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, legendAt } from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { courseAxis, responseAxis } from "./axis.ts";
import {
  timeSeriesOf,
  joinUntil,
  responseTimesIn,
  intervalText,
  type TimeInterval,
} from "./time-series.ts";
import { countText, percentileName, timeOf } from "./phrases.ts";
import { STEP_LINE, stepPoints } from "../chart/step-line.ts";

const MAX_POINTS = 120;

/** In drawing order: the maximum is a thin line above p99, which may coincide with it. */
const LINES = [
  { percentile: 99, color: COLORS.failed, width: 3 },
  { percentile: 100, color: COLORS.notJudged, width: 1.2 },
  { percentile: 90, color: COLORS.allowed, width: 2 },
  { percentile: 50, color: COLORS.measuredDark, width: 2.5 },
] as const;

export function responseCourseChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const course = result === null ? [] : timeSeriesOf(result.run, MAX_POINTS, true);
  const { charts, counts: names } = texts.loadReport;
  const words = charts["response-over-time"];
  if (result !== null && result.run.unmatched !== null) {
    return emptyChart(words.title, charts.notMatched);
  }
  const lines = LINES.map((line) => ({
    ...line,
    name: percentileName(line.percentile, texts),
    course: joinUntil(course, countFor(line.percentile)).map((stretch) => ({
      ...stretch,
      timeNs: exactNs(stretch, line.percentile),
    })),
  })).filter((line) => line.course.some(({ timeNs }) => timeNs !== null));
  if (result === null || lines.length === 0) {
    return emptyChart(words.title, charts.nothingAnswered);
  }
  const times = lines.flatMap((line) => line.course.flatMap(({ timeNs }) => timeNs ?? []));
  const vertical = responseAxis(texts, "y", times);
  const horizontal = courseAxis(texts, course.at(-1)?.endNs ?? 0, true);
  const marked = course.filter(({ unanswered }) => unanswered > 0);
  const unanswered = marked.reduce((sum, own) => sum + own.unanswered, 0);
  const without =
    unanswered === 0 ? "" : ` · ${charts.neverAnswered(texts.counted.requests(unanswered))}`;
  return {
    description: words.description(
      words.title,
      loadText(plan, texts),
      `${timeOf(Math.max(...times), texts)}${without}`,
    ),
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    course: {
      stops: course.map(({ startNs, endNs }) => horizontal.toAxis((startNs + endNs) / 2)),
      at: (x) => {
        const isAt = ({ startNs, endNs }: TimeInterval): boolean =>
          horizontal.toAxis(startNs) <= x && x < horizontal.toAxis(endNs);
        const here = course.find(isAt);
        if (here === undefined) return null;
        const { intended, ok, failed } = here;
        return {
          title: intervalText(here, texts),
          rows: [
            // Each of its own stretch, which may be longer.
            ...lines
              .toSorted((a, b) => a.percentile - b.percentile)
              .flatMap(({ name, course: own }) => {
                const { timeNs = null } = own.find(isAt) ?? {};
                return timeNs === null ? [] : [[name, timeOf(timeNs, texts)] as const];
              }),
            [words.due, countText(intended, texts)],
            [words.answered, countText(ok, texts)],
            ...(here.expectedErrors > 0
              ? [[names.expectedErrors, countText(here.expectedErrors, texts)] as const]
              : []),
            ...(failed > 0 ? [[names.failed, countText(failed, texts)] as const] : []),
            ...(here.unanswered > 0
              ? [[names.neverAnswered, countText(here.unanswered, texts)] as const]
              : []),
          ],
        };
      },
    },
    option: {
      ...baseOption(words.title, `${loadText(plan, texts)}${without}`),
      legend: legendAt(66, [
        ...lines
          .toSorted((a, b) => a.percentile - b.percentile)
          .map(({ name }) => ({ name, shape: "line" as const })),
        ...(marked.length > 0 ? [{ name: words.someUnanswered, shape: "triangle" as const }] : []),
      ]),
      grid: { left: 92, right: 40, top: 112, bottom: 58 },
      xAxis: horizontal.axis,
      yAxis: vertical.axis,
      series: [
        ...lines.map(({ name, color, width, course: own }) => ({
          ...STEP_LINE,
          name,
          color,
          lineStyle: { width, color },
          data: stepPoints(own, horizontal.toAxis, ({ timeNs }) =>
            timeNs === null ? null : vertical.toAxis(timeNs),
          ),
        })),
        {
          name: words.someUnanswered,
          type: "scatter" as const,
          symbol: "triangle",
          symbolSize: marked.length <= 40 ? 10 : 7,
          color: COLORS.failed,
          itemStyle: { color: COLORS.failed },
          silent: true,
          z: 10,
          data: marked.map(({ startNs, endNs }) => [
            horizontal.toAxis((startNs + endNs) / 2),
            vertical.max,
          ]),
        },
      ],
    },
  };
}

/** Null if the percentile lies among the unanswered requests. */
function exactNs(stretch: TimeInterval, percentile: number): Ns | null {
  const found = responseTimesIn(stretch).percentile(percentile);
  return found.kind === "exact" ? found.ns : null;
}
