import { describe, expect, test } from "bun:test";
import { identifyProcess, isStillRunning, processTree, signalProcesses } from "./process-tree.ts";

describe.skipIf(process.platform !== "linux")("processTree", () => {
  test("a process's children and theirs belong to it, and are gone when they were killed", async () => {
    const script = "sleep 60 & echo up; wait";
    const child = Bun.spawn(["sh", "-c", `sh -c '${script}' & wait`], { stdout: "pipe" });
    // The innermost shell speaks once its own child runs.
    await child.stdout.getReader().read();
    const family = processTree(child.pid);
    expect(family[0]?.pid).toBe(child.pid);
    expect(family).toHaveLength(3);
    expect(family.every(isStillRunning)).toBeTrue();
    signalProcesses(family, "SIGKILL");
    await child.exited;
    while (family.some(isStillRunning)) await Bun.sleep(1);
    expect(processTree(child.pid)).toEqual([]);
  });

  test("a pid with another start time is another process, and is spared", () => {
    const us = identifyProcess(process.pid);
    if (us === undefined) throw new Error("we do not run");
    const other = { ...us, startTicks: us.startTicks - 1 };
    expect(isStillRunning(us)).toBeTrue();
    expect(isStillRunning(other)).toBeFalse();
    signalProcesses([other], "SIGKILL");
  });

  test("what is dead and only waits for its parent does not run", async () => {
    const parent = Bun.spawn(["sh", "-c", "sh -c 'echo $$' & exec sleep 60"], { stdout: "pipe" });
    const { value } = await parent.stdout.getReader().read();
    const zombie = Number(new TextDecoder().decode(value));
    while (identifyProcess(zombie) !== undefined) await Bun.sleep(1);
    expect(processTree(parent.pid)).toHaveLength(1);
    parent.kill("SIGKILL");
    await parent.exited;
  });
});
