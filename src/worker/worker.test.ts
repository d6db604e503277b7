// A worker on deliveries that the test makes: more than there are threads, as come when a connection breaks.
import { beforeEach, describe, expect, test } from "bun:test";
import { taskOf } from "../../test/support/broker-fixture.ts";
import { storeWith, useEmbeddedStores } from "../../test/support/embedded-stores.ts";
import { messages } from "../../test/support/test-pools.ts";
import { ScriptedPool } from "../../test/support/worker-fixture.ts";
import type { WindowLimits } from "../broker/delivery-window.ts";
import type { TaskDelivery, WorkerReply } from "../broker/task-broker.ts";
import { StorageWatch } from "../execute/retry-storage.ts";
import { NS_PER_SECOND } from "../units/duration.ts";
import { startWorker, type Worker } from "./worker.ts";

const stores = useEmbeddedStores();
let claims: string[];

beforeEach(() => {
  claims = [];
});

/** How a delivery was settled, in order with its reply. */
function deliveryOf(id: string) {
  const said: string[] = [];
  const settled = Promise.withResolvers<void>();
  const settle = (how: string): void => {
    said.push(how);
    settled.resolve();
  };
  const delivery: TaskDelivery = {
    message: taskOf(id),
    isRedelivered: false,
    runEnded: () => undefined,
    async reply({ status }: WorkerReply) {
      const record = await stores.tasks.get(id);
      said.push(`reply ${status} while ${record?.status ?? "unknown"}`);
    },
    ack: () => settle("ack"),
    requeue: () => settle("requeue"),
    retryLater: async () => settle("retry later"),
    deadLetter: async () => settle("dead-letter"),
  };
  return { delivery, said, settled: settled.promise };
}

async function start(): Promise<{
  worker: Worker;
  pool: ScriptedPool;
  deliver: (delivery: TaskDelivery) => void;
}> {
  const pool = new ScriptedPool();
  let deliver: (delivery: TaskDelivery) => void = () => undefined;
  const broker = {
    consume: async (_: WindowLimits, onDelivery: (delivery: TaskDelivery) => void) => {
      deliver = onDelivery;
      return { cancel: async () => undefined };
    },
  };
  const { tasks, blobs } = stores;
  const counting = storeWith(tasks, {
    claim(origin, ...rest) {
      claims.push(origin.id);
      return tasks.claim(origin, ...rest);
    },
  });
  const worker = await startWorker({
    broker,
    pool,
    tasks: counting,
    blobs,
    name: "worker-1",
    inlineLimitBytes: 4096,
    maxAttempts: 1,
    leaseNs: 30 * NS_PER_SECOND,
    messages,
    watch: new StorageWatch(),
  });
  return { worker, pool, deliver };
}

describe("a worker with more deliveries than threads", () => {
  test("claims a task only when a thread is free for it", async () => {
    const { worker, pool, deliver } = await start();
    const deliveries = ["1", "2", "3", "4", "5"].map(deliveryOf);
    for (const { delivery } of deliveries) deliver(delivery);
    await pool.runs.until(() => pool.runs.all.length === 4);
    expect(claims).toEqual(["1", "2", "3", "4"]);
    expect(await stores.tasks.get("5")).toBeUndefined();
    pool.runs.all[0]?.done();
    await pool.runs.until(() => pool.runs.all.length === 5);
    for (const run of pool.runs.all) run.done();
    await worker.stop(NS_PER_SECOND);
  });

  test("that stops gives back the one that no thread has, unacknowledged and without a row", async () => {
    const { worker, pool, deliver } = await start();
    const deliveries = ["1", "2", "3", "4", "5"].map(deliveryOf);
    for (const { delivery } of deliveries) deliver(delivery);
    await pool.runs.until(() => pool.runs.all.length === 4);
    const stopped = worker.stop(NS_PER_SECOND);
    for (const run of pool.runs.all) run.done();
    await stopped;
    expect(deliveries.map(({ said }) => said.at(-1))).toEqual([
      "ack",
      "ack",
      "ack",
      "ack",
      "requeue",
    ]);
    expect(await stores.tasks.get("5")).toBeUndefined();
    const late = deliveryOf("6");
    deliver(late.delivery);
    await late.settled;
    expect(late.said).toEqual(["requeue"]);
  });

  test("puts off a second message of a task in hand, and asks the store nothing for it", async () => {
    const { worker, pool, deliver } = await start();
    const [first, second] = [deliveryOf("1"), deliveryOf("1")];
    deliver(first.delivery);
    const run = await pool.runs.next();
    deliver(second.delivery);
    await second.settled;
    expect(second.said).toEqual(["retry later"]);
    expect(claims).toEqual(["1"]);
    run.done();
    await first.settled;
    expect(first.said).toEqual(["reply ok while done", "ack"]);
    await worker.stop(NS_PER_SECOND);
  });

  test("keeps a failure before it replies, and replies before it dead-letters", async () => {
    const { worker, pool, deliver } = await start();
    const { delivery, said, settled } = deliveryOf("1");
    deliver(delivery);
    (await pool.runs.next()).fail("no");
    await settled;
    expect(said).toEqual(["reply error while dead", "dead-letter"]);
    await worker.stop(NS_PER_SECOND);
  });
});
