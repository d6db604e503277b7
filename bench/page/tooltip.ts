/// <reference lib="dom" />
// What a chart says where it is pointed at, as an element and as one line of text.
import type { EChartsOption } from "echarts";
import type { Chart } from "../report/chart-style.ts";
import type { Tip } from "../report/tip.ts";
import { element } from "./elements.ts";

type Tooltip = NonNullable<EChartsOption["tooltip"]>;

export function tooltipOf({ tips = {}, course }: Chart): Tooltip {
  return {
    trigger: course === undefined ? "item" : "axis",
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
