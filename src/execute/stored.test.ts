// The local form with a store, on SQLite and files, with a pool whose tasks end when the test says so.
import { describe, expect, onTestFinished, test } from "bun:test";
import { storeWith, useEmbeddedStores } from "../../test/support/embedded-stores.ts";
import { failureOf, messages, never } from "../../test/support/test-pools.ts";
import { ScriptedPool } from "../../test/support/worker-fixture.ts";
import { StorageError } from "../storage/task-store.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { createLookup } from "./lookup.ts";
import { StorageWatch } from "./retry-storage.ts";
import { StoredExecute } from "./stored.ts";

const stores = useEmbeddedStores();

function open(name = "local", tasks = stores.tasks) {
  const pool = new ScriptedPool();
  const stored = new StoredExecute({
    pool,
    tasks,
    blobs: stores.blobs,
    name,
    maxInHand: 3,
    inlineLimitBytes: 100,
    leaseNs: 30 * NS_PER_SECOND,
    storageTimeoutNs: 200 * NS_PER_MS,
    messages,
    watch: new StorageWatch(),
  });
  onTestFinished(() => stored.close());
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
    expect(await stores.tasks.get("7")).toMatchObject({ status: "done", attempts: 1 });
  });

  test("gives every task a row, one without an id too", async () => {
    const { pool, ask } = open();
    const reply = ask(null);
    const run = await pool.runs.next();
    run.done();
    await reply;
    expect((await stores.tasks.get(run.request.id ?? ""))?.status).toBe("done");
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
    expect((await stores.tasks.get("3"))?.status).toBe("done");
  });

  test("waits for a store that is away, up to its limit, and then says unavailable", async () => {
    let failures = 2;
    const { tasks } = stores;
    const flaky = storeWith(tasks, {
      claim: (...args) =>
        failures-- > 0 ? Promise.reject(new StorageError("away")) : tasks.claim(...args),
    });
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
    const lookup = createLookup({ ...stores, storageTimeoutNs: NS_PER_SECOND, messages, watch });
    const { pool, ask } = open();
    expect(await lookup("7", never)).toBeUndefined();
    const reply = ask("7");
    const run = await pool.runs.next();
    expect(await lookup("7", never)).toMatchObject({ status: "running", result: null });
    run.done("x".repeat(500));
    await reply;
    expect(await lookup("7", never)).toMatchObject({ status: "done", result: "x".repeat(500) });
    const record = await stores.tasks.get("7");
    if (record?.result?.kind === "blob") await stores.blobs.delete(record.result.key);
    expect(await failureOf(lookup("7", never))).toStartWith("unavailable: the task was done, but");
  });
});
