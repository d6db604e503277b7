// How the tasks of threads are drawn: one by one where each can be told, a row in one stroke where there are thousands,
// which a canvas then draws again at every step of a zoom.
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";
import { COLORS, SERIES_COLORS } from "../chart/style.ts";
import type { TimeUnit } from "../chart/nice-numbers.ts";
import type { ThreadTask } from "./thread-tasks.ts";

const MAX_SINGLE_TASKS = 400;
const MIN_LABEL_PX = 22;
/** Of its row. */
const BAR_SHARE = 0.74;

/** Series of the tasks, rows from 0. */
export function taskSeries(tasks: readonly ThreadTask[], unit: TimeUnit) {
  const base = { type: "custom" as const, silent: true };
  if (tasks.length <= MAX_SINGLE_TASKS) {
    return {
      ...base,
      encode: { x: [1, 2], y: 0 },
      data: tasks.map(({ row, startNs, endNs, connection, turn }) => [
        row,
        startNs / unit.perUnitNs,
        endNs / unit.perUnitNs,
        connection,
        turn,
      ]),
      renderItem: renderTask,
    };
  }
  const byRow = Map.groupBy(tasks, ({ row }) => row);
  return {
    ...base,
    encode: { y: 0 },
    data: [...byRow.keys()].map((row) => [row]),
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) =>
      renderRow(params, api, byRow.get(Number(api.value(0))) ?? [], unit),
  };
}

/** What is seen of a row, each colour as one path. */
function renderRow(
  { coordSys }: CustomSeriesRenderItemParams,
  api: CustomSeriesRenderItemAPI,
  tasks: readonly ThreadTask[],
  unit: TimeUnit,
): CustomSeriesRenderItemReturn {
  const [zero = 0, middle = 0] = api.coord([0, tasks[0]?.row ?? 0]);
  const [one = 0] = api.coord([1, 0]);
  const { x: from = 0, width = 0 } = coordSys as { x?: number; width?: number };
  const heightPx = Math.max(1, rowHeightPx(api) * BAR_SHARE);
  const top = middle - heightPx / 2;
  const paths = SERIES_COLORS.map(() => "");
  const labels: ReturnType<typeof labelAt>[] = [];
  for (const { startNs, endNs, connection, turn } of tasks) {
    const left = zero + (startNs / unit.perUnitNs) * (one - zero);
    const widthPx = Math.max(0.5, ((endNs - startNs) / unit.perUnitNs) * (one - zero) - 1);
    if (left + widthPx < from || left > from + width) continue;
    paths[turn % paths.length] +=
      `M${left.toFixed(1)},${top}h${widthPx.toFixed(1)}v${heightPx}h-${widthPx.toFixed(1)}z`;
    if (widthPx >= MIN_LABEL_PX * 1.5 && heightPx >= 13) {
      labels.push(labelAt(left + widthPx / 2, middle, connection));
    }
  }
  return {
    type: "group",
    children: [
      ...paths.flatMap((pathData, i) =>
        pathData === ""
          ? []
          : [
              {
                type: "path" as const,
                shape: { pathData },
                style: { fill: SERIES_COLORS[i] ?? COLORS.measuredDark },
              },
            ],
      ),
      ...labels,
    ],
  };
}

function labelAt(x: number, y: number, connection: number) {
  return {
    type: "text" as const,
    x,
    y,
    style: {
      text: String(connection),
      fill: COLORS.page,
      fontSize: 11,
      align: "center" as const,
      verticalAlign: "middle" as const,
    },
  };
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
  const heightPx = Math.max(1, rowPx * BAR_SHARE);
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
