// A picture on the terminal's alternate screen. The previous content is restored afterwards, also after errors and signals.
import { sizeOf } from "../terminal.ts";

export interface Picture {
  /** The first call switches to the alternate screen; a call after `close` does nothing. */
  redraw(): void;
  /** Restores the screen and the cursor. Idempotent. */
  close(): void;
}

const ENTER = "\u001B[?1049h\u001B[?25l";
const LEAVE = "\u001B[?25h\u001B[?1049l";
const HOME = "\u001B[H";
const CLEAR_LINE = "\u001B[2K";
const CLEAR_BELOW = "\u001B[J";
/** Terminals that know these show a frame when it is whole; others ignore them. */
const BEGIN_FRAME = "\u001B[?2026h";
const END_FRAME = "\u001B[?2026l";

/** `draw` gives at most `rows` lines of at most `columns` columns. A new size is drawn at once. */
export function createPicture(
  stream: NodeJS.WriteStream,
  draw: (columns: number, rows: number) => readonly string[],
): Picture {
  let hasBegun = false;
  let isShown = false;
  let isClosed = false;
  const enter = (): void => {
    isShown = true;
    stream.write(ENTER);
  };
  const leave = (): void => {
    if (isShown) stream.write(LEAVE);
    isShown = false;
  };
  const redraw = (): void => {
    if (isClosed) return;
    hasBegun = true;
    if (!isShown) enter();
    const { columns, rows } = sizeOf(stream);
    const lines = draw(columns, rows).slice(0, rows);
    // A line is cleared before it is written: at the last column, clearing after it would take its last character.
    const body = lines.map((line) => CLEAR_LINE + line).join("\r\n");
    const rest = lines.length < rows ? `\r\n${CLEAR_BELOW}` : "";
    stream.write(BEGIN_FRAME + HOME + body + rest + END_FRAME);
  };
  /** A new size, or `fg`, before the first picture does not switch the screen. */
  const redrawAgain = (): void => {
    if (hasBegun) redraw();
  };
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    leave();
    stream.off("resize", redrawAgain);
    for (const [event, handle] of handlers) process.off(event, handle);
  };
  const handlers: readonly [event: string, handle: (reason: unknown) => void][] = [
    ["exit", close],
    // Before the runtime prints the error, which would go with the screen.
    ["uncaughtExceptionMonitor", close],
    [
      "unhandledRejection",
      (reason) => {
        close();
        throw reason;
      },
    ],
    ["SIGQUIT", () => endBy("SIGQUIT", close)],
    ["SIGHUP", () => endBy("SIGHUP", close)],
    // Ctrl-Z, and fg.
    [
      "SIGTSTP",
      () => {
        leave();
        process.kill(process.pid, "SIGSTOP");
      },
    ],
    ["SIGCONT", redrawAgain],
  ];
  for (const [event, handle] of handlers) process.on(event, handle);
  stream.on("resize", redrawAgain);
  return { redraw, close };
}

/** Ends the process by the signal itself: `close` has removed the handler. */
function endBy(signal: NodeJS.Signals, close: () => void): void {
  close();
  process.kill(process.pid, signal);
}
