// requests.csv of one generator, written while the load goes on. Written synchronously: a page of the file cache takes
// some 20 µs, less than handing it to a thread and back, and nothing piles up.
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { formatLoadSample, type LoadSample } from "../../run/load/samples-csv.ts";

const FLUSH_CHARACTERS = 32 * 1024;

export interface SampleFile {
  add(sample: LoadSample): void;
  /** Writes what is left. Idempotent. */
  close(): void;
}

/**
 * Makes the file, without a header. A failure to write is told once to `onFailure`: the file then ends with a whole row.
 * @throws {Error} the system's, if it can't be made.
 */
export function createSampleFile(
  path: string,
  generator: number,
  onFailure: (message: string) => void,
): SampleFile {
  const file = openSync(path, "wx");
  let rows = "";
  let wholeBytes = 0;
  let hasFailed = false;
  let isClosed = false;
  const flush = (): void => {
    const bytes = Buffer.from(rows);
    rows = "";
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written);
      }
      wholeBytes += bytes.length;
    } catch (error) {
      hasFailed = true;
      ftruncateSync(file, wholeBytes);
      onFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    add(sample) {
      if (hasFailed) return;
      rows += formatLoadSample(sample, generator);
      if (rows.length >= FLUSH_CHARACTERS) flush();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      if (!hasFailed) flush();
      closeSync(file);
    },
  };
}
