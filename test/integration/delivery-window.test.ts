// What a worker asks the broker for, on a real RabbitMQ: a thread is free when its task is done, and no worker holds a task
// that it has no thread for.
import { describe, expect, test } from "bun:test";
import type { TaskBroker } from "../../src/broker/task-broker.ts";
import type { TaskStore } from "../../src/storage/task-store.ts";
import {
  Arrivals,
  consume,
  freshQueue,
  openBroker,
  PUBLISH_TIMEOUT_MS,
  taskOf,
} from "../support/broker-fixture.ts";
import { hasComponents, sharedRabbitmq } from "../support/components.ts";
import { storeWith, useEmbeddedStores } from "../support/embedded-stores.ts";
import { eventually } from "../support/eventually.ts";
import { openWorker, type StartedRun, type WorkerParts } from "../support/worker-fixture.ts";

const stores = useEmbeddedStores();

/** A store whose endings are held back until the test lets them pass. */
function withHeldEndings(tasks: TaskStore) {
  const asked = new Arrivals<string>();
  const gate = Promise.withResolvers<void>();
  const held = storeWith(tasks, {
    async finish(ending) {
      asked.add(ending.id);
      await gate.promise;
      return tasks.finish(ending);
    },
  });
  return { held, asked, open: gate.resolve };
}

describe.skipIf(!hasComponents("rabbitmq"))("the window of a worker", () => {
  const partsOn = async (tasks: TaskStore = stores.tasks): Promise<WorkerParts> => {
    const { url } = await sharedRabbitmq();
    return { url, queue: freshQueue(url), tasks, blobs: stores.blobs };
  };

  const publishAll = async (broker: TaskBroker, count: number): Promise<void> => {
    const tasks = Array.from({ length: count }, (_, i) => taskOf(`${i}`));
    await Promise.all(tasks.map((task) => broker.publish(task, PUBLISH_TIMEOUT_MS)));
  };

  /** Ends tasks as they start, until none is left. */
  const endAll = async (runs: Arrivals<StartedRun>, count: number): Promise<void> => {
    for (let i = 0; i < count; i++) (await runs.next()).done();
  };

  test("31 tasks on 3 × 10 threads: the last one stays in the queue, and goes to the first free thread", async () => {
    const { held, asked, open } = withHeldEndings(stores.tasks);
    const parts = await partsOn(held);
    const workers = await Promise.all(
      ["worker-1", "worker-2", "worker-3"].map((name) => openWorker(parts, name, { threads: 10 })),
    );
    const entry = await openBroker(parts.url, parts.queue, "entry-1");
    await publishAll(entry, 31);
    for (const { pool } of workers) await pool.runs.until(() => pool.runs.all.length === 10);
    await eventually(async () => expect(await entry.queued()).toBe(1));
    expect(workers.map(({ worker }) => worker.inHand)).toEqual([10, 10, 10]);
    // Its result is not stored, and nothing is acknowledged.
    const second = workers[1];
    second?.pool.runs.all[3]?.done();
    await asked.next();
    await second?.pool.runs.until(() => second.pool.runs.all.length === 11);
    expect(workers.map(({ pool }) => pool.runs.all.length)).toEqual([10, 11, 10]);
    open();
    for (const { pool } of workers) for (const run of pool.runs.all) run.done();
    await eventually(() => expect(workers.map(({ worker }) => worker.inHand)).toEqual([0, 0, 0]));
  });

  test("tasks run while the ends of others are stored, up to a bound, and none is acknowledged before", async () => {
    const { held, asked, open } = withHeldEndings(stores.tasks);
    const parts = await partsOn(held);
    const { worker, pool } = await openWorker(parts, "worker-1");
    const entry = await openBroker(parts.url, parts.queue, "entry-1");
    await publishAll(entry, 40);
    // 4 threads, and 4 × 4 ended tasks.
    const most = 20;
    await endAll(pool.runs, most);
    await asked.until(() => asked.all.length === most);
    await eventually(async () => expect(await entry.queued()).toBe(40 - most));
    expect(worker.inHand).toBe(most);
    expect(pool.runs.all.length).toBe(most);
    open();
    await endAll(pool.runs, 40 - most);
    await eventually(() => expect(worker.inHand).toBe(0));
    expect(pool.runs.all.length).toBe(40);
  });

  test("200 tasks on 3 workers, ended in any order: no worker ever has more than it has threads, each runs once", async () => {
    const { url, queue } = await partsOn();
    const entry = await openBroker(url, queue, "entry-1");
    const done: string[] = [];
    const peaks = await Promise.all(
      ["worker-1", "worker-2", "worker-3"].map(async (name, index) => {
        const counts = { needThread: 0, peak: 0 };
        const broker = await openBroker(url, queue, name);
        await broker.consume({ threads: 4, maxEnded: 8 }, (delivery) => {
          counts.peak = Math.max(counts.peak, ++counts.needThread);
          const id = Number(delivery.message.id);
          setTimeout(
            () => {
              counts.needThread--;
              delivery.runEnded();
              setTimeout(
                () => {
                  done.push(delivery.message.id);
                  delivery.ack();
                },
                (id * 7) % 13,
              );
            },
            (id * (index + 3)) % 5,
          );
        });
        return counts;
      }),
    );
    await publishAll(entry, 200);
    await eventually(() => expect(new Set(done).size).toBe(200));
    expect(done.length).toBe(200);
    for (const { peak } of peaks) expect(peak).toBeLessThanOrEqual(4);
    await eventually(async () => expect(await entry.queued()).toBe(0));
  });

  test("what has ended and is not acknowledged goes to another worker when its own is lost", async () => {
    const { url, queue } = await partsOn();
    const entry = await openBroker(url, queue, "entry-1");
    await publishAll(entry, 3);
    const first = await openBroker(url, queue, "worker-1");
    const ended = new Arrivals<string>();
    await first.consume({ threads: 1, maxEnded: 2 }, (delivery) => {
      delivery.runEnded();
      ended.add(delivery.message.id);
    });
    await ended.until(() => ended.all.length === 3);
    await first.close();
    const second = await consume(await openBroker(url, queue, "worker-2"), 3);
    await second.until(() => second.all.length === 3);
    expect(second.all.map(({ message }) => message.id).toSorted()).toEqual(["0", "1", "2"]);
  });
});
