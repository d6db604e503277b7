/// <reference lib="dom" />
// A chart's tooltip as an element and as one line of text.
import type { EChartsOption } from "echarts";
import type { EChartsType } from "echarts/core";
import type { Chart } from "../report/chart/chart.ts";
import type { Tip } from "../report/chart/tip.ts";
import { element } from "./elements.ts";

type Tooltip = NonNullable<EChartsOption["tooltip"]>;

export function tooltipOf({ tips = {}, course, places }: Chart): Tooltip {
  return {
    trigger: "item",
    // Tooltips by position are shown by `showPlace`.
    ...((course ?? places) !== undefined && { triggerOn: "none" as const }),
    confine: true,
    transitionDuration: 0,
    className: "tip",
    // The style sheet sets these.
    borderWidth: 0,
    padding: 0,
    backgroundColor: "transparent",
    extraCssText: "box-shadow: none",
    formatter: (params: unknown): HTMLElement | string => {
      const { seriesId = "", dataIndex = -1 } = params as { seriesId?: string; dataIndex?: number };
      const tip = tips[seriesId]?.(dataIndex) ?? null;
      return tip === null ? "" : tipElement(tip);
    },
  };
}

/** Shows the tooltip at a position in pixels; hides it if there is none. */
export function showPlace(
  instance: EChartsType,
  { course, places }: Chart,
  x: number,
  y: number,
): void {
  if ((course ?? places) === undefined) return;
  const { grid } = instance.getOption() as { grid: readonly unknown[] };
  const gridIndex = grid.findIndex((_, i) => instance.containPixel({ gridIndex: i }, [x, y]));
  const [ofX = 0, ofY = 0] = gridIndex < 0 ? [] : instance.convertFromPixel({ gridIndex }, [x, y]);
  const tip = gridIndex < 0 ? null : (course?.at(ofX) ?? places?.at(ofX, ofY) ?? null);
  instance.dispatchAction(
    tip === null
      ? { type: "hideTip" }
      : { type: "showTip", x, y, tooltip: { formatter: () => tipElement(tip) } },
  );
}

export function tipText({ title, rows }: Tip): string {
  return [title, ...rows.map(([what, value]) => `${what} ${value}`)].join(", ");
}

function tipElement({ title, rows }: Tip): HTMLElement {
  return element(
    "div",
    { class: "tip-body" },
    element("strong", {}, title),
    element(
      "dl",
      {},
      ...rows.flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]),
    ),
  );
}
