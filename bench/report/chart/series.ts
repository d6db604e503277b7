// What charts are drawn of: lines, points, and marks of their own such as bars. None reacts to the pointer by itself:
// tooltips are the page's.
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
  ScatterSeriesOption,
} from "echarts";
import type { Ns } from "../../../src/units/duration.ts";
import { COLORS } from "./colors.ts";
import { type Tip, type TipOf, tipsOf } from "./tip.ts";

export type Point = [x: number, y: number];
/** `null` breaks the line. */
export type StepPoint = [x: number, y: number | null];

interface Style {
  /** In the legend, as its colour is. */
  readonly name: string;
  readonly color: string;
}

interface LineStyle extends Style {
  readonly widthPx: number;
}

export function line({ name, color, widthPx }: LineStyle, data: StepPoint[]) {
  return {
    type: "line" as const,
    name,
    color,
    symbol: "none",
    silent: true,
    lineStyle: { width: widthPx, color },
    data,
  };
}

/** Each value holds up to the next point. */
export function stepLine(style: LineStyle, data: StepPoint[]) {
  return { ...line(style, data), step: "end" as const };
}

export function dashed<Line extends ReturnType<typeof line>>(own: Line) {
  return { ...own, lineStyle: { ...own.lineStyle, type: "dashed" as const } };
}

/** Points of a step line, one value a stretch of time; a gap where there is no stretch or `valueOf` gives null. */
export function stepPoints<TimeInterval extends { readonly startNs: Ns; readonly endNs: Ns }>(
  course: readonly TimeInterval[],
  toX: (timeNs: Ns) => number,
  valueOf: (stretch: TimeInterval) => number | null,
): StepPoint[] {
  return course.flatMap((stretch, i): StepPoint[] => {
    const value = valueOf(stretch);
    if (value === null) return [];
    const next = course[i + 1];
    const start: StepPoint = [toX(stretch.startNs), value];
    if (next !== undefined && next.startNs === stretch.endNs && valueOf(next) !== null) {
      return [start];
    }
    const end = toX(stretch.endNs);
    return [start, [end, value], [end, null]];
  });
}

export interface PointStyle
  extends
    Style,
    Pick<
      ScatterSeriesOption,
      "symbol" | "symbolSize" | "itemStyle" | "label" | "labelLayout" | "z"
    > {
  readonly tips?: TipOf;
}

/** Circles where `style` has no symbol. */
export function points(style: PointStyle, data: NonNullable<ScatterSeriesOption["data"]>) {
  const { color } = style;
  return { type: "scatter" as const, silent: true, itemStyle: { color }, ...style, data };
}

/** A label at a point, in the colour of text. */
export function labelAt(position: "top" | "left" | "right", formatter: string) {
  return { show: true, position, formatter, fontSize: 12, color: COLORS.text };
}

/** The pixel of a place, in the units of the axes; without `y` at the height of the item. */
type Place = (x: number, y?: number) => Point;

interface Marks<Item> {
  /** In the legend, as its colour is. */
  readonly name?: string;
  readonly color?: string;
  readonly items: readonly Item[];
  readonly tip?: (item: Item) => Tip;
  /** Where an item is, in the units of the axes. */
  readonly x: (item: Item) => readonly number[];
  readonly y: (item: Item) => number;
  readonly draw: (
    item: Item,
    at: Place,
    api: CustomSeriesRenderItemAPI,
    params: CustomSeriesRenderItemParams,
  ) => CustomSeriesRenderItemReturn;
}

/** One mark an item, in a shape of its own. */
export function marks<Item>({ items, tip, x, y, draw, ...series }: Marks<Item>) {
  const data = items.map((item) => [y(item), ...x(item)]);
  return {
    ...series,
    ...(tip !== undefined && { tips: tipsOf(items, tip) }),
    type: "custom" as const,
    silent: true,
    encode: { x: (data[0] ?? []).slice(1).map((_, i) => i + 1), y: 0 },
    data,
    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const item = items[params.dataIndex];
      if (item === undefined) return null;
      return draw(item, (ofX, ofY = y(item)) => api.coord([ofX, ofY]) as Point, api, params);
    },
  };
}

/** In the units of the axes. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly tip: Tip;
}

/** Vertical bars of a histogram from `base` up. */
export function bars(name: string, color: string, items: readonly Bar[], base = 0) {
  return marks({
    name,
    color,
    items,
    tip: (bar) => bar.tip,
    x: ({ from, to }) => [from, to],
    y: ({ top }) => top,
    draw({ from, to }, at) {
      const [x, y] = at(from);
      const [right, bottom] = at(to, base);
      // A gap of a pixel parts neighbours.
      return rect({ x, y, width: Math.max(1, right - x - 1), height: bottom - y }, color);
    },
  });
}

export function rect(shape: object, fill: string) {
  return { type: "rect" as const, shape, style: { fill } };
}

/** Text to the right of `x`, vertically centred at `y`. */
export function textAt(x: number, y: number, text: string, fontSize = 12) {
  return {
    type: "text" as const,
    x,
    y,
    style: {
      text,
      fill: COLORS.text,
      fontSize,
      align: "left" as const,
      verticalAlign: "middle" as const,
    },
  };
}
