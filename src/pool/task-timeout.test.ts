import { describe, expect, test } from "bun:test";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { parseServiceTime } from "../units/service-time.ts";
import type { EndedTask } from "./task-pool.ts";
import {
  ascending,
  countStarts,
  failureOf,
  never,
  useTestPools,
} from "../../test/support/test-pools.ts";

const pools = useTestPools();
const ask = (task: string) => ({ id: null, task });

describe("a task that runs for longer than its limit", () => {
  test.each([
    ["loops", "busy"],
    ["waits", "hold /does not exist"],
  ])("and %s is answered, and its thread replaced; its neighbour goes on", async (_, task) => {
    const ends: EndedTask[] = [];
    const starts = countStarts();
    const pool = await pools.open({
      threads: 2,
      taskTimeoutNs: 1000 * NS_PER_MS,
      onTaskStart: starts.onTaskStart,
      onTaskEnd: (ended) => ends.push(ended),
    });
    const failed = failureOf(pool.run(ask(task), never));
    await starts.reached(1);
    const neighbours = Array.from({ length: 20 }, () => pool.run(ask("value 1"), never));
    expect(await failed).toBe("timeout: the task ran for longer than 1 s; its thread was ended");
    const replies = await Promise.all(neighbours);
    expect(replies.every(({ result }) => result === 1)).toBe(true);
    const [over, ...others] = ends.filter(({ error }) => error !== null);
    expect([over?.request.task, over?.serviceNs, others.length]).toEqual([task, null, 0]);
    // Both threads work again.
    const gate = pools.createGate();
    const next = [1, 2].map(() => pool.run(ask(gate.hold), never));
    await starts.reached(23);
    gate.open();
    const threads = (await Promise.all(next)).map(({ thread }) => thread);
    expect(threads.toSorted(ascending)).toEqual([1, 2]);
    expect([pool.running, pool.waiting, pool.done]).toEqual([0, 0, 23]);
  });

  test("is counted from its start on a thread, however long it waited", async () => {
    const pool = await pools.open({
      threads: 1,
      taskTimeoutNs: 1000 * NS_PER_MS,
      work: { kind: "sleep", service: parseServiceTime("50ms"), seed: 1 },
    });
    const replies = Array.from({ length: 24 }, () => failureOf(pool.run(ask("x"), never)));
    expect(new Set(await Promise.all(replies))).toEqual(new Set(["no failure"]));
  });

  test("does not hold up a pool that drains, or closes", async () => {
    const pool = await pools.open({ threads: 1, taskTimeoutNs: 50 * NS_PER_MS });
    const outcomes = ["busy", "value 1"].map((task) => failureOf(pool.run(ask(task), never)));
    await pool.drain(20 * NS_PER_SECOND);
    expect(await outcomes[0]).toStartWith("timeout");
    expect(await outcomes[1]).toBe("no failure");
    await pool.close();
  });
});
