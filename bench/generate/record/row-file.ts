// A table that grows while a run goes on: rows are appended, and what was written is not written again. Written synchronously:
// a page of the file cache takes some 20 µs, less than handing it to a thread and back, and nothing piles up.
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

export interface RowFileOptions {
  /** Called once if a row can't be written. Later rows are left out. */
  readonly onFailure: (error: Error) => void;
  /** Rows gather to so many characters before they are written; by default each is written at once. */
  readonly gatherCharacters?: number;
}

/** The file ends with a whole row, even where the disk is full. Owned until `close`. */
export class RowFile {
  readonly #file: number;
  readonly #options: RowFileOptions;
  #rows = "";
  #wholeBytes = 0;
  #isOpen = true;
  #hasFailed = false;

  /**
   * Makes the file.
   * @throws {Error} the system's, if it can't be made: EEXIST if there is one.
   */
  constructor(path: string, options: RowFileOptions) {
    this.#file = openSync(path, "wx");
    this.#options = options;
  }

  /** `row` has its line end. */
  add(row: string): void {
    if (this.#hasFailed) return;
    this.#rows += row;
    if (this.#rows.length >= (this.#options.gatherCharacters ?? 0)) this.#flush();
  }

  /** Writes what is left. Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#rows);
    this.#rows = "";
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      this.#wholeBytes += written;
    } catch (error) {
      this.#hasFailed = true;
      const wholeRows = bytes.subarray(0, written).lastIndexOf("\n") + 1;
      ftruncateSync(this.#file, this.#wholeBytes + wholeRows);
      this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
