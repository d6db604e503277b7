import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { PendingByKey, PendingCount } from "./pending.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("a count is empty when the last promise is settled, whatever its outcome", async () => {
  const pending = new PendingCount();
  await pending.whenEmpty();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  void pending.add(first.promise);
  pending.add(second.promise).catch(() => undefined);
  const sizes = [pending.size];
  const empty = pending.whenEmpty().then(() => sizes.push(pending.size));
  first.resolve();
  await Promise.resolve();
  sizes.push(pending.size);
  second.reject(new Error("broken"));
  await empty;
  expect(sizes).toEqual([2, 1, 0]);
});

describe("promises by key", () => {
  const limit = { timeoutMs: 100, onTimeout: () => new Error("no answer") };

  test("are settled once, by their key", async () => {
    const pending = new PendingByKey<string, number, string>();
    const answer = pending.add("a", "question a", limit);
    const refusal = pending.add("b", "question b", limit);
    expect(pending.contexts()).toEqual(["question a", "question b"]);
    expect(pending.resolve("a", 1)).toBe(true);
    expect(pending.resolve("a", 2)).toBe(false);
    expect(pending.reject("b", new Error("refused"))).toBe(true);
    expect(pending.get("b")).toBeUndefined();
    expect(pending.size).toBe(0);
    expect(await answer).toBe(1);
    expect(refusal).rejects.toThrow("refused");
    expect(jest.getTimerCount()).toBe(0);
  });

  test("are rejected after their time, or all together", async () => {
    const pending = new PendingByKey<number, number, null>();
    const late = pending.add(1, null, limit);
    jest.advanceTimersByTime(100);
    expect(late).rejects.toThrow("no answer");
    const others = [pending.add(1, null, limit), pending.add(2, null, limit)];
    expect(() => void pending.add(2, null, limit)).toThrow("pending already");
    const empty = pending.whenEmpty();
    pending.rejectAll(new Error("closed"));
    const reasons = (await Promise.allSettled(others)).map(({ status }) => status);
    expect(reasons).toEqual(["rejected", "rejected"]);
    await empty;
    expect(pending.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
