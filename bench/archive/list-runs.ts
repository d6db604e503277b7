// Saved runs: all in a folder, newest first, those that can't be read named, not hidden; or one by what its user calls it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { OptionsError } from "../../src/units/options-error.ts";
import type { AnyRecord } from "../run/any-record.ts";
import { readRecord } from "./read-run.ts";
import { messageOf } from "../../src/units/text-error.ts";
import { usageError } from "../messages/texts.ts";

interface RunList {
  readonly runs: readonly { readonly path: string; readonly record: AnyRecord }[];
  /** Folders that look like a run's and are none that can be read: each with its problem. */
  readonly broken: readonly { readonly path: string; readonly problem: string }[];
}

/** @throws {OptionsError} if the folder can't be read. */
export function listRuns(folder: string): RunList {
  const runs: { path: string; record: AnyRecord }[] = [];
  const broken: { path: string; problem: string }[] = [];
  for (const name of foldersIn(folder)) {
    const path = join(folder, name);
    try {
      runs.push({ path, record: readRecord(path) });
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      broken.push({ path, problem: error.message });
    }
  }
  // Times are ISO 8601 in UTC, and so in the order of their letters.
  runs.sort(
    (a, b) => b.record.startedAt.localeCompare(a.record.startedAt) || a.path.localeCompare(b.path),
  );
  return { runs, broken };
}

/**
 * Path of the run that `name` means: a folder, the name of a folder in `out`, or a run's label there, of which the
 * newest counts.
 * @throws {OptionsError} if there is none.
 */
export function findRun(name: string, out: string): string {
  const folder = [name, join(out, name)].find(isFolder);
  if (folder !== undefined) return folder;
  const labelled = existsSync(out)
    ? listRuns(out).runs.find(({ record }) => record.label === name)
    : undefined;
  if (labelled !== undefined) return labelled.path;
  throw usageError((texts) => texts.options.noSuchRun(name, out));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .filter((name) => isFolder(join(folder, name)))
      .sort();
  } catch (error) {
    throw usageError((texts) => texts.options.cantRead(folder, messageOf(error)));
  }
}

/** A link that leads nowhere is none. */
function isFolder(path: string): boolean {
  return path !== "" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
