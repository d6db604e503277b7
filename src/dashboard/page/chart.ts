// A small chart in the page's colours, as wide as its container; built again when colours or language change.
//
// uPlot and not ECharts, as in report.html, because a page often runs on the machine that is measured: a frame of both charts
// costs 5 ms of Chromium's main thread with uPlot, 21 ms with ECharts, and the page weighs 56 or 480 KiB.
import uPlot from "uplot";
import { create } from "./dom.ts";
import type { Numbers } from "./words.ts";

export interface ChartSeries {
  /** Name of a CSS variable. */
  readonly color: string;
  readonly width: number;
  readonly isDashed?: boolean;
  /** Name of the CSS variable of the area below the line. */
  readonly fill?: string;
  /** Steps by default; "points" have no line: nothing was measured between them. */
  readonly shape?: "straight" | "points";
}

export interface ChartWords {
  /** Describes the chart to people who can't see it. */
  readonly label: string;
  readonly xAxis: string;
  readonly numbers: Numbers;
}

const HEIGHT = 220;
const FONT = "12px system-ui, sans-serif";
const Y_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 1e5];
const steps = uPlot.paths.stepped?.({ align: 1 });

export class Chart {
  readonly #place: HTMLElement;
  readonly #series: readonly ChartSeries[];
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData | undefined;
  #words: ChartWords | undefined;

  constructor(place: HTMLElement, series: readonly ChartSeries[]) {
    this.#place = place;
    this.#series = series;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#build());
    new ResizeObserver(() => {
      if (this.#plot === undefined) this.#build();
      else if (place.clientWidth > 0) this.#plot.setSize(this.#size);
    }).observe(place);
  }

  /** `data`: the x values, then the values of each series. */
  draw(data: readonly (readonly (number | null)[])[], words: ChartWords): void {
    const isSameLanguage =
      words.xAxis === this.#words?.xAxis && words.numbers === this.#words.numbers;
    this.#data = data as uPlot.AlignedData;
    this.#words = words;
    this.#place.setAttribute("aria-label", words.label);
    if (this.#plot === undefined || !isSameLanguage) this.#build();
    else this.#plot.setData(this.#data);
  }

  get #size() {
    return { width: this.#place.clientWidth, height: HEIGHT };
  }

  #build(): void {
    // A hidden chart has no width.
    if (this.#data === undefined || this.#words === undefined || this.#size.width === 0) return;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(this.#words), this.#data, this.#place);
  }

  #options({ xAxis, numbers }: ChartWords): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const line = { stroke: color("--grid"), width: 1 };
    const axis: uPlot.Axis = { stroke: color("--muted"), grid: line, ticks: line, font: FONT };
    // "Seconds ago" needs no minus sign.
    const xTicks = (_: uPlot, ticks: number[]) =>
      ticks.map((tick) => numbers.plain(Math.abs(tick)));
    const yTicks = (_: uPlot, ticks: number[]) => ticks.map((tick) => numbers.plain(tick));
    return {
      ...this.#size,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max) * 1.08] } },
      axes: [
        { ...axis, size: 30, values: xTicks, label: xAxis, labelSize: 20, labelFont: FONT },
        { ...axis, size: 46, values: yTicks, incrs: Y_STEPS },
      ],
      series: [{}, ...this.#series.map((series) => seriesOption(series, color))],
    };
  }
}

function seriesOption(series: ChartSeries, color: (name: string) => string): uPlot.Series {
  const { width, isDashed, fill, shape } = series;
  const stroke = color(series.color);
  const paths = shape === "points" ? () => null : shape === undefined ? steps : undefined;
  return {
    stroke,
    width,
    points: { show: shape === "points", size: 6, fill: stroke },
    ...(isDashed === true && { dash: [6, 4] }),
    ...(fill !== undefined && { fill: color(fill) }),
    ...(paths !== undefined && { paths }),
  };
}

/** The legend below a chart: [CSS variable, is it dashed, name] of each line. */
export function fillLegend(
  place: HTMLElement,
  entries: readonly (readonly [color: string, isDashed: boolean, name: string])[],
): void {
  const items = entries.map(([color, isDashed, name]) => {
    const swatch = `swatch ${color.replace("--", "")}${isDashed ? " dashed" : ""}`;
    return create("span", "", create("span", swatch), name);
  });
  place.replaceChildren(...items);
}
