// What every TaskStore must do, whatever it keeps its rows in. Each test has rows of its own, and two stores on them,
// as two workers have.
import { describe, expect, test } from "bun:test";
import type { AcceptedTask } from "../../src/protocol/task.ts";
import fc from "fast-check";
import {
  type Claim,
  type Ending,
  StorageError,
  type StoredResult,
  type TaskRecord,
  type TaskStore,
} from "../../src/storage/task-store.ts";
import { TaskStoreModel } from "./task-store-model.ts";

export interface TaskStorePlace {
  /** Another store on the same rows. */
  open(): Promise<TaskStore>;
  remove(): Promise<void>;
}

const NOW_MS = 1_700_000_000_000.25;
const LEASE_MS = 30_000;

export function describeTaskStore(
  storeName: string,
  makePlace: () => Promise<TaskStorePlace>,
  options: { readonly runs: number },
): void {
  async function withStores(
    use: (a: TaskStore, b: TaskStore, place: TaskStorePlace) => Promise<void>,
  ): Promise<void> {
    const place = await makePlace();
    const stores = [await place.open(), await place.open()] as const;
    try {
      await use(...stores, place);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await place.remove();
    }
  }

  describe(`${storeName} as a store of tasks`, () => {
    test("a task that is new is the claimant's, at its first attempt", () =>
      withStores(async (store) => {
        expect(await claim(store, "t1", "w1")).toEqual({ kind: "mine", attempt: 1 });
        expect(await store.get("t1")).toEqual(record({}));
      }));

    test("what has been finished is found whole by another store, and by one that is opened later", () =>
      withStores(async (a, b, place) => {
        await claim(a, "t1", "w1");
        const result: StoredResult = {
          kind: "blob",
          key: "results/aa/bb/1",
          bytes: 2 ** 33,
          sha256: "00ff",
        };
        expect(await a.finish(done("t1", "w1", 1, result))).toBe(true);
        const whole = record({
          status: "done",
          thread: 3,
          startedAtMs: NOW_MS + 1.5,
          finishedAtMs: NOW_MS + 3001.75,
          serviceNs: 3_000_000_123,
          result,
        });
        expect(await b.get("t1")).toEqual(whole);
        const later = await place.open();
        expect(await later.get("t1")).toEqual(whole);
        await later.close();
      }));

    test("a done task is answered from its row, to whoever asks, and never runs again", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await a.finish(done("t1", "w1", 1));
        for (const [store, worker] of [
          [a, "w1"],
          [b, "w2"],
        ] as const) {
          const answer = await claim(store, "t1", worker, NOW_MS + 10 * LEASE_MS);
          expect(answer).toMatchObject({
            kind: "over",
            record: { status: "done", attempts: 1, worker: "w1", result: inline('"ok"') },
          });
        }
      }));

    test("a dead task is over too, with its error", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await a.finish(failed("t1", "w1", 1, "dead"));
        expect(await claim(b, "t1", "w2")).toMatchObject({
          kind: "over",
          record: { status: "dead", error: { code: "task-failed", message: "boom 1" } },
        });
      }));

    test("a task that runs is nobody else's, nor its own worker's again, until its lease lapses", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        const running = { kind: "running", leaseUntilMs: NOW_MS + LEASE_MS } as const;
        expect(await claim(b, "t1", "w2", NOW_MS + LEASE_MS - 1)).toEqual(running);
        expect(await claim(a, "t1", "w1", NOW_MS + LEASE_MS - 1)).toEqual(running);
        expect(await claim(b, "t1", "w2", NOW_MS + LEASE_MS)).toEqual({ kind: "mine", attempt: 2 });
      }));

    test("one whose lease was taken over changes nothing any more", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await claim(b, "t1", "w2", NOW_MS + LEASE_MS);
        const before = await a.get("t1");
        expect(await a.finish(done("t1", "w1", 1))).toBe(false);
        expect(await a.finish(done("t1", "w1", 2))).toBe(false);
        expect(await a.finish(done("t1", "w2", 1))).toBe(false);
        expect(await a.extend(["t1"], "w1", NOW_MS + 9 * LEASE_MS)).toEqual([]);
        await a.release("t1", "w1");
        expect(await a.get("t1")).toEqual(before);
        expect(await b.finish(done("t1", "w2", 2))).toBe(true);
      }));

    test("a lapsed lease that nobody took over is still its worker's: late is not lost", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await claim(a, "t2", "w1");
        const longAfterMs = NOW_MS + 5 * LEASE_MS;
        expect(await a.extend(["t1"], "w1", longAfterMs)).toEqual(["t1"]);
        expect(await claim(b, "t1", "w2", longAfterMs - 1)).toMatchObject({ kind: "running" });
        expect(await a.finish(done("t2", "w1", 1))).toBe(true);
      }));

    test("leases are put off for those that are the worker's, in the order asked, and never shortened", () =>
      withStores(async (a, b) => {
        for (const id of ["t3", "t1", "t2"]) await claim(a, id, "w1");
        await claim(b, "t4", "w2");
        await a.finish(done("t2", "w1", 1));
        const untilMs = NOW_MS + 2 * LEASE_MS;
        const ids = ["t1", "t2", "t3", "t4", "unknown", "t1"];
        expect(await a.extend(ids, "w1", untilMs)).toEqual(["t1", "t3", "t1"]);
        expect(await a.extend(["t1"], "w1", NOW_MS)).toEqual(["t1"]);
        expect((await b.get("t1"))?.leaseUntilMs).toBe(untilMs);
        expect(await a.extend([], "w1", untilMs)).toEqual([]);
      }));

    test("a failed task may be taken at once; its error stays beside what comes after", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        expect(await a.finish(failed("t1", "w1", 1, "failed"))).toBe(true);
        const error = { code: "task-failed", message: "boom 1" } as const;
        expect(await b.get("t1")).toMatchObject({
          status: "failed",
          error,
          result: null,
          thread: 3,
        });
        expect(await claim(b, "t1", "w2", NOW_MS + 1)).toEqual({ kind: "mine", attempt: 2 });
        const taken = { worker: "w2", attempts: 2, error, leaseUntilMs: NOW_MS + 1 + LEASE_MS };
        expect(await b.get("t1")).toEqual(record(taken));
        await b.finish(failed("t1", "w2", 2, "failed"));
        expect(await b.get("t1")).toMatchObject({ error: { message: "boom 2" } });
        await claim(b, "t1", "w2");
        await b.finish(done("t1", "w2", 3));
        expect(await a.get("t1")).toMatchObject({ status: "done", error: { message: "boom 2" } });
      }));

    test("done is final: a second ending is not written, and the same one said again is no news", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await a.finish(done("t1", "w1", 1, inline('"first"')));
        expect(await a.finish(failed("t1", "w1", 1, "failed"))).toBe(false);
        expect(await b.finish(failed("t1", "w1", 1, "dead"))).toBe(false);
        // Its worker may not have heard that it was written.
        expect(await a.finish(done("t1", "w1", 1, inline('"again"')))).toBe(true);
        expect(await b.get("t1")).toMatchObject({ status: "done", result: inline('"first"') });
      }));

    test("a task without a row can't be finished", () =>
      withStores(async (store) => {
        expect(await store.finish(done("t1", "w1", 1))).toBe(false);
        expect(await store.get("t1")).toBeUndefined();
      }));

    test("a task given back before its first attempt has no row, as if it had never been taken", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await a.release("t1", "w1");
        expect(await b.get("t1")).toBeUndefined();
        expect(await claim(b, "t1", "w2")).toEqual({ kind: "mine", attempt: 1 });
      }));

    test("a task given back later loses that attempt alone, once, and is free at once", () =>
      withStores(async (a, b) => {
        await claim(a, "failed", "w1");
        await a.finish(failed("failed", "w1", 1, "failed"));
        await claim(a, "lapsed", "w1");
        for (const [id, status] of [
          ["failed", "failed"],
          ["lapsed", "running"],
        ] as const) {
          const laterMs = NOW_MS + LEASE_MS;
          expect(await claim(b, id, "w2", laterMs)).toEqual({ kind: "mine", attempt: 2 });
          await b.release(id, "w2");
          await b.release(id, "w2");
          expect(await a.get(id)).toMatchObject({ status, attempts: 1 });
          expect(await b.extend([id], "w2", laterMs + LEASE_MS)).toEqual([]);
          expect(await b.finish(done(id, "w2", 1))).toBe(false);
          expect(await b.finish(done(id, "w2", 2))).toBe(false);
          expect(await claim(a, id, "w1", laterMs)).toEqual({ kind: "mine", attempt: 2 });
        }
      }));

    test("a task that is over can't be given back", () =>
      withStores(async (store) => {
        await claim(store, "t1", "w1");
        await store.finish(done("t1", "w1", 1));
        await store.release("t1", "w1");
        expect(await store.get("t1")).toMatchObject({ status: "done", attempts: 1 });
      }));

    test("the same id with another text is a conflict, whatever has become of the task", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        const other = { ...origin("t1"), task: "another text" };
        const ask = (): Promise<Claim> => b.claim(other, "w2", LEASE_MS, NOW_MS + 2 * LEASE_MS);
        expect(await ask()).toEqual({ kind: "conflict" });
        await a.finish(failed("t1", "w1", 1, "failed"));
        expect(await ask()).toEqual({ kind: "conflict" });
        await claim(a, "t1", "w1");
        await a.finish(done("t1", "w1", 2));
        expect(await ask()).toEqual({ kind: "conflict" });
      }));

    test("where a task came from is kept as it was first told", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        const again = { ...origin("t1"), entry: "e2", client: null, acceptedAtMs: 5 };
        await b.claim(again, "w2", LEASE_MS, NOW_MS + LEASE_MS);
        expect(await a.get("t1")).toMatchObject(origin("t1"));
        await a.claim({ ...origin("t2"), client: null }, "w1", LEASE_MS, NOW_MS);
        expect((await a.get("t2"))?.client).toBeNull();
      }));

    test("of many claims at once from two workers, each task goes to one of them", () =>
      withStores(async (a, b) => {
        const ids = Array.from({ length: 60 }, (_, i) => `t${i}`);
        const claims = await Promise.all(
          [...ids, ...ids.toReversed(), ...ids].flatMap((id) => [
            claim(a, id, "w1").then((kind) => ({ id, kind })),
            claim(b, id, "w2").then((kind) => ({ id, kind })),
          ]),
        );
        const mine = claims.filter((one) => one.kind.kind === "mine").map((one) => one.id);
        expect(mine.toSorted()).toEqual(ids.toSorted());
        for (const { kind } of claims) {
          if (kind.kind === "mine") expect(kind.attempt).toBe(1);
          else expect(kind.kind).toBe("running");
        }
      }));

    test("a call that can't be committed rejects alone; its neighbours are done", () =>
      withStores(async (store) => {
        const ids = Array.from({ length: 20 }, (_, i) => `t${i}`);
        await Promise.all(ids.map((id) => claim(store, id, "w1")));
        const outcomes = await Promise.allSettled(
          ids.map((id, i) =>
            store.finish({ ...done(id, "w1", 1), ...(i % 7 === 3 ? { serviceNs: -1 } : {}) }),
          ),
        );
        for (const [i, outcome] of outcomes.entries()) {
          const id = ids[i] ?? "";
          if (i % 7 === 3) {
            expect(outcome.status).toBe("rejected");
            if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StorageError);
          } else expect(outcome).toEqual({ status: "fulfilled", value: true });
          expect((await store.get(id))?.status).toBe(i % 7 === 3 ? "running" : "done");
        }
      }));

    test("any text comes back as it was, and equals itself alone", () =>
      withStores(async (store) => {
        const texts = [
          "a\\0b",
          "a\0b",
          "\ud800",
          "\ufffd",
          "\\ud800",
          "€😀'\"\n\t%_",
          "x".repeat(65_536),
        ];
        const ids = texts.map((text) => text.slice(0, 256));
        for (const [i, id] of ids.entries()) {
          const text = texts[i] ?? "";
          const own = { id, task: text, entry: text, client: text, acceptedAtMs: NOW_MS };
          expect(await store.claim(own, text, LEASE_MS, NOW_MS)).toEqual({
            kind: "mine",
            attempt: 1,
          });
          expect(await store.claim(own, text, LEASE_MS, NOW_MS)).toMatchObject({ kind: "running" });
          expect(await store.extend([id], text, NOW_MS + 1)).toEqual([id]);
          const error = { code: "task-failed", message: text } as const;
          const failedEnding = {
            ...failed(id, text, 1, "failed"),
            outcome: { status: "failed", error },
          } as const;
          expect(await store.finish(failedEnding)).toBe(true);
          expect(await store.get(id)).toMatchObject({ ...own, worker: text, error });
        }
        expect(
          new Set(await Promise.all(ids.map(async (id) => (await store.get(id))?.task))).size,
        ).toBe(texts.length);
      }));

    test("a result comes back to the character", () =>
      withStores(async (store) => {
        const json = JSON.stringify({
          text: "\0\ud800 😀 \\u0000",
          number: 1e21,
          list: [null, true],
        });
        await claim(store, "t1", "w1");
        await store.finish(done("t1", "w1", 1, inline(json)));
        expect((await store.get("t1"))?.result).toEqual(inline(json));
      }));

    test("of blob keys, those are found that no row names", () =>
      withStores(async (a, b) => {
        await claim(a, "t1", "w1");
        await a.finish(done("t1", "w1", 1, { kind: "blob", key: "k/1", bytes: 1, sha256: "" }));
        expect(await b.unreferenced(["k/0", "k/1", "k/2"])).toEqual(["k/0", "k/2"]);
        expect(await b.unreferenced([])).toEqual([]);
      }));

    test("close waits for what is under way, may be called again, and then all calls reject", () =>
      withStores(async (a, b) => {
        const claims = Array.from({ length: 50 }, (_, i) => claim(a, `t${i}`, "w1"));
        await Promise.all([a.close(), a.close()]);
        for (const one of await Promise.all(claims)) expect(one.kind).toBe("mine");
        expect((await b.get("t49"))?.attempts).toBe(1);
        expect(claim(a, "late", "w1")).rejects.toBeInstanceOf(StorageError);
        expect(a.get("t1")).rejects.toBeInstanceOf(StorageError);
        await a.close();
      }));

    test(
      "any sequence of calls is answered as a store in memory would answer it",
      () =>
        withStores(async (a, b) => {
          let run = 0;
          await fc.assert(
            fc.asyncProperty(fc.array(stepArbitrary(), { maxLength: 40 }), async (steps) => {
              // Ids of its own a run: the rows of earlier ones are still there.
              const prefix = `run${run++}-`;
              const model = new TaskStoreModel();
              let nowMs = NOW_MS;
              for (const [i, step] of steps.entries()) {
                nowMs += step.pauseMs;
                const store = i % 2 === 0 ? a : b;
                const id = `${prefix}${step.id}`;
                const real = await take(store, step, id, nowMs);
                const expected = await take(model, step, id, nowMs);
                expect(real).toEqual(expected);
                expect(await b.get(id)).toEqual(await model.get(id));
              }
            }),
            { numRuns: options.runs },
          );
        }),
      60_000,
    );

    test(
      "whatever is called at once: one owner at a time, no attempt lost, done at most once",
      () =>
        withStores(async (a, b) => {
          let run = 0;
          await fc.assert(
            fc.asyncProperty(
              fc.array(fc.array(stepArbitrary(), { maxLength: 12 }), { maxLength: 6 }),
              async (rounds) => {
                const prefix = `at-once${run++}-`;
                const claims = new Map<string, number>();
                const endings = new Map<string, number>();
                let nowMs = NOW_MS;
                for (const round of rounds) {
                  nowMs += LEASE_MS / 2;
                  const owners = new Map<string, number>();
                  const freed = new Map<string, number>();
                  await Promise.all(
                    round.map(async (step, i) => {
                      const id = `${prefix}${step.id}`;
                      // What is given back is not told, so that attempts could not be counted from outside.
                      if (step.call === "release") return;
                      const answer = await take(i % 2 === 0 ? a : b, step, id, nowMs);
                      if (
                        step.call === "claim" &&
                        typeof answer === "object" &&
                        "kind" in answer &&
                        answer.kind === "mine"
                      ) {
                        count(claims, id);
                        count(owners, id);
                      }
                      if (step.call === "failed" && answer === true) count(freed, id);
                      if (step.call === "done" && answer === true) {
                        count(endings, `${id} ${step.worker} ${step.attempt}`);
                      }
                    }),
                  );
                  for (const [id, owned] of owners) {
                    expect(owned).toBeLessThanOrEqual(1 + (freed.get(id) ?? 0));
                  }
                }
                for (const id of ["a", "b", "c"].map((name) => `${prefix}${name}`)) {
                  expect((await a.get(id))?.attempts ?? 0).toBe(claims.get(id) ?? 0);
                  const ended = [...endings.keys()].filter((key) => key.startsWith(`${id} `));
                  expect(ended.length).toBeLessThanOrEqual(1);
                  if (ended.length === 1) expect((await b.get(id))?.status).toBe("done");
                }
              },
            ),
            { numRuns: options.runs },
          );
        }),
      60_000,
    );
  });
}

