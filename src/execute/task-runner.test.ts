// Claims and attempts on SQLite and files, with a pool whose tasks end when the test says so.
import { describe, expect, onTestFinished, test } from "bun:test";
import { taskOf } from "../../test/support/broker-fixture.ts";
import { useEmbeddedStores } from "../../test/support/embedded-stores.ts";
import { messages, never } from "../../test/support/test-pools.ts";
import { ScriptedPool, type StartedRun } from "../../test/support/worker-fixture.ts";
import { NS_PER_SECOND } from "../units/duration.ts";
import { StorageWatch } from "./retry-storage.ts";
import { claimPauseMs, type RunnerOptions, TaskRunner } from "./task-runner.ts";

const stores = useEmbeddedStores();

function open(options: Partial<RunnerOptions> = {}) {
  const pool = new ScriptedPool();
  const budget = { limitMs: 0, signal: never };
  const runner = new TaskRunner({
    pool,
    ...stores,
    name: "here",
    inlineLimitBytes: 100,
    maxAttempts: 2,
    leaseNs: 30 * NS_PER_SECOND,
    isStartedAtOnce: true,
    claimBudget: budget,
    storeBudget: budget,
    messages,
    watch: new StorageWatch(),
    ...options,
  });
  onTestFinished(() => runner.close());
  const run = (task = "t") => runner.run(taskOf("7", task), { id: "7", task }, never);
  return { pool, run };
}

describe("an attempt", () => {
  const lastOne = { maxAttempts: 1 };
  const rows: [string, Partial<RunnerOptions>, (run: StartedRun) => void, object, object][] = [
    [
      "that is done is answered with its result",
      {},
      (run) => run.done({ n: 7 }),
      { kind: "ok", worker: "here", json: '{"n":7}', run: { result: { n: 7 } } },
      { status: "done", attempts: 1 },
    ],
    [
      "that failed is repeated while others are left",
      {},
      (run) => run.fail("no"),
      { kind: "failed", attempt: 1, error: { message: "no" } },
      { status: "failed", attempts: 1 },
    ],
    [
      "that failed as the last one is the end of the task",
      lastOne,
      (run) => run.fail("no"),
      { kind: "refused", isDead: true, error: { message: "no" } },
      { status: "dead", attempts: 1 },
    ],
    [
      "whose result is no JSON has failed",
      lastOne,
      (run) => run.done(1n),
      { kind: "refused", isDead: true, error: { code: "task-failed" } },
      { status: "dead", thread: 1 },
    ],
    [
      "that this process's stop cuts short is not the last one",
      lastOne,
      (run) => run.fail("stop", "shutting-down"),
      { kind: "failed", attempt: 1, error: { code: "shutting-down" } },
      { status: "failed", attempts: 1, thread: null },
    ],
    [
      "that the pool gave up in its queue is not counted",
      { isStartedAtOnce: false },
      (run) => run.fail("stop", "shutting-down"),
      { kind: "unstarted", error: { code: "shutting-down" } },
      { status: "without a row" },
    ],
  ];
  test.each(rows)("%s", async (_, options, settle, end, row) => {
    const { pool, run } = open(options);
    const ended = run();
    settle(await pool.runs.next());
    expect(await ended).toMatchObject(end);
    expect((await stores.tasks.get("7")) ?? { status: "without a row" }).toMatchObject(row);
  });

  test("that another process has taken over is lost, and its end is not written", async () => {
    const { pool, run } = open();
    const ended = run();
    const started = await pool.runs.next();
    await stores.tasks.claim(taskOf("7", "t"), "there", 1000, Date.now() + 3_600_000);
    started.done();
    expect(await ended).toEqual({ kind: "lost" });
    expect(await stores.tasks.get("7")).toMatchObject({ status: "running", worker: "there" });
  });
});

describe("a claim", () => {
  test("of a task that runs elsewhere is repeated after a pause", async () => {
    await stores.tasks.claim(taskOf("7", "t"), "there", 30_000, Date.now());
    expect(await open().run()).toEqual({ kind: "elsewhere", pauseMs: 200 });
  });

  test("of a task that was run before has its answer, or its error, and takes no thread", async () => {
    const { pool, run } = open({ maxAttempts: 1 });
    const first = run();
    (await pool.runs.next()).fail("no");
    await first;
    expect(await run()).toMatchObject({ kind: "refused", isDead: false, error: { message: "no" } });
    expect(await run("another")).toMatchObject({ kind: "refused", error: { code: "conflict" } });
    expect(pool.runs.all.length).toBe(1);
  });

  test.each([
    ["again soon", 30_000, 200],
    ["when the lease lapses, if that is sooner", 99.5, 100],
    ["not at once, if it has lapsed by this clock alone", -5000, 50],
  ])("is repeated %s", (_, lapsesInMs, pauseMs) => {
    expect(claimPauseMs(lapsesInMs)).toBe(pauseMs);
  });
});
