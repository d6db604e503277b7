// What is read of a process: a real one, that does real work.
import { expect, setDefaultTimeout, test } from "bun:test";
import { watchProcess } from "../../bench/generate/process-watch.ts";
import { OptionsError } from "../../src/units/options-error.ts";

// Bun's own 5 s are too short for real processes on a busy machine; the preload's limit holds for the first file alone.
setDefaultTimeout(60_000);

test("a process that works shows its CPU and memory, one that has ended is said to have", async () => {
  const child = Bun.spawn(
    [
      process.execPath,
      "-e",
      "const end = Date.now() + 1200; console.log('up'); while (Date.now() < end);",
    ],
    { stdout: "pipe" },
  );
  await child.stdout.getReader().read();
  const watch = watchProcess(child.pid);
  watch.begin();
  await child.exited;
  const seen = watch.end();
  expect(seen.pid).toBe(child.pid);
  expect(seen.cpuShare).toBeGreaterThan(0);
  expect(seen.memoryMaxBytes).toBeGreaterThan(1e6);
  expect(seen.hasEnded).toBe(true);
  expect(watch.end()).toBe(seen);
});

test("there is no process to watch", () => {
  expect(() => watchProcess(2 ** 30)).toThrow(OptionsError);
});
