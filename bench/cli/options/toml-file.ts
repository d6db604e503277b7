// TOML text into tables, with the line of an error, which Bun's parser keeps to itself.
import { OptionsError } from "../../../src/units/options-error.ts";
import { say } from "../../messages/texts.ts";

/** @throws {OptionsError} if the text is no TOML. */
export function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return Bun.TOML.parse(text) as Record<string, unknown>;
  } catch (error) {
    const reason = reasonOf(error);
    const lines = text.split(/(?<=\n)/);
    // The error is on the line where the text, cut off after it, first fails in the same way.
    const line =
      lines.findIndex((_, i) => reasonFor(lines.slice(0, i + 1).join("")) === reason) + 1;
    throw new OptionsError(say((texts) => texts.options.ofLine(line, reason)));
  }
}

function reasonFor(text: string): string | undefined {
  try {
    Bun.TOML.parse(text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error.message.replace(/^TOML Parse error: /, "");
}
