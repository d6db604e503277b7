import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { OptionsError } from "../units/options-error.ts";
import { NS_PER_MS } from "../units/duration.ts";
import {
  ascending,
  countStarts,
  failureOf,
  never,
  useTestPools,
} from "../../test/support/test-pools.ts";
import { startThreads } from "./threads.ts";

const pools = useTestPools();
const ask = (task: string, id: string | null = null) => ({ id, task });

describe("a task that fails, fails alone", () => {
  const ways: [string, string][] = [
    ["throw no disk", "the task failed: no disk"],
    ["throw", "the task failed: Error"],
    ["throw-string words alone", "the task failed: words alone"],
    ["throw-undefined", "the task failed: undefined was thrown"],
    ["throw-cause", "the task failed: outer (cause: inner)"],
    ["function", "the task's result can't be sent: "],
    ["symbol", "the task's result can't be sent: "],
    ["bigint", "the task's result can't be sent: "],
    ["circle", "the task's result can't be sent: "],
    ["exit 3", "the task ended its thread (exit code 3)"],
    ["exit 0", "the task ended its thread (exit code 0)"],
    ["throw-later", "the task failed: too late"],
    ["reject-unheard", "the task failed: unheard"],
  ];
  test.each(ways)("%p", async (task, message) => {
    const pool = await pools.open({ threads: 2 });
    const gate = pools.createGate();
    const neighbour = pool.run(ask(gate.hold), never);
    const failed = failureOf(pool.run(ask(task), never));
    const next = pool.run(ask("value 1"), never);
    expect(await failed).toStartWith(`task-failed: ${message}`);
    expect((await next).result).toBe(1);
    gate.open();
    expect((await neighbour).result).toBe(gate.hold);
    expect([pool.running, pool.waiting, pool.done]).toEqual([0, 0, 3]);
  });

  test("when every thread dies at once, the next tasks run on threads of the same numbers", async () => {
    const starts = countStarts();
    const pool = await pools.open({ threads: 3, onTaskStart: starts.onTaskStart });
    for (let round = 1; round <= 2; round++) {
      const failures = [1, 2, 3, 4].map(() => failureOf(pool.run(ask("exit 7"), never)));
      const gate = pools.createGate();
      const next = [1, 2, 3].map(() => pool.run(ask(gate.hold), never));
      for (const failure of await Promise.all(failures)) {
        expect(failure).toBe("task-failed: the task ended its thread (exit code 7)");
      }
      // All three hold before any may end.
      await starts.reached(7 * round);
      gate.open();
      const threads = (await Promise.all(next)).map((reply) => reply.thread);
      expect(threads.toSorted(ascending)).toEqual([1, 2, 3]);
    }
  });

  test("a pool whose threads have just died closes", async () => {
    const pool = await pools.open({ threads: 2 });
    const failures = [1, 2, 3, 4].map(() => failureOf(pool.run(ask("exit 1"), never)));
    await pool.close();
    for (const failure of await Promise.all(failures))
      expect(failure).toMatch(/^task-failed|^shut/);
  });
});

describe("a user's module", () => {
  test("is given the task and its id, and may return nothing", async () => {
    const pool = await pools.open();
    expect((await pool.run(ask("context", "ñ-1"), never)).result).toEqual({ id: "ñ-1" });
    expect((await pool.run(ask("context"), never)).result).toEqual({ id: null });
    expect((await pool.run(ask("nothing"), never)).result).toBeNull();
    expect((await pool.run(ask('value {"a":[1,"ñ"]}'), never)).result).toEqual({ a: [1, "ñ"] });
  });

  const unusable: [string, string, RegExp][] = [
    ["throws.ts", 'throw new Error("no licence");', /: no licence$/],
    ["syntax.ts", "export default function (", /: .*(end of file|Unexpected)/],
    ["two errors.ts", "let a = ; let b = ;", /: .*Unexpected/],
    ["import.ts", 'import "./not-there.ts"; export default () => 1;', /: .*not-there\.ts/],
    ["no default.ts", "export const a = 1;", /: it has no default export that is a function$/],
    ["default 5.ts", "export default 5;", /: it has no default export that is a function$/],
    ["exits.ts", "process.exit(4);", /: the thread exited with code 4$/],
    ["undefined.ts", "throw undefined;", /: undefined was thrown$/],
  ];
  test.each(unusable)("%p is refused with one clear line", async (name, text, reason) => {
    const modulePath = pools.writeModule(name, text);
    const refusal = await refusalOf(pools.open({ work: { kind: "task", modulePath } }));
    expect(refusal).toMatch(reason);
    expect(refusal).toStartWith(`"${modulePath}" can't be run as a task: `);
    expect(refusal).not.toContain("\n");
  });

  test("that is not there is refused under the name that the user gave", async () => {
    const work = { kind: "task", modulePath: "./no such ñ.ts" } as const;
    expect(await refusalOf(pools.open({ work }))).toBe(
      `"./no such ñ.ts" can't be run as a task: no such file`,
    );
    expect(await refusalOf(pools.open({ work: { kind: "task", modulePath: tmpdir() } }))).toContain(
      "can't be run as a task",
    );
  });

  test("that never finishes loading is refused when its time is over", async () => {
    const modulePath = pools.writeModule("endless.ts", "await new Promise(() => {}); export {};");
    const starting = startThreads({
      count: 2,
      work: { kind: "task", modulePath },
      warmUpLimitNs: 100 * NS_PER_MS,
    });
    expect(await refusalOf(starting)).toEndWith(": not loaded within 100 ms");
  });

  // Threads are counted in /proc.
  test.skipIf(process.platform !== "linux")("that is refused leaves no thread behind", async () => {
    const modulePath = pools.writeModule("bad again.ts", "export const a = 1;");
    await refusalOf(startThreads({ count: 4, work: { kind: "task", modulePath } }));
    const before = countThreads();
    for (let i = 0; i < 3; i++)
      await refusalOf(startThreads({ count: 4, work: { kind: "task", modulePath } }));
    // Bun keeps some threads of its own; twelve more would be ours.
    expect(countThreads() - before).toBeLessThan(12);
  });
});

async function refusalOf(starting: Promise<unknown>): Promise<string> {
  const outcome = await starting.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(OptionsError);
  return (outcome as OptionsError).message;
}

function countThreads(): number {
  return readdirSync("/proc/self/task").length;
}
