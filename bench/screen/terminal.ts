// What the terminal at the end of a stream is like: whether pictures may be drawn on it, how large, in which colours.
import { COLOURED, type Paint, PLAIN } from "../report/paint.ts";

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
