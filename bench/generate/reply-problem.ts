// Whether a whole reply is a right one.
import type { RequestKind } from "./request-kind.ts";

const MAX_EXAMPLE_CHARACTERS = 120;

/**
 * Why a reply is a wrong one; undefined where it is right. `refusal` is the reply's own word (an HTTP status, an error of
 * Escalera's wire), which what the user expects overrules.
 */
export function problemOf(
  { expect, reject }: Pick<RequestKind, "expect" | "reject">,
  refusal: string | undefined,
  text: string,
): string | undefined {
  if (reject?.test(text) === true) return cutExample(text);
  if (expect !== null) return expect.test(text) ? undefined : cutExample(text);
  return refusal;
}

export function cutExample(text: string): string {
  return text.slice(0, MAX_EXAMPLE_CHARACTERS).trimEnd();
}
