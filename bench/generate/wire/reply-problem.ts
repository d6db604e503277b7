// Whether a whole reply is a right one.
import { NO_EXAMPLE } from "../../run/failure.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import type { RequestKind } from "../plan/request-kind.ts";

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

/** How a reply ends its request; `problem` is empty unless it is a wrong one. */
export function endOfReply(
  kind: Pick<RequestKind, "expect" | "reject" | "expectedErrors">,
  refusal: string | undefined,
  text: string,
): { readonly end: "ok" | "expected error" | "wrong reply"; readonly problem: Text } {
  if (kind.expectedErrors.some((isExpected) => isExpected(refusal, text))) {
    return { end: "expected error", problem: NO_EXAMPLE };
  }
  const problem = problemOf(kind, refusal, text);
  return problem === undefined
    ? { end: "ok", problem: NO_EXAMPLE }
    : { end: "wrong reply", problem: untranslated(problem) };
}

export function cutExample(text: string): string {
  return text.slice(0, MAX_EXAMPLE_CHARACTERS).trimEnd();
}
