// A course as a plot of characters: what was measured fills the area below it, what was expected is a line on top.
import { niceAtLeast } from "../chart/nice-numbers.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { cut, widthOf } from "./plain-text.ts";

/** Value of the stretch between two places of the x-axis, both 0 to 1; undefined where there is none. */
export type Series = (from: number, to: number) => number | undefined;

export interface AreaPlot {
  /** Above the plot, with what the signs mean. */
  readonly title: string;
  readonly area: Series;
  readonly line?: Series;
  /** Above 0 and not below any value; the axis ends there or a little higher, so that its ticks are round. */
  readonly top: number;
  readonly yText: (value: number) => string;
  /** Ticks of the y-axis are round multiples of it, such as 1 of a count, or a step of a staircase. */
  readonly yUnit?: number;
  /** Places on the x-axis, the most important first: those there is no room for are left out. */
  readonly ticks: readonly Tick[];
}

export interface Tick {
  /** 0 to 1. */
  readonly at: number;
  readonly text: string;
}

/** Lines beside the rows of the plot: title, axis, ticks. */
export const AREA_FRAME_ROWS = 3;

/** A cell that is full to so many eighths. */
const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** `rows` + 3 lines of at most `width` columns. */
export function drawArea(plot: AreaPlot, width: number, rows: number, paint = PLAIN): string[] {
  const scale = scaleOf(plot, rows);
  const labelColumns = Math.min(
    Math.max(0, width - 2),
    Math.max(...scale.labels.map((label) => widthOf(label))),
  );
  const columns = Math.max(1, width - labelColumns - 2);
  const body = fillGrid(plot, scale, columns, rows).map((cells) => paintCells(cells, paint));
  const label = (text: string): string =>
    paint.muted(cut(text, labelColumns).padStart(labelColumns));
  const marks = placeTexts(
    plot.ticks.map(({ at, text }) => ({
      column: Math.min(columns - 1, Math.floor(at * columns)),
      text,
    })),
    columns,
  );
  const axis = Array.from({ length: columns }, (_, i) => (marks.columns.has(i) ? "┬" : "─"));
  return [
    plot.title,
    ...body.map((cells, i) => `${label(scale.labels[i] ?? "")} ${paint.muted("┤")}${cells}`),
    `${label(plot.yText(0))} ${paint.muted(`└${axis.join("")}`)}`,
    `${" ".repeat(labelColumns + 2)}${paint.muted(marks.text)}`,
  ].map((line) => cut(line, width));
}

const MAX_TICKS = 6;
/** Of a tick: its text and what parts it from the next. */
const TICK_COLUMNS = 10;

/** Ticks at 0 and at multiples of a round number, as many as a plot of so many columns has room for; the ends first. */
export function roundTicks(
  span: number,
  columns: number,
  textOf: (value: number) => string,
): Tick[] {
  const most = Math.max(1, Math.min(MAX_TICKS, Math.floor(columns / TICK_COLUMNS)));
  const interval = niceAtLeast(span / most);
  const last = Math.floor(span / interval + 1e-9);
  const between = Array.from({ length: Math.max(0, last - 1) }, (_, i) => i + 1);
  return [...new Set([0, last, ...between])].map((i) => ({
    at: (i * interval) / span,
    text: textOf(i * interval),
  }));
}

interface Scale {
  /** Rows up to `top`: one less where a line rides on top of the area. */
  readonly filled: number;
  readonly top: number;
  /** A row's, from the highest down. */
  readonly labels: readonly string[];
}

/** By how many ticks an axis has beside 0; with more it costs nothing. */
const TICK_COSTS: readonly number[] = [2, 1.3, 1.1];
/** Labels at most of the axis. */
const MAX_LABELS = 6;

function scaleOf({ line, top: least, yText, yUnit }: AreaPlot, rows: number): Scale {
  const filled = line === undefined ? rows : Math.max(1, rows - 1);
  const above = filled === rows ? 1 : 0;
  const { interval, every } = intervalOf(least, filled, yUnit);
  const labels = Array.from({ length: rows }, (_, i) => {
    const row = rows - 1 - i + above;
    return row > 0 && row % every === 0 ? yText((row / every) * interval) : "";
  });
  return { filled, top: (interval * filled) / every, labels };
}

