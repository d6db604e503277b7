// A private PostgreSQL server with production durability: confirmed commits survive a crash.
import { say } from "../../messages/catalogue.ts";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Component, ComponentError, type ComponentOptions } from "./component.ts";
import { isAnswering } from "./first-answer.ts";
import { chooseFreePort } from "./free-ports.ts";
import { newSecret, portOf, readState, textOf, writeState } from "./kept-state.ts";
import { isRoot } from "./managed-process.ts";
import { type Launcher, startComponent } from "./run-component.ts";

const VERSIONS = "/usr/lib/postgresql";
/** Name of the database user, and of Debian's user for the server: root can't run PostgreSQL. */
const USER = "tasks";
const SYSTEM_USER = "postgres";
const STOP_TIMEOUT_MS = 10_000;

export interface PostgresOptions extends ComponentOptions {
  /** Further settings, as `{ max_connections: "50" }`. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** Tables survive a restart on the same folder. @throws {ComponentError} if it does not start. */
export async function startPostgres(
  folder: string,
  options: PostgresOptions = {},
): Promise<Component> {
  const programs = findPostgres();
  if (programs === undefined)
    throw new ComponentError(say(({ cluster }) => cluster.noPostgres(VERSIONS)));
  const kept = readState(folder);
  const port = options.port ?? chooseFreePort(portOf(kept, "port"));
  const password = kept ? textOf(kept, "password") : newSecret();
  writeState(folder, { password, port });

  const data = join(folder, "data");
  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
  const command = [
    join(programs, "postgres"),
    "-D",
    data,
    ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  return startComponent(
    {
      name: "postgres",
      url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
      port,
      folder,
      async launch(launcher) {
        if (!existsSync(data)) await initialise(launcher, programs, folder, data, password);
        await launcher.serve(
          {
            name: "postgres",
            command,
            user: SYSTEM_USER,
            // A fast shutdown; SIGTERM would wait for clients to disconnect.
            stopSignal: "SIGINT",
            stopTimeoutMs: STOP_TIMEOUT_MS,
          },
          () => isPostgresReady(port),
        );
      },
    },
    options,
  );
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

/** Created under another name first: an interrupted start leaves no incomplete database. */
async function initialise(
  { run }: Launcher,
  programs: string,
  folder: string,
  data: string,
  password: string,
): Promise<void> {
  const unfinished = `${data}.new`;
  const passwordFile = join(folder, "password");
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot()) {
    await run({ name: "chown", command: ["chown", `${SYSTEM_USER}:`, unfinished, passwordFile] });
  }
  const places = ["--pgdata", unfinished, "--pwfile", passwordFile];
  const flags = ["--username", USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  const command = [join(programs, "initdb"), ...places, ...flags, "--no-sync", "--no-instructions"];
  try {
    await run({ name: "initdb", command, user: SYSTEM_USER });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, data);
}

/** Ready if a startup message (protocol 3.0) is answered by an authentication request, not by "starting up". */
function isPostgresReady(port: number): Promise<boolean> {
  const body = Buffer.from(`user\0${USER}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(0x0003_0000, 4);
  const [authentication] = Buffer.from("R");
  return isAnswering(port, Buffer.concat([head, body]), (answer) => answer[0] === authentication);
}
