// A private PostgreSQL server with production durability: confirmed commits survive a crash.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAnswering } from "./ask-socket.ts";
import { ClusterError } from "./cluster-error.ts";
import { Component, type ComponentOptions, type Launcher } from "./component.ts";
import { KeptSettings, newSecret } from "./kept-settings.ts";
import { isRoot } from "./managed-process.ts";

const VERSIONS = "/usr/lib/postgresql";
/** Name of the database user, and of Debian's user for the server: root can't run PostgreSQL. */
const USER = "tasks";
const SYSTEM_USER = "postgres";
const STOP_TIMEOUT_MS = 10_000;

export interface PostgresOptions extends ComponentOptions {
  /** Further settings, as `{ max_connections: "50" }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Tables survive a restart on the same folder. */
export class Postgres extends Component {
  override readonly name = "postgres";
  readonly #programs: string;
  readonly #password: string;
  readonly #flags: readonly string[];

  constructor(folder: string, options: PostgresOptions = {}) {
    const programs = findPostgres();
    if (programs === undefined) {
      throw new ClusterError((t) => t.noPostgres(VERSIONS));
    }
    const kept = new KeptSettings(folder);
    const password = kept.text("password", newSecret);
    super(kept, options, (port) => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`);
    this.#programs = programs;
    this.#password = password;
    const settings = { ...SETTINGS, ...options.settings, port: this.port };
    this.#flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  }

  protected override async launch(launcher: Launcher): Promise<void> {
    const data = join(this.folder, "data");
    if (!existsSync(data)) await this.#initialise(launcher, data);
    const command = [join(this.#programs, "postgres"), "-D", data, ...this.#flags];
    // A fast shutdown; SIGTERM would wait for clients to disconnect.
    const stop = { stopSignal: "SIGINT", stopTimeoutMs: STOP_TIMEOUT_MS } as const;
    await launcher.serve({ name: this.name, command, user: SYSTEM_USER, ...stop }, () =>
      isPostgresReady(this.port),
    );
  }

  /** Created under another name first: an interrupted start leaves no incomplete database. */
  async #initialise({ run }: Launcher, data: string): Promise<void> {
    const unfinished = `${data}.new`;
    const passwordFile = join(this.folder, "password");
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, this.#password, { mode: 0o600 });
    if (isRoot()) {
      await run({ name: "chown", command: ["chown", `${SYSTEM_USER}:`, unfinished, passwordFile] });
    }
    const program = join(this.#programs, "initdb");
    const places = ["--pgdata", unfinished, "--pwfile", passwordFile];
    const flags = ["--username", USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
    const command = [program, ...places, ...flags, "--no-sync", "--no-instructions"];
    try {
      await run({ name: "initdb", command, user: SYSTEM_USER });
    } finally {
      rmSync(passwordFile, { force: true });
    }
    renameSync(unfinished, data);
  }
}

/** The programs of the newest version in Debian's folders; undefined if there is none. */
export function findPostgres(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .map(Number)
    .filter((version) => existsSync(join(VERSIONS, String(version), "bin", "postgres")))
    .sort((a, b) => b - a)
    .map((version) => join(VERSIONS, String(version), "bin"))[0];
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  // The folder's path can be too long for a socket.
  unix_socket_directories: "",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "64MB",
  max_connections: "100",
  max_wal_size: "256MB",
  logging_collector: "off",
  log_min_messages: "warning",
  timezone: "UTC",
};

/** Ready if a startup message (protocol 3.0) is answered by an authentication request, not by "starting up". */
function isPostgresReady(port: number): Promise<boolean> {
  const body = Buffer.from(`user\0${USER}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(0x0003_0000, 4);
  const [authentication] = Buffer.from("R");
  return isAnswering(port, Buffer.concat([head, body]), (answer) => answer[0] === authentication);
}
