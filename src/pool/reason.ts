// Describes any thrown value in one short line.
import { english } from "../messages/en/thrown.ts";
import { spanish } from "../messages/es/thrown.ts";
import { type Language, sayIn, type Text } from "../units/text.ts";
import { TextError } from "../units/text-error.ts";

const MAX_LENGTH = 400;
const MAX_CAUSES = 4;

/** The catalogues of this file alone: every thread loads them. */
const TEXTS = {
  en: { language: "en", ...english },
  es: { language: "es", ...spanish },
} as const;

type Texts = (typeof TEXTS)[Language];

export const sayThrown = sayIn<Texts>(TEXTS);

/** One line of at most 400 characters; never throws, whatever `thrown` is (even an Error with hostile getters). */
export function describeThrown(thrown: unknown): Text {
  return sayThrown((texts) => {
    let text: string;
    try {
      text = wordThrown(thrown, MAX_CAUSES, texts);
    } catch {
      text = texts.unshowable;
    }
    const line = text.replace(/\s+/g, " ").trim();
    return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
  });
}

function wordThrown(thrown: unknown, causesLeft: number, texts: Texts): string {
  if (typeof thrown === "string" && thrown.trim() !== "") return thrown;
  if (thrown instanceof TextError) return thrown.text[texts.language];
  if (!(thrown instanceof Error)) return texts.thrown(Bun.inspect(thrown, { depth: 2 }));
  // Several syntax errors of a module are an AggregateError whose message is only their number.
  if (thrown instanceof AggregateError && thrown.errors.length > 0 && causesLeft > 0) {
    return wordThrown(thrown.errors[0], causesLeft - 1, texts);
  }
  // A user's Error can have properties that are not strings.
  const { message, name, cause }: Record<"message" | "name", unknown> & ErrorOptions = thrown;
  const own = String(message) || String(name);
  if (cause === undefined || causesLeft === 0) return own;
  return texts.withCause(own, wordThrown(cause, causesLeft - 1, texts));
}
