// Vertical bars of a histogram, as items [from, to, top, base] in the units of their axes, and horizontal bars.
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";
import { COLORS } from "./style.ts";

/** For a custom series. */
export function renderBar(fill: string) {
  return (
    _params: CustomSeriesRenderItemParams,
    api: CustomSeriesRenderItemAPI,
  ): CustomSeriesRenderItemReturn => {
    const [from = 0, to = 0, count = 0, base = 0] = [0, 1, 2, 3].map((i) => Number(api.value(i)));
    const [left = 0, top = 0] = api.coord([from, count]);
    const [right = 0, bottom = 0] = api.coord([to, base]);
    // A gap of a pixel parts neighbours.
    const width = Math.max(1, right - left - 1);
    return {
      type: "rect",
      shape: { x: left, y: top, width, height: bottom - top },
      style: { fill },
    };
  };
}

export interface BarAcross {
  readonly from: number;
  readonly to: number;
  /** At its end. */
  readonly text: string;
}

/** One horizontal bar per row of `rowAxis`, with its number at its end. */
export function barsAcross(id: string, color: string, bars: readonly BarAcross[]) {
  return {
    id,
    type: "custom" as const,
    silent: true,
    color,
    encode: { x: [1, 2], y: 0 },
    data: bars.map(({ from, to }, row) => [row, from, to]),
    renderItem: (
      _params: CustomSeriesRenderItemParams,
      api: CustomSeriesRenderItemAPI,
    ): CustomSeriesRenderItemReturn => {
      const [row = 0, from = 0, to = 0] = [0, 1, 2].map((i) => Number(api.value(i)));
      const [left = 0, middle = 0] = api.coord([from, row]);
      const [right = 0] = api.coord([to, row]);
      return {
        type: "group",
        children: [
          {
            type: "rect",
            shape: { x: left, y: middle - 9, width: Math.max(1, right - left), height: 18 },
            style: { fill: color },
          },
          textAt(right + 6, middle, bars[row]?.text ?? ""),
        ],
      };
    },
  };
}

/** Text to the right of `x`, vertically centred at `y`. */
export function textAt(x: number, y: number, text: string) {
  return {
    type: "text" as const,
    x,
    y,
    style: {
      text,
      fill: COLORS.text,
      fontSize: 12,
      align: "left" as const,
      verticalAlign: "middle" as const,
    },
  };
}

/** Names from top to bottom. */
export function rowAxis(names: readonly string[]) {
  return {
    type: "category" as const,
    inverse: true,
    data: [...names],
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { interval: 0, fontSize: 12, color: COLORS.text },
  };
}
