// What each thread did during one burst, as a Gantt chart: by the servers' word, set on the client's clock.
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";
import { sortAscending } from "../measure/percentile.ts";
import type { LevelAttempt } from "../measure/run.ts";
import { formatDuration, type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  SERIES_COLORS,
  timeAxis,
} from "./chart-style.ts";
import { emptyChart } from "./empty-chart.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { largestOf } from "./nice-numbers.ts";
import { counted } from "../../src/units/counted.ts";
import { setUpText } from "./phrases.ts";
import type { Report } from "./report.ts";
import type { Tip } from "./tip.ts";

const TASKS = "tasks";
/** Beyond so many tasks their numbers are no longer legible; a wide pool needs more to show several steps. */
const MAX_TELLING_LEVEL = 47;
const TELLING_STEPS = 2.7;
const MAX_ROWS_PX = 1400;
const MAX_ROW_PX = 30;
const MIN_LABEL_PX = 22;

interface ThreadTask {
  readonly row: number;
  readonly connection: number;
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly waitNs: Ns;
  /** From 0: how many tasks this thread had in this burst before. */
  readonly turn: number;
}

/** Of the given burst, or of one that tells most. */
export function threadsChart(report: Report, given?: LevelAttempt): Chart {
  const { run } = report;
  const attempt = given ?? shownInThreads(report);
  const title = "What the threads did";
  if (attempt === undefined || attempt.samples.every(({ report: said }) => said === null)) {
    return emptyChart(
      title,
      "Unknown: the server does not say which thread ran a task (it was measured as a black box).",
    );
  }
  const { threads, tasks } = tasksOf(attempt, run.clockZeroMs);
  const largestNs = largestOf(
    tasks.map(({ endNs }) => endNs),
    1,
  );
  const { unit, axis } = timeAxis("time since t0", "x", largestNs, run.expected);
  const rowPx = Math.max(1, Math.min(MAX_ROW_PX, MAX_ROWS_PX / threads.length));
  const plotPx = Math.ceil(threads.length * rowPx);
  return {
    description: `Tasks of each thread over time in a burst of ${attempt.level}; ${setUpText(run.expected)}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: plotPx + 140,
    tips: { [TASKS]: (i) => taskTip(tasks[i], threads) },
    option: {
      ...baseOption(
        `${title}, ${counted(attempt.level, "client")} at once`,
        `${counted(tasks.length, "task")} on ${counted(threads.length, "thread")}, by the server's word · numbers are connections, colours the thread's first, second, … task`,
      ),
      grid: { left: 96, right: 40, top: 78, height: plotPx },
      // Early starts can't be: they would be a server whose clock is wrong, and must not be cut off.
      xAxis: { ...axis, min: Math.min(0, ...tasks.map(({ startNs }) => startNs / unit.perUnitNs)) },
      yAxis: {
        type: "category",
        inverse: true,
        data: threads,
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: { fontSize: 12, color: COLORS.text, hideOverlap: true },
      },
      series: [
        {
          id: TASKS,
          type: "custom",
          silent: true,
          encode: { x: [1, 2], y: 0 },
          data: tasks.map(({ row, startNs, endNs, connection, turn }) => [
            row,
            startNs / unit.perUnitNs,
            endNs / unit.perUnitNs,
            connection,
            turn,
          ]),
          renderItem: renderTask,
        },
      ],
    },
  };
}

function taskTip(task: ThreadTask | undefined, threads: readonly string[]): Tip | null {
  if (task === undefined) return null;
  const { row, connection, startNs, endNs, waitNs, turn } = task;
  return {
    title: `connection ${connection}`,
    rows: [
      [threads[row] ?? "", `task ${turn + 1} of it`],
      ["waited", formatDuration(waitNs)],
      ["worked", formatDuration(endNs - startNs)],
      ["from", formatDuration(startNs)],
      ["to", formatDuration(endNs)],
    ],
  };
}

/** The largest level of about 47 at most with reports, if it has several steps; else the smallest that has; else the largest. */
export function shownInThreads(report: Report): LevelAttempt | undefined {
  const { expected } = report.run;
  const reported = judgedInOrder(report).filter(({ samples }) =>
    samples.some((sample) => sample.report !== null),
  );
  const stepped = reported.filter(({ level }) => level > expected.threads);
  const largest = Math.max(MAX_TELLING_LEVEL, TELLING_STEPS * expected.threads);
  return stepped.findLast(({ level }) => level <= largest) ?? stepped[0] ?? reported.at(-1);
}

function tasksOf(attempt: LevelAttempt, clockZeroMs: number) {
  const starts = attempt.samples
    .flatMap(({ connection, report }) => {
      if (report === null) return [];
      const startNs = (report.startedAtMs - clockZeroMs) * NS_PER_MS - attempt.intendedStartNs;
      const { worker = "", thread, waitNs, serviceNs } = report;
      return [{ connection, worker, thread, waitNs, startNs, endNs: startNs + serviceNs }];
    })
    .toSorted((a, b) => a.startNs - b.startNs);
  // Threads of several workers have the same numbers.
  const threads = [...new Set(starts.map(({ worker }) => worker))].sort().flatMap((worker) => {
    const own = starts.filter((start) => start.worker === worker);
    const numbers = sortAscending(new Set(own.map(({ thread }) => thread)));
    return numbers.map((thread) => threadName(worker, thread));
  });
  const turns = new Map<string, number>();
  const tasks = starts.map(({ worker, thread, ...task }): ThreadTask => {
    const name = threadName(worker, thread);
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return { ...task, row: threads.indexOf(name), turn };
  });
  return { threads, tasks };
}

function threadName(worker: string, thread: number): string {
  return worker === "" ? `thread ${thread}` : `${worker} · ${thread}`;
}

function renderTask(
  _params: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
): CustomSeriesRenderItemReturn {
  const [row = 0, start = 0, end = 0, connection = 0, turn = 0] = [0, 1, 2, 3, 4].map((i) =>
    Number(api.value(i)),
  );
  const [left = 0, middle = 0] = api.coord([start, row]);
  const [right = 0] = api.coord([end, row]);
  const rowPx = rowHeightPx(api);
  const heightPx = Math.max(1, rowPx * 0.74);
  // A gap of a pixel parts tasks that follow one another at once.
  const widthPx = Math.max(1, right - left - 1.5);
  const isLegible = widthPx >= MIN_LABEL_PX && heightPx >= 13;
  const fill = SERIES_COLORS[turn % SERIES_COLORS.length] ?? COLORS.measuredDark;
  const label: object = isLegible ? taskLabel(connection) : {};
  return {
    ...label,
    type: "rect",
    shape: {
      x: left,
      y: middle - heightPx / 2,
      width: widthPx,
      height: heightPx,
      r: heightPx > 8 ? 3 : 0,
    },
    style: { fill },
  };
}

function taskLabel(connection: number) {
  return {
    textContent: {
      type: "text",
      style: { text: String(connection), fill: COLORS.page, fontSize: 11 },
    },
    textConfig: { position: "inside" },
  };
}

function rowHeightPx(api: CustomSeriesRenderItemAPI): number {
  const size = api.size?.([0, 1]);
  return Array.isArray(size) ? (size[1] ?? 0) : (size ?? 0);
}
