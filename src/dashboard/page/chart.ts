// One small chart on uPlot, in the page's colours, as wide as its place; redrawn when the colours change.
import uPlot from "uplot";

export interface ChartSeries {
  /** Of a CSS variable. */
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly fill?: string;
  /** Points alone: what lies between them was not measured. */
  readonly points?: boolean;
  /** Steps by default. */
  readonly isLine?: boolean;
}

export interface Chart {
  /** x first. `label` says in words what is to be seen. */
  draw(data: readonly (readonly (number | null)[])[], label: string, xLabel: string): void;
}

const HEIGHT = 220;
const steps = uPlot.paths.stepped?.({ align: 1 });

export function createChart(place: HTMLElement, series: readonly ChartSeries[]): Chart {
  let plot: uPlot | undefined;
  let last: uPlot.AlignedData | undefined;
  let xLabel = "";

  const build = (data: uPlot.AlignedData): uPlot => {
    plot?.destroy();
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
            // Of seconds that are gone the sign says nothing.
            values: (_, ticks) => ticks.map((tick) => String(Math.abs(tick))),
            label: xLabel,
            labelSize: 20,
            labelFont: "12px system-ui, sans-serif",
            size: 30,
          },
          {
            ...axis,
            size: 46,
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
    draw(data, label, xName) {
      last = data as uPlot.AlignedData;
      place.setAttribute("aria-label", label);
      if (plot === undefined || xName !== xLabel) {
        xLabel = xName;
        rebuild();
      } else plot.setData(last);
    },
  };
}

/** What the lines mean, beside the chart: [CSS variable, is it dashed, name]. */
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
