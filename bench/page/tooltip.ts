/// <reference lib="dom" />
// What a chart says where it is pointed at, as an element and as one line of text.
import type { EChartsOption } from "echarts";
import type { EChartsType } from "echarts/core";
import type { Chart } from "../report/chart-style.ts";
import type { PlaceTips, Tip } from "../report/tip.ts";
import { element } from "./elements.ts";

type Tooltip = NonNullable<EChartsOption["tooltip"]>;

export function tooltipOf({ tips = {}, course, places }: Chart): Tooltip {
  return {
    trigger: course === undefined ? "item" : "axis",
    // Of places it is shown by `showPlace`.
    ...(places !== undefined && { triggerOn: "none" as const }),
    confine: true,
    transitionDuration: 0,
    className: "tip",
    // The style sheet has these.
    borderWidth: 0,
    padding: 0,
    backgroundColor: "transparent",
    extraCssText: "box-shadow: none",
    ...(course !== undefined && { axisPointer: { type: "line", snap: false, animation: false } }),
    formatter: (params: unknown): HTMLElement | string => {
      const tip = course === undefined ? itemTip(tips, params) : course.at(axisValue(params));
      return tip === null ? "" : tipElement(tip);
    },
  };
}

/** At a place of the plot, in pixels; nothing where there is no mark. */
export function showPlace(instance: EChartsType, { at }: PlaceTips, x: number, y: number): void {
  const isInside = instance.containPixel({ gridIndex: 0 }, [x, y]);
  const [ofX = 0, ofY = 0] = instance.convertFromPixel({ gridIndex: 0 }, [x, y]);
  const tip = isInside ? at(ofX, ofY) : null;
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

function itemTip(tips: NonNullable<Chart["tips"]>, params: unknown): Tip | null {
  const { seriesId, dataIndex } = params as { seriesId?: string; dataIndex?: number };
  return tips[seriesId ?? ""]?.(dataIndex ?? -1) ?? null;
}

function axisValue(params: unknown): number {
  return Number((params as readonly { axisValue?: number }[])[0]?.axisValue);
}
