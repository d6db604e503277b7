import { describe, expect, test } from "bun:test";
import type { TaskReply } from "../protocol/task.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { drawServiceNs, parseServiceTime } from "../units/service-time.ts";
import type { EndedTask, StartedTask } from "./task-pool.ts";
import {
  ascending,
  countStarts,
  failureOf,
  never,
  useTestPools,
} from "../../test/support/test-pools.ts";
import type { Work } from "./work.ts";

const pools = useTestPools();

const sleep = (service: string): Work => ({
  kind: "sleep",
  service: parseServiceTime(service),
  seed: 7,
});
const ask = (task: string, id: string | null = null) => ({ id, task });
const endedAtMs = (reply: TaskReply): number => reply.startedAtMs + reply.serviceNs / NS_PER_MS;

describe("threads", () => {
  test("tasks that come together run on distinct threads, numbered from 1", async () => {
    const starts = countStarts();
    const pool = await pools.open({ threads: 4, onTaskStart: starts.onTaskStart });
    const gate = pools.createGate();
    const replies = Array.from({ length: 4 }, () => pool.run(ask(gate.hold), never));
    expect([pool.running, pool.waiting, pool.threads]).toEqual([4, 0, 4]);
    await starts.reached(4);
    gate.open();
    const threads = (await Promise.all(replies)).map((reply) => reply.thread);
    expect(threads.toSorted(ascending)).toEqual([1, 2, 3, 4]);
    expect([pool.running, pool.done]).toEqual([0, 4]);
  });

  test("a thread runs one task at a time", async () => {
    const pool = await pools.open({ threads: 3, work: sleep("uniform:0ms..4ms") });
    const replies = await Promise.all(Array.from({ length: 40 }, () => pool.run(ask("x"), never)));
    for (const thread of [1, 2, 3]) {
      const own = replies
        .filter((reply) => reply.thread === thread)
        .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
      expect(own.length).toBeGreaterThan(0);
      for (const [i, reply] of own.entries()) {
        // Half a microsecond: the grain of a stamp in milliseconds since 1970.
        if (i > 0)
          expect(endedAtMs(own[i - 1] as TaskReply)).toBeLessThan(reply.startedAtMs + 0.0005);
      }
    }
  });

  test("tasks are served first come, first served", async () => {
    const pool = await pools.open({ threads: 1, work: sleep("uniform:0ms..1ms") });
    const replies = await Promise.all(Array.from({ length: 30 }, () => pool.run(ask("x"), never)));
    const starts = replies.map((reply) => reply.startedAtMs);
    expect(starts).toEqual(starts.toSorted(ascending));
    expect(replies.map((reply) => reply.acceptedSeq)).toEqual(replies.map((_, i) => i));
  });

  test("more threads than cores do the whole amount of every task", async () => {
    const work: Work = { kind: "spin", service: parseServiceTime("2ms"), seed: 1 };
    const pool = await pools.open({ threads: 6, work });
    const replies = await Promise.all(Array.from({ length: 12 }, () => pool.run(ask("x"), never)));
    expect(new Set(replies.map((reply) => reply.thread)).size).toBeGreaterThan(1);
    expect(replies.every((reply) => reply.serviceNs > 0)).toBe(true);
    expect(pool.done).toBe(12);
  });
});

describe("replies", () => {
  test("built-in work gives the task's text; its time is what the seed drew, or a little more", async () => {
    const work = sleep("exp:2ms");
    const pool = await pools.open({ work });
    const replies = await Promise.all(["a", "b", "ñ"].map((task) => pool.run(ask(task), never)));
    expect(replies.map((reply) => reply.result)).toEqual(["a", "b", "ñ"]);
    const drawnNs = replies.map((_, i) => drawServiceNs(parseServiceTime("exp:2ms"), 7, i));
    for (const [i, { serviceNs }] of replies.entries()) {
      expect(serviceNs).toBeGreaterThanOrEqual(drawnNs[i] as number);
    }
  });

  test("the sojourn holds the wait and the service", async () => {
    const pool = await pools.open({ threads: 2, work: sleep("2ms") });
    const replies = await Promise.all(Array.from({ length: 8 }, () => pool.run(ask("x"), never)));
    for (const { waitNs, serviceNs, sojournNs } of replies) {
      expect(waitNs).toBeGreaterThanOrEqual(0);
      expect(sojournNs).toBeGreaterThanOrEqual(waitNs + serviceNs);
    }
    expect(replies[7]?.waitNs).toBeGreaterThan(5 * NS_PER_MS);
  });

  test("a thread's stamps compare with the main thread's; its Bun.nanoseconds() does not", async () => {
    const nowMs = (): number => performance.timeOrigin + performance.now();
    const openedNs = Bun.nanoseconds();
    const pool = await pools.open();
    const beforeMs = nowMs();
    const beforeNs = Bun.nanoseconds();
    const { startedAtMs, result } = await pool.run(ask("clocks"), never);
    const afterMs = nowMs();
    const { threadNs, atMs } = result as { threadNs: number; atMs: number };
    expect([beforeMs, startedAtMs, atMs, afterMs]).toEqual(
      [beforeMs, startedAtMs, atMs, afterMs].toSorted(ascending),
    );
    // The thread's clock began after `openedNs` on ours, so it can't have caught up with it.
    expect(threadNs).toBeLessThan(Bun.nanoseconds() - openedNs);
    expect(threadNs).toBeLessThan(beforeNs);
  });
});

