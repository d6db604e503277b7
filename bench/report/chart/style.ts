// What the charts share: colours, fonts, axes, units. No rendering here, so that an interactive page can use it too.
import type { Texts } from "../../messages/texts.ts";
import type { EChartsOption } from "echarts";
import type { Expected } from "../../run/sweep/run.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { isRound, niceAtLeast, timeUnitFor } from "./nice-numbers.ts";
import { COLORS } from "./colors.ts";

export { COLORS, SERIES_COLORS } from "./colors.ts";
export { type Chart, CHART_WIDTH_PX } from "./chart.ts";

const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

/** What every chart begins with: its own page (it must read on a white and on a dark one), title and legend. */
export function baseOption(title: string, subtitle: string): EChartsOption {
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
      textStyle: { fontSize: 17, fontWeight: 600, color: COLORS.text },
      subtextStyle: { fontSize: 13, color: COLORS.mutedText },
    },
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

export function legendAt(topPx: number, entries: readonly LegendEntry[]) {
  return {
    show: true,
    left: 16,
    top: topPx,
    // The renderer guesses the width of text: wide fonts need the room.
    itemGap: 30,
    itemWidth: 20,
    itemHeight: 10,
    selectedMode: false as const,
    textStyle: { fontSize: 13, color: COLORS.text },
    data: entries.map(({ name, shape }) => ({ name, icon: ICONS[shape] })),
  };
}

export interface AxisRange {
  readonly min?: number;
  readonly max?: number;
  readonly interval?: number;
}

/** A number axis with its name beside it: above the plot the name would overlap the legend. */
export function valueAxis(
  texts: Texts,
  name: string,
  side: "x" | "y",
  range: AxisRange,
  gridIndex = 0,
) {
  return {
    type: "value" as const,
    gridIndex,
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
    splitLine: { lineStyle: { color: COLORS.gridLine } },
    ...range,
  };
}

/** At most three decimals: multiples of a service time have rounding errors. */
function tickText(value: number): string {
  return `${Number(value.toFixed(3))}`;
}

/** Number of clients or completions, from 0: ticks are multiples of c, where groups are full, or whole parts of c. */
export function countAxis(
  texts: Texts,
  name: string,
  side: "x" | "y",
  largest: number,
  { threads }: Expected,
  gridIndex = 0,
) {
  const part = [5, 2].find((parts) => threads % parts === 0 && (parts * largest) / threads <= 12);
  const interval =
    part === undefined
      ? threads * niceAtLeast(Math.max(1, largest / threads / 10))
      : threads / part;
  return openEnded(texts, name, side, largest, interval, gridIndex);
}

/**
 * A time axis from 0 in the unit of its largest value. A tick is a step of the staircase (or several, or half of one).
 * Where S is a distribution, or where a step is no round time (as when threads share three cores), ticks are at round
 * times.
 */
export function timeAxis(
  texts: Texts,
  name: string,
  side: "x" | "y",
  largestNs: Ns,
  expected: Expected,
  gridIndex = 0,
) {
  const unit = timeUnitFor(largestNs);
  const largest = largestNs / unit.perUnitNs;
  const step = stepSpacingNs(expected) / unit.perUnitNs;
  const interval =
    expected.isConstant && isRound(step)
      ? step * niceAtLeast(Math.max(largest < 3 * step ? 0.5 : 1, largest / step / 10))
      : niceAtLeast(largest / 10);
  return {
    unit,
    axis: openEnded(texts, `${name} (${unit.name})`, side, largest, interval, gridIndex),
  };
}

/** Ends a little above the largest value, so that a line there is not cut; the end itself is no tick. */
function openEnded(
  texts: Texts,
  name: string,
  side: "x" | "y",
  largest: number,
  interval: number,
  gridIndex: number,
) {
  const axis = valueAxis(texts, name, side, { min: 0, max: largest * 1.02, interval }, gridIndex);
  return {
    ...axis,
    axisLabel: { ...axis.axisLabel, showMaxLabel: false },
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}
