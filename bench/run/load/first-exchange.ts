// The first request of a load with its reply: what several generators saw, as one.
import type { Ns } from "../../../src/units/duration.ts";
import type { FirstExchange } from "./run.ts";

/** What one generator saw of one kind of request. */
export interface SeenExchange extends FirstExchange {
  /** When `request` was sent, on the run's clock. */
  readonly sentNs: Ns;
  /** The same for equal replies; "" without a reply. */
  readonly replyDigest: string;
}

/** One a name, in the order of the names; the earliest with a whole reply is shown. */
export function mergeExchanges(parts: readonly (readonly SeenExchange[])[]): FirstExchange[] {
  return [...Map.groupBy(parts.flat(), ({ name }) => name).values()].map(mergeOfName);
}

function mergeOfName(own: readonly SeenExchange[]): FirstExchange {
  const [first] = own.toSorted((a, b) => answeredRank(a) - answeredRank(b) || a.sentNs - b.sentNs);
  const answered = own.filter(({ replies }) => replies > 0);
  const { sentNs: _, replyDigest, ...shown } = first as SeenExchange;
  return {
    ...shown,
    replies: answered.reduce((sum, { replies }) => sum + replies, 0),
    areRepliesEqual:
      answered.length > 0 &&
      answered.every((part) => part.areRepliesEqual && part.replyDigest === replyDigest),
  };
}

function answeredRank({ isWhole, reply }: FirstExchange): number {
  if (isWhole) return 0;
  return reply === null ? 2 : 1;
}
