// Servers of our own for a measurement: on a free port of the loopback, in a folder of their own, gone with us.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";
import { pollUntil } from "../../src/async/poll.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Figures } from "../run/peers/run.ts";
import { type PeerError, peerError } from "./peer-error.ts";
import { lastWordsOf, spawnMortal } from "./run-tool.ts";
import { codeOf } from "../../src/units/text-error.ts";

const START_TIMEOUT_NS: Ns = 20 * NS_PER_SECOND;
const POLL_MS = 20;
/** Another process may take the port between our look and the server's. */
const MAX_ATTEMPTS = 3;

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
    const server = new PrivateServer(command);
    try {
      await server.waitUntilServing(signal);
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

/** Runs from its construction on; `startPrivateServer` makes one that serves. */
export class PrivateServer {
  readonly port = findFreePort();
  readonly #folder = mkdtempSync(join(tmpdir(), "escalera-peers-"));
  readonly #child: Subprocess;
  #isStopping = false;
  #failure: PeerError | undefined;

  constructor(command: ServerCommand) {
    const log = join(this.#folder, "output.log");
    this.#child = spawnMortal(command(this.port, this.#folder), Bun.file(log));
    void this.#child.exited.then((exitCode) => {
      if (this.#isStopping) return;
      const words = lastWordsOf(readFileSync(log, "utf8"));
      this.#failure = peerError(({ serverEnded }) => serverEnded(exitCode, words));
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Why it ended, if it has ended by itself; undefined while it runs. */
  get failure(): PeerError | undefined {
    return this.#failure;
  }

  /** What came of a turn; a server that did not live through it spoils the figures. @throws {PeerError} */
  async outlive(turn: Promise<Figures>): Promise<Figures> {
    const figures = await turn;
    const reason = this.#failure;
    if (reason === undefined) return figures;
    throw peerError(({ serverGone }, { of }) => serverGone(of(reason.text)));
  }

  async waitUntilServing(signal: AbortSignal): Promise<void> {
    const isServing = async (): Promise<boolean> => {
      const isOpen = await canConnect(this.port);
      const reason = this.#failure;
      if (reason === undefined) return isOpen;
      throw peerError(({ serverNotUp }, { of }) => serverNotUp(of(reason.text)));
    };
    const timeoutMs = START_TIMEOUT_NS / NS_PER_MS;
    if (await pollUntil(isServing, { everyMs: POLL_MS, timeoutMs, signal })) return;
    throw peerError(({ serverNotUpWithin }) => serverNotUpWithin(START_TIMEOUT_NS / NS_PER_SECOND));
  }

  /** Ends it at once. Idempotent. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
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
  throw peerError(({ noFreePort }) => noFreePort(MIN_PORT, MIN_PORT + PORTS));
}

/** False as long as nothing listens there. */
function canConnect(port: number): Promise<boolean> {
  const socket = { data: () => undefined };
  return Bun.connect({ hostname: "127.0.0.1", port, socket }).then(
    (open) => {
      open.end();
      return true;
    },
    () => false,
  );
}