describe("the queue", () => {
  test("holds exactly maxQueue tasks; the next one is busy", async () => {
    const pool = await pools.open({ threads: 1, maxQueue: 3 });
    const gate = pools.createGate();
    const replies = Array.from({ length: 4 }, () => pool.run(ask(gate.hold), never));
    expect([pool.running, pool.waiting]).toEqual([1, 3]);
    expect(await failureOf(pool.run(ask("nothing"), never))).toBe(
      "busy: 3 tasks are waiting (limit 3)",
    );
    gate.open();
    await Promise.all(replies);
    // The one refused was not counted.
    expect((await pool.run(ask("nothing"), never)).acceptedSeq).toBe(4);
  });

  test("of no length takes a task only for a free thread", async () => {
    const pool = await pools.open({ threads: 1, maxQueue: 0 });
    const gate = pools.createGate();
    const held = pool.run(ask(gate.hold), never);
    expect(await failureOf(pool.run(ask("nothing"), never))).toStartWith("busy");
    gate.open();
    await held;
    expect((await pool.run(ask("nothing"), never)).acceptedSeq).toBe(1);
  });

  test("loses a task whose signal aborts, and only that", async () => {
    const pool = await pools.open({ threads: 1, maxQueue: 3 });
    const gate = pools.createGate();
    const held = pool.run(ask(gate.hold), never);
    const leaving = new AbortController();
    const first = pool.run(ask("value 1"), never);
    const middle = pool.run(ask("value 2"), leaving.signal);
    const last = pool.run(ask("value 3"), never);
    leaving.abort();
    expect(await failureOf(middle)).toStartWith("unavailable");
    expect(pool.waiting).toBe(2);
    const another = pool.run(ask("value 4"), never);
    gate.open();
    const replies = await Promise.all([held, first, last, another]);
    expect(replies.map((reply) => reply.result)).toEqual([gate.hold, 1, 3, 4]);
    expect(replies.map((reply) => reply.acceptedSeq)).toEqual([0, 1, 3, 4]);
    expect(pool.done).toBe(4);
  });

  test("loses ten thousand tasks of one signal at once", async () => {
    const pool = await pools.open({ threads: 1, maxQueue: 10_000 });
    const gate = pools.createGate();
    const held = pool.run(ask(gate.hold), never);
    const leaving = new AbortController();
    const gone = Array.from({ length: 10_000 }, () =>
      failureOf(pool.run(ask("nothing"), leaving.signal)),
    );
    expect(pool.waiting).toBe(10_000);
    leaving.abort();
    expect(pool.waiting).toBe(0);
    expect(new Set(await Promise.all(gone)).size).toBe(1);
    gate.open();
    await held;
  });

  test("does not take a task whose signal has already aborted", async () => {
    const pool = await pools.open();
    expect(await failureOf(pool.run(ask("nothing"), AbortSignal.abort()))).toStartWith(
      "unavailable",
    );
    expect((await pool.run(ask("nothing"), never)).acceptedSeq).toBe(0);
  });

  test("an aborted task that runs goes on", async () => {
    const pool = await pools.open();
    const gate = pools.createGate();
    const leaving = new AbortController();
    const held = pool.run(ask(gate.hold), leaving.signal);
    leaving.abort();
    gate.open();
    expect((await held).result).toBe(gate.hold);
  });
});

