// What the outputs of `--format json` share; output-schema.ts has their forms.
import { textsFor } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";

/** Programs read it, whatever the language of the reports. */
export const OUTPUT_TEXTS = textsFor("en");

export const OUTPUT_VERSION = 3;

/** What is known only when the run has ended. */
export interface OutputEnd {
  readonly folder: string;
  readonly exitCode: number;
}

export function inEnglish(texts: readonly Text[]): string[] {
  return texts.map((text) => OUTPUT_TEXTS.of(text));
}
