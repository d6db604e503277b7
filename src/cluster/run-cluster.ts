// The process of a running cluster: its folder, its state file and its control socket, around the topology.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Cluster, createCluster } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { identifyProcess } from "./components/process-tree.ts";
import { createControlServer } from "./control.ts";
import type { ControlRequest } from "./control-protocol.ts";
import { type ClusterMessages, say as compose } from "../messages/catalogue.ts";
import type { ClusterParts } from "./parts.ts";
import type { ClusterPlan } from "./plan.ts";
import { openRegistry, register, socketPath, sweepRegistry, unregister } from "./registry.ts";
import { endLeftovers, isOwned, readState, removeState, writeState } from "./state-file.ts";
import type { ClusterStatus } from "./status.ts";
import type { Text } from "../units/text.ts";

export interface ClusterRunOptions {
  readonly plan: ClusterPlan;
  /** Folder of the data; undefined: a temporary folder, removed at the end. */
  readonly folder: string | undefined;
  readonly createParts: (folder: string) => ClusterParts;
  readonly messages: ClusterMessages;
  /** Writes a line of the log; `from` is the member, or null for the cluster. */
  readonly say: (from: string | null, line: string) => void;
}

export interface ClusterRun {
  readonly status: ClusterStatus;
  readonly folder: string;
  /** @throws {ClusterError} if a member does not start; then nothing is left running. */
  up(): Promise<void>;
  /** Resolves when the control socket receives the request to stop. */
  readonly downAsked: Promise<void>;
  /** Stops all members and removes a temporary folder. Idempotent; never rejects. */
  down(): Promise<void>;
  killAll(): void;
}

/**
 * Claims the folder and opens the control socket; ends processes that a killed cluster left there.
 * @throws {ClusterError} if a cluster already runs there.
 */
export async function openCluster(options: ClusterRunOptions): Promise<ClusterRun> {
  const { plan, messages, say } = options;
  const registry = openRegistry();
  let leftovers = await sweepRegistry(registry);
  const isKept = options.folder !== undefined;
  const folder = await takeFolder(options.folder, (count) => {
    leftovers += count;
  });
  if (leftovers > 0) say(null, messages.leftovers(leftovers));

  const { pid } = process;
  const owner = identifyProcess(pid);
  if (owner === undefined) throw new ClusterError(compose(({ cluster }) => cluster.linuxOnly()));
  const socket = socketPath(registry, pid);
  const startedAtMs = Date.now();
  let state: ClusterStatus["state"] = "starting";
  const cluster: Cluster = createCluster({
    plan,
    parts: options.createParts(folder),
    messages,
    say,
    onChange: () => save(),
  });
  const save = (): void => {
    if (state === "down") return;
    const { hostname, port } = plan;
    const members = cluster.processes;
    writeState(folder, { owner, startedAtMs, socket, isKept, hostname, port, members });
  };

  const status = (): ClusterStatus => {
    const { hostname, port, threads } = plan;
    const { members } = cluster;
    return { state, hostname, port, folder, isKept, pid, startedAtMs, threads, members };
  };
  const downAsked = Promise.withResolvers<void>();
  const isDown = Promise.withResolvers<void>();
  const answer = async (
    request: ControlRequest,
    tell: (text: Text) => void,
  ): Promise<ClusterStatus | undefined> => {
    if (request.command === "status") return status();
    if (request.command === "down") {
      downAsked.resolve();
      await isDown.promise;
      return undefined;
    }
    if (state === "starting") throw new ClusterError(compose((t) => t.cluster.notUpYet()));
    await cluster.act(request, tell);
    return undefined;
  };
  save();
  const control = createControlServer(socket, answer);
  register(registry, pid, folder);

  let ending: Promise<void> | undefined;
  const down = (): Promise<void> => {
    ending ??= (async () => {
      state = "stopping";
      await cluster.down();
      state = "down";
      if (isKept) removeState(folder);
      else rmSync(folder, { recursive: true, force: true });
      isDown.resolve();
      // The request to stop is answered before the socket closes.
      await control.close();
      unregister(registry, pid);
    })();
    return ending;
  };
  return {
    get status() {
      return status();
    },
    folder,
    async up() {
      try {
        await cluster.up();
      } catch (error) {
        await down();
        throw error;
      }
      if (state === "starting") state = "up";
    },
    downAsked: downAsked.promise,
    down,
    killAll: () => cluster.killAll(),
  };
}

const TEMPORARY_PREFIX = "escalera-data-";
/** A Unix socket's path has at most 107 bytes. The longest path below the folder is Ceph's; mkdtemp adds 6 bytes. */
const MAX_FOLDER_BYTES = 107 - "/s3/run/client.rgw.a.asok".length - 6;

async function takeFolder(
  given: string | undefined,
  onLeftovers: (count: number) => void,
): Promise<string> {
  // A server that refuses to run as root runs as another user, who must be able to reach its folder.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  const wanted = given === undefined ? join(tmpdir(), TEMPORARY_PREFIX) : resolve(given);
  if (Buffer.byteLength(wanted) > MAX_FOLDER_BYTES) {
    throw new ClusterError(compose((t) => t.cluster.folderTooLong(wanted, MAX_FOLDER_BYTES)));
  }
  if (given === undefined) {
    const folder = mkdtempSync(wanted);
    chmodSync(folder, mode);
    return folder;
  }
  const folder = wanted;
  mkdirSync(folder, { recursive: true, mode });
  const state = readState(folder);
  if (state === undefined) return folder;
  if (isOwned(state)) {
    throw new ClusterError(compose((t) => t.cluster.runsAlready(folder, state.owner.pid)));
  }
  onLeftovers(await endLeftovers(state));
  removeState(folder);
  return folder;
}
