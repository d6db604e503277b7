// The process of a running cluster: its folder, its state file and its control socket, around the topology.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Cluster } from "./cluster.ts";
import { ClusterError } from "./components/cluster-error.ts";
import { identifyProcess, type ProcessIdentity } from "./components/process-tree.ts";
import { ControlServer } from "./control.ts";
import type { ControlRequest } from "./control-protocol.ts";
import type { MembersOptions } from "./members.ts";
import { openRegistry, register, socketPath, sweepRegistry, unregister } from "./registry.ts";
import {
  type ClusterState,
  endLeftovers,
  isOwned,
  readState,
  removeState,
  writeState,
} from "./state-file.ts";
import type { ClusterStatus } from "./status.ts";
import type { Text } from "../units/text.ts";

export interface ClusterRunOptions extends Omit<MembersOptions, "folder" | "onChange"> {
  /** Folder of the data; undefined: a temporary folder, removed at the end. */
  readonly folder: string | undefined;
}

/**
 * Claims the folder and opens the control socket; ends processes that a killed cluster left there.
 * @throws {ClusterError} if a cluster already runs there.
 */
export async function openCluster(options: ClusterRunOptions): Promise<ClusterRun> {
  const { messages, say } = options;
  const registry = openRegistry();
  const swept = await sweepRegistry(registry);
  const { folder, ended } = await takeFolder(options.folder);
  const leftovers = swept + ended;
  if (leftovers > 0) say(null, messages.leftovers(leftovers));
  const owner = identifyProcess(process.pid);
  if (owner === undefined) throw new ClusterError((t) => t.linuxOnly());
  return new ClusterRun({ ...options, folder }, options.folder !== undefined, registry, owner);
}

export class ClusterRun {
  readonly folder: string;
  readonly #registry: string;
  readonly #cluster: Cluster;
  readonly #control: ControlServer;
  readonly #facts: Omit<ClusterState, "version" | "bootId" | "members">;
  readonly #threads: number;
  readonly #asked = Promise.withResolvers<void>();
  /** Resolves when the control socket receives the request to stop. */
  readonly downAsked = this.#asked.promise;
  readonly #stopped = Promise.withResolvers<void>();
  #state: ClusterStatus["state"] = "starting";
  #goingDown: Promise<void> | undefined;

  /** Use `openCluster`. `owner` is this process. */
  constructor(
    options: Omit<MembersOptions, "onChange">,
    isKept: boolean,
    registry: string,
    owner: ProcessIdentity,
  ) {
    const { hostname, port, threads } = options.plan;
    const socket = socketPath(registry, owner.pid);
    this.folder = options.folder;
    this.#registry = registry;
    this.#facts = { owner, startedAtMs: Date.now(), socket, isKept, hostname, port };
    this.#threads = threads;
    this.#cluster = new Cluster({ ...options, onChange: () => this.#save() });
    this.#save();
    this.#control = new ControlServer(socket, (request, tell) => this.#handle(request, tell));
    register(registry, owner.pid, this.folder);
  }

  get status(): ClusterStatus {
    const { owner, socket: _, ...facts } = this.#facts;
    return {
      state: this.#state,
      ...facts,
      folder: this.folder,
      pid: owner.pid,
      threads: this.#threads,
      members: this.#cluster.members.statuses,
    };
  }

  /** @throws {ClusterError} if a member does not start; then nothing is left running. */
  async up(): Promise<void> {
    try {
      await this.#cluster.up();
    } catch (error) {
      await this.down();
      throw error;
    }
    if (this.#state === "starting") this.#state = "up";
  }

  /** Stops all members and removes a temporary folder. Idempotent; never rejects. */
  down(): Promise<void> {
    this.#goingDown ??= (async () => {
      this.#state = "stopping";
      await this.#cluster.down();
      this.#state = "down";
      if (this.#facts.isKept) removeState(this.folder);
      else rmSync(this.folder, { recursive: true, force: true });
      this.#stopped.resolve();
      // The request to stop is answered before the socket closes.
      await this.#control.close();
      unregister(this.#registry, this.#facts.owner.pid);
    })();
    return this.#goingDown;
  }

  killAll(): void {
    this.#cluster.killAll();
  }

  async #handle(
    request: ControlRequest,
    tell: (text: Text) => void,
  ): Promise<ClusterStatus | undefined> {
    if (request.command === "status") return this.status;
    if (request.command === "down") {
      this.#asked.resolve();
      await this.#stopped.promise;
      return undefined;
    }
    if (this.#state === "starting") throw new ClusterError((t) => t.notUpYet());
    await this.#cluster.act(request, tell);
    return undefined;
  }

  #save(): void {
    if (this.#state === "down") return;
    writeState(this.folder, { ...this.#facts, members: this.#cluster.members.processes });
  }
}

const TEMPORARY_PREFIX = "escalera-data-";
/** A Unix socket's path has at most 107 bytes. The longest path below the folder is Ceph's; mkdtemp adds 6 bytes. */
const MAX_FOLDER_BYTES = 107 - "/s3/run/client.rgw.a.asok".length - 6;

/** Also resolves with the number of processes that a killed cluster had left running there. */
async function takeFolder(
  given: string | undefined,
): Promise<{ readonly folder: string; readonly ended: number }> {
  // A server that refuses to run as root runs as another user, who must be able to reach its folder.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  const wanted = given === undefined ? join(tmpdir(), TEMPORARY_PREFIX) : resolve(given);
  if (Buffer.byteLength(wanted) > MAX_FOLDER_BYTES) {
    throw new ClusterError((t) => t.folderTooLong(wanted, MAX_FOLDER_BYTES));
  }
  if (given === undefined) {
    const folder = mkdtempSync(wanted);
    chmodSync(folder, mode);
    return { folder, ended: 0 };
  }
  mkdirSync(wanted, { recursive: true, mode });
  const state = readState(wanted);
  if (state === undefined) return { folder: wanted, ended: 0 };
  if (isOwned(state)) {
    throw new ClusterError((t) => t.runsAlready(wanted, state.owner.pid));
  }
  const ended = await endLeftovers(state);
  removeState(wanted);
  return { folder: wanted, ended };
}
