// One line of a terminal that changes: what goes on before there is more to show.
import { cut } from "../report/plain-text.ts";
import { sizeOf } from "./terminal.ts";

export interface StatusLine {
  show(text: string): void;
  /** Takes the line away. Idempotent. */
  clear(): void;
}

/** The cursor rests at its beginning, so that what is below it can be cleared, however narrow the terminal has become. */
export function createStatusLine(stream: NodeJS.WriteStream): StatusLine {
  let isShown = false;
  const clear = (): void => {
    if (isShown) stream.write("\r\u001B[J");
    isShown = false;
  };
  return {
    show(text) {
      clear();
      stream.write(`${cut(text, sizeOf(stream).columns - 1)}\r`);
      isShown = true;
    },
    clear,
  };
}
