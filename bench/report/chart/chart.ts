// How every chart is laid out: title, subtitle and legend above one plot or several. A chart itself is its data and what
// deviates from this. No rendering here, so that an interactive page can use it too.
import type { EChartsOption } from "echarts";
import { COLORS } from "./colors.ts";
import type { CourseTips, PlaceTips, TipOf } from "./tip.ts";

/** A picture before it is drawn: the option object of ECharts and the size that it is laid out for. */
export interface Chart {
  /** For people who can't see the picture. */
  readonly description: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly option: EChartsOption;
  /** Tooltips of its marks, by the id of their series. */
  readonly tips?: Readonly<Record<string, TipOf>>;
  /** Tooltips by position on the horizontal axis, for charts without marks. */
  readonly course?: CourseTips;
  readonly places?: PlaceTips;
}

type Part<Name extends keyof EChartsOption> = Exclude<
  NonNullable<EChartsOption[Name]>,
  readonly unknown[]
>;

/** Two axes and what is drawn between them; indices of axes and ids of series are set by `chartOf`. */
export interface Plot {
  /** In px; what is left out is as in most charts. */
  readonly grid?: Part<"grid">;
  /** Its own, where there are several. */
  readonly title?: Part<"title">;
  readonly xAxis: Part<"xAxis">;
  readonly yAxis: Part<"yAxis">;
  readonly series: readonly (Part<"series"> & { readonly tips?: TipOf })[];
}

interface ChartParts extends Pick<Chart, "description" | "heightPx" | "course" | "places"> {
  readonly title: string;
  readonly subtitle: string;
  readonly widthPx?: number;
  /** Of the series that it shows, each in the colour and the shape that they have; false is left out. */
  readonly legend?: readonly (string | false)[];
  readonly plots: readonly Plot[];
  readonly visualMap?: Part<"visualMap">;
}

export const CHART_WIDTH_PX = 900;

export function chartOf(parts: ChartParts): Chart {
  const { title, subtitle, legend, plots, visualMap, widthPx = CHART_WIDTH_PX, ...chart } = parts;
  const page = pageOption(title, subtitle);
  const series: Part<"series">[] = [];
  const tips: Record<string, TipOf> = {};
  for (const [i, plot] of plots.entries()) {
    for (const { tips: own, ...option } of plot.series) {
      const id = `${series.length}`;
      series.push({ ...option, id, xAxisIndex: i, yAxisIndex: i });
      if (own !== undefined) tips[id] = own;
    }
  }
  const names = legend?.filter((name) => name !== false);
  return {
    ...chart,
    widthPx,
    tips,
    option: {
      ...page,
      title: [page.title, ...plots.map((plot) => plot.title ?? [])].flat(),
      ...(names !== undefined && { legend: legendOf(names, series) }),
      ...(visualMap !== undefined && { visualMap }),
      grid: plots.map(({ grid = {} }) => gridOf(grid, names !== undefined)),
      xAxis: plots.map(({ xAxis }, gridIndex) => ({ ...xAxis, gridIndex })),
      yAxis: plots.map(({ yAxis }, gridIndex) => ({ ...yAxis, gridIndex })),
      series,
    },
  };
}

/** A chart that says why there is nothing to draw; a missing file would look like an error. */
export function emptyChart(title: string, reason: string): Chart {
  return {
    description: `${title}: ${reason}`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 90,
    option: pageOption(title, reason),
  };
}

const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

/** Its own page, as it must read on a white and on a dark one, and its title. */
function pageOption(title: string, subtitle: string) {
  return {
    animation: false,
    backgroundColor: COLORS.page,
    textStyle: { fontFamily: FONT_FAMILY, color: COLORS.text },
    title: {
      text: title,
      subtext: subtitle,
      left: 20,
      top: 12,
      itemGap: 6,
      textStyle: { fontSize: 17, fontWeight: 600 as const, color: COLORS.text },
      subtextStyle: { fontSize: 13, color: COLORS.mutedText },
    },
  };
}

function gridOf(grid: Part<"grid">, hasLegend: boolean) {
  return {
    left: 84,
    top: hasLegend ? 112 : 84,
    ...(grid.width === undefined && { right: 40 }),
    ...(grid.height === undefined && { bottom: 58 }),
    ...grid,
  };
}

/** Shapes of the legend: of points their symbol, a bar for boxes and wide lines, a thin line, a dashed one. */
const ICONS = {
  circle: "circle",
  triangle: "triangle",
  diamond: "diamond",
  emptyCircle: "path://M10,5a5,5,0,1,1,-10,0a5,5,0,1,1,10,0zM8,5a3,3,0,1,0,-6,0a3,3,0,1,0,6,0z",
  rect: "rect",
  line: "path://M0,4h22v2h-22z",
  dashes: "path://M0,4h6v2h-6zM8,4h6v2h-6zM16,4h6v2h-6z",
} as const;
const WIDE_LINE_PX = 8;

function iconOf(series: readonly Part<"series">[]): string {
  const drawn = series.find(({ type }) => type === "scatter") ?? series[0];
  if (drawn?.type === "scatter")
    return ICONS[String(drawn.symbol ?? "circle") as keyof typeof ICONS];
  if (drawn?.type !== "line") return ICONS.rect;
  const { width, type } = drawn.lineStyle ?? {};
  if (type === "dashed") return ICONS.dashes;
  return Number(width) < WIDE_LINE_PX ? ICONS.line : ICONS.rect;
}

function legendOf(names: readonly string[], series: readonly Part<"series">[]) {
  return {
    show: true,
    left: 16,
    top: 66,
    // The renderer guesses the width of text: wide fonts need the room.
    itemGap: 30,
    itemWidth: 20,
    itemHeight: 10,
    selectedMode: false as const,
    textStyle: { fontSize: 13, color: COLORS.text },
    data: names.map((name) => ({ name, icon: iconOf(series.filter((own) => own.name === name)) })),
  };
}
