// What a process of a cluster says of itself to the live page that shows them all: over HTTP, when it is asked.
import type { Increment, ThreadTask, Totals } from "./frames.ts";
import { shown } from "./server-source.ts";
import type { RecentCounts, Tally } from "./tally.ts";

export interface MemberLive {
  /** Another one after each start: then its increments begin anew. */
  readonly instance: string;
  /** Those after the place that was asked for. */
  readonly increments: readonly Increment[];
  readonly next: number;
  /** Entry: of the tasks that came to it. Worker: of those that its threads have ended. */
  readonly totals: Totals;
  readonly recent: RecentCounts;
  readonly connections: number;
  /** Entry: tasks whose reply is awaited. Worker: tasks that wait for its threads. */
  readonly waiting: number;
  readonly running: number;
  /** Of a worker. */
  readonly threads: readonly (ThreadTask | null)[];
  /** Tasks in the broker's queue, where this process knows it. */
  readonly queued: number | null;
}

export type MemberReading = Pick<
  MemberLive,
  "totals" | "connections" | "waiting" | "running" | "threads" | "queued"
>;

/** What a process answers: reads and counts nothing until it is asked. */
export function answerLive(
  tally: Tally,
  nowMs: () => number,
  read: () => Promise<MemberReading>,
): (since: number) => Promise<MemberLive> {
  const instance = crypto.randomUUID();
  return async (since) => {
    const reading = await read();
    return {
      instance,
      ...tally.since(since),
      recent: tally.recentCounts(nowMs()),
      ...reading,
      threads: shown(reading.threads),
    };
  };
}