describe("draining", () => {
  const longNs = 20 * NS_PER_SECOND;

  test("ends at once when nothing is in hand, and refuses tasks from then on", async () => {
    const pool = await pools.open();
    await pool.drain(longNs);
    expect(await failureOf(pool.run(ask("nothing"), never))).toBe(
      "shutting-down: the server is shutting down",
    );
  });

  test("finishes what runs and what waits, and takes nothing more", async () => {
    const pool = await pools.open({ threads: 1 });
    const gate = pools.createGate();
    const replies = [gate.hold, "value 1", "value 2"].map((task) => pool.run(ask(task), never));
    const drained = pool.drain(longNs);
    expect(await failureOf(pool.run(ask("nothing"), never))).toStartWith("shutting-down");
    gate.open();
    await drained;
    expect((await Promise.all(replies)).map((reply) => reply.result)).toEqual([gate.hold, 1, 2]);
    expect([pool.running, pool.waiting, pool.done]).toEqual([0, 0, 3]);
  });

  test("ends when the last waiting task is aborted and the last running one has ended", async () => {
    const pool = await pools.open({ threads: 1 });
    const gate = pools.createGate();
    const leaving = new AbortController();
    const held = pool.run(ask(gate.hold), never);
    const waiting = failureOf(pool.run(ask("nothing"), leaving.signal));
    const drained = pool.drain(longNs);
    leaving.abort();
    gate.open();
    await drained;
    expect((await held).result).toBe(gate.hold);
    expect(await waiting).toStartWith("unavailable");
  });

  test("gives up the rest when its time is over", async () => {
    const ends: EndedTask[] = [];
    const pool = await pools.open({ threads: 1, onTaskEnd: (ended) => ends.push(ended) });
    const gate = pools.createGate();
    const outcomes = [gate.hold, "nothing"].map((task) => failureOf(pool.run(ask(task), never)));
    await pool.drain(5 * NS_PER_MS);
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toStartWith("shutting-down");
    expect([pool.running, pool.waiting, pool.done]).toEqual([1, 0, 0]);
    // Only what had been given to a thread is said to have ended.
    expect(ends.map((ended) => ended.request.task)).toEqual([gate.hold]);
    gate.open();
  });

  test("ends when the pool is closed meanwhile", async () => {
    const pool = await pools.open({ threads: 1 });
    const gate = pools.createGate();
    const outcomes = [gate.hold, "nothing"].map((task) => failureOf(pool.run(ask(task), never)));
    const drained = pool.drain(longNs);
    void pool.close();
    await drained;
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toStartWith("shutting-down");
  });
});

describe("closing", () => {
  test("is idempotent, and refuses tasks", async () => {
    const pool = await pools.open();
    await Promise.all([pool.close(), pool.close()]);
    await pool.close();
    expect(await failureOf(pool.run(ask("nothing"), never))).toStartWith("shutting-down");
  });

  test("gives up running and waiting tasks, and does not wait for a thread that can't be interrupted", async () => {
    const pool = await pools.open({ threads: 1 });
    const gate = pools.createGate();
    const outcomes = [gate.block, "nothing"].map((task) => failureOf(pool.run(ask(task), never)));
    await gate.opened();
    // The thread blocks for longer than a test may take.
    await pool.close();
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toStartWith("shutting-down");
    expect([pool.waiting, pool.done]).toEqual([0, 0]);
  });

  test("interrupts sleep", async () => {
    const starts = countStarts();
    const pool = await pools.open({ work: sleep("1h"), onTaskStart: starts.onTaskStart });
    const outcome = failureOf(pool.run(ask("x"), never));
    await starts.reached(1);
    await pool.close();
    expect(await outcome).toStartWith("shutting-down");
    expect([pool.running, pool.done]).toEqual([0, 0]);
  });
});

describe("telling of starts and ends", () => {
  test("a start is told while its task runs, with its thread and its wait", async () => {
    const starts: StartedTask[] = [];
    const told = Promise.withResolvers<void>();
    const pool = await pools.open({
      threads: 2,
      onTaskStart(started) {
        starts.push(started);
        if (starts.length === 2) told.resolve();
      },
    });
    const gate = pools.createGate();
    const replies = [1, 2].map((i) => pool.run(ask(gate.hold, `${i}`), never));
    await told.promise;
    gate.open();
    for (const reply of await Promise.all(replies)) {
      const start = starts.find(({ request }) => request.id === `${reply.acceptedSeq + 1}`);
      expect(start?.thread).toBe(reply.thread);
      expect(start?.waitNs).toBe(reply.waitNs);
    }
  });

  test("each task is told of once, its start before its end, also on replaced threads", async () => {
    const events: string[] = [];
    const pool = await pools.open({
      threads: 3,
      onTaskStart: ({ request, thread }) => events.push(`start ${request.id} ${thread}`),
      onTaskEnd: ({ request, thread }) => events.push(`end ${request.id} ${thread}`),
    });
    const tasks = Array.from({ length: 60 }, (_, i) => (i % 10 === 4 ? "exit 3" : `value ${i}`));
    const replies = tasks.map((task, i) => pool.run(ask(task, `${i}`), never));
    await Promise.allSettled(replies);
    expect(events.length).toBe(120);
    for (const start of events.filter((event) => event.startsWith("start"))) {
      const end = start.replace("start", "end");
      expect(events.filter((event) => event === end).length).toBe(1);
      expect(events.indexOf(end)).toBeGreaterThan(events.indexOf(start));
    }
  });

  test("an end tells what became of the task", async () => {
    const ends: EndedTask[] = [];
    const pool = await pools.open({ threads: 1, onTaskEnd: (ended) => ends.push(ended) });
    for (const task of ["value 1", "throw no", "exit 2"]) {
      await Promise.allSettled([pool.run(ask(task), never)]);
    }
    expect(ends.map(({ thread, error }) => [thread, error?.message ?? null])).toEqual([
      [1, null],
      [1, "the task failed: no"],
      [1, "the task ended its thread (exit code 2)"],
    ]);
    expect(ends.map(({ serviceNs }) => serviceNs === null)).toEqual([false, false, true]);
  });
});
