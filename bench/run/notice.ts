// Notices: what counts against a run or is doubtful about it, as a kind with its values for programs and words for people.
import { say, type Texts } from "../messages/texts.ts";
import type { Notice } from "./header.ts";
import { type Text, untranslated } from "../../src/units/text.ts";

/**
 * The notices that a table of wordings knows: kind → its words out of its values, in one language. All that is said of a
 * kind stands in that one place. `Values` has the form of each kind's values.
 */
export function noticesOf<Values extends Record<keyof Values, Notice["values"]>>(wordings: {
  readonly [Kind in keyof Values]: (texts: Texts, values: Readonly<Values[Kind]>) => string;
}) {
  return <Kind extends keyof Values & string>(
    kind: Kind,
    values: Readonly<Values[Kind]>,
  ): Notice => ({ kind, values, ...say((texts) => wordings[kind](texts, values)) });
}

/** A notice of an earlier version, which kept words alone: English ones up to schema version 1. */
export function unclassified(said: Text | string): Notice {
  const { en, es } = typeof said === "string" ? untranslated(said) : said;
  return { kind: "unclassified", values: {}, en, es };
}
