// The file in a cluster's folder with its processes: commands find the cluster by it, and a later start finds the processes
// of a killed cluster. It has no secrets, but only its owner can read it.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pollUntil } from "../async/poll.ts";
import { writePrivateJson } from "./components/kept-settings.ts";
import * as is from "../units/schema.ts";
import { isStillRunning, signalProcesses } from "./components/process-tree.ts";

const FILE = "cluster.json";
const VERSION = 1;

const Process = is.object("", { pid: is.number(), startTicks: is.number() });

const ClusterState = is.object("", {
  version: is.constant(VERSION),
  bootId: is.string(),
  owner: is.ref(Process, "The cluster process itself."),
  startedAtMs: is.number("Unix time in ms."),
  socket: is.string("Its control socket."),
  isKept: is.boolean("False for a folder that is removed at the end."),
  hostname: is.string(),
  port: is.number(),
  members: is.list(
    is.object("", {
      name: is.string(),
      processes: is.list(
        Process,
        "All its processes that were known when the file was written; the main one first.",
      ),
    }),
  ),
});
export interface ClusterState extends is.Infer<typeof ClusterState> {}

export function writeState(folder: string, state: Omit<ClusterState, "version" | "bootId">): void {
  const versioned = { version: VERSION, bootId: readBootId(), ...state };
  writePrivateJson(join(folder, FILE), versioned);
}

/** Undefined if there is no file, or if this version can't read it. */
export function readState(folder: string): ClusterState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(folder, FILE), "utf8")) as unknown;
    return is.matches(ClusterState, state) ? state : undefined;
  } catch {
    return undefined; // No file, or one that was truncated by a full disk.
  }
}

export function removeState(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}

/** True while the process that wrote the file runs. */
export function isOwned(state: ClusterState): boolean {
  return state.bootId === readBootId() && isStillRunning(state.owner);
}

/** Ends the processes that a killed cluster has left running; resolves with their number. */
export async function endLeftovers(state: ClusterState): Promise<number> {
  if (state.bootId !== readBootId() || isStillRunning(state.owner)) return 0;
  const left = state.members.flatMap(({ processes }) => processes).filter(isStillRunning);
  signalProcesses(left, "SIGKILL");
  await pollUntil(() => !left.some(isStillRunning), { everyMs: 10 });
  return left.length;
}

/** Changes with each boot: process identities of another boot are invalid. */
function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}
