// What a process of a cluster reports to the cluster's live page: over HTTP, when the page asks.
import type { Increment, ThreadTask } from "./frames.ts";
import { shown } from "./server-source.ts";
import type { RecentCounts, Tally } from "./tally.ts";

export interface MemberLive {
  /** Changes with each start of the process; its increments are then numbered from 0 again. */
  readonly instance: string;
  /**
   * Increments after the place that was asked for. Entry server: tasks that clients sent, and their replies. Worker:
   * tasks that its threads have ended.
   */
  readonly increments: readonly Increment[];
  readonly next: number;
  readonly recent: RecentCounts;
  readonly connections: number;
  /** Entry server: tasks with a pending reply. Worker: tasks that wait for its threads. */
  readonly waiting: number;
  readonly running: number;
  /** Worker: its threads. */
  readonly threads: readonly (ThreadTask | null)[];
  /** Tasks in the broker's queue; null if this process does not know it. */
  readonly queued: number | null;
}

export type MemberReading = Pick<
  MemberLive,
  "connections" | "waiting" | "running" | "threads" | "queued"
>;

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
