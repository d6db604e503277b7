// What is read of a process: a real one, that does real work.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { HostWatch, readUsage } from "../../bench/generate/process/host-watch.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { eventually } from "../support/eventually.ts";

test("a process that works shows its CPU and memory, one that has ended is said to have", async () => {
  const child = Bun.spawn([process.execPath, "-e", "console.log('up'); for (;;);"], {
    stdout: "pipe",
  });
  await child.stdout.getReader().read();
  const watch = new HostWatch([child.pid]);
  // As much as cannot be missed by a look every 250 ms.
  const enough = cpuTicksOf(child.pid) + 60;
  await eventually(() => cpuTicksOf(child.pid) >= enough);
  child.kill();
  await child.exited;
  const { watched } = watch.end();
  const [seen] = watched;
  expect(seen?.pid).toBe(child.pid);
  expect(seen?.cpuShare).toBeGreaterThan(0);
  expect(seen?.memoryMaxBytes).toBeGreaterThan(1e6);
  expect(seen?.hasEnded).toBe(true);
  expect(watch.end().watched).toBe(watched);
});

/** Of 10 ms, in user mode. */
function cpuTicksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[11]);
}

test("there is no process to watch", () => {
  expect(() => new HostWatch([2 ** 30])).toThrow(OptionsError);
});

test("memory is that of any page size: 100 pages of 64 KiB are 6400 KiB", () => {
  const stat = `7 (a b) c) S 1 ${"0 ".repeat(9)}30 20 ${"0 ".repeat(8)}100 0`;
  const status = "Name:\ta b) c\nVmRSS:\t    6400 kB\n";
  expect(readUsage(stat, status)).toEqual({ cpuNs: 500e6, memoryBytes: 6400 * 1024 });
});
