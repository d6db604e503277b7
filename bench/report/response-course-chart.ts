// Response times over the time of a load run: percentiles and the longest, by when each request was due.
import type { Texts } from "../messages/texts.ts";
import { countedInWords, formatCount, formatTime } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import { countFor } from "../measure/censored.ts";
import type { LoadRun } from "../measure/load-run.ts";
import type { Ns } from "../../src/units/duration.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, legendAt } from "./chart-style.ts";
import { emptyChart, NOT_MATCHED } from "./empty-chart.ts";
import { courseAxis, responseAxis } from "./load-axis.ts";
import { courseOf, joinUntil, responseTimesIn, stretchText, type Stretch } from "./load-course.ts";
import { STEP_LINE, stepPoints } from "./step-line.ts";

const TITLE = "Response times over time";
const MAX_POINTS = 120;
const NEVER_ANSWERED = "some never answered";

/** In the order of drawing: the longest is a thin line over that of p99, on which it may lie. */
const LINES = [
  { name: "p99", percentile: 99, color: COLORS.failed, width: 3 },
  { name: "max", percentile: 100, color: COLORS.notJudged, width: 1.2 },
  { name: "p90", percentile: 90, color: COLORS.allowed, width: 2 },
  { name: "p50", percentile: 50, color: COLORS.measuredDark, width: 2.5 },
] as const;

export function responseCourseChart({ plan, result }: LoadRun, texts: Texts): Chart {
  if (result !== null && result.run.unmatched !== null) return emptyChart(TITLE, NOT_MATCHED);
  const course = result === null ? [] : courseOf(result.run, MAX_POINTS, true);
  const lines = LINES.map((line) => ({
    ...line,
    course: joinUntil(course, countFor(line.percentile)).map((stretch) => ({
      ...stretch,
      timeNs: exactNs(stretch, line.percentile),
    })),
  })).filter((line) => line.course.some(({ timeNs }) => timeNs !== null));
  if (result === null || lines.length === 0) {
    return emptyChart(TITLE, "There is nothing to show: no request was answered.");
  }
  const times = lines.flatMap((line) => line.course.flatMap(({ timeNs }) => timeNs ?? []));
  const vertical = responseAxis(texts, "y", times);
  const horizontal = courseAxis(texts, course.at(-1)?.endNs ?? 0, true);
  const marked = course.filter(({ unanswered }) => unanswered > 0);
  const unanswered = marked.reduce((sum, own) => sum + own.unanswered, 0);
  const without =
    unanswered === 0 ? "" : ` · ${countedInWords(unanswered, "request")} never answered`;
  return {
    description: `${TITLE}: p50, p90, p99 and the longest of each stretch; ${loadText(plan)}; longest ${formatTime(Math.max(...times))}${without}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    course: {
      stops: course.map(({ startNs, endNs }) => horizontal.toAxis((startNs + endNs) / 2)),
      at: (x) => {
        const isAt = ({ startNs, endNs }: Stretch): boolean =>
          horizontal.toAxis(startNs) <= x && x < horizontal.toAxis(endNs);
        const here = course.find(isAt);
        if (here === undefined) return null;
        const { intended, ok, failed } = here;
        return {
          title: stretchText(here),
          rows: [
            // Each of its own stretch, which may be longer.
            ...lines
              .toSorted((a, b) => a.percentile - b.percentile)
              .flatMap(({ name, course: own }) => {
                const { timeNs = null } = own.find(isAt) ?? {};
                return timeNs === null ? [] : [[name, formatTime(timeNs)] as const];
              }),
            ["due", formatCount(intended)],
            ["answered ok", formatCount(ok)],
            ...(here.expectedErrors > 0
              ? [["expected errors", formatCount(here.expectedErrors)] as const]
              : []),
            ...(failed > 0 ? [["failed", formatCount(failed)] as const] : []),
            ...(here.unanswered > 0
              ? [["never answered", formatCount(here.unanswered)] as const]
              : []),
          ],
        };
      },
    },
    option: {
      ...baseOption(TITLE, `${loadText(plan)}${without}`),
      legend: legendAt(66, [
        ...lines
          .toSorted((a, b) => a.percentile - b.percentile)
          .map(({ name }) => ({ name, shape: "line" as const })),
        ...(marked.length > 0 ? [{ name: NEVER_ANSWERED, shape: "triangle" as const }] : []),
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
          name: NEVER_ANSWERED,
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

/** Null where it lies in what was never answered. */
function exactNs(stretch: Stretch, percentile: number): Ns | null {
  const found = responseTimesIn(stretch).percentile(percentile);
  return found.kind === "exact" ? found.ns : null;
}
