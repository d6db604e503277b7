// What an entry server and a worker report to the live page of their cluster.
import type { AnswerLive } from "../../admin/admin-server.ts";
import type { TaskBroker } from "../../broker/task-broker.ts";
import { answerLive } from "../../dashboard/member-live.ts";
import { observeExecute } from "../../dashboard/server-source.ts";
import { Tally } from "../../dashboard/tally.ts";
import { stampMs } from "../../execute/clock.ts";
import type { DistributedExecute } from "../../execute/distributed.ts";
import type { EndedTask, TaskPool } from "../../pool/task-pool.ts";
import type { Execute } from "../../protocol/task.ts";
import type { TaskServer } from "../../server/task-server.ts";
import { placeOnThreads } from "./page.ts";

export interface WatchedEntry {
  /** Counts the tasks that pass through it. */
  readonly execute: Execute;
  answerWith(server: TaskServer, broker: Pick<TaskBroker, "queued">): AnswerLive;
}

export function watchEntry(distributed: DistributedExecute): WatchedEntry {
  const tally = new Tally();
  return {
    execute: observeExecute(distributed.execute, tally, stampMs),
    answerWith: (server, broker) =>
      answerLive(tally, stampMs, async () => ({
        queued: await broker.queued(),
        connections: server.openConnections,
        waiting: distributed.inHand,
        running: 0,
        threads: [],
      })),
  };
}

export interface WatchedPool {
  /** Handler of the pool: counts tasks that ended well. */
  readonly onTaskEnd: (ended: EndedTask) => void;
  answerWith(pool: TaskPool): AnswerLive;
}

export function watchPool(): WatchedPool {
  const tally = new Tally();
  return {
    onTaskEnd({ error }) {
      if (error === null) tally.done(stampMs());
      else tally.failed(stampMs());
    },
    answerWith: (pool) =>
      answerLive(tally, stampMs, async () => ({
        queued: null,
        connections: 0,
        waiting: pool.waiting,
        running: pool.running,
        threads: placeOnThreads(pool),
      })),
  };
}
