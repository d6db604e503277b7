// A private HAProxy in front of entry servers: active checks, PROXY v2, drain, reload without losing a connection.
import { join } from "node:path";
import { pollUntil } from "../../async/poll.ts";
import { askSocket, isListening } from "./ask-socket.ts";
import { Balancer, type EntryOrder, type EntryState, RELOAD_LIMIT_MS } from "./balancer.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Launcher } from "./component.ts";
import { ALIVE_BACKEND, haproxyConfig, READY_BACKEND } from "./haproxy-config.ts";

const ASK_LIMIT_MS = 2000;
const POLL_MS = 20;
/** Stopping does not wait for open connections: they were drained before, or the stop is urgent. */
const STOP_LIMIT_MS = 2000;

export class Haproxy extends Balancer {
  override readonly name = "haproxy";
  protected override readonly configFile = "haproxy.cfg";

  override async setServerState(name: string, order: EntryOrder): Promise<void> {
    for (const backend of [READY_BACKEND, ALIVE_BACKEND]) {
      const answer = await this.#ask(`set server ${backend}/${name} state ${order}`);
      if (answer !== "") {
        throw new ClusterError((t) => t.haproxySays(answer));
      }
    }
  }

  override async serverStates(): Promise<readonly EntryState[]> {
    return parseServerStates(await this.#ask("show stat"));
  }

  protected override async launch({ serve }: Launcher): Promise<void> {
    this.writeConfig();
    // A master in the foreground that starts a new worker for each reload.
    const command = ["haproxy", "-W", "-f", this.configFile];
    const server = { name: this.name, command, stopTimeoutMs: STOP_LIMIT_MS };
    await serve(server, () => isListening(this.port));
  }

  protected override config(): string {
    return haproxyConfig({ port: this.port, entries: this.entries });
  }

  protected override checkCommand(file: string): readonly string[] {
    return ["haproxy", "-c", "-f", file];
  }

  protected override async applyConfig(): Promise<void> {
    const before = await this.#workerPid();
    this.kill("SIGUSR2");
    const isNew = async (): Promise<boolean> => {
      // During a reload the socket can refuse connections.
      const pid = await this.#workerPid().catch(() => undefined);
      return pid !== undefined && pid !== before;
    };
    if (!(await pollUntil(isNew, { everyMs: POLL_MS, timeoutMs: RELOAD_LIMIT_MS }))) {
      throw new ClusterError((t) => t.haproxyUnchanged());
    }
  }

  async #workerPid(): Promise<string | undefined> {
    return /^Pid: (\d+)$/m.exec(await this.#ask("show info"))?.[1];
  }

  /** Asks its admin socket. @throws {ClusterError} if it does not answer within 2 s. */
  async #ask(command: string): Promise<string> {
    const path = join(this.folder, "admin.sock");
    const answer = await askSocket({ path }, `${command}\n`, ASK_LIMIT_MS);
    if (answer !== undefined) return answer.toString().trim();
    throw new ClusterError((t) => t.haproxySilent(path));
  }
}

/** Parses the entry servers in the output of `show stat`. Pure. @throws {ClusterError} if it is not the expected CSV. */
export function parseServerStates(csv: string): readonly EntryState[] {
  const [columns = [], ...lines] = csv
    .replace(/^# /, "")
    .split("\n")
    .map((line) => line.split(","));
  const rows = lines.map((cells) => new Map(columns.map((column, i) => [column, cells[i] ?? ""])));
  for (const needed of ["pxname", "svname", "scur", "status"]) {
    if (!columns.includes(needed)) throw new ClusterError((t) => t.haproxyLacks(needed));
  }
  return rows
    .filter((row) => row.get("pxname") === READY_BACKEND && row.get("svname") !== "BACKEND")
    .map((row) => {
      const [name = "", state = ""] = [row.get("svname"), row.get("status")];
      const ofServer = rows.filter((other) => other.get("svname") === name);
      return {
        name,
        // "DRAIN", "DRAIN (agent)"; a server that is down while it drains has "DOWN", or "DRAIN" with its check's result.
        order: state.startsWith("DRAIN") ? "drain" : "ready",
        isUp: /^(UP|DRAIN|no check$)/.test(state),
        connections: ofServer.reduce((sum, other) => sum + Number(other.get("scur")), 0),
      };
    });
}
