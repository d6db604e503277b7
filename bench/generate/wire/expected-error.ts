// Error replies that the user expects (`--expect-error`), such as a server's "busy": counted apart, and no failures.

/** Of a reply: the error that its form reports (an HTTP status, a code of Escalera's wire), and its text. */
export type ExpectedError = (refusal: string | undefined, text: string) => boolean;

/** A word is a code; anything else is a pattern. */
const CODE = /^[\w-]+$/;

/** True where only the whole text of a reply tells whether it is the error, not what its form reports. */
export function isPattern(source: string): boolean {
  return !CODE.test(source);
}

/**
 * A code such as `busy` or `503` matches an error that begins with it: `503 Service Unavailable`, `"code":"busy"`, and of
 * replies that are lines also `ERR busy: …` and `-BUSY …`, in capitals or not. Anything else is a regular expression that
 * the text of the reply matches.
 * @throws {SyntaxError} if it is no regular expression.
 */
export function createExpectedError(source: string): ExpectedError {
  if (isPattern(source)) {
    const pattern = new RegExp(source, "su");
    return (_, text) => pattern.test(text);
  }
  const inRefusal = new RegExp(`^${source}(?![\\w-])`, "iu");
  const inText = new RegExp(`^(?:-|-?ERR |ERROR:? )?${source}(?![\\w-])`, "iu");
  return (refusal, text) => (refusal === undefined ? inText.test(text) : inRefusal.test(refusal));
}
