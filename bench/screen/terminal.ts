// The terminal behind a stream: interactive or not, size, colours, and a line that is rewritten in place.
import { AREA_FRAME_ROWS } from "../report/text/area.ts";
import { COLOURED, type Look, type Paint, PLAIN, PLAIN_LOOK } from "../report/text/paint.ts";
import { cut } from "../report/text/plain-text.ts";

type Stream = Pick<NodeJS.WriteStream, "isTTY"> & Partial<NodeJS.WriteStream>;

/** False in a pipe, with TERM=dumb, and with NO_COLOR (https://no-color.org): then there are lines without escapes. */
export function isInteractive({ isTTY }: Stream): boolean {
  const { TERM, NO_COLOR } = process.env;
  return isTTY && TERM !== "dumb" && (NO_COLOR === undefined || NO_COLOR === "");
}

export function paintFor(stream: Stream): Paint {
  return isInteractive(stream) ? COLOURED : PLAIN;
}

/** Defaults: 80×24 for a terminal without a known size, 100 columns for a pipe. */
export function sizeOf({ isTTY, columns, rows }: Stream): { columns: number; rows: number } {
  return { columns: columns || (isTTY ? 80 : 100), rows: rows || 24 };
}

const PLOT_ROWS = { min: 6, max: 11 } as const;

/** Below a summary: an empty line, the paths of the reports, and the prompt of the shell. */
const ROWS_BELOW = 5;

/** For a summary: two plots fit a screen, and nothing scrolls away. */
export function lookOf(stream: Stream): Look {
  if (!isInteractive(stream)) return PLAIN_LOOK;
  const { rows } = sizeOf(stream);
  const half = Math.floor(rows / 2) - AREA_FRAME_ROWS - 1;
  const plotRows = Math.max(PLOT_ROWS.min, Math.min(PLOT_ROWS.max, half));
  return { paint: COLOURED, plotRows, rows: rows - ROWS_BELOW };
}

/** One line, for the phases before the picture. The cursor stays at its beginning: it can be cleared even after the terminal became narrower. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    this.clear();
    this.#stream.write(`${cut(text, sizeOf(this.#stream).columns - 1)}\r`);
    this.#isShown = true;
  }

  /** Removes the line. Idempotent. */
  clear(): void {
    if (this.#isShown) this.#stream.write("\r\u001B[J");
    this.#isShown = false;
  }
}
