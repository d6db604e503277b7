// A command line in one text, split into words as a shell would: quotes and backslashes, nothing is expanded.
import { usageError } from "../../messages/texts.ts";

/** What a word is made of: '…', "…", an escaped character, or plain ones; and what parts words. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^ \t\n'"\\]+)|([ \t\n]+)/y;

/**
 * Within '…' everything is as it is; within "…" a backslash escapes ", \, $ and `; outside, any character (POSIX Shell
 * Command Language, 2.2). $, *, | and the like have no meaning here.
 * @throws {OptionsError} if a quote is not closed or a backslash ends the text.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pieces = new RegExp(PIECE);
  while (pieces.lastIndex < text.length) {
    const from = pieces.lastIndex;
    const match = pieces.exec(text);
    if (match === null) {
      const quote = text.charAt(from);
      throw usageError(({ options }) =>
        quote === "\\" ? options.backslashEnds(text) : options.quoteOpen(quote, text),
      );
    }
    const [, single, double, escaped, plain, space] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      const inDouble = double?.replaceAll(/\\(["\\$`])/g, "$1");
      word = (word ?? "") + (single ?? inDouble ?? escaped ?? plain ?? "");
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
