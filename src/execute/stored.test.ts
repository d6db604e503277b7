// The local form with a store, on SQLite and files, with a pool whose tasks end when the test says so.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBlobStore, createTaskStore } from "../storage/open-stores.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { failureOf, messages, never, ScriptedPool } from "../../test/support/worker-fixture.ts";
import { createLookup } from "./lookup.ts";
import { StorageWatch } from "./retry-storage.ts";
import { createStoredExecute, type StoredExecute } from "./stored.ts";

let folder: string;
let tasks: TaskStore;
let blobs: BlobStore;
let opened: StoredExecute[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "escalera-stored-"));
  tasks = await createTaskStore(`sqlite:${join(folder, "tasks.db")}`);
  blobs = await createBlobStore(`file:${join(folder, "blobs")}`);
  opened = [];
});

afterEach(async () => {
  for (const stored of opened) stored.close();
  await tasks.close();
  await blobs.close();
  rmSync(folder, { recursive: true });
});

function open(name = "local", store: TaskStore = tasks, leaseMs = 30_000) {
  const pool = new ScriptedPool();
  const stored = createStoredExecute(pool, store, blobs, {
    name,
    maxInHand: 3,
    inlineLimitBytes: 100,
    leaseNs: leaseMs * NS_PER_MS,
    storageTimeoutNs: 200 * NS_PER_MS,
    messages,
    watch: new StorageWatch(),
  });
  opened.push(stored);
  return {
    pool,
    stored,
    ask: (id: string | null, task = "t") => stored.execute({ id, task }, never),
  };
}

describe("the local form with a store", () => {
  test("runs an id once: asked again in hand or later, here or after a restart, it has the one result", async () => {
    const { pool, ask } = open();
    const replies = [ask("7"), ask("7")];
    (await pool.runs.next()).done("x".repeat(500));
    const [first, second] = await Promise.all(replies);
    expect(second).toEqual(first as NonNullable<typeof first>);
    const again = await open("restarted").ask("7");
    expect(again).toMatchObject({ result: first?.result, startedAtMs: first?.startedAtMs });
    expect(pool.runs.all.length).toBe(1);
    expect(await tasks.get("7")).toMatchObject({ status: "done", attempts: 1 });
  });

  test("gives every task a row, one without an id too", async () => {
    const { pool, ask } = open();
    const reply = ask(null);
    const run = await pool.runs.next();
    run.done();
    await reply;
    expect((await tasks.get(run.request.id ?? ""))?.status).toBe("done");
  });

  test("keeps a failure, and answers with it again", async () => {
    const { pool, ask } = open();
    const reply = failureOf(ask("7"));
    (await pool.runs.next()).fail("no");
    expect(await reply).toBe("task-failed: no");
    expect(await failureOf(ask("7"))).toBe("task-failed: no");
    expect(pool.runs.all.length).toBe(1);
  });

  test("refuses another text, in hand and later", async () => {
    const { pool, ask } = open();
    const reply = ask("7");
    expect(await failureOf(ask("7", "u"))).toBe(
      'conflict: a task with the id "7" and another text is in progress',
    );
    (await pool.runs.next()).done();
    await reply;
    expect(await failureOf(ask("7", "u"))).toBe(
      'conflict: the id "7" belongs to a task with another text',
    );
  });

  test("waits for what another server on the same store runs, and has its result", async () => {
    const one = open("one");
    const two = open("two");
    const replies = [one.ask("7")];
    const run = await one.pool.runs.next();
    replies.push(two.ask("7"));
    run.done("theirs");
    expect((await Promise.all(replies)).map(({ result }) => result)).toEqual(["theirs", "theirs"]);
    expect(two.pool.runs.all.length).toBe(0);
  });

  test("answers busy beyond its bound, and shutting-down once it stops", async () => {
    const { pool, stored, ask } = open();
    const replies = ["1", "2", "3"].map((id) => ask(id));
    expect(await failureOf(ask("4"))).toBe("busy: 3 tasks are in progress (limit 3)");
    await pool.runs.until(() => pool.runs.all.length === 3);
    const drained = stored.drain(NS_PER_SECOND);
    expect(await failureOf(ask("5"))).toStartWith("shutting-down");
    for (const run of pool.runs.all) run.done();
    await Promise.all([drained, ...replies]);
    expect((await tasks.get("3"))?.status).toBe("done");
  });

  test("waits for a store that is away, up to its limit, and then says unavailable", async () => {
    let failures = 2;
    const flaky: TaskStore = {
      claim: (...args) =>
        failures-- > 0 ? Promise.reject(new StorageError("away")) : tasks.claim(...args),
      extend: (...args) => tasks.extend(...args),
      finish: (ending) => tasks.finish(ending),
      release: (...args) => tasks.release(...args),
      get: (id) => tasks.get(id),
      unreferenced: (keys) => tasks.unreferenced(keys),
      close: () => tasks.close(),
    };
    const { pool, ask } = open("local", flaky);
    const reply = ask("7");
    (await pool.runs.next()).done();
    expect((await reply).result).toBe("t");
    failures = Infinity;
    expect(await failureOf(ask("8"))).toBe("unavailable: the store can't be reached: away");
    expect(pool.runs.all.length).toBe(1);
  });

  test("looks records up with their results, and shows none whose object is gone", async () => {
    const watch = new StorageWatch();
    const lookup = createLookup({ tasks, blobs, storageTimeoutNs: NS_PER_SECOND, messages, watch });
    const { pool, ask } = open();
    expect(await lookup("7", never)).toBeUndefined();
    const reply = ask("7");
    const run = await pool.runs.next();
    expect(await lookup("7", never)).toMatchObject({ status: "running", result: null });
    run.done("x".repeat(500));
    await reply;
    expect(await lookup("7", never)).toMatchObject({ status: "done", result: "x".repeat(500) });
    const record = await tasks.get("7");
    if (record?.result?.kind === "blob") await blobs.delete(record.result.key);
    expect(await failureOf(lookup("7", never))).toStartWith("unavailable: the task was done, but");
  });
});
