import { expect, test } from "bun:test";
import fc from "fast-check";
import type { TaskReply } from "../protocol/task.ts";
import { never, useTestPools } from "../../test/support/test-pools.ts";
import { parseServiceTime } from "../units/service-time.ts";

const pools = useTestPools();
const ask = (task: string) => ({ id: null, task });

/** A fifth fails; one in two hundred ends its thread, whose replacement costs as much as thousands of tasks. */
function instruction(i: number): string {
  if (i % 200 === 7) return "exit 3";
  if (i % 5 === 2) return `throw ${i}`;
  return `value ${i}`;
}

test("of ten thousand tasks of which a fifth throw or exit, each gets its own outcome, once", async () => {
  let [starts, ends] = [0, 0];
  const pool = await pools.open({
    threads: 8,
    maxQueue: 10_000,
    onTaskStart: () => starts++,
    onTaskEnd: () => ends++,
  });
  const tasks = Array.from({ length: 10_000 }, (_, i) => instruction(i));
  const outcomes = await Promise.allSettled(tasks.map((task) => pool.run(ask(task), never)));
  for (const [i, outcome] of outcomes.entries()) {
    const task = tasks[i] as string;
    if (outcome.status === "fulfilled") {
      expect(outcome.value.acceptedSeq).toBe(i);
      expect(`value ${String(outcome.value.result)}`).toBe(task);
    } else {
      const said = task.startsWith("exit")
        ? "the task ended its thread (exit code 3)"
        : `the task failed: ${i}`;
      expect((outcome.reason as Error).message).toBe(said);
    }
  }
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(2000);
  expect([starts, ends, pool.running, pool.waiting, pool.done]).toEqual([
    10_000, 10_000, 0, 0, 10_000,
  ]);
});

test("tasks start in the order in which they were accepted, whoever leaves and whatever they take", async () => {
  const pool = await pools.open({
    threads: 1,
    work: { kind: "sleep", service: parseServiceTime("uniform:0ms..1ms"), seed: 3 },
  });
  // True: its client leaves while it waits, if it does.
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (leaves) => {
      const runs = leaves.map((isLeaving) => {
        const controller = new AbortController();
        const reply = pool.run(ask("x"), isLeaving ? controller.signal : never);
        return { controller, reply, isLeaving };
      });
      for (const { controller, isLeaving } of runs) if (isLeaving) controller.abort();
      const outcomes = await Promise.allSettled(runs.map(({ reply }) => reply));
      const replies = outcomes.flatMap((outcome): TaskReply[] =>
        outcome.status === "fulfilled" ? [outcome.value] : [],
      );
      expect(replies.length).toBeGreaterThanOrEqual(leaves.filter((is) => !is).length);
      const byStart = replies.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
      const byAcceptance = replies.toSorted((a, b) => a.acceptedSeq - b.acceptedSeq);
      expect(byStart).toEqual(byAcceptance);
      expect([pool.running, pool.waiting]).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
});
