// The folder of a run that begins, and files in it that are whole at every moment.
import { mkdirSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OptionsError } from "../../src/units/options-error.ts";
import { say } from "../messages/texts.ts";
import { ofPlace, type Text } from "../../src/units/text.ts";
import { codeOf, messageOf } from "../../src/units/text-error.ts";

/** Beside run.json while a sweep goes on: a line of JSON a burst, as `RunRecord.levels` has them. */
export const LEVELS_SO_FAR = "levels.jsonl";

/**
 * Makes `<out>/<UTC time>-<command>-<label>/`, whose path it returns.
 * @throws {OptionsError} if it can't be made there.
 */
export function makeFolder(out: string, startedAt: Date, command: string, label: string): string {
  const time = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const slug = label.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-");
  const name = [time, command, slug].filter((part) => part !== "").join("-");
  try {
    mkdirSync(out, { recursive: true });
    return makeNewFolder(join(out, name));
  } catch (error) {
    throw cantWrite(out, error);
  }
}

/** That nothing can be written to a folder, with the system's own reason. */
export function cantWriteText(folder: string, error: unknown): Text {
  return say((texts) => texts.options.cantWrite(folder, messageOf(error)));
}

export function cantWrite(out: string, error: unknown): OptionsError {
  return new OptionsError(ofPlace("--out", cantWriteText(out, error)));
}

/** Two runs that begin in the same second get a folder each. */
function makeNewFolder(path: string): string {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? path : `${path}-${i}`;
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

/**
 * Writes a file beside its place and moves it there, so that a reader or a kill never meets half of one.
 * @throws {Error} the system's, with its code (ENOSPC).
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    throw error;
  }
}
