import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { isSettledWithin, withDeadline } from "./deadline.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const never = new Promise<string>(() => undefined);
const late = (): never => {
  throw new Error("too late");
};

describe("a promise with a deadline", () => {
  test("that settles in time has its own outcome and leaves no timer", async () => {
    expect(await withDeadline(Promise.resolve("done"), 100, late)).toBe("done");
    const failing = withDeadline(Promise.reject(new Error("broken")), 100, late);
    expect(failing).rejects.toThrow("broken");
    await failing.catch(() => undefined);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("that does not has the error or the value of the time-out", async () => {
    const failing = withDeadline(never, 100, late);
    const quiet = withDeadline(never, 100, () => "nothing");
    jest.advanceTimersByTime(100);
    expect(failing).rejects.toThrow("too late");
    expect(await quiet).toBe("nothing");
  });

  test("of infinite time has no timer", () => {
    void withDeadline(never, Infinity, late);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("rejects with the signal's reason, and its late rejection is ignored", async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<string>();
    const waiting = withDeadline(work.promise, 100, late, controller.signal);
    controller.abort(new Error("stopped"));
    work.reject(new Error("broken"));
    expect(waiting).rejects.toThrow("stopped");
    expect(withDeadline(never, 100, late, controller.signal)).rejects.toThrow("stopped");
    await waiting.catch(() => undefined);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test("both outcomes count as settled in time, none does not", async () => {
  expect(await isSettledWithin(Promise.resolve(), 100)).toBe(true);
  expect(await isSettledWithin(Promise.reject(new Error("broken")), 100)).toBe(true);
  const pending = isSettledWithin(never, 100);
  jest.advanceTimersByTime(100);
  expect(await pending).toBe(false);
});