function stepArbitrary() {
  return fc.record({
    call: fc.constantFrom(
      "claim",
      "claim",
      "claim",
      "extend",
      "done",
      "failed",
      "failed",
      "dead",
      "release",
    ),
    id: fc.constantFrom("a", "a", "b", "c"),
    worker: fc.constantFrom("w1", "w2", "w3"),
    attempt: fc.constantFrom(1, 1, 1, 2, 2, 3),
    isOtherText: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
    pauseMs: fc.constantFrom(0, 1, LEASE_MS / 2, LEASE_MS - 1, LEASE_MS),
  });
}

type Step = ReturnType<typeof stepArbitrary> extends fc.Arbitrary<infer T> ? T : never;

async function take(
  store: Pick<TaskStore, "claim" | "extend" | "finish" | "release">,
  step: Step,
  id: string,
  nowMs: number,
): Promise<Claim | readonly string[] | boolean | void> {
  const { worker, attempt } = step;
  switch (step.call) {
    case "claim": {
      const task = step.isOtherText ? "another text" : "text";
      return await store.claim({ ...origin(id), task }, worker, LEASE_MS, nowMs);
    }
    case "extend":
      return await store.extend([id], worker, nowMs + LEASE_MS);
    case "done":
      return await store.finish(done(id, worker, attempt));
    case "release":
      return await store.release(id, worker);
    case "failed":
    case "dead":
      return await store.finish(failed(id, worker, attempt, step.call));
    default:
      return step.call satisfies never;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function claim(store: TaskStore, id: string, worker: string, nowMs = NOW_MS): Promise<Claim> {
  return store.claim(origin(id), worker, LEASE_MS, nowMs);
}

export function origin(id: string): AcceptedTask {
  const client = "192.0.2.7:51034";
  return { id, task: "Generar Facturas", entry: "e1", client, acceptedAtMs: NOW_MS - 7.125 };
}

function record(differing: Partial<TaskRecord>): TaskRecord {
  return {
    ...origin("t1"),
    status: "running",
    attempts: 1,
    worker: "w1",
    thread: null,
    startedAtMs: null,
    finishedAtMs: null,
    serviceNs: null,
    result: null,
    error: null,
    leaseUntilMs: NOW_MS + LEASE_MS,
    ...differing,
  };
}

function ending(id: string, worker: string, attempt: number): Omit<Ending, "outcome"> {
  const startedAtMs = NOW_MS + 1.5;
  const finishedAtMs = NOW_MS + 3001.75;
  return { id, worker, attempt, thread: 3, startedAtMs, finishedAtMs, serviceNs: 3_000_000_123 };
}

export function done(
  id: string,
  worker: string,
  attempt: number,
  result: StoredResult = inline('"ok"'),
): Ending {
  return { ...ending(id, worker, attempt), outcome: { status: "done", result } };
}

function failed(id: string, worker: string, attempt: number, status: "failed" | "dead"): Ending {
  const error = { code: "task-failed", message: `boom ${attempt}` } as const;
  return { ...ending(id, worker, attempt), outcome: { status, error } };
}

function inline(json: string): StoredResult {
  return { kind: "inline", json };
}
