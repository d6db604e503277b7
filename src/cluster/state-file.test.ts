import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess, isStillRunning } from "./components/process-tree.ts";
import { endLeftovers, isOwned, readState, removeState, writeState } from "./state-file.ts";

const folders: string[] = [];
const children: Bun.Subprocess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await child.exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "escalera-state-"));
  folders.push(folder);
  return folder;
}

function sleeper() {
  const child = Bun.spawn(["sleep", "60"]);
  children.push(child);
  const mark = identifyProcess(child.pid);
  if (mark === undefined) throw new Error("it ended at once");
  return mark;
}

/** Of a cluster whose process was this one's ended child, with these processes. */
async function stateOf(processes: readonly ReturnType<typeof sleeper>[], isAlive: boolean) {
  const folder = newFolder();
  const owner = sleeper();
  writeState(folder, {
    owner,
    startedAtMs: 1,
    socket: "/nowhere",
    isKept: true,
    hostname: "127.0.0.1",
    port: 1,
    members: [{ name: "worker-1", processes }],
  });
  if (!isAlive) {
    children.at(-1)?.kill("SIGKILL");
    await children.at(-1)?.exited;
  }
  const state = readState(folder);
  if (state === undefined) throw new Error("it was not written");
  return { folder, state };
}

describe("the state file", () => {
  test("is no state where a hand or a full disk has changed it", async () => {
    const { folder, state } = await stateOf([], true);
    const changes: object[] = [{ members: null }, { owner: {} }, { members: [{ name: "a" }] }];
    for (const change of changes) {
      writeFileSync(join(folder, "cluster.json"), JSON.stringify({ ...state, ...change }));
      expect(readState(folder)).toBeUndefined();
    }
  });

  test("is read as it was written, by its owner alone, until it is removed", async () => {
    const { folder, state } = await stateOf([], true);
    expect(state.members).toEqual([{ name: "worker-1", processes: [] }]);
    expect(statSync(join(folder, "cluster.json")).mode & 0o777).toBe(0o600);
    removeState(folder);
    expect(readState(folder)).toBeUndefined();
  });

  test("one that was cut is none", () => {
    const folder = newFolder();
    writeFileSync(join(folder, "cluster.json"), '{"version":1,');
    expect(readState(folder)).toBeUndefined();
  });

  test("what a killed cluster left is ended", async () => {
    const left = sleeper();
    const { state } = await stateOf([left], false);
    expect(isOwned(state)).toBe(false);
    expect(await endLeftovers(state)).toBe(1);
    expect(isStillRunning(left)).toBe(false);
  });

  test("a process that has the pid of one that is gone is spared", async () => {
    const other = sleeper();
    const { state } = await stateOf([{ ...other, startTicks: other.startTicks - 1 }], false);
    expect(await endLeftovers(state)).toBe(0);
    expect(isStillRunning(other)).toBe(true);
  });

  test("nothing of another boot means anything", async () => {
    const other = sleeper();
    const { state } = await stateOf([other], false);
    expect(await endLeftovers({ ...state, bootId: "another" })).toBe(0);
    expect(isStillRunning(other)).toBe(true);
  });

  test("a cluster that runs is left alone", async () => {
    const member = sleeper();
    const { state } = await stateOf([member], true);
    expect(isOwned(state)).toBe(true);
    expect(await endLeftovers(state)).toBe(0);
    expect(isStillRunning(member)).toBe(true);
  });
});
