// What every picture of a run is drawn with: its view, a progress bar, and figures laid out as many to a line as fit. Pure.
import type { View } from "../report/text/paint.ts";
import { cut, widthOf } from "../report/text/plain-text.ts";

const MIN_COLUMNS = 10;
const MAX_COLUMNS = 50;

/** `share` is 0 to 1; `text` stands behind the bar. */
export function drawBar(share: number, text: string, { columns: width, paint }: View): string {
  const columns = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, width - widthOf(text) - 2));
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns);
  const bar = paint.measured("█".repeat(filled)) + paint.muted("░".repeat(columns - filled));
  return cut(`${bar}  ${text}`, width);
}

/** Figures are not broken across lines; a figure wider than a line is cut. */
export function flow(figures: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const figure of figures) {
    const last = lines.at(-1);
    const joined = `${last}   ${figure}`;
    if (last !== undefined && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(cut(figure, width));
  }
  return lines;
}
