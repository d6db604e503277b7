// Entry servers and workers together, in one process, on the real engines.
import { beforeEach, describe, expect, onTestFinished, test } from "bun:test";
import { DistributedExecute } from "../../src/execute/distributed.ts";
import { createBlobStore, createTaskStore } from "../../src/storage/open-stores.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { freshQueue, openBroker } from "../support/broker-fixture.ts";
import {
  freshBucketUrl,
  freshDatabase,
  hasComponents,
  sharedRabbitmq,
} from "../support/components.ts";
import { failureOf, messages, never } from "../support/test-pools.ts";
import { openEntry, openWorker, type WorkerParts } from "../support/worker-fixture.ts";

describe.skipIf(!hasComponents("rabbitmq", "postgres", "ceph"))("entry servers and workers", () => {
  let parts: WorkerParts;

  beforeEach(async () => {
    const [{ url }, database, bucket] = await Promise.all([
      sharedRabbitmq(),
      freshDatabase(),
      freshBucketUrl(),
    ]);
    const [tasks, blobs] = await Promise.all([createTaskStore(database), createBlobStore(bucket)]);
    onTestFinished(async () => {
      await tasks.close();
      await blobs.close();
    });
    parts = { url, queue: freshQueue(url), tasks, blobs };
  }, 60_000);

  test("run 100 tasks over two entries and three workers, each once, and each is answered", async () => {
    const entries = await Promise.all(["entry-1", "entry-2"].map((name) => openEntry(parts, name)));
    const names = ["worker-1", "worker-2", "worker-3"];
    const workers = await Promise.all(names.map((name) => openWorker(parts, name)));
    for (const { pool } of workers) {
      const { add } = pool.runs;
      Object.assign(pool.runs, {
        add(run: Parameters<typeof add>[0]) {
          add(run);
          run.done();
        },
      });
    }
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        nth(entries, i % 2).execute({ id: `${i}`, task: `task ${i}` }, never),
      ),
    );
    expect(replies.map((reply) => reply.result)).toEqual(
      Array.from({ length: 100 }, (_, i) => `task ${i}`),
    );
    const runs = workers.flatMap(({ pool }) => pool.runs.all.map(({ request }) => request.id));
    expect(runs.length).toBe(100);
    expect(new Set(runs).size).toBe(100);
    for (let i = 0; i < 100; i++) {
      expect(await parts.tasks.get(`${i}`)).toMatchObject({
        status: "done",
        attempts: 1,
        entry: `entry-${(i % 2) + 1}`,
      });
    }
  });

  test("run one id that is asked 50 times at once over two entries once, and answer 50 times", async () => {
    const entries = await Promise.all(["entry-1", "entry-2"].map((name) => openEntry(parts, name)));
    const workers = await Promise.all(
      ["worker-1", "worker-2"].map((name) => openWorker(parts, name)),
    );
    const replies = Array.from({ length: 50 }, (_, i) =>
      nth(entries, i % 2).execute({ id: "7", task: "una sola" }, never),
    );
    const first = await Promise.race(workers.map(({ pool }) => pool.runs.next()));
    first.done({ n: 1 });
    const results = (await Promise.all(replies)).map((reply) => [reply.result, reply.startedAtMs]);
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(workers.flatMap(({ pool }) => pool.runs.all).length).toBe(1);
    expect((await parts.tasks.get("7"))?.attempts).toBe(1);
  });

  test("give a task without an id one of their own, and so a row", async () => {
    const entry = await openEntry(parts, "entry-1");
    const { pool } = await openWorker(parts, "worker-1");
    const reply = entry.execute({ id: null, task: "t" }, never);
    const run = await pool.runs.next();
    run.done();
    await reply;
    expect((await parts.tasks.get(run.request.id ?? ""))?.status).toBe("done");
  });

  test("answer busy beyond the bound, timeout without a worker, and shutting-down at the end", async () => {
    const broker = await openBroker(parts.url, parts.queue, "entry-1");
    const entry = new DistributedExecute(broker, {
      name: "entry-1",
      maxInHand: 1,
      confirmTimeoutNs: 10 * NS_PER_SECOND,
      replyTimeoutNs: 300 * NS_PER_MS,
      messages,
    });
    const late = failureOf(entry.execute({ id: "1", task: "t" }, never));
    expect(await failureOf(entry.execute({ id: "2", task: "t" }, never))).toBe(
      "busy: 1 task is in progress (limit 1)",
    );
    expect(await failureOf(entry.execute({ id: "1", task: "other" }, never))).toStartWith(
      "conflict",
    );
    expect(await late).toStartWith("timeout: no worker replied within 300 ms");
    const given = failureOf(entry.execute({ id: "3", task: "t" }, never));
    await entry.drain(0);
    expect(await given).toStartWith(
      "shutting-down: the server is shutting down: the task still runs",
    );
    expect(await failureOf(entry.execute({ id: "4", task: "t" }, never))).toStartWith(
      "shutting-down",
    );
    expect(entry.inHand).toBe(0);
    // It goes on: a worker that comes later runs it, and whoever asks again by its id has its result.
    const { pool } = await openWorker(parts, "worker-1");
    for (let i = 0; i < 2; i++) (await pool.runs.next()).done();
    const other = await openEntry(parts, "entry-2");
    expect((await other.execute({ id: "3", task: "t" }, never)).result).toBe("t");
    expect(pool.runs.all.length).toBe(2);
  });
});

function nth<T>(items: readonly T[], i: number): T {
  const item = items[i];
  if (item === undefined) throw new Error(`there is no number ${i}`);
  return item;
}
