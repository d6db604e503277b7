// A private nginx in front of entry servers: least connections and PROXY v1, without active checks.
import { say } from "../../messages/catalogue.ts";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Balancer,
  ComponentError,
  type ComponentOptions,
  type EntryOrder,
  type EntryServer,
} from "./component.ts";
import { chooseFreePort } from "./free-ports.ts";
import { portOf, readState, writeState } from "./kept-state.ts";
import { isRoot, runToEnd } from "./managed-process.ts";
import { findNginxStream, nginxConfig, PID_FILE } from "./nginx-config.ts";
import { processTree } from "./process-tree.ts";
import { startComponent } from "./run-component.ts";

const CHECK_TIMEOUT_MS = 10_000;
const POLL_MS = 5;
const CONFIG_FILE = "nginx.conf";

/**
 * A killed master leaves its workers running. So this guard gets a signal from the kernel when this process ends, and then
 * kills its whole process group. On SIGINT it only ends.
 */
const GUARD_SCRIPT =
  'trap "kill \\$!; exit" INT; trap "kill -s KILL -- -$0; kill \\$!; exit" TERM; sleep infinity & : > "$1"; wait';
const GUARD = ["setpriv", "--pdeathsig", "TERM", "--", "sh", "-c", GUARD_SCRIPT] as const;
/** The guard writes this line when its signal handlers are set. */
const GUARD_FILE = "guard.ready";

export interface NginxOptions extends ComponentOptions {
  readonly entries: readonly EntryServer[];
  /** Default: true. */
  readonly sendProxy?: boolean | undefined;
}

/** Its URL is `tcp://127.0.0.1:PORT`. @throws {ComponentError} if it does not start. */
export async function startNginx(folder: string, options: NginxOptions): Promise<Balancer> {
  const port = options.port ?? chooseFreePort(portOf(readState(folder), "port"));
  writeState(folder, { port });
  const sendProxy = options.sendProxy ?? true;
  const module = findNginxStream();
  let entries = options.entries;
  let masterPid = 0;
  const orders = new Map<string, EntryOrder>();
  const write = (file: string): void => {
    const ordered = entries.map((entry) => ({
      ...entry,
      order: orders.get(entry.name) ?? ("ready" as const),
    }));
    writeFileSync(
      join(folder, file),
      nginxConfig({ port, entries: ordered, sendProxy, module, isRoot: isRoot() }),
    );
  };
  const nginxCommand = (file: string, ...more: readonly string[]): readonly string[] => [
    "nginx",
    "-p",
    folder,
    "-c",
    file,
    "-e",
    "stderr",
    ...more,
  ];

  mkdirSync(folder, { recursive: true });
  const component = await startComponent(
    {
      name: "nginx",
      url: `tcp://127.0.0.1:${port}`,
      port,
      folder,
      async launch({ serve }) {
        write(CONFIG_FILE);
        const nginx = { name: "nginx", command: nginxCommand(CONFIG_FILE) };
        // The file exists when nginx listens. A test connection would go to an entry server that may not be up yet, and
        // nginx would skip this server for 2 s.
        const pidFile = join(folder, PID_FILE);
        rmSync(pidFile, { force: true });
        const { pid } = await serve(nginx, () => Promise.resolve(existsSync(pidFile)));
        masterPid = pid;
        const guardFile = join(folder, GUARD_FILE);
        rmSync(guardFile, { force: true });
        const command = [...GUARD, String(pid), guardFile];
        const guard = { name: "nginx-guard", command, stopSignal: "SIGINT" } as const;
        await serve(guard, () => Promise.resolve(existsSync(guardFile)));
      },
    },
    options,
  );

  /** nginx ignores an invalid configuration and only logs it, so the configuration is tested first. */
  const reload = async (): Promise<void> => {
    const candidate = `${CONFIG_FILE}.new`;
    write(candidate);
    const check = { name: "nginx -t", command: nginxCommand(candidate, "-t", "-q"), folder };
    const deadlineMs = performance.now() + CHECK_TIMEOUT_MS;
    await runToEnd(check, deadlineMs, AbortSignal.timeout(CHECK_TIMEOUT_MS));
    write(CONFIG_FILE);
    const before = workersOf(masterPid);
    process.kill(masterPid, "SIGHUP");
    // The old workers accept connections until they get the signal to quit.
    const isOld = (pid: number): boolean => before.includes(pid);
    while (workersOf(masterPid).some(isOld) && performance.now() < deadlineMs) {
      await Bun.sleep(POLL_MS);
    }
  };

  return {
    ...component,
    setEntries(next) {
      entries = next;
      return reload();
    },
    async setServerState(name, order) {
      if (!entries.some((entry) => entry.name === name)) {
        throw new ComponentError(say(({ cluster }) => cluster.noEntry(name)));
      }
      orders.set(name, order);
      await reload();
    },
    serverStates: () =>
      Promise.resolve(
        entries.map(({ name }) => ({
          name,
          order: orders.get(name) ?? ("ready" as const),
          isUp: null,
          connections: null,
        })),
      ),
  };
}

/** Its workers that accept connections; the title of a worker that finishes is "shutting down". */
function workersOf(masterPid: number): readonly number[] {
  return processTree(masterPid)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== masterPid && !titleOf(pid).includes("shutting down"));
}

function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "shutting down"; // It has ended.
  }
}
