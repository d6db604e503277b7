// Bars of a histogram whose edges are data: items are [from, to, top, base], all in the units of their axes.
import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
} from "echarts";

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
