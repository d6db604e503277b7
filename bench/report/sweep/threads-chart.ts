// What each thread did during one burst, as a Gantt chart: as reported by the servers, on the client's clock. Tasks are
// drawn one by one where each can be told, a row in one stroke where there are thousands, which a canvas then draws again
// at every step of a zoom.
import type { CustomSeriesRenderItemAPI } from "echarts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { rowAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS, SERIES_COLORS } from "../chart/colors.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { marks, rect } from "../chart/series.ts";
import { setUpText } from "./phrases.ts";
import { timeAxis } from "./axes.ts";
import type { Report } from "./report.ts";
import { shownInThreads, taskTip, tasksOf, type ThreadTask } from "./thread-tasks.ts";

const MAX_ROWS_PX = 1400;
const MAX_ROW_PX = 30;
const MAX_SINGLE_TASKS = 400;
const MIN_LABEL_PX = 22;
const MIN_LABEL_HEIGHT_PX = 13;
/** Of its row. */
const BAR_SHARE = 0.74;

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
  const largestNs = largestOf([1, ...tasks.map(({ endNs }) => endNs)]);
  const { axis, toAxis } = timeAxis("x", charts.sinceStart, largestNs, report);
  const onAxis = tasks.map((task) => ({
    ...task,
    start: toAxis(task.startNs),
    end: toAxis(task.endNs),
  }));
  const byRow = Map.groupBy(onAxis, ({ row }) => row);
  const rowPx = Math.max(1, Math.min(MAX_ROW_PX, MAX_ROWS_PX / threads.length));
  const plotPx = Math.ceil(threads.length * rowPx);
  return chartOf({
    title: words.title(counted.clients(attempt.level)),
    subtitle: words.subtitle(counted.tasks(tasks.length), counted.threads(threads.length)),
    description: words.description(attempt.level, setUpText(run.expected, texts)),
    heightPx: plotPx + 140,
    places: {
      // Thousands of tasks would be too many marks: the task under the pointer is found by its position.
      at(x, y) {
        const own = byRow.get(Math.round(y))?.find(({ start, end }) => start <= x && x <= end);
        return own === undefined ? null : taskTip(own, threads, texts);
      },
      marks: onAxis.map(({ row, start, end }) => [(start + end) / 2, row]),
    },
    plots: [
      {
        grid: { left: 96, top: 78, height: plotPx },
        // A task that starts before 0 means that the server's clock is wrong; it must not be cut off.
        xAxis: { ...axis, min: Math.min(0, ...onAxis.map(({ start }) => start)) },
        yAxis: {
          ...rowAxis(threads),
          axisLabel: { fontSize: 12, color: COLORS.text, hideOverlap: true },
        },
        series: [
          tasks.length <= MAX_SINGLE_TASKS ? singleTasks(onAxis) : taskRows([...byRow.values()]),
        ],
      },
    ],
  });
}

/** A task in the unit of the axis. */
interface DrawnTask extends ThreadTask {
  readonly start: number;
  readonly end: number;
}

function singleTasks(tasks: readonly DrawnTask[]) {
  return marks({
    items: tasks,
    x: ({ start, end }) => [start, end],
    y: ({ row }) => row,
    draw({ start, end, connection, turn }, at, api) {
      const [x, middle] = at(start);
      const [right] = at(end);
      const height = barHeightPx(api);
      // A gap of a pixel parts tasks that follow one another at once.
      const width = Math.max(1, right - x - 1.5);
      const isLegible = width >= MIN_LABEL_PX && height >= MIN_LABEL_HEIGHT_PX;
      const shape = { x, y: middle - height / 2, width, height, r: height > 8 ? 3 : 0 };
      return {
        ...rect(shape, colorOf(turn)),
        ...(isLegible && {
          textContent: { type: "text", style: labelStyle(connection) },
          textConfig: { position: "inside" },
        }),
      };
    },
  });
}

/** What is seen of each row, each colour as one path. */
function taskRows(rows: readonly (readonly DrawnTask[])[]) {
  return marks({
    items: rows,
    x: () => [],
    y: ([task]) => task?.row ?? 0,
    draw(tasks, at, api, { coordSys }) {
      const { x: from = 0, width = 0 } = coordSys as { x?: number; width?: number };
      const [zero, middle] = at(0);
      const perUnitPx = at(1)[0] - zero;
      const height = barHeightPx(api);
      const paths = SERIES_COLORS.map(() => "");
      const labels = [];
      for (const { start, end, connection, turn } of tasks) {
        const x = zero + start * perUnitPx;
        const widthPx = Math.max(0.5, (end - start) * perUnitPx - 1);
        if (x + widthPx < from || x > from + width) continue;
        paths[turn % paths.length] +=
          `M${x.toFixed(1)},${middle - height / 2}h${widthPx.toFixed(1)}v${height}h-${widthPx.toFixed(1)}z`;
        if (widthPx >= MIN_LABEL_PX * 1.5 && height >= MIN_LABEL_HEIGHT_PX) {
          const style = {
            ...labelStyle(connection),
            align: "center",
            verticalAlign: "middle",
          } as const;
          labels.push({ type: "text" as const, x: x + widthPx / 2, y: middle, style });
        }
      }
      const drawn = paths.flatMap((pathData, i) =>
        pathData === ""
          ? []
          : [{ type: "path" as const, shape: { pathData }, style: { fill: colorOf(i) } }],
      );
      return { type: "group", children: [...drawn, ...labels] };
    },
  });
}

function colorOf(turn: number): string {
  return SERIES_COLORS[turn % SERIES_COLORS.length] ?? COLORS.measuredDark;
}

function labelStyle(connection: number) {
  return { text: String(connection), fill: COLORS.page, fontSize: 11 };
}

function barHeightPx(api: CustomSeriesRenderItemAPI): number {
  const [, rowPx = 0] = [api.size?.([0, 1]) ?? 0].flat();
  return Math.max(1, rowPx * BAR_SHARE);
}
