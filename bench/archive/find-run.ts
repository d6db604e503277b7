// A saved run by what its user calls it.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { OptionsError } from "../../src/units/options-error.ts";
import { say } from "../messages/texts.ts";
import { listRuns } from "./list-runs.ts";

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
  throw new OptionsError(say((texts) => texts.options.noSuchRun(name, out)));
}

function isFolder(path: string): boolean {
  return path !== "" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
