/// <reference lib="dom" />
// Zoom buttons: the same as Ctrl and the mouse wheel.
import type { Texts } from "../messages/texts.ts";
import type { EChartsType } from "echarts/core";
import { element } from "./elements.ts";

/** Per cent of the whole. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const MIN_SPAN = 0.2;

export function zoomButtons(chart: EChartsType, { reportPage }: Texts): HTMLElement {
  const words = reportPage.zoom;
  const changes: readonly (readonly [text: string, change: (span: Span) => Span])[] = [
    [words.in, (span) => resized(span, 0.5)],
    [words.out, (span) => resized(span, 2)],
    [words.earlier, (span) => moved(span, -0.5)],
    [words.later, (span) => moved(span, 0.5)],
    [words.all, () => ({ start: 0, end: 100 })],
  ];
  const buttons = changes.map(([text, change]) => {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, ...change(spanOf(chart)) });
    });
    return button;
  });
  return element("div", { class: "zoom", role: "group", "aria-label": words.label }, ...buttons);
}

export function resized({ start, end }: Span, factor: number): Span {
  const size = Math.min(100, Math.max(MIN_SPAN, (end - start) * factor));
  return moved({ start: (start + end - size) / 2, end: (start + end + size) / 2 }, 0);
}

/** Moves by a share of the visible span; it stops at the ends. */
export function moved({ start, end }: Span, share: number): Span {
  const size = end - start;
  const from = Math.min(100 - size, Math.max(0, start + share * size));
  return { start: from, end: from + size };
}

/** The visible part of the first axis. */
export function spanOf(chart: EChartsType): Span {
  const { dataZoom } = chart.getOption() as { dataZoom?: readonly Partial<Span>[] };
  return { start: dataZoom?.[0]?.start ?? 0, end: dataZoom?.[0]?.end ?? 100 };
}
