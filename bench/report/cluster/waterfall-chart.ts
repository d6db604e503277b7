// The way of a task through the distributed form, one waterfall per level: what each hop adds to the ideal.
import { type Waterfall, waterfallsOf } from "../../judge/sweep/waterfall.ts";
import type { Texts } from "../../messages/texts.ts";
import { HOPS } from "../../run/sweep/task-trace.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import { rowAxis, valueAxis, withTickAtEnd } from "../chart/axes.ts";
import { type Chart, CHART_WIDTH_PX, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS, SERIES_COLORS } from "../chart/colors.ts";
import { extentOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { marks, rect, textAt } from "../chart/series.ts";
import type { Tip } from "../chart/tip.ts";
import { timeText } from "../document/phrases.ts";
import { setUpText } from "../sweep/phrases.ts";
import { judgedInOrder, type Report } from "../sweep/report.ts";
import { present } from "../../../src/units/present.ts";

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
  readonly hop: Waterfall["hops"][number];
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
  const columns = Math.min(2, shown.length);
  const width = (chartWidthPx - LEFT_PX - RIGHT_PX - (columns - 1) * GAP_PX) / columns;
  const xAxis = costAxis(shown.flatMap(barsOf), texts);
  return chartOf({
    title,
    subtitle: words.subtitle,
    description: words.description(
      title,
      shown.map((own) => `n = ${own.level}`).join(", "),
      setUpText(run.expected, texts),
    ),
    widthPx: chartWidthPx,
    heightPx: TOP_PX + Math.ceil(shown.length / columns) * PANEL_STEP_PX,
    plots: shown.map((waterfall, i) => {
      const left = LEFT_PX + (i % columns) * (width + GAP_PX);
      const top = TOP_PX + 22 + Math.floor(i / columns) * PANEL_STEP_PX;
      return {
        title: panelTitle(waterfall, left, top, texts),
        grid: { left, top, width, height: PANEL_PX },
        xAxis,
        yAxis: hopAxis(i % columns === 0, texts),
        series: [hopBars(waterfall, texts)],
      };
    }),
  });
}

/** Of `most` levels at most: those around the edges of the steps, the first and the last, which differ most. */
export function pickLevels(
  waterfalls: readonly Waterfall[],
  width: number,
  most: number,
): Waterfall[] {
  if (waterfalls.length <= most) return [...waterfalls];
  const last = waterfalls.at(-1)?.level;
  const edges = waterfalls.filter(
    ({ level }) => level === 1 || level === last || level % width === 0 || level % width === 1,
  );
  return edges.length <= most ? edges : [...edges.slice(0, most - 1), ...edges.slice(-1)];
}

function panelTitle({ level, count }: Waterfall, left: number, top: number, texts: Texts) {
  return {
    text: `n = ${level}`,
    subtext: count === level ? "" : texts.counted.tasks(count),
    left: left - 6,
    top: top - 26,
    textStyle: { fontSize: 13, fontWeight: 600 as const, color: COLORS.text },
  };
}

/** Of all panels; it ends with the longest bar. */
function costAxis(bars: readonly Bar[], texts: Texts) {
  const edges = bars.flatMap(({ startMs, endMs, p90Ms }) => [startMs, endMs, p90Ms]);
  const [lowest, highest] = extentOf([0.1, ...edges]);
  const interval = niceAtLeast((highest - lowest) / 5);
  const range = { min: interval * Math.floor(lowest / interval), max: highest * 1.02, interval };
  const name = texts.charts.inUnit(texts.charts.waterfall.beyondIdeal, "ms");
  return withTickAtEnd(valueAxis(texts, name, "x", range), false);
}

function hopAxis(hasLabels: boolean, { sweepReport }: Texts) {
  return {
    ...rowAxis(HOPS.map((name) => sweepReport.cluster.hops[name])),
    axisLine: { lineStyle: { color: COLORS.axisLine } },
    axisLabel: { show: hasLabels, interval: 0, fontSize: 11.5, color: COLORS.text },
  };
}

function hopBars(waterfall: Waterfall, texts: Texts) {
  return marks({
    items: barsOf(waterfall),
    tip: ({ hop }) => hopTip(waterfall.level, hop, texts),
    x: ({ startMs, endMs, p90Ms }) => [startMs, endMs, p90Ms],
    y: ({ row }) => row,
    draw({ row, startMs, endMs, p90Ms }, at) {
      const [x, middle] = at(Math.min(startMs, endMs));
      const [right] = at(Math.max(startMs, endMs));
      const [end] = at(endMs);
      const tip = Math.max(right, at(p90Ms)[0]);
      const toP90 = { x: end, y: middle - 0.5, width: Math.max(0, tip - end), height: 1 };
      const bar = { x, y: middle - 5, width: Math.max(1.5, right - x), height: 10 };
      const text = texts.number(msText(endMs - startMs));
      return {
        type: "group",
        children: [
          rect(toP90, colorOf(row)),
          rect(bar, colorOf(row)),
          textAt(tip + 4, middle, text, 10.5),
        ],
      };
    },
  });
}

function hopTip(
  level: number,
  { name, medianNs, p90Ns, cost }: Waterfall["hops"][number],
  texts: Texts,
): Tip {
  const words = texts.charts.waterfall;
  return {
    level,
    title: words.hopAt(texts.sweepReport.cluster.hops[name], level),
    rows: present(
      [texts.charts.residuals.median, timeText(medianNs, texts)],
      ["p90", timeText(p90Ns, texts)],
      cost !== null && [words.beyondMedian, timeText(cost.medianNs, texts)],
      cost !== null && [words.beyondP90, timeText(cost.p90Ns, texts)],
    ),
  };
}

/** Hops without a known cost have no bar. */
function barsOf({ hops }: Waterfall): Bar[] {
  let startMs = 0;
  return hops.flatMap((hop, row) => {
    const { cost } = hop;
    if (cost === null) return [];
    const bar = {
      row,
      hop,
      startMs,
      endMs: startMs + cost.medianNs / NS_PER_MS,
      p90Ms: startMs + cost.p90Ns / NS_PER_MS,
    };
    startMs = bar.endMs;
    return [bar];
  });
}

function colorOf(row: number): string {
  const name = HOPS[row] ?? HOPS[0];
  if (name === "accept" || name === "confirm" || name === "queue") return SERIES_COLORS[0];
  return name === "return" || name === "answer" ? SERIES_COLORS[2] : SERIES_COLORS[1];
}

/** Two decimals where they can count; never "-0". */
function msText(ms: number): string {
  return `${Number(ms.toFixed(Math.abs(ms) < 10 ? 2 : 1)) || 0}`;
}
