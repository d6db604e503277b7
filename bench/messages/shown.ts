// What was said of a run, in one language. Runs that are older than the catalogues hold plain strings.
import type { Text } from "../../src/units/text.ts";
import type { Texts } from "./texts.ts";

export function shown(text: string | Text, texts: Texts): string {
  return typeof text === "string" ? text : texts.of(text);
}
