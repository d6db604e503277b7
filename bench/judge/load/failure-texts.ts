// What a person can do about a kind of failure.
import type { Texts } from "../../messages/texts.ts";
import type { FailureKind } from "../../run/failure.ts";

/** Undefined of kinds that are the target's own. */
export function remedyText(t: Texts, kind: FailureKind): string | undefined {
  const remedies: Readonly<Partial<Record<FailureKind, string>>> = t.failures.remedies;
  return remedies[kind];
}
