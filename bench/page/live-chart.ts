/// <reference lib="dom" />
// A chart in the page, in place of its picture: drawn when it comes into view, and again whenever the page changes.
import type { Texts } from "../messages/texts.ts";
import { DataZoomComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { Chart } from "../report/chart/chart.ts";
import { CHART_PARTS } from "../report/chart/echarts.ts";
import { isDark, isOnPaper, onAppearance } from "./appearance.ts";
import { element, icon } from "./elements.ts";
import { addKeys } from "./chart-keys.ts";
import { hasPlot, type LegendItem, type LiveChart, liveOption } from "./live-option.ts";
import { darken } from "./recolor.ts";
import { showPlace, tooltipOf } from "./tooltip.ts";
import { type Span, spanOf, zoomButtons } from "./zoom-buttons.ts";

use([...CHART_PARTS, DataZoomComponent, TooltipComponent, CanvasRenderer]);

const NARROW_PX = 600;
/** Charts are drawn before they scroll into view: this far below the window. */
const AHEAD = "400px";
/** Sharp on paper and where the page is zoomed. */
const MIN_PIXEL_RATIO = 2;

export interface LiveOptions {
  /** A mark of a level was chosen, by pointer or Enter. */
  readonly onPick?: (level: number) => void;
  /** Along the first axis. */
  readonly canZoom?: boolean;
}

/** `build` lays the chart out for a width. Returns what draws it again, as what it shows has changed. */
export function showChart(
  figure: HTMLElement,
  build: (widthPx: number) => Chart,
  texts: Texts,
  { onPick, canZoom = false }: LiveOptions = {},
): () => void {
  const heading = element(headingFor(figure), { class: "chart-title" });
  const subtitle = element("p", { class: "subtitle" });
  const group = { class: "legend", role: "group", "aria-label": texts.reportPage.series };
  const legend = element("div", group);
  const plot = element("div", { class: "plot", tabindex: "0", role: "application" });
  const readout = element("p", { class: "readout", role: "status" });
  const canvas = element("div", { class: "live" }, heading, subtitle, legend, plot, readout);
  const hidden = new Set<string>();
  let instance: EChartsType | undefined;
  let chart: Chart | undefined;
  let drawnWidthPx = 0;

  const draw = (span?: Span): void => {
    if (!canvas.isConnected) figure.querySelector(".scroll")?.replaceWith(canvas);
    if (!canvas.isConnected) figure.querySelector("figcaption")?.before(canvas);
    const widthPx = canvas.clientWidth;
    chart = build(widthPx);
    const live = liveOption(chart, { isNarrow: widthPx < NARROW_PX, canZoom });
    heading.textContent = live.title;
    subtitle.textContent = live.subtitle;
    plot.setAttribute("aria-label", texts.reportPage.arrowKeys(chart.description));
    plot.hidden = !hasPlot(chart);
    if (!hasPlot(chart)) return legend.replaceChildren();
    legend.replaceChildren(...live.legend.map((item) => legendButton(item, hidden, drawAgain)));
    plot.style.height = `${live.heightPx}px`;
    if (instance === undefined) {
      instance = createInstance(plot, () => chart, onPick);
      addKeys(plot, readout, { instance, chart: () => chart, onPick });
      if (canZoom) plot.after(zoomButtons(instance, texts));
    }
    if (drawnWidthPx !== widthPx || instance.getHeight() !== live.heightPx) {
      instance.resize({ width: widthPx, height: live.heightPx });
    }
    drawnWidthPx = widthPx;
    const option = withParts(live, chart, hidden, span);
    instance.setOption(isDark() ? darken(option) : option, { notMerge: true });
    // At once, not at the next frame: printing takes the page as it is now.
    instance.getZr().flush();
  };
  /** Draws the same chart again and keeps its zoom. */
  const drawAgain = (): void => draw(instance && canZoom ? spanOf(instance) : undefined);
  return drawWhenSeen(figure, draw, (isResized) => {
    const widthPx = canvas.clientWidth;
    if (!isResized || (widthPx !== drawnWidthPx && widthPx > 0)) drawAgain();
  });
}

function createInstance(
  plot: HTMLElement,
  chart: () => Chart | undefined,
  onPick: LiveOptions["onPick"],
): EChartsType {
  const made = init(plot, null, {
    renderer: "canvas",
    devicePixelRatio: Math.max(MIN_PIXEL_RATIO, devicePixelRatio),
  });
  made.on("click", ({ seriesId, dataIndex }) => {
    const level = chart()?.tips?.[seriesId ?? ""]?.(dataIndex)?.level;
    if (level !== undefined) onPick?.(level);
  });
  made.getZr().on("mousemove", ({ offsetX, offsetY }) => {
    const shown = chart();
    if (shown !== undefined) showPlace(made, shown, offsetX, offsetY);
  });
  made.getZr().on("globalout", () => made.dispatchAction({ type: "hideTip" }));
  return made;
}

/** Calls `draw` when the figure comes into view, then `drawAgain` on a new size or appearance. Returns a `draw` for later calls. */
function drawWhenSeen(
  figure: HTMLElement,
  draw: () => void,
  drawAgain: (isResized: boolean) => void,
): () => void {
  let isWanted = false;
  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      isWanted = true;
      draw();
    },
    { rootMargin: AHEAD },
  ).observe(figure);
  new ResizeObserver(() => {
    // Paper scales what is drawn.
    if (isWanted && !isOnPaper()) drawAgain(true);
  }).observe(figure);
  onAppearance(() => {
    if (isOnPaper()) isWanted = true;
    if (isWanted) drawAgain(false);
  });
  return () => {
    if (isWanted) draw();
  };
}

/** One level below the heading before the figure: no heading level is skipped. */
function headingFor(figure: HTMLElement): "h2" | "h3" {
  const before = [...document.querySelectorAll("h1, h2")].filter(
    (heading) => heading.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.at(-1)?.tagName === "H1" ? "h2" : "h3";
}

function withParts(
  { option }: LiveChart,
  chart: Chart,
  hidden: ReadonlySet<string>,
  span: Span | undefined,
) {
  return {
    ...option,
    ...(span !== undefined && {
      dataZoom: [option.dataZoom ?? []].flat().map((zoom) => ({ ...zoom, ...span })),
    }),
    tooltip: tooltipOf(chart),
    legend: {
      show: false,
      selectedMode: "multiple" as const,
      selected: Object.fromEntries([...hidden].map((name) => [name, false])),
    },
  };
}

/** A switch: pressed is shown. */
function legendButton(
  { name, icon: shape, color }: LegendItem,
  hidden: Set<string>,
  draw: () => void,
): HTMLElement {
  const isShown = !hidden.has(name);
  const button = element(
    "button",
    { type: "button", "aria-pressed": String(isShown) },
    icon(shape, isDark() ? darken(color) : color),
    name,
  );
  button.addEventListener("click", () => {
    if (isShown) hidden.add(name);
    else hidden.delete(name);
    const { parentElement } = button;
    draw();
    // The buttons were replaced.
    const again = [...(parentElement?.querySelectorAll("button") ?? [])];
    again.find(({ textContent }) => textContent === name)?.focus();
  });
  return button;
}
