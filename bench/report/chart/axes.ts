// Axes of numbers and of names.
import type { Texts } from "../../messages/texts.ts";
import { COLORS } from "./colors.ts";

type Side = "x" | "y";

export interface AxisRange {
  readonly min?: number;
  readonly max?: number;
  readonly interval?: number;
  /** From the axis to its name, in px. */
  readonly nameGap?: number;
}

const LINES: { readonly lineStyle: object; readonly showMaxLine?: boolean } = {
  lineStyle: { color: COLORS.gridLine },
};

/** A number axis with its name beside it: above the plot the name would overlap the legend. */
export function valueAxis(texts: Texts, name: string, side: Side, range: AxisRange) {
  return {
    type: "value" as const,
    name,
    nameLocation: "middle" as const,
    nameGap: side === "x" ? 30 : 52,
    nameTextStyle: { fontSize: 13, color: COLORS.mutedText },
    axisLine: { show: side === "x", lineStyle: { color: COLORS.axisLine } },
    axisTick: { show: false },
    axisLabel: {
      fontSize: 12,
      color: COLORS.mutedText,
      hideOverlap: true,
      formatter: (value: number) => texts.number(tickText(value)),
    },
    splitLine: LINES,
    ...range,
  };
}

export type ValueAxis = ReturnType<typeof valueAxis>;

/** At most three decimals: multiples of a service time have rounding errors. */
function tickText(value: number): string {
  return `${Number(value.toFixed(3))}`;
}

/** With a label and a line at its end, or without: where the end is not a round number. */
export function withTickAtEnd(axis: ValueAxis, isShown: boolean) {
  return {
    ...axis,
    axisLabel: { ...axis.axisLabel, showMaxLabel: isShown },
    splitLine: { ...axis.splitLine, showMaxLine: isShown },
  };
}

/** With labels at `ticks` alone. */
export function withTicksAt(
  axis: ValueAxis,
  ticks: readonly number[],
  formatter: (value: number) => string,
) {
  return {
    ...axis,
    axisTick: { ...axis.axisTick, customValues: [...ticks] },
    axisLabel: { ...axis.axisLabel, customValues: [...ticks], formatter },
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
