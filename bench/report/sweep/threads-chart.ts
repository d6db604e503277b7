// What each thread did during one burst, as a Gantt chart: as reported by the servers, on the client's clock.
import type { Texts } from "../../messages/texts.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, timeAxis } from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { largestOf, type TimeUnit } from "../chart/nice-numbers.ts";
import { setUpText } from "../document/phrases.ts";
import type { Report } from "./report.ts";
import { taskSeries } from "./thread-bars.ts";
import { shownInThreads, taskTip, tasksOf, type ThreadTask } from "./thread-tasks.ts";
import type { PlaceTips } from "../chart/tip.ts";

const MAX_ROWS_PX = 1400;
const MAX_ROW_PX = 30;

/** Of the given burst, or of one that tells most. */
export function threadsChart(report: Report, given?: LevelAttempt): Chart {
  const { run, texts } = report;
  const attempt = given ?? shownInThreads(report);
  const { charts, counted } = texts;
  const words = charts.threads;
  if (attempt === undefined || attempt.samples.every(({ report: said }) => said === null)) {
    return emptyChart(words.empty, words.blackBox);
  }
  const { threads, tasks } = tasksOf(attempt, run.clockZeroMs, texts);
  const largestNs = largestOf(
    tasks.map(({ endNs }) => endNs),
    1,
  );
  const { unit, axis } = timeAxis(texts, charts.sinceStart, "x", largestNs, run.expected);
  const rowPx = Math.max(1, Math.min(MAX_ROW_PX, MAX_ROWS_PX / threads.length));
  const plotPx = Math.ceil(threads.length * rowPx);
  return {
    description: words.description(attempt.level, setUpText(run.expected, texts)),
    widthPx: CHART_WIDTH_PX,
    heightPx: plotPx + 140,
    places: placesOf(tasks, threads, unit, texts),
    option: {
      ...baseOption(
        words.title(counted.clients(attempt.level)),
        words.subtitle(counted.tasks(tasks.length), counted.threads(threads.length)),
      ),
      grid: { left: 96, right: 40, top: 78, height: plotPx },
      // A task that starts before 0 means that the server's clock is wrong; it must not be cut off.
      xAxis: { ...axis, min: Math.min(0, ...tasks.map(({ startNs }) => startNs / unit.perUnitNs)) },
      yAxis: {
        type: "category",
        inverse: true,
        data: threads,
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { fontSize: 12, color: COLORS.text, hideOverlap: true },
      },
      series: [taskSeries(tasks, unit)],
    },
  };
}

/** Thousands of tasks would be too many marks: the task under the pointer is found by its position. */
function placesOf(
  tasks: readonly ThreadTask[],
  threads: readonly string[],
  { perUnitNs }: TimeUnit,
  texts: Texts,
): PlaceTips {
  const byRow = Map.groupBy(tasks, ({ row }) => row);
  return {
    at(x, y) {
      const timeNs: Ns = x * perUnitNs;
      const task = byRow
        .get(Math.round(y))
        ?.find(({ startNs, endNs }) => startNs <= timeNs && timeNs <= endNs);
      return task === undefined ? null : taskTip(task, threads, texts);
    },
    marks: tasks.map(({ row, startNs, endNs }) => [(startNs + endNs) / 2 / perUnitNs, row]),
  };
}