/** The round interval that a whole number of rows stands for, and of which few rows stay empty. */
function intervalOf(
  least: number,
  rows: number,
  unit: number | undefined,
): { interval: number; every: number } {
  const fewest = Math.ceil(rows / MAX_LABELS);
  const most = unit === undefined ? Math.max(fewest, Math.floor(rows / 2)) : rows;
  const candidates = Array.from({ length: most - fewest + 1 }, (_, i) => {
    const every = fewest + i;
    const perInterval = (least * every) / rows;
    const interval =
      unit === undefined
        ? niceAtLeast(perInterval)
        : unit * niceAtLeast(Math.max(1, perInterval / unit));
    return { every, interval };
  });
  // More ticks are worth some empty rows.
  const costOf = ({ interval, every }: { interval: number; every: number }): number =>
    (interval / every) * (TICK_COSTS[Math.floor(rows / every)] ?? 1);
  return candidates.reduce((best, own) => (costOf(own) < costOf(best) * (1 - 1e-9) ? own : best));
}

/** Rows from the highest down. */
function fillGrid(
  { area, line }: AreaPlot,
  { filled, top }: Scale,
  columns: number,
  rows: number,
): Cell[][] {
  const grid = Array.from({ length: rows }, () => Array.from({ length: columns }, () => EMPTY));
  const set = (row: number, column: number, cell: Cell): void => {
    const cells = grid[rows - 1 - row];
    if (cells !== undefined) cells[column] = cell;
  };
  let before: number | undefined;
  for (let column = 0; column < columns; column++) {
    const [from, to] = [column / columns, (column + 1) / columns];
    const eighths = Math.round(((area(from, to) ?? 0) / top) * filled * 8);
    for (let row = 0; row < rows; row++) {
      const own = EIGHTHS[Math.max(0, Math.min(8, eighths - row * 8))] ?? " ";
      if (own !== " ") set(row, column, { sign: own, kind: "measured" });
    }
    const value = line?.(from, to);
    if (value === undefined) {
      before = undefined;
      continue;
    }
    // Rounding errors of a whole number of rows must not cost a row.
    const row = Math.max(0, Math.min(rows - 1, Math.floor((value / top) * filled + 1e-9)));
    for (const [at, sign] of stepSigns(before, row)) set(at, column, { sign, kind: "ideal" });
    before = row;
  }
  return grid;
}

interface Cell {
  readonly sign: string;
  readonly kind: "empty" | "measured" | "ideal";
}

const EMPTY: Cell = { sign: " ", kind: "empty" };

/** Cells of one kind that stand side by side share their escapes; what is empty at the end is left out. */
function paintCells(cells: readonly Cell[], paint: Paint): string {
  let line = "";
  let run = "";
  for (const [i, { sign, kind }] of cells.entries()) {
    run += sign;
    if (cells[i + 1]?.kind === kind) continue;
    if (kind !== "empty") line += paint[kind](run);
    else if (i + 1 < cells.length) line += run;
    run = "";
  }
  return line;
}

/** What leads from one row of a line to another within one column. */
function stepSigns(before: number | undefined, row: number): [row: number, sign: string][] {
  if (before === undefined || before === row) return [[row, "─"]];
  const isRising = row > before;
  const between = Array.from({ length: Math.abs(row - before) - 1 }, (_, i): [number, string] => [
    Math.min(row, before) + 1 + i,
    "│",
  ]);
  return [[before, isRising ? "╯" : "╮"], ...between, [row, isRising ? "╭" : "╰"]];
}

/** Texts centred on their columns, the most important first: those there is no room for are left out. */
export function placeTexts(
  marks: readonly { readonly column: number; readonly text: string }[],
  columns: number,
): { columns: ReadonlySet<number>; text: string } {
  let line = " ".repeat(columns);
  const marked = new Set<number>();
  for (const { column, text } of marks) {
    const width = widthOf(text);
    const start = Math.max(0, Math.min(columns - width, column - Math.floor(width / 2)));
    const around = line.slice(Math.max(0, start - 1), start + width + 1);
    if (width > columns || around.trim() !== "") continue;
    line = line.slice(0, start) + text + line.slice(start + width);
    marked.add(column);
  }
  return { columns: marked, text: line.trimEnd() };
}
