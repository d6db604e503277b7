import { afterEach, beforeEach, describe, expect, jest, spyOn, test } from "bun:test";
import fc from "fast-check";
import { backoffMs, pause, retry, type RetryOptions } from "./retry.ts";

const backoff = { firstMs: 100, maxMs: 1000 };

describe("the pause before a retry", () => {
  test.each([
    ["is half of the first pause at least", 1, 0, 50],
    ["is the first pause at most", 1, 1, 100],
    ["doubles with each failure", 3, 1, 400],
    ["stops at the limit", 30, 1, 1000],
    ["is finite after any number of failures", 5000, 0, 500],
  ])("%s", (_, failures, random, expected) => {
    expect(backoffMs(backoff, failures, random)).toBe(expected);
  });

  test("is never shorter than half the first pause and never longer than the limit", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (n, random) => {
        const pauseMs = backoffMs(backoff, n + 1, random);
        return pauseMs >= 50 && pauseMs <= 1000;
      }),
    );
  });
});

describe("with a clock of its own", () => {
  beforeEach(() => {
    jest.useFakeTimers();
    spyOn(Math, "random").mockReturnValue(1);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  test("a pause ends with its time or with the signal, and leaves no timer", async () => {
    const controller = new AbortController();
    const whole = pause(100, controller.signal);
    jest.advanceTimersByTime(100);
    await whole;
    const cut = pause(100, controller.signal);
    controller.abort();
    await cut;
    await pause(100, controller.signal);
    expect(jest.getTimerCount()).toBe(0);
  });

  /** Runs calls that fail, each after `callMs`, and returns when each began; the error is thrown by the last. */
  async function callTimes(callMs: number, options: Partial<RetryOptions>): Promise<number[]> {
    const startMs = performance.now();
    const times: number[] = [];
    const done = retry(
      async () => {
        times.push(performance.now() - startMs);
        await pause(callMs);
        throw new Error(`call ${times.length}`);
      },
      { backoff, isTemporary: () => true, limitMs: 1000, ...options },
    ).catch((error: unknown) => error);
    for (let ms = 0; ms < 5000; ms += 10) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      jest.advanceTimersByTime(10);
    }
    expect(await done).toEqual(new Error(`call ${times.length}`));
    return times.map((ms) => Math.round(ms / 10) * 10);
  }

  test("the result of the first call that resolves is returned", async () => {
    expect(
      retry(async () => "done", { backoff, isTemporary: () => true, limitMs: 0 }),
    ).resolves.toBe("done");
  });

  test("calls are repeated as long as a pause fits into the limit", async () => {
    expect(await callTimes(0, {})).toEqual([0, 100, 300, 700]);
  });

  test("a limit from the first failure on does not count the first call", async () => {
    expect(await callTimes(400, {})).toEqual([0, 500]);
    expect(await callTimes(400, { limitFrom: "first failure" })).toEqual([0, 500, 1100]);
  });

  test("a lasting error is not repeated", async () => {
    const isTemporary = (error: unknown): boolean => !String(error).includes("call 2");
    expect(await callTimes(0, { isTemporary })).toEqual([0, 100]);
  });

  test("each retry is reported with its pause; none follows an abort", async () => {
    const controller = new AbortController();
    const pauses: number[] = [];
    const onRetry = (_: unknown, pauseMs: number): void => {
      pauses.push(pauseMs);
      if (pauses.length === 2) controller.abort();
    };
    const { signal } = controller;
    expect(await callTimes(0, { signal, onRetry })).toEqual([0, 100]);
    expect(pauses).toEqual([100, 200]);
  });
});
