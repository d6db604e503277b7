import { describe, expect, test } from "bun:test";
import { identifyProcess, isStillRunning, processTree, signalProcesses } from "./process-tree.ts";
import { eventually } from "../../../test/support/eventually.ts";

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
    await eventually(() => expect(family.filter(isStillRunning)).toEqual([]));
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
    await eventually(() => identifyProcess(zombie) === undefined);
    expect(processTree(parent.pid)).toHaveLength(1);
    parent.kill("SIGKILL");
    await parent.exited;
  });
});
