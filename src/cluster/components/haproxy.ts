// A private HAProxy in front of entry servers: active checks, PROXY v2, drain, reload without losing a connection.
import { say } from "../../messages/catalogue.ts";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Balancer,
  ComponentError,
  type ComponentOptions,
  type EntryServer,
  type EntryState,
} from "./component.ts";
import { isListening } from "./first-answer.ts";
import { chooseFreePort } from "./free-ports.ts";
import { ALIVE_BACKEND, haproxyConfig, READY_BACKEND } from "./haproxy-config.ts";
import { askHaproxy, parseServerStates } from "./haproxy-socket.ts";
import { portOf, readState, writeState } from "./kept-state.ts";
import { runToEnd } from "./managed-process.ts";
import { startComponent } from "./run-component.ts";

const RELOAD_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
/** Stopping does not wait for open connections: they were drained before, or the stop is urgent. */
const STOP_TIMEOUT_MS = 2000;

export interface HaproxyOptions extends ComponentOptions {
  readonly entries: readonly EntryServer[];
  /** Default: true. */
  readonly sendProxy?: boolean | undefined;
}

/** Its URL is `tcp://127.0.0.1:PORT`. @throws {ComponentError} if it does not start. */
export async function startHaproxy(folder: string, options: HaproxyOptions): Promise<Balancer> {
  const port = options.port ?? chooseFreePort(portOf(readState(folder), "port"));
  writeState(folder, { port });
  const sendProxy = options.sendProxy ?? true;
  let entries = options.entries;
  const configFile = join(folder, "haproxy.cfg");
  const socket = join(folder, "admin.sock");
  const write = (file: string): void =>
    writeFileSync(file, haproxyConfig({ port, entries, sendProxy }));

  mkdirSync(folder, { recursive: true });
  const component = await startComponent(
    {
      name: "haproxy",
      url: `tcp://127.0.0.1:${port}`,
      port,
      folder,
      async launch({ serve }) {
        write(configFile);
        // A master in the foreground that starts a new worker for each reload.
        const command = ["haproxy", "-W", "-f", "haproxy.cfg"];
        const server = { name: "haproxy", command, stopTimeoutMs: STOP_TIMEOUT_MS };
        await serve(server, () => isListening(port));
      },
    },
    options,
  );

  const workerPid = async (): Promise<string | undefined> =>
    /^Pid: (\d+)$/m.exec(await askHaproxy(socket, "show info"))?.[1];

  return {
    ...component,
    async setEntries(next) {
      const before = await workerPid();
      const previous = entries;
      entries = next;
      try {
        // A failed reload is only logged, so the configuration is checked before.
        const candidate = "haproxy.cfg.new";
        write(join(folder, candidate));
        const command = ["haproxy", "-c", "-f", candidate];
        const deadlineMs = performance.now() + RELOAD_TIMEOUT_MS;
        const check = { name: "haproxy -c", command, folder };
        await runToEnd(check, deadlineMs, AbortSignal.timeout(RELOAD_TIMEOUT_MS));
      } catch (error) {
        entries = previous;
        throw error;
      }
      write(configFile);
      component.kill("SIGUSR2");
      await untilChanged(before, workerPid);
    },
    async setServerState(name, order) {
      for (const backend of [READY_BACKEND, ALIVE_BACKEND]) {
        const answer = await askHaproxy(socket, `set server ${backend}/${name} state ${order}`);
        if (answer !== "")
          throw new ComponentError(say(({ cluster }) => cluster.haproxySays(answer)));
      }
    },
    async serverStates(): Promise<readonly EntryState[]> {
      const stats = await askHaproxy(socket, "show stat");
      return parseServerStates(stats);
    },
  };
}

async function untilChanged(
  before: string | undefined,
  now: () => Promise<string | undefined>,
): Promise<void> {
  const deadlineMs = performance.now() + RELOAD_TIMEOUT_MS;
  while (performance.now() < deadlineMs) {
    // During a reload the socket can refuse connections.
    const current = await now().catch(() => undefined);
    if (current !== undefined && current !== before) return;
    await Bun.sleep(POLL_MS);
  }
  throw new ComponentError(say(({ cluster }) => cluster.haproxyUnchanged()));
}
