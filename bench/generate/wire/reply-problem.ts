// Whether a whole reply is a right one, or an error that the user expects (`--expect-error`): counted apart, and no failure.
import { type Ending, NO_EXAMPLE, OK } from "../../run/failure.ts";
import { untranslated } from "../../../src/units/text.ts";

/** What the user says of the replies to a kind of request. */
export interface ReplyExpectation {
  readonly expect: RegExp | null;
  readonly reject: RegExp | null;
  readonly expectedErrors: readonly ExpectedError[];
}

const MAX_EXAMPLE_CHARACTERS = 120;

const EXPECTED_ERROR: Ending = { end: "expected error", example: NO_EXAMPLE };

/**
 * Why a reply is a wrong one; undefined where it is right. `refusal` is the reply's own word (an HTTP status, an error of
 * Escalera's wire), which what the user expects overrules.
 */
export function problemOf(
  { expect, reject }: Pick<ReplyExpectation, "expect" | "reject">,
  refusal: string | undefined,
  text: string,
): string | undefined {
  if (reject?.test(text) === true) return cutExample(text);
  if (expect !== null) return expect.test(text) ? undefined : cutExample(text);
  return refusal;
}

/** How a reply ends its request. */
export function endOfReply(
  kind: ReplyExpectation,
  refusal: string | undefined,
  text: string,
): Ending {
  if (kind.expectedErrors.some((isExpected) => isExpected(refusal, text))) {
    return EXPECTED_ERROR;
  }
  const problem = problemOf(kind, refusal, text);
  return problem === undefined ? OK : { end: "wrong reply", example: untranslated(problem) };
}

export function cutExample(text: string): string {
  return text.slice(0, MAX_EXAMPLE_CHARACTERS).trimEnd();
}

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
