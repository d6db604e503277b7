// A small uPlot chart in the page's colours, as wide as its container; redrawn when the colours change.
import uPlot from "uplot";
import type { Numbers } from "./numbers.ts";

export interface ChartSeries {
  /** Name of a CSS variable. */
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly fill?: string;
  /** Points without a line: nothing was measured between them. */
  readonly points?: boolean;
  /** A straight line from point to point; steps by default. */
  readonly isLine?: boolean;
}

export interface ChartWords {
  /** Describes the chart to people who can't see it. */
  readonly label: string;
  readonly xAxis: string;
  readonly numbers: Numbers;
}

export interface Chart {
  /** `data`: the x values, then the values of each series. */
  draw(data: readonly (readonly (number | null)[])[], words: ChartWords): void;
}

const HEIGHT = 220;
const steps = uPlot.paths.stepped?.({ align: 1 });

export function createChart(place: HTMLElement, series: readonly ChartSeries[]): Chart {
  let plot: uPlot | undefined;
  let last: uPlot.AlignedData | undefined;
  let words: ChartWords | undefined;

  const build = (data: uPlot.AlignedData): uPlot => {
    plot?.destroy();
    const write = (tick: number): string => words?.numbers.plain(tick) ?? String(tick);
    const style = getComputedStyle(document.documentElement);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis: uPlot.Axis = {
      stroke: color("--muted"),
      grid: { stroke: color("--grid"), width: 1 },
      ticks: { stroke: color("--grid"), width: 1 },
      font: "12px system-ui, sans-serif",
    };
    return new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false },
          y: { range: (_, __, max) => [0, Math.max(1, max) * 1.08] },
        },
        axes: [
          {
            ...axis,
            // "Seconds ago" needs no minus sign.
            values: (_, ticks) => ticks.map((tick) => write(Math.abs(tick))),
            label: words?.xAxis ?? "",
            labelSize: 20,
            labelFont: "12px system-ui, sans-serif",
            size: 30,
          },
          {
            ...axis,
            size: 46,
            values: (_, ticks) => ticks.map(write),
            incrs: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 1e5],
          },
        ],
        series: [
          {},
          ...series.map(({ color: name, width, dash, fill, points, isLine }): uPlot.Series => ({
            stroke: color(name),
            width,
            points: { show: points ?? false, size: 6, fill: color(name) },
            ...(dash !== undefined && { dash: [...dash] }),
            ...(fill !== undefined && { fill: color(fill) }),
            ...(points === true && { paths: () => null }),
            ...(isLine !== true && points !== true && steps !== undefined && { paths: steps }),
          })),
        ],
      },
      data,
      place,
    );
  };
  const rebuild = (): void => {
    if (last !== undefined && place.clientWidth > 0) plot = build(last);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
  new ResizeObserver(() => {
    if (plot === undefined) rebuild();
    else if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);

  return {
    draw(data, next) {
      last = data as uPlot.AlignedData;
      place.setAttribute("aria-label", next.label);
      const isSameLanguage = next.xAxis === words?.xAxis && next.numbers === words.numbers;
      words = next;
      if (plot === undefined || !isSameLanguage) rebuild();
      else plot.setData(last);
    },
  };
}

/** The legend below a chart: [CSS variable, is it dashed, name] of each line. */
export function fillLegend(
  place: HTMLElement,
  entries: readonly (readonly [color: string, isDashed: boolean, name: string])[],
): void {
  const items = entries.map(([color, isDashed, name]) => {
    const item = document.createElement("span");
    const swatch = document.createElement("span");
    swatch.className = `swatch ${color.replace("--", "")}${isDashed ? " dashed" : ""}`;
    item.append(swatch, name);
    return item;
  });
  place.replaceChildren(...items);
}
