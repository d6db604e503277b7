// A worker on the real broker, PostgreSQL and S3: what becomes of each task in the row, the queue and the reply.
import { beforeEach, describe, expect, onTestFinished, test } from "bun:test";
import { createBlobStore, createTaskStore } from "../../src/storage/open-stores.ts";
import { StorageError } from "../../src/storage/task-store.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import {
  Arrivals,
  freshQueue,
  nextMessage,
  openBroker,
  openChannel,
  taskOf,
} from "../support/broker-fixture.ts";
import {
  freshBucketUrl,
  freshDatabase,
  hasComponents,
  sharedRabbitmq,
} from "../support/components.ts";
import { storeWith } from "../support/embedded-stores.ts";
import { eventually } from "../support/eventually.ts";
import { failureOf, never } from "../support/test-pools.ts";
import { openEntry, openWorker, type WorkerParts } from "../support/worker-fixture.ts";

const LONG = "x".repeat(500);

describe.skipIf(!hasComponents("rabbitmq", "postgres", "ceph"))("a worker", () => {
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

  const ask = async (id: string, task = `task ${id}`) => {
    const entry = await openEntry(parts, "entry-1");
    return entry.execute({ id, task }, never);
  };

  test("keeps a short result in the row and a long one as an object, and replies with either", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const entry = await openEntry(parts, "entry-1");
    for (const [id, result] of [
      ["short", { n: 7 }],
      ["long", LONG],
    ] as const) {
      const reply = entry.execute({ id, task: "t", client: "192.0.2.7:1" }, never);
      (await pool.runs.next()).done(result);
      expect(await reply).toMatchObject({ result, worker: "worker-1", thread: 1 });
    }
    const short = await parts.tasks.get("short");
    const common = { status: "done", attempts: 1, entry: "entry-1", client: "192.0.2.7:1" };
    expect(short).toMatchObject({ ...common, result: { kind: "inline", json: '{"n":7}' } });
    const long = await parts.tasks.get("long");
    expect(long).toMatchObject({ ...common, result: { kind: "blob", bytes: 502 } });
  });

  test("tells the way that a task took, in order", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const reply = ask("7");
    (await pool.runs.next()).done();
    const { hops = {} } = await reply;
    const order = ["acceptedAtMs", "deliveredAtMs", "claimedAtMs", "startedAtMs", "endedAtMs"];
    order.push("storedAtMs", "repliedAtMs", "receivedAtMs");
    const stamps = order.map((name) => hops[name] ?? NaN);
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  });

  test("answers a task that is done from its row and object, without a thread", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const first = ask("7");
    (await pool.runs.next()).done(LONG);
    const { startedAtMs } = await first;
    expect(await ask("7")).toMatchObject({ result: LONG, startedAtMs, waitNs: 0 });
    expect(pool.runs.all.length).toBe(1);
    expect((await parts.tasks.get("7"))?.attempts).toBe(1);
  });

  test("never answers ok when the object is gone or is another one", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const first = ask("7");
    (await pool.runs.next()).done(LONG);
    await first;
    const record = await parts.tasks.get("7");
    if (record?.result?.kind !== "blob") throw new Error("no object");
    const { key } = record.result;
    await parts.blobs.put(key, new Uint8Array(502));
    expect(await failureOf(ask("7"))).toStartWith(
      "unavailable: the task was done, but its result is lost",
    );
    await parts.blobs.delete(key);
    expect(await failureOf(ask("7"))).toMatch(/^unavailable: .*does not exist/);
    expect(pool.runs.all.length).toBe(1);
  });

  test("refuses another text under an id that is known", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const first = ask("7");
    (await pool.runs.next()).done();
    await first;
    expect(await failureOf(ask("7", "another"))).toBe(
      'conflict: the id "7" belongs to a task with another text',
    );
  });

  test("tries a task that fails again, and dead-letters it with its error after the last attempt", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const reply = failureOf(ask("7"));
    (await pool.runs.next()).fail("first");
    (await pool.runs.next()).fail("second");
    expect(await reply).toBe("task-failed: second");
    expect(await parts.tasks.get("7")).toMatchObject({
      status: "dead",
      attempts: 2,
      error: { code: "task-failed", message: "second" },
    });
    const channel = await openChannel(parts.url);
    const { headers } = await nextMessage(channel, `${parts.queue}.dead`);
    expect(headers).toMatchObject({ "error-code": "task-failed", "error-message": "second" });
    expect(await failureOf(ask("7"))).toBe("task-failed: second");
    expect(pool.runs.all.length).toBe(2);
  });

  test("leaves a task that runs elsewhere alone until its lease lapses, then takes it over", async () => {
    const origin = taskOf("7");
    const leaseMs = 1500;
    await parts.tasks.claim(origin, "worker-0", leaseMs, Date.now());
    const { pool } = await openWorker(parts, "worker-1");
    const reply = ask("7");
    const run = await pool.runs.next();
    const claimed = await parts.tasks.get("7");
    expect(claimed).toMatchObject({ worker: "worker-1", attempts: 2 });
    run.done();
    expect((await reply).result).toBe("task 7");
  });

  test("whose task was taken over says nothing of its own end: the other one's is the answer", async () => {
    const lost = new Arrivals<string>();
    const { pool } = await openWorker(parts, "worker-1", {
      leaseNs: 900 * NS_PER_MS,
      onLost: lost.add,
    });
    const reply = ask("7");
    const run = await pool.runs.next();
    // As another worker would, if this one had stood still for an hour.
    const hourLater = Date.now() + 3_600_000;
    const taken = await parts.tasks.claim(taskOf("7"), "worker-2", 5000, hourLater);
    expect(taken).toEqual({ kind: "mine", attempt: 2 });
    expect(await lost.next()).toBe("7");
    run.done("mine");
    const end = { thread: 3, startedAtMs: 1, finishedAtMs: 2, serviceNs: 5 };
    const outcome = { status: "done", result: { kind: "inline", json: '"theirs"' } } as const;
    await parts.tasks.finish({ id: "7", worker: "worker-2", attempt: 2, ...end, outcome });
    expect(await reply).toMatchObject({ result: "theirs", worker: "worker-2", thread: 3 });
    expect(pool.runs.all.length).toBe(1);
  });

  test("keeps putting off the lease of a task that runs long", async () => {
    const { pool } = await openWorker(parts, "worker-1", { leaseNs: 600 * NS_PER_MS });
    const reply = ask("7");
    const run = await pool.runs.next();
    const startedMs = Date.now();
    await eventually(async () => {
      const { leaseUntilMs = 0 } = (await parts.tasks.get("7")) ?? {};
      expect(leaseUntilMs).toBeGreaterThanOrEqual(startedMs + 1800);
    });
    run.done();
    await reply;
    expect(pool.runs.all.length).toBe(1);
  });

  test("acknowledges nothing that is not stored: a result waits for the store to come back", async () => {
    const refused = new Arrivals<string>();
    let isAway = true;
    const tasks = storeWith(parts.tasks, {
      finish(ending) {
        if (!isAway) return parts.tasks.finish(ending);
        refused.add(ending.id);
        return Promise.reject(new StorageError("away"));
      },
    });
    const { pool } = await openWorker({ ...parts, tasks }, "worker-1");
    const reply = ask("7");
    (await pool.runs.next()).done();
    await refused.next();
    await refused.next();
    expect((await parts.tasks.get("7"))?.status).toBe("running");
    isAway = false;
    expect((await reply).result).toBe("task 7");
    expect(pool.runs.all.length).toBe(1);
  });

  test("that stops finishes what is on its threads and gives the rest back", async () => {
    const { pool, worker } = await openWorker(parts, "worker-1");
    const entry = await openEntry(parts, "entry-1");
    const replies = Array.from({ length: 6 }, (_, i) =>
      entry.execute({ id: `${i}`, task: `task ${i}` }, never),
    );
    await pool.runs.until(() => pool.runs.all.length === 4);
    const stopped = worker.stop(10 * NS_PER_SECOND);
    for (const run of pool.runs.all) run.done();
    await stopped;
    expect(worker.inHand).toBe(0);
    expect(pool.runs.all.length).toBe(4);
    const other = await openWorker(parts, "worker-2");
    for (let i = 0; i < 2; i++) (await other.pool.runs.next()).done();
    const workers = (await Promise.all(replies)).map((reply) => reply.worker);
    expect(workers.filter((name) => name === "worker-1").length).toBe(4);
    expect(workers.filter((name) => name === "worker-2").length).toBe(2);
  });

  test("does not let a second message of a running task wait on a thread's place", async () => {
    const { pool } = await openWorker(parts, "worker-1");
    const other = await openBroker(parts.url, parts.queue, "entry-2");
    const reply = ask("7");
    const run = await pool.runs.next();
    for (let i = 0; i < 8; i++) await other.publish(taskOf("7"), 10_000);
    const entry = await openEntry(parts, "entry-3");
    const three = ["a", "b", "c"].map((id) => entry.execute({ id, task: id }, never));
    for (let i = 0; i < 3; i++) (await pool.runs.next()).done();
    await Promise.all(three);
    run.done();
    await reply;
    expect(pool.runs.all.length).toBe(4);
  });
});
