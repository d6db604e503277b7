// Turns a picture's option object into that of an interactive chart: title and legend become text of the page, where they
// wrap and screen readers find them, and marks have tooltips.
import type { EChartsOption } from "echarts";
import type { Chart } from "../report/chart/chart.ts";
import { COLORS } from "../report/chart/colors.ts";

export interface LegendItem {
  readonly name: string;
  readonly icon: string;
  readonly color: string;
}

export interface LiveChart {
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly LegendItem[];
  readonly heightPx: number;
  readonly option: EChartsOption;
}

/** Under a chart that can be zoomed: room for the slider that does it. */
const ZOOM_PX = 52;
/** Above the plot, for labels that stand on its upper edge; more where panels have titles of their own. */
const HEADROOM_PX = 22;
const PANEL_HEADROOM_PX = 44;
const NARROW_RIGHT_PX = 16;
const NARROWER_LEFT_PX = 20;

type Part = Readonly<Record<string, unknown>>;

/** `canZoom`: along the first axis. */
export function liveOption(
  chart: Chart,
  { isNarrow, canZoom }: { readonly isNarrow: boolean; readonly canZoom: boolean },
): LiveChart {
  const { option, tips = {}, course, heightPx } = chart;
  const [ownTitle, ...panelTitles] = partsOf(option.title);
  const grids = partsOf(option.grid);
  const headroomPx = panelTitles.length > 0 ? PANEL_HEADROOM_PX : HEADROOM_PX;
  const shiftPx = Math.max(0, Math.min(...grids.map(({ top }) => Number(top))) - headroomPx);
  const up = (part: Part): Part => ({ ...part, top: Number(part["top"]) - shiftPx });
  const zoomPx = canZoom ? ZOOM_PX : 0;
  return {
    title: textOf(ownTitle?.["text"]),
    subtitle: textOf(ownTitle?.["subtext"]),
    legend: legendOf(option),
    heightPx: heightPx - shiftPx + zoomPx,
    option: {
      ...option,
      title: panelTitles.map(up),
      legend: { show: false },
      grid: grids.map((grid) => ({
        ...up(grid),
        ...(isNarrow && "right" in grid && { right: NARROW_RIGHT_PX }),
        ...(isNarrow && "right" in grid && { left: Number(grid["left"]) - NARROWER_LEFT_PX }),
        ...("bottom" in grid && { bottom: Number(grid["bottom"]) + zoomPx }),
      })),
      xAxis: partsOf(option.xAxis).map((axis) => ({
        ...withoutOverlap(axis),
        ...(course !== undefined && { axisPointer: POINTER }),
      })),
      yAxis: partsOf(option.yAxis).map((axis) =>
        isNarrow && "nameGap" in axis
          ? { ...axis, nameGap: Number(axis["nameGap"]) - NARROWER_LEFT_PX / 2 }
          : axis,
      ),
      ...(option.visualMap !== undefined && { visualMap: partsOf(option.visualMap).map(up) }),
      series: partsOf(option.series).map((series) => ({
        ...series,
        // At once: in parts, paper would get the first of them.
        progressive: 0,
        ...(String(series["id"]) in tips && { silent: false }),
        ...(canZoom && { clip: true }),
      })),
      ...(canZoom && { dataZoom: ZOOM }),
    } as EChartsOption,
  };
}

export function hasPlot({ option }: Chart): boolean {
  return option.grid !== undefined;
}

/** Where on the axis the tip is of. */
const POINTER = {
  show: true,
  type: "line",
  snap: false,
  triggerTooltip: false,
  label: { show: false },
  lineStyle: { color: COLORS.mutedText, type: "dashed" },
};

/** With Ctrl, as the wheel alone scrolls the page. */
const ZOOM = [
  { type: "inside", filterMode: "weakFilter", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true },
  {
    type: "slider",
    filterMode: "weakFilter",
    bottom: 8,
    height: 22,
    showDetail: false,
    brushSelect: false,
    borderColor: COLORS.axisLine,
    fillerColor: COLORS.box,
    handleStyle: { color: COLORS.page, borderColor: COLORS.measuredDark },
    moveHandleStyle: { color: COLORS.axisLine },
    emphasis: {
      handleStyle: { color: COLORS.box, borderColor: COLORS.measuredDark },
      moveHandleStyle: { color: COLORS.measured },
    },
  },
];

function withoutOverlap(axis: Part): Part {
  return { ...axis, axisLabel: { ...(axis["axisLabel"] as Part), hideOverlap: true } };
}

/** The colour of an entry is that of the first series of its name. */
function legendOf({ legend, series }: EChartsOption): LegendItem[] {
  const all = partsOf(series);
  return partsOf(legend).flatMap(({ data }) =>
    partsOf(data).map(({ name, icon }) => ({
      name: String(name),
      icon: String(icon),
      color: textOf(all.find((own) => own["name"] === name)?.["color"]),
    })),
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function partsOf(value: unknown): readonly Part[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as readonly Part[];
}
