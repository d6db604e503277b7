// The way of a task through the distributed form, one waterfall per level: what each hop adds to the ideal.
import type { Texts } from "../../messages/texts.ts";
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
  EChartsOption,
} from "echarts";
import { type Waterfall, waterfallsOf } from "../../judge/sweep/waterfall.ts";
import { HOPS } from "../../run/sweep/task-trace.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  SERIES_COLORS,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { judgedInOrder } from "../sweep/judged-levels.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { setUpText, timeText } from "../document/phrases.ts";
import type { Report } from "../sweep/report.ts";
import type { Tip } from "../chart/tip.ts";
import { pickLevels } from "./waterfall-levels.ts";

const MAX_PANELS = 8;
const TOP_PX = 84;
const LEFT_PX = 176;
const GAP_PX = 44;
const RIGHT_PX = 56;
const ROW_PX = 16;
const PANEL_PX = HOPS.length * ROW_PX;
/** A panel with its title above it and its axis below. */
const PANEL_STEP_PX = PANEL_PX + 84;

/** A bar from where the hops before it end, in ms; its p90 as a line from the same start. */
interface Bar {
  readonly row: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly p90Ms: number;
}

/** Of the given level, or of those that tell most. */
export function waterfallChart(
  report: Report,
  level?: number,
  chartWidthPx = CHART_WIDTH_PX,
): Chart {
  const { run, texts } = report;
  const bursts = judgedInOrder(report).filter((own) => level === undefined || own.level === level);
  const all = waterfallsOf(bursts, run.expected, run.clockZeroMs);
  const { title } = texts.sweepReport.pictures.waterfall;
  const words = texts.charts.waterfall;
  if (all.length === 0) return emptyChart(title, words.unknown);
  const shown = pickLevels(all, run.expected.threads, MAX_PANELS);
  const panels = shown.map((waterfall) => ({ waterfall, bars: barsOf(waterfall) }));
  const columns = Math.min(2, panels.length);
  const widthPx = (chartWidthPx - LEFT_PX - RIGHT_PX - (columns - 1) * GAP_PX) / columns;
  const edges = panels.flatMap(({ bars }) =>
    bars.flatMap(({ startMs, endMs, p90Ms }) => [startMs, endMs, p90Ms]),
  );
  const [lowest, highest] = [-largestOf(edges.map((ms) => -ms)), largestOf(edges, 0.1)];
  const interval = niceAtLeast((highest - lowest) / 5);
  const range = { min: interval * Math.floor(lowest / interval), max: highest * 1.02, interval };
  const placeOf = (i: number) => ({
    left: LEFT_PX + (i % columns) * (widthPx + GAP_PX),
    top: TOP_PX + 22 + Math.floor(i / columns) * PANEL_STEP_PX,
  });
  const base = baseOption(title, words.subtitle);
  const option: EChartsOption = {
    ...base,
    title: [
      base.title ?? {},
      ...shown.map(({ level: n, count }, i) => ({
        text: `n = ${n}`,
        subtext: count === n ? "" : texts.counted.tasks(count),
        left: placeOf(i).left - 6,
        top: placeOf(i).top - 26,
        textStyle: { fontSize: 13, fontWeight: 600 as const, color: COLORS.text },
      })),
    ].flat(),
    grid: panels.map((_, i) => ({ ...placeOf(i), width: widthPx, height: PANEL_PX })),
    xAxis: panels.map((_, i) =>
      endOpen(valueAxis(texts, texts.charts.inUnit(words.beyondIdeal, "ms"), "x", range, i)),
    ),
    yAxis: panels.map((_, i) => hopAxis(i, i % columns === 0, texts)),
    series: panels.map(({ bars }, i) => ({
      id: panelId(i),
      type: "custom" as const,
      silent: true,
      xAxisIndex: i,
      yAxisIndex: i,
      encode: { x: [1, 2, 3], y: 0 },
      data: bars.map(({ row, startMs, endMs, p90Ms }) => [row, startMs, endMs, p90Ms]),
      renderItem: barRenderer(texts),
    })),
  };
  return {
    description: words.description(
      title,
      shown.map((own) => `n = ${own.level}`).join(", "),
      setUpText(run.expected, texts),
    ),
    widthPx: chartWidthPx,
    tips: Object.fromEntries(
      panels.map(({ waterfall, bars }, i) => [
        panelId(i),
        (at: number) => hopTip(waterfall, bars[at]?.row, texts),
      ]),
    ),
    heightPx: TOP_PX + Math.ceil(panels.length / columns) * PANEL_STEP_PX,
    option,
  };
}

