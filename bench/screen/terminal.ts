// What the terminal at the end of a stream is like: whether pictures may be drawn on it, how large, in which colours.
import { COLOURED, type Look, type Paint, PLAIN, PLAIN_LOOK } from "../report/paint.ts";
import { AREA_FRAME_ROWS } from "../report/text-area.ts";

type Stream = Pick<NodeJS.WriteStream, "isTTY"> & Partial<NodeJS.WriteStream>;

/** False in a pipe, with TERM=dumb, and with NO_COLOR (https://no-color.org): then there are lines without escapes. */
export function isInteractive({ isTTY }: Stream): boolean {
  const { TERM, NO_COLOR } = process.env;
  return isTTY && TERM !== "dumb" && (NO_COLOR === undefined || NO_COLOR === "");
}

export function paintFor(stream: Stream): Paint {
  return isInteractive(stream) ? COLOURED : PLAIN;
}

/** A terminal that does not tell its size is as large as they used to be; in a pipe, lines may be a little longer. */
export function sizeOf({ isTTY, columns, rows }: Stream): { columns: number; rows: number } {
  return { columns: columns || (isTTY ? 80 : 100), rows: rows || 24 };
}

const PLOT_ROWS = { min: 6, max: 11 } as const;

/** Below a summary: an empty line, where the reports are, and the shell's prompt. */
const ROWS_BELOW = 5;

/** Of a summary: two plots should not need more than a screen, and nothing should scroll away. */
export function lookOf(stream: Stream): Look {
  if (!isInteractive(stream)) return PLAIN_LOOK;
  const { rows } = sizeOf(stream);
  const half = Math.floor(rows / 2) - AREA_FRAME_ROWS - 1;
  const plotRows = Math.max(PLOT_ROWS.min, Math.min(PLOT_ROWS.max, half));
  return { paint: COLOURED, plotRows, rows: rows - ROWS_BELOW };
}
