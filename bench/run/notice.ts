// Notices: what counts against a run or is doubtful about it, as a kind with its values for programs and words for people.
import { say, type Texts } from "../messages/texts.ts";
import type { Notice } from "./header.ts";
import { type Text, untranslated } from "../../src/units/text.ts";

/**
 * The notices that a table of wordings knows: kind → its words out of its values, in one language. All that is said of a
 * kind stands in that one place.
 */
export function noticesOf<Wordings extends Record<string, (texts: Texts, values: never) => string>>(
  wordings: Wordings,
) {
  return <Kind extends keyof Wordings & string>(
    kind: Kind,
    values: Parameters<Wordings[Kind]>[1],
  ): Notice => {
    const wording = wordings[kind] as (texts: Texts, values: object) => string;
    return { kind, values, ...say((texts) => wording(texts, values)) };
  };
}

/** A notice of an earlier version, which kept words alone: English ones up to schema version 1. */
export function unclassified(said: Text | string): Notice {
  const { en, es } = typeof said === "string" ? untranslated(said) : said;
  return { kind: "unclassified", values: {}, en, es };
}
