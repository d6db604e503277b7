// What an entry server and a worker tell the live page of their cluster.
import type { AnswerLive } from "../admin/admin-server.ts";
import type { TaskBroker } from "../broker/task-broker.ts";
import { answerLive } from "../dashboard/member-live.ts";
import { observeExecute } from "../dashboard/server-source.ts";
import { Tally } from "../dashboard/tally.ts";
import { stampMs } from "../execute/clock.ts";
import type { DistributedExecute } from "../execute/distributed.ts";
import type { TaskPool } from "../pool/task-pool.ts";
import type { Execute } from "../protocol/task.ts";
import type { TaskServer } from "../server/task-server.ts";
import { placeOnThreads } from "./watch-server.ts";

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
        totals: tally.totals,
        connections: server.openConnections,
        waiting: distributed.inHand,
        running: 0,
        threads: [],
      })),
  };
}

export function watchWorker(pool: TaskPool): AnswerLive {
  return answerLive(new Tally(), stampMs, async () => ({
    queued: null,
    totals: { arrived: 0, done: pool.done, failed: 0 },
    connections: 0,
    waiting: pool.waiting,
    running: pool.running,
    threads: placeOnThreads(pool),
  }));
}
