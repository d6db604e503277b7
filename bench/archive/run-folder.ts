// A run's folder while the run goes: rows are appended as replies come, whole files are replaced in one step.
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { PLAIN_ROWS, type RowFormat } from "../run/sweep/requests-csv.ts";
import type { RequestSample } from "../run/sweep/sample.ts";
import { cantWrite, makeFolder, replaceFile } from "./new-folder.ts";

export interface RunFolder {
  readonly path: string;
  /** Appends a row to requests.csv soon. A failure is kept for `flush`, and told once to `onFailure`. */
  addRequest(sample: RequestSample): void;
  /**
   * Waits until all rows are written.
   * @throws {Error} if a row could not be written: the file then ends with the last whole row that was.
   */
  flush(): Promise<void>;
  /**
   * Writes a file beside its place and moves it there, so that a reader or a kill never meets half of one.
   * @throws {Error} the system's, with its code (ENOSPC).
   */
  replace(name: string, text: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Makes `<out>/<UTC time>-<command>-<label>/` with an empty requests.csv in it, before anything is measured.
 * @throws {OptionsError} if it can't be written there.
 */
export async function createRunFolder(
  out: string,
  startedAt: Date,
  command: string,
  label: string,
  onFailure: (error: Error) => void,
  rows: RowFormat = PLAIN_ROWS,
): Promise<RunFolder> {
  const path = makeFolder(out, startedAt, command, label);
  try {
    const file = await open(join(path, "requests.csv"), "ax");
    return createFolder(path, file, onFailure, rows);
  } catch (error) {
    throw cantWrite(out, error);
  }
}

function createFolder(
  path: string,
  file: FileHandle,
  onFailure: (error: Error) => void,
  { header, formatRow }: RowFormat,
): RunFolder {
  let pendingRows = header;
  let writing: Promise<void> | undefined;
  let failure: Error | undefined;
  let isClosed = false;
  let wholeBytes = 0;

  /** Writes what has gathered, again and again until nothing has: one write is under way at a time. */
  const writeRows = async (): Promise<void> => {
    while (pendingRows !== "" && failure === undefined) {
      const rows = Buffer.from(pendingRows);
      pendingRows = "";
      try {
        await writeWhole(file, rows);
        wholeBytes += rows.length;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        await cutToWholeRows(file, rows, wholeBytes);
        onFailure(failure);
      }
    }
    writing = undefined;
  };
  const kick = (): void => {
    writing ??= writeRows();
  };
  kick();
  return {
    path,
    addRequest(sample) {
      pendingRows += formatRow(sample);
      kick();
    },
    async flush() {
      while (writing !== undefined) await writing;
      if (failure !== undefined) throw failure;
    },
    replace: (name, text) => replaceFile(join(path, name), text),
    async close() {
      if (isClosed) return;
      isClosed = true;
      while (writing !== undefined) await writing;
      await file.close();
    },
  };
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written);
    written += bytesWritten;
  }
}

/** After a failed write of `rows`: leaves those that are whole and cuts off the one that is not. */
async function cutToWholeRows(file: FileHandle, rows: Buffer, startBytes: number): Promise<void> {
  const { size } = await file.stat();
  const arrived = rows.subarray(0, Math.max(0, size - startBytes));
  await file.truncate(startBytes + arrived.lastIndexOf("\n") + 1);
}
