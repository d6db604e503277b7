// The registry of a user's clusters: a folder with, for each cluster, the path of its data folder and its control socket.
// (A socket's path must be short, so the socket is not in the data folder.)
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ClusterError } from "./components/cluster-error.ts";
import { identifyProcess } from "./components/process-tree.ts";
import { endLeftovers, isOwned, readState } from "./state-file.ts";

/** $XDG_RUNTIME_DIR/escalera-cluster, else /tmp/escalera-cluster-<uid>. @throws {ClusterError} if another user owns it. */
export function openRegistry(): string {
  const uid = process.getuid?.() ?? 0;
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const path = runtime
    ? join(runtime, "escalera-cluster")
    : join(tmpdir(), `escalera-cluster-${uid}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // In a folder that everyone can write to, another user could have made it.
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== uid) {
    throw new ClusterError((t) => t.notYourFolder(path));
  }
  chmodSync(path, 0o700);
  return path;
}

export function socketPath(registry: string, pid: number): string {
  return join(registry, `${pid}.sock`);
}

export function register(registry: string, pid: number, folder: string): void {
  writeFileSync(join(registry, `${pid}.folder`), folder, { mode: 0o600 });
}

export function unregister(registry: string, pid: number): void {
  for (const end of ["folder", "sock"]) rmSync(join(registry, `${pid}.${end}`), { force: true });
}

/**
 * The control socket of the cluster in this folder; without a folder, of the newest cluster, with the folders of others.
 * @throws {ClusterError} if there is none.
 */
export function findCluster(folder: string | undefined): {
  readonly socket: string;
  readonly others: readonly string[];
} {
  if (folder !== undefined) {
    const state = readState(resolve(folder));
    if (state === undefined || !isOwned(state)) {
      throw new ClusterError((t) => t.noClusterIn(folder));
    }
    return { socket: state.socket, others: [] };
  }
  const [newest, ...others] = registered(openRegistry())
    .flatMap((known) => {
      const state = readState(known.folder);
      return state !== undefined && isOwned(state) ? [{ ...state, folder: known.folder }] : [];
    })
    .sort((a, b) => b.startedAtMs - a.startedAtMs);
  if (newest === undefined) throw new ClusterError((t) => t.noCluster());
  return { socket: newest.socket, others: others.map((other) => other.folder) };
}

/** Ends processes that killed clusters left running, and removes the temporary folders of these clusters. */
export async function sweepRegistry(registry: string): Promise<number> {
  let count = 0;
  for (const { pid, folder } of registered(registry)) {
    const state = readState(folder);
    if (state !== undefined && isOwned(state)) continue;
    // The pid can be a newer cluster's that has not written its state yet: its file names another folder, or is gone.
    if (state === undefined && identifyProcess(pid) !== undefined) continue;
    if (state !== undefined) {
      count += await endLeftovers(state);
      if (!state.isKept) rmSync(folder, { recursive: true, force: true });
    }
    unregister(registry, pid);
  }
  return count;
}

function registered(registry: string): { readonly pid: number; readonly folder: string }[] {
  return readdirSync(registry)
    .filter((name) => /^\d+\.folder$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number.parseInt(name), folder: readFileSync(join(registry, name), "utf8") }];
      } catch {
        return []; // It has ended in the meantime.
      }
    });
}
