// Files that a load is made of: read once where options are checked, so that none is missed in the middle of a run; and
// TOML text into tables.
import { readFileSync, statSync } from "node:fs";
import { parse, TomlError } from "smol-toml";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatSize } from "../../../src/units/size.ts";
import { usageError } from "../../messages/texts.ts";

const MAX_SHOWN_LINE = 80;

/** Each generator holds it in memory. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/**
 * The bytes of a file.
 * @throws {OptionsError} if there is none, it can't be read, is empty or has more than 64 MiB.
 */
export function readInputFile(path: string): Buffer {
  const bytes = readOrExplain(path);
  if (bytes.length === 0) throw usageError((texts) => texts.options.fileEmpty(path));
  return bytes;
}

function readOrExplain(path: string): Buffer {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw usageError((texts) => texts.options.fileIsFolder(path));
    if (stat.size > MAX_FILE_BYTES) {
      const [size, limit] = [formatSize(stat.size), formatSize(MAX_FILE_BYTES)];
      throw usageError((texts) => texts.options.fileTooLarge(path, texts.number(size), limit));
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof OptionsError || !(error instanceof Error)) throw error;
    // The system's own message names the call and the path again: ENOENT: no such file or directory, open '…'.
    const reason = error.message.replace(/^\w+: /, "").replace(/, \w+ '.*$/, "");
    throw usageError((texts) => texts.options.fileUnreadable(path, reason));
  }
}

/** @throws {OptionsError} with the line and the column if the text is no TOML. */
export function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column, message } = error;
    const reason = message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? message;
    const source = text.split(/\r?\n/)[line - 1]?.trim().slice(0, MAX_SHOWN_LINE) ?? "";
    throw usageError(({ options }) => options.ofLine(line, `${reason} (${column}: ${source})`));
  }
}
