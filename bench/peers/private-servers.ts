// Servers of our own for a measurement: on a free port of the loopback, in a folder of their own, gone with us.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pollUntil } from "../../src/async/poll.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Text } from "../../src/units/text.ts";
import { PeerError, peerFailure } from "./peer-error.ts";
import { lastWordsOf, spawnMortal } from "./run-tool.ts";
import { codeOf } from "../../src/units/text-error.ts";

const START_TIMEOUT_NS: Ns = 20 * NS_PER_SECOND;
const POLL_MS = 20;
/** Another process may take the port between our look and the server's. */
const MAX_ATTEMPTS = 3;

export interface PrivateServer {
  readonly port: number;
  readonly pid: number;
  /** Why it ended, if it has ended by itself; undefined while it runs. */
  readonly failure: Text | undefined;
  /** Ends it at once. Idempotent. */
  stop(): Promise<void>;
}

/** The command that serves on `port`, in one process; it may keep files in `folder`. */
export type ServerCommand = (port: number, folder: string) => readonly string[];

/**
 * Starts a server and waits until it takes connections.
 * @throws {PeerError} with its last words if it does not come up; the signal's reason if that is aborted.
 */
export async function startPrivateServer(
  command: ServerCommand,
  signal: AbortSignal,
): Promise<PrivateServer> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    const server = launch(command);
    try {
      await waitUntilServing(server, signal);
      return server;
    } catch (error) {
      const hasEnded = server.failure !== undefined;
      await server.stop();
      if (!hasEnded || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

export function startRedisServer(signal: AbortSignal): Promise<PrivateServer> {
  return startPrivateServer(
    (port, folder) =>
      [
        ["redis-server", "--bind", "127.0.0.1", "--port", String(port), "--dir", folder],
        ["--save", "", "--appendonly", "no", "--maxclients", "15000", "--tcp-backlog", "4096"],
      ].flat(),
    signal,
  );
}

/** nginx with one small file at "/". */
export function startNginx(signal: AbortSignal): Promise<PrivateServer> {
  return startPrivateServer((port, folder) => {
    const root = join(folder, "root");
    mkdirSync(root);
    writeFileSync(join(root, "index.html"), `${"Escalera ".repeat(64)}\n`);
    const file = join(folder, "nginx.conf");
    writeFileSync(file, nginxConfig(port, folder, root));
    return ["nginx", "-c", file, "-p", folder, "-e", join(folder, "error.log")];
  }, signal);
}

/** One process without a master: a master that is killed leaves its worker behind. */
function nginxConfig(port: number, folder: string, root: string): string {
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${folder}/${kind};`)
    .join("\n");
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  default_type text/html;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  sendfile on;
  tcp_nopush on;
${bodies}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${root};
  }
}
`;
}

function launch(command: ServerCommand): PrivateServer {
  const folder = mkdtempSync(join(tmpdir(), "escalera-peers-"));
  const log = join(folder, "output.log");
  const port = findFreePort();
  const child = spawnMortal(command(port, folder), Bun.file(log));
  let isStopping = false;
  let failure: Text | undefined;
  void child.exited.then((exitCode) => {
    if (isStopping) return;
    const words = lastWordsOf(readFileSync(log, "utf8"));
    failure = peerFailure(({ serverEnded }) => serverEnded(exitCode, words));
  });
  return {
    port,
    pid: child.pid,
    get failure() {
      return failure;
    },
    async stop() {
      isStopping = true;
      child.kill("SIGKILL");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const MIN_PORT = 15_000;
const PORTS = 16_000;

/** A port below the range from which connections take theirs, so that none takes it before the server does. */
function findFreePort(): number {
  for (let i = 0; i < 100; i++) {
    const port = MIN_PORT + Math.floor(Math.random() * PORTS);
    try {
      Bun.listen({ hostname: "127.0.0.1", port, socket: { data: () => undefined } }).stop(true);
      return port;
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw error;
    }
  }
  throw new PeerError(peerFailure(({ noFreePort }) => noFreePort(MIN_PORT, MIN_PORT + PORTS)));
}

async function waitUntilServing(server: PrivateServer, signal: AbortSignal): Promise<void> {
  const isServing = async (): Promise<boolean> => {
    const isOpen = await canConnect(server.port);
    const reason = server.failure;
    if (reason === undefined) return isOpen;
    throw new PeerError(peerFailure(({ serverNotUp }, { of }) => serverNotUp(of(reason))));
  };
  const timeoutMs = START_TIMEOUT_NS / NS_PER_MS;
  if (await pollUntil(isServing, { everyMs: POLL_MS, timeoutMs, signal })) return;
  throw new PeerError(
    peerFailure(({ serverNotUpWithin }) => serverNotUpWithin(START_TIMEOUT_NS / NS_PER_SECOND)),
  );
}

async function canConnect(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: () => undefined },
    });
    socket.end();
    return true;
  } catch {
    // Nothing listens there yet.
    return false;
  }
}
