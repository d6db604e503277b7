// What a process of a cluster reports to the cluster's live page: over HTTP, when the page asks.
import { type ServerReading, shown } from "./server-source.ts";
import type { Added, RecentCounts, Tally } from "./tally.ts";

/**
 * The present state of a process of a cluster. Waiting in an entry server: tasks with a pending reply; in a worker: tasks
 * that wait for its threads. An entry server has no threads.
 */
export interface MemberReading extends ServerReading {
  /** Tasks in the broker's queue; null if this process does not know it. */
  readonly queued: number | null;
}

/**
 * The increments are those after the place that was asked for. Entry server: tasks that clients sent, and their replies.
 * Worker: tasks that its threads have ended.
 */
export interface MemberLive extends MemberReading, Added {
  /** Changes with each start of the process; its increments are then numbered from 0 again. */
  readonly instance: string;
  readonly recent: RecentCounts;
}

/** The answer of a process to the page. `read` is called once for each question. */
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
