import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GroupCommit, type GroupCommitOptions } from "./group-commit.ts";
import { StorageError } from "./task-store.ts";

type Options = GroupCommitOptions<number, number>;

/** A commit that waits until it is let go; calls are numbers, and their results ten times as much. */
function heldCommits(options: Partial<Options> = {}) {
  const batches: (readonly number[])[] = [];
  const begun: PromiseWithResolvers<() => void>[] = [];
  const gate = (i: number) => (begun[i] ??= Promise.withResolvers());
  const group = new GroupCommit<number, number>({
    commit: async (calls) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate(batches.push(calls) - 1).resolve(resolve);
      await promise;
      return calls.map((call) => call * 10);
    },
    maxBatch: 4,
    maxWaiting: 10,
    timeoutMs: 60_000,
    ...options,
  });
  /** Waits until the commit has begun, and lets it end. */
  const letGo = async (i: number): Promise<void> => (await gate(i).promise)();
  return { group, batches, letGo, begins: (i: number) => gate(i).promise };
}

describe("group commit", () => {
  test("calls of one turn go together; those that come meanwhile go together next, in order", async () => {
    const { group, batches, letGo, begins } = heldCommits();
    const first = [group.run(1), group.run(2)];
    await begins(0);
    const second = [group.run(3), group.run(4), group.run(5)];
    await letGo(0);
    await letGo(1);
    expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(group.commits).toBe(2);
  });

  test("one batch is under way at a time, and none is larger than the limit", async () => {
    const { group, batches, letGo, begins } = heldCommits();
    const calls = [1, 2, 3, 4, 5, 6].map((call) => group.run(call));
    await begins(0);
    expect(batches).toEqual([[1, 2, 3, 4]]);
    await letGo(0);
    await letGo(1);
    await Promise.all(calls);
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  test("beyond the bound a call is refused at once, with the numbers", async () => {
    const { group, letGo, begins } = heldCommits({ maxWaiting: 3 });
    const inHand = [group.run(0)];
    await begins(0);
    for (const call of [1, 2, 3]) inHand.push(group.run(call));
    expect(group.run(4)).rejects.toThrow("3 calls are waiting for the store (limit 3)");
    await letGo(0);
    await letGo(1);
    expect(await Promise.all(inHand)).toEqual([0, 10, 20, 30]);
  });

  test("a StorageError among the results rejects its call alone", async () => {
    const group = new GroupCommit<number, number>({
      commit: (calls) =>
        Promise.resolve(calls.map((call) => (call === 2 ? new StorageError("no") : call))),
      maxBatch: 9,
      maxWaiting: 9,
      timeoutMs: 1000,
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((call) => group.run(call)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });

  test("whichever calls are at fault, they alone fail, and all others are committed once and in order", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (faults) => {
        const committed: number[] = [];
        const group = new GroupCommit<number, number>({
          commit: (calls) => {
            if (calls.some((call) => faults[call])) return Promise.reject(new RangeError("fault"));
            committed.push(...calls);
            return Promise.resolve(calls);
          },
          isFaultOfCall: (error) => error instanceof RangeError,
          maxBatch: 8,
          maxWaiting: 100,
          timeoutMs: 1000,
        });
        const outcomes = await Promise.allSettled(faults.map((_, call) => group.run(call)));
        expect(outcomes.map((outcome) => outcome.status === "rejected")).toEqual(faults);
        expect(committed).toEqual([...faults.keys()].filter((call) => !faults[call]));
        for (const outcome of outcomes) {
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StorageError);
        }
      }),
    ));

  test("a store in trouble fails its batch as a whole, and those who have waited their time", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    let commits = 0;
    const group = new GroupCommit<number, number>({
      commit: () => {
        commits++;
        begin();
        return failed;
      },
      maxBatch: 2,
      maxWaiting: 100,
      timeoutMs: 0,
    });
    const calls = [1, 2].map((call) => group.run(call));
    await begun;
    for (const call of [3, 4, 5, 6, 7]) calls.push(group.run(call));
    fail(new Error("away"));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
    expect(commits).toBe(1);
  });

  test("a batch that waited is given what is left of its time", async () => {
    const given: number[] = [];
    const group = new GroupCommit<number, number>({
      commit: (calls, remainingMs) => {
        given.push(remainingMs);
        return Promise.resolve(calls);
      },
      maxBatch: 1,
      maxWaiting: 9,
      timeoutMs: 1000,
    });
    await Promise.all([group.run(1), group.run(2)]);
    expect(given[0]).toBeLessThanOrEqual(1000);
    expect(given[1]).toBeLessThanOrEqual(given[0] ?? 0);
  });

  test("a commit that answers too few calls is a failure of all, not a wait without end", async () => {
    const group = new GroupCommit<number, number>({
      commit: () => Promise.resolve([1]),
      maxBatch: 9,
      maxWaiting: 9,
      timeoutMs: 1000,
    });
    const outcomes = await Promise.allSettled([group.run(1), group.run(2)]);
    expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
  });

  test("closed, it commits what waits and refuses what comes", async () => {
    const { group, letGo } = heldCommits();
    const calls = [1, 2, 3, 4, 5].map((call) => group.run(call));
    const closed = group.close();
    expect(group.run(6)).rejects.toBeInstanceOf(StorageError);
    await letGo(0);
    await letGo(1);
    await closed;
    expect(await Promise.all(calls)).toEqual([10, 20, 30, 40, 50]);
  });
});
