// A picture on the terminal's alternate screen. The previous content is restored afterwards, also after errors and signals.
import type { Texts } from "../messages/texts.ts";
import { cut } from "../report/text/plain-text.ts";
import type { Text } from "../../src/units/text.ts";
import { paintFor, sizeOf } from "./terminal.ts";
import type { View } from "../report/text/paint.ts";

const ENTER = "\u001B[?1049h\u001B[?25l";
const LEAVE = "\u001B[?25h\u001B[?1049l";
const HOME = "\u001B[H";
const CLEAR_LINE = "\u001B[2K";
const CLEAR_BELOW = "\u001B[J";
/** Terminals that know these show a frame when it is whole; others ignore them. */
const BEGIN_FRAME = "\u001B[?2026h";
const END_FRAME = "\u001B[?2026l";

export class Picture {
  readonly #stream: NodeJS.WriteStream;
  readonly #texts: Texts;
  readonly #draw: (view: View) => readonly string[];
  #note = "";
  #hasBegun = false;
  #isShown = false;
  #isClosed = false;

  /** `draw` gives at most `rows` lines of at most `columns` columns. A new size is drawn at once. */
  constructor(stream: NodeJS.WriteStream, texts: Texts, draw: (view: View) => readonly string[]) {
    this.#stream = stream;
    this.#texts = texts;
    this.#draw = draw;
    for (const [event, handle] of this.#handlers) process.on(event, handle);
    stream.on("resize", this.#redrawAgain);
  }

  /** A last line below the picture from the next drawing on; null for none. */
  note(text: Text | null): void {
    this.#note = text === null ? "" : this.#texts.of(text);
  }

  /** The first call switches to the alternate screen; a call after `close` does nothing. */
  redraw(): void {
    if (this.#isClosed) return;
    this.#hasBegun = true;
    if (!this.#isShown) this.#stream.write(ENTER);
    this.#isShown = true;
    const { columns, rows } = sizeOf(this.#stream);
    const notes = this.#note === "" ? [] : ["", cut(this.#note, columns)];
    const paint = paintFor(this.#stream);
    const view = { columns, rows: rows - notes.length, texts: this.#texts, paint };
    const lines = [...this.#draw(view), ...notes].slice(0, rows);
    // A line is cleared before it is written: at the last column, clearing after it would take its last character.
    const body = lines.map((line) => CLEAR_LINE + line).join("\r\n");
    const rest = lines.length < rows ? `\r\n${CLEAR_BELOW}` : "";
    this.#stream.write(BEGIN_FRAME + HOME + body + rest + END_FRAME);
  }

  /** Restores the screen and the cursor. Idempotent. */
  readonly close = (): void => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#leave();
    this.#stream.off("resize", this.#redrawAgain);
    for (const [event, handle] of this.#handlers) process.off(event, handle);
  };

  /** A new size, or `fg`, before the first picture does not switch the screen. */
  readonly #redrawAgain = (): void => {
    if (this.#hasBegun) this.redraw();
  };

  readonly #handlers: readonly [event: string, handle: (reason: unknown) => void][] = [
    ["exit", this.close],
    // Before the runtime prints the error, which would go with the screen.
    ["uncaughtExceptionMonitor", this.close],
    [
      "unhandledRejection",
      (reason) => {
        this.close();
        throw reason;
      },
    ],
    ["SIGQUIT", () => this.#endBy("SIGQUIT")],
    ["SIGHUP", () => this.#endBy("SIGHUP")],
    // Ctrl-Z, and fg.
    [
      "SIGTSTP",
      () => {
        this.#leave();
        process.kill(process.pid, "SIGSTOP");
      },
    ],
    ["SIGCONT", this.#redrawAgain],
  ];

  #leave(): void {
    if (this.#isShown) this.#stream.write(LEAVE);
    this.#isShown = false;
  }

  /** Ends the process by the signal itself: `close` has removed the handler. */
  #endBy(signal: NodeJS.Signals): void {
    this.close();
    process.kill(process.pid, signal);
  }
}
