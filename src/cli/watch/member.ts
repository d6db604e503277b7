// What an entry server and a worker report to the live page of their cluster.
import type { AnswerLive } from "../../admin/admin-server.ts";
import type { TaskBroker } from "../../broker/task-broker.ts";
import { answerLive } from "../../dashboard/member-live.ts";
import { observeExecute } from "../../dashboard/server-source.ts";
import { Tally } from "../../dashboard/tally.ts";
import { stampMs } from "../../execute/clock.ts";
import type { DistributedExecute } from "../../execute/distributed.ts";
import type { EndedTask, TaskPool } from "../../pool/task-pool.ts";
import type { TaskServer } from "../../server/task-server.ts";
import type { TaskLog } from "../server/task-log.ts";
import { readPool } from "./page.ts";

/** `execute` counts the tasks that pass through it. */
export function watchEntry(distributed: DistributedExecute) {
  const tally = new Tally();
  return {
    execute: observeExecute(distributed.execute, tally, stampMs),
    answerWith: (server: TaskServer, broker: Pick<TaskBroker, "queued">): AnswerLive =>
      answerLive(tally, stampMs, async () => ({
        queued: await broker.queued(),
        connections: server.openConnections,
        waiting: distributed.inHand,
        running: 0,
        threads: [],
      })),
  };
}

/** `handlers` call those of `log`, and count tasks that ended well. */
export function watchPool(log: TaskLog["ofPool"]) {
  const tally = new Tally();
  return {
    handlers: {
      ...log,
      onTaskEnd(ended: EndedTask): void {
        if (ended.error === null) tally.done(stampMs());
        else tally.failed(stampMs());
        log.onTaskEnd?.(ended);
      },
    },
    answerWith: (pool: TaskPool): AnswerLive =>
      answerLive(tally, stampMs, async () => ({ queued: null, connections: 0, ...readPool(pool) })),
  };
}
