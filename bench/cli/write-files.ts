// Files of a run's folder, each whole or as it was before.
import { join } from "node:path";
import { cantWriteText, replaceFile } from "../archive/new-folder.ts";
import { CommandError } from "../../src/cli/command.ts";

/** By their names. */
type Files = Readonly<Record<string, string>>;

/** @throws {Error} the system's, if one can't be written. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) await replaceFile(join(folder, name), text);
}

/** @throws {CommandError} if one can't be written. */
export async function writeFilesOrEnd(folder: string, files: Files): Promise<void> {
  try {
    await writeFiles(folder, files);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new CommandError(cantWriteText(folder, error));
  }
}

export function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
