// What passes between the server and a user's module, whatever its size and shape.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { watchLines } from "../../test/support/lines.ts";
import { never, useTestPools } from "../../test/support/test-pools.ts";

const pools = useTestPools();
const ask = (task: string, id: string | null = null) => ({ id, task });

describe("texts", () => {
  // A slot has 1 KiB each way; above, they go by message.
  test.each([0, 1, 1023, 1024, 1025, 65_536, 8 * 2 ** 20])(
    "a result of %d bytes arrives",
    async (length) => {
      const pool = await pools.open();
      const results = await Promise.all(
        Array.from(
          { length: 5 },
          async () => (await pool.run(ask(`text ${length}`), never)).result,
        ),
      );
      for (const result of results) expect(result === "x".repeat(length)).toBe(true);
    },
  );

  test.each([0, 1, 1000, 1100, 65_536, 8 * 2 ** 20])(
    "a task of %d bytes more arrives",
    async (length) => {
      const pool = await pools.open();
      const tasks = [1, 2, 3, 4, 5].map((i) => `echo ${i} ${"y".repeat(length)}`);
      const replies = await Promise.all(tasks.map((task) => pool.run(ask(task), never)));
      for (const [i, { result }] of replies.entries()) expect(result === tasks[i]).toBe(true);
    },
  );

  test("any text comes back as it went, half a surrogate pair too, and so does any id", async () => {
    const pool = await pools.open();
    const text = fc.string({ unit: "binary", maxLength: 1500 });
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), async (rest, id) => {
        const [echo, context] = await Promise.all([
          pool.run(ask(`echo ${rest}`, id), never),
          pool.run(ask("context", id), never),
        ]);
        expect([echo.result, context.result]).toEqual([`echo ${rest}`, { id }]);
      }),
      { numRuns: 100 },
    );
    expect((await pool.run(ask("echo \ud83c", "\udf89"), never)).result).toBe("echo \ud83c");
  });

  test("any JSON comes back as it is", async () => {
    const pool = await pools.open();
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        expect((await pool.run(ask(`value ${json}`), never)).result).toEqual(JSON.parse(json));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the thread's event loop", () => {
  test("runs while a task waits for it, and the thread takes no other task", async () => {
    const modulePath = pools.writeModule(
      "waits.ts",
      `let running = 0;
       export default async function run() {
         let ticks = 0;
         const before = ++running;
         await new Promise((resolve) => {
           const timer = setInterval(() => { if (++ticks === 5) { clearInterval(timer); resolve(); } }, 1);
         });
         running--;
         return [ticks, before];
       }`,
    );
    const pool = await pools.open({ threads: 2, work: { kind: "task", modulePath } });
    const replies = await Promise.all(Array.from({ length: 8 }, () => pool.run(ask("x"), never)));
    for (const { result } of replies) expect(result).toEqual([5, 1]);
  });

  test("a function without a promise is called as well", async () => {
    const modulePath = pools.writeModule("sync.ts", "export default (task) => task.toUpperCase();");
    const pool = await pools.open({ threads: 2, work: { kind: "task", modulePath } });
    const replies = await Promise.all(["a", "ñ", "c"].map((task) => pool.run(ask(task), never)));
    expect(replies.map(({ result }) => result)).toEqual(["A", "Ñ", "C"]);
  });

  test("what a task has written to the output is out before the thread sleeps", async () => {
    const modulePath = pools.writeModule(
      "prints.ts",
      'export default (task) => { process.stdout.write(task + "\\n"); console.log("log " + task); };',
    );
    const script = pools.writeModule(
      "print.ts",
      `import { createTaskPool } from ${JSON.stringify(new URL("task-pool.ts", import.meta.url).pathname)};
       import { messagesFor } from ${JSON.stringify(new URL("../messages/catalogue.ts", import.meta.url).pathname)};
       const pool = await createTaskPool({ threads: 2, maxQueue: 9, messages: messagesFor("en"),
         work: { kind: "task", modulePath: ${JSON.stringify(modulePath)} } });
       for (const task of ["a", "b"]) await pool.run({ id: null, task }, new AbortController().signal);
       await Bun.stdin.text();
       await pool.close();`,
    );
    const child = Bun.spawn([process.execPath, script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = watchLines("the pool's process", child.stdout);
    await lines.atLeast(4, /^(log )?[ab]$/);
    void child.stdin.end();
    expect(await child.exited).toBe(0);
  });
});
