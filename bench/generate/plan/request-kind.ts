// One of the requests that a load is made of, ready to be sent and to be answered.
import type { ReplyRule } from "../../run/load/plan.ts";
import { uniform } from "../../../src/units/random.ts";
import type { ReplyExpectation } from "../wire/reply-problem.ts";
import { formatIdSource, type IdSource } from "../wire/id-rule.ts";
import type { Payload } from "./payload.ts";
import { formatReplyRule } from "../wire/reply-rule.ts";

export interface RequestKind extends ReplyExpectation {
  readonly name: string;
  readonly weight: number;
  readonly payload: Payload;
  readonly rule: ReplyRule;
  /** Where requests and replies carry ids; null where they have none. */
  readonly ids: IdSource | null;
  /** The text of a reply is looked at, beyond where it ends. */
  readonly needsText: boolean;
}

/** True where any reply can be read before it is known whose it is, and says so by its id. */
export function areMatchedById(kinds: readonly Pick<RequestKind, "rule" | "ids">[]): boolean {
  const [first, ...others] = kinds.map(({ rule, ids }) =>
    ids === null ? null : `${formatReplyRule(rule)} ${formatIdSource(ids)}`,
  );
  return first !== undefined && first !== null && others.every((other) => other === first);
}

/** Draws that decide which request comes next have a stream of their own. */
const KIND_STREAM = 11;

/**
 * Which kind request `i` is: a pure function of (seed, i), so that any number of generators makes the same requests.
 * `kinds` has at least one.
 */
export function createKindChooser(
  kinds: readonly Pick<RequestKind, "weight">[],
  seed: number,
): (i: number) => number {
  if (kinds.length === 1) return () => 0;
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  const ends = kinds.map(({ weight }) => (reached += weight) / total);
  return (i) => {
    const draw = uniform(seed, i, KIND_STREAM);
    const kind = ends.findIndex((end) => draw < end);
    return kind < 0 ? kinds.length - 1 : kind;
  };
}
