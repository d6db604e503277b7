import { type Text, untranslated } from "./text.ts";

/** An error whose message is known in every language. `message` is the English one. */
export class TextError extends Error {
  readonly text: Text;

  /** A plain string has no language: it is shown as it is. */
  constructor(message: string | Text, options?: ErrorOptions) {
    const text = typeof message === "string" ? untranslated(message) : message;
    super(text.en, options);
    this.text = text;
  }
}

/** The message of an error in every language. Messages of other programs have no language. */
export function textOf(error: unknown): Text {
  return error instanceof TextError ? error.text : untranslated(messageOf(error));
}

/** What any thrown value tells; of a TextError in English. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of an error of the system or of a library, such as "ENOENT"; "" for one that has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