function panelId(i: number): string {
  return `hops ${i}`;
}

function hopTip({ level, hops }: Waterfall, row: number | undefined, texts: Texts): Tip | null {
  const hop = hops[row ?? -1];
  if (hop === undefined) return null;
  const { name, medianNs, p90Ns, cost } = hop;
  const words = texts.charts.waterfall;
  return {
    level,
    title: words.hopAt(texts.sweepReport.cluster.hops[name], level),
    rows: [
      [texts.charts.residuals.median, timeText(medianNs, texts)],
      ["p90", timeText(p90Ns, texts)],
      ...(cost === null
        ? []
        : ([
            [words.beyondMedian, timeText(cost.medianNs, texts)],
            [words.beyondP90, timeText(cost.p90Ns, texts)],
          ] as const)),
    ],
  };
}

/** Hops without a known cost have no bar. */
function barsOf({ hops }: Waterfall): Bar[] {
  let startMs = 0;
  return hops.flatMap(({ cost }, row) => {
    if (cost === null) return [];
    const bar = {
      row,
      startMs,
      endMs: startMs + cost.medianNs / NS_PER_MS,
      p90Ms: startMs + cost.p90Ns / NS_PER_MS,
    };
    startMs = bar.endMs;
    return [bar];
  });
}

function hopAxis(gridIndex: number, hasLabels: boolean, { sweepReport }: Texts) {
  return {
    type: "category" as const,
    gridIndex,
    inverse: true,
    data: HOPS.map((name) => sweepReport.cluster.hops[name]),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: COLORS.axisLine } },
    axisLabel: { show: hasLabels, interval: 0, fontSize: 11.5, color: COLORS.text },
  };
}

/** The axis ends with the longest bar; its end has no tick. */
function endOpen(axis: ReturnType<typeof valueAxis>) {
  return {
    ...axis,
    axisLabel: { ...axis.axisLabel, showMaxLabel: false },
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}

function colorOf(row: number): string {
  const name = HOPS[row] ?? HOPS[0];
  if (name === "accept" || name === "confirm" || name === "queue") return SERIES_COLORS[0];
  return name === "return" || name === "answer" ? SERIES_COLORS[2] : SERIES_COLORS[1];
}

const barRenderer =
  (texts: Texts) =>
  (
    _params: CustomSeriesRenderItemParams,
    api: CustomSeriesRenderItemAPI,
  ): CustomSeriesRenderItemReturn => {
    const [row = 0, start = 0, end = 0, p90 = 0] = [0, 1, 2, 3].map((i) => Number(api.value(i)));
    const xOf = (ms: number): number => api.coord([ms, row])[0] ?? 0;
    const [, middle = 0] = api.coord([start, row]);
    const left = xOf(Math.min(start, end));
    const right = xOf(Math.max(start, end));
    const tip = Math.max(right, xOf(p90));
    const fill = colorOf(row);
    return {
      type: "group",
      children: [
        {
          type: "rect",
          shape: { x: xOf(end), y: middle - 0.5, width: Math.max(0, tip - xOf(end)), height: 1 },
          style: { fill },
        },
        {
          type: "rect",
          shape: { x: left, y: middle - 5, width: Math.max(1.5, right - left), height: 10 },
          style: { fill },
        },
        {
          type: "text",
          x: tip + 4,
          y: middle,
          style: {
            text: texts.number(msText(end - start)),
            fill: COLORS.text,
            fontSize: 10.5,
            align: "left",
            verticalAlign: "middle",
          },
        },
      ],
    };
  };

/** Two decimals where they can count; never "-0". */
function msText(ms: number): string {
  return `${Number(ms.toFixed(Math.abs(ms) < 10 ? 2 : 1)) || 0}`;
}
