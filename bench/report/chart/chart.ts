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
  /** Entries that are false are not shown. */
  readonly legend?: readonly (LegendEntry | false)[];
  readonly plots: readonly Plot[];
  readonly visualMap?: Part<"visualMap">;
}

export const CHART_WIDTH_PX = 900;

export function chartOf(parts: ChartParts): Chart {
  const { title, subtitle, legend, plots, visualMap, widthPx = CHART_WIDTH_PX, ...chart } = parts;
  const page = pageOption(title, subtitle);
  const series = plots.flatMap((plot, i) =>
    plot.series.map(({ tips, ...own }, at) => ({
      tips,
      option: { ...own, xAxisIndex: i, yAxisIndex: i, id: `${i}.${at}` },
    })),
  );
  const tips = series.flatMap(({ tips: own, option: { id } }) =>
    own === undefined ? [] : [[id, own] as const],
  );
  return {
    ...chart,
    widthPx,
    ...(tips.length > 0 && { tips: Object.fromEntries(tips) }),
    option: {
      ...page,
      title: [page.title, ...plots.map((plot) => plot.title ?? [])].flat(),
      ...(legend !== undefined && { legend: legendOf(legend.filter((entry) => entry !== false)) }),
      ...(visualMap !== undefined && { visualMap }),
      grid: plots.map(({ grid = {} }) => gridOf(grid, legend !== undefined)),
      xAxis: plots.map(({ xAxis }, gridIndex) => ({ ...xAxis, gridIndex })),
      yAxis: plots.map(({ yAxis }, gridIndex) => ({ ...yAxis, gridIndex })),
      series: series.map(({ option }) => option),
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

/** Shapes of the legend: a dot for points, a bar for boxes, a thin line, a dashed one. */
const ICONS = {
  dot: "circle",
  triangle: "triangle",
  diamond: "diamond",
  ring: "path://M10,5a5,5,0,1,1,-10,0a5,5,0,1,1,10,0zM8,5a3,3,0,1,0,-6,0a3,3,0,1,0,6,0z",
  bar: "rect",
  line: "path://M0,4h22v2h-22z",
  dashes: "path://M0,4h6v2h-6zM8,4h6v2h-6zM16,4h6v2h-6z",
} as const;

export interface LegendEntry {
  /** Of the series that it takes its colour from. */
  readonly name: string;
  readonly shape: keyof typeof ICONS;
}

function legendOf(entries: readonly LegendEntry[]) {
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
    data: entries.map(({ name, shape }) => ({ name, icon: ICONS[shape] })),
  };
}
