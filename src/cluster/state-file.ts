// The file in a cluster's folder with its processes: commands find the cluster by it, and a later start finds the processes
// of a killed cluster. It has no secrets, but only its owner can read it.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pollUntil } from "../async/poll.ts";
import { writePrivateJson } from "./components/kept-settings.ts";
import {
  isStillRunning,
  type ProcessIdentity,
  signalProcesses,
} from "./components/process-tree.ts";

const FILE = "cluster.json";
const VERSION = 1;

export interface ClusterState {
  readonly version: typeof VERSION;
  readonly bootId: string;
  /** The cluster process itself. */
  readonly owner: ProcessIdentity;
  /** Unix time in ms. */
  readonly startedAtMs: number;
  /** Its control socket. */
  readonly socket: string;
  /** False for a folder that is removed at the end. */
  readonly isKept: boolean;
  readonly hostname: string;
  readonly port: number;
  readonly members: readonly {
    readonly name: string;
    /** All its processes that were known when the file was written; the main one first. */
    readonly processes: readonly ProcessIdentity[];
  }[];
}

export function writeState(folder: string, state: Omit<ClusterState, "version" | "bootId">): void {
  const versioned = { version: VERSION, bootId: readBootId(), ...state };
  writePrivateJson(join(folder, FILE), versioned);
}

/** Undefined if there is no file, or if this version can't read it. */
export function readState(folder: string): ClusterState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(folder, FILE), "utf8")) as ClusterState;
    return state.version === VERSION ? state : undefined;
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
