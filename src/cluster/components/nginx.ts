// A private nginx in front of entry servers: least connections and PROXY v1, without active checks.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pollUntil } from "../../async/poll.ts";
import {
  Balancer,
  type EntryOrder,
  type EntryServer,
  type EntryState,
  RELOAD_LIMIT_MS,
} from "./balancer.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Launcher } from "./component.ts";
import { isRoot, type ManagedProcess } from "./managed-process.ts";
import { findNginxStream, nginxConfig, PID_FILE } from "./nginx-config.ts";

const POLL_MS = 5;

/**
 * A killed master leaves its workers running. So this guard gets a signal from the kernel when this process ends, and then
 * kills its whole process group. On SIGINT it only ends.
 */
const GUARD_SCRIPT =
  'trap "kill \\$!; exit" INT; trap "kill -s KILL -- -$0; kill \\$!; exit" TERM; sleep infinity & : > "$1"; wait';
const GUARD = ["setpriv", "--pdeathsig", "TERM", "--", "sh", "-c", GUARD_SCRIPT] as const;
/** The guard creates this file when its signal handlers are set. */
const GUARD_FILE = "guard.ready";

export class Nginx extends Balancer {
  override readonly name = "nginx";
  protected override readonly configFile = "nginx.conf";
  readonly #module = findNginxStream();
  /** Names of entry servers. */
  #draining: ReadonlySet<string> = new Set();
  #master: ManagedProcess | undefined;

  override async setServerState(name: string, order: EntryOrder): Promise<void> {
    if (!this.entries.some((entry) => entry.name === name)) {
      throw new ClusterError((t) => t.noEntry(name));
    }
    const draining = new Set(this.#draining);
    if (order === "drain") draining.add(name);
    else draining.delete(name);
    this.#draining = draining;
    await this.reload();
  }

  override async setEntries(entries: readonly EntryServer[]): Promise<void> {
    await super.setEntries(entries);
    // A later server of the same name is another one.
    const names = new Set(entries.map(({ name }) => name));
    this.#draining = this.#draining.intersection(names);
  }

  override serverStates(): Promise<readonly EntryState[]> {
    return Promise.resolve(
      this.#ordered().map(({ name, order }) => ({ name, order, isUp: null, connections: null })),
    );
  }

  protected override async launch({ serve }: Launcher): Promise<void> {
    this.writeConfig();
    const created = (file: string): (() => Promise<boolean>) => {
      const path = join(this.folder, file);
      rmSync(path, { force: true });
      return () => Promise.resolve(existsSync(path));
    };
    // The file exists when nginx listens. A test connection would go to an entry server that may not be up yet, and
    // nginx would skip this server for 2 s.
    const nginx = { name: "nginx", command: this.#command(this.configFile) };
    this.#master = await serve(nginx, created(PID_FILE));
    const command = [...GUARD, String(this.#master.pid), join(this.folder, GUARD_FILE)];
    await serve({ name: "nginx-guard", command, stopSignal: "SIGINT" }, created(GUARD_FILE));
  }

  protected override config(): string {
    const entries = this.#ordered();
    return nginxConfig({ port: this.port, entries, module: this.#module, isRoot: isRoot() });
  }

  protected override checkCommand(file: string): readonly string[] {
    return this.#command(file, "-t", "-q");
  }

  protected override async applyConfig(): Promise<void> {
    const before = this.#acceptingWorkers();
    this.#master?.signal("SIGHUP");
    // The old workers accept connections until they get the signal to quit.
    const isApplied = (): boolean => !this.#acceptingWorkers().some((pid) => before.includes(pid));
    await pollUntil(isApplied, { everyMs: POLL_MS, timeoutMs: RELOAD_LIMIT_MS });
  }

  #ordered(): readonly (EntryServer & { readonly order: EntryOrder })[] {
    return this.entries.map((entry) => ({
      ...entry,
      order: this.#draining.has(entry.name) ? "drain" : "ready",
    }));
  }

  /** The title of a worker that only finishes its connections is "shutting down". */
  #acceptingWorkers(): readonly number[] {
    const [, ...workers] = this.#master?.processTree() ?? [];
    return workers.map(({ pid }) => pid).filter((pid) => !titleOf(pid).includes("shutting down"));
  }

  #command(file: string, ...more: readonly string[]): readonly string[] {
    return ["nginx", "-p", this.folder, "-c", file, "-e", "stderr", ...more];
  }
}

function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "shutting down"; // It has ended.
  }
}
