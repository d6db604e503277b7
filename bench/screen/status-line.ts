// One line of a terminal that is rewritten in place, for the phases before the picture.
import { cut } from "../report/text/plain-text.ts";
import { sizeOf } from "./terminal.ts";

export interface StatusLine {
  show(text: string): void;
  /** Removes the line. Idempotent. */
  clear(): void;
}

/** The cursor stays at the beginning of the line, so that it can be cleared even after the terminal became narrower. */
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
