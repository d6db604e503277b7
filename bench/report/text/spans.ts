// Stretches of one common axis as rows of characters: bars that follow one another, or intervals around a value.
import { niceAtLeast } from "../chart/nice-numbers.ts";
import { placeTexts } from "./area.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { cut, pad, widthOf } from "./plain-text.ts";

export interface Span {
  readonly label: string;
  /** Ends in either order; an infinite one is open. */
  readonly from: number;
  readonly to: number;
  /** Drawn as an interval around this value; without it as a bar. */
  readonly mark?: number;
  /** Behind the row. */
  readonly text: string;
  readonly kind: keyof Paint;
}

const MIN_PLOT_COLUMNS = 10;
const AXIS_INTERVALS = 5;

/** A line a span, and the axis with round values on it: of at most `width` columns. Nothing without spans. */
export function drawSpans(
  spans: readonly Span[],
  valueText: (value: number) => string,
  width: number,
  paint = PLAIN,
): string[] {
  if (spans.length === 0) return [];
  const ends = spans.flatMap(({ from, to, mark = 0 }) => [from, to, mark]).filter(Number.isFinite);
  const min = Math.min(0, ...ends);
  const max = Math.max(0, ...ends);
  const widestOf = (texts: readonly string[]): number =>
    texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 0);
  const labelColumns = widestOf(spans.map(({ label }) => label));
  const textColumns = widestOf(spans.map(({ text }) => text));
  const columns = Math.max(MIN_PLOT_COLUMNS, width - labelColumns - textColumns - 6);
  const columnOf = (value: number): number => {
    const share = max === min ? 0 : (value - min) / (max - min);
    return Math.round(Math.max(0, Math.min(1, share)) * (columns - 1));
  };
  const zero = columnOf(0);
  const background = Array.from({ length: columns }, (_, i) => (i === zero ? "│" : " ")).join("");
  const rows = spans.map((span) => {
    const cells = drawSpan(span, columnOf, background, paint);
    return `  ${pad(span.label, labelColumns, "left")}  ${cells}  ${span.text}`;
  });
  const axis = placeTexts(
    roundValues(min, max).map((value) => ({
      column: columnOf(value),
      text: value === 0 ? "0" : valueText(value),
    })),
    columns,
  );
  return [...rows, `${" ".repeat(labelColumns + 4)}${paint.muted(axis.text)}`].map((line) =>
    cut(line.trimEnd(), width),
  );
}

/** 0, then multiples of a round number between the ends, the farthest first. */
function roundValues(min: number, max: number): number[] {
  if (min === max) return [0];
  const interval = niceAtLeast((max - min) / AXIS_INTERVALS);
  const first = Math.ceil(min / interval - 1e-9);
  const count = Math.floor(max / interval + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * interval || 0).sort((a, b) =>
    a === 0 || b === 0 ? Math.abs(a) - Math.abs(b) : Math.abs(b) - Math.abs(a),
  );
}

function drawSpan(
  { from, to, mark, kind }: Span,
  columnOf: (value: number) => number,
  background: string,
  paint: Paint,
): string {
  const [start, end] = [columnOf(Math.min(from, to)), columnOf(Math.max(from, to))];
  // What is less than a column is a thin line.
  const inside = mark !== undefined ? "─" : start === end ? "▏" : "█";
  const signs = Array.from({ length: end - start + 1 }, (): string => inside);
  if (mark !== undefined) {
    signs[0] = Number.isFinite(Math.min(from, to)) ? "├" : "<";
    signs[signs.length - 1] = Number.isFinite(Math.max(from, to)) ? "┤" : ">";
    signs[columnOf(mark) - start] = "●";
  }
  return [
    paint.muted(background.slice(0, start)),
    paint[kind](signs.join("")),
    paint.muted(background.slice(end + 1)),
  ].join("");
}
