// Real servers for tests: private instances on free loopback ports, with nothing kept on disk but a temporary folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCommand } from "./require-command.ts";

const READY_TIMEOUT_MS = 20_000;
const ASK_TIMEOUT_MS = 1000;
const PAUSE_MS = 20;
/** A port that was free may be taken by another process before the server binds it. */
const ATTEMPTS = 3;

export interface Service {
  readonly port: number;
  /** Of the one process that answers. */
  readonly pid: number;
  /** Idempotent; ends a process that is stopped by SIGSTOP, too. */
  stop(): Promise<void>;
}

/** Debian keeps nginx where only root's PATH looks. */
const NGINX =
  Bun.which("nginx", { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` }) ?? "nginx";

const PROGRAMS = {
  redis: "redis-server",
  memcached: "memcached",
  nginx: NGINX,
  smtp: "aiosmtpd",
} as const;

/** For `test.skipIf(!hasService("redis"))`. @throws {Error} as `hasCommand` does. */
export function hasService(name: keyof typeof PROGRAMS): boolean {
  return hasCommand(PROGRAMS[name]);
}

interface Program {
  readonly name: keyof typeof PROGRAMS;
  readonly args: (port: number, folder: string) => readonly string[];
  /** What a client says, and what the server answers once it is up. */
  readonly hello: { readonly send: string; readonly answer: RegExp };
}

export function startRedis(): Promise<Service> {
  return start({
    name: "redis",
    args: (port, folder) => [
      "--bind",
      "127.0.0.1",
      "--port",
      `${port}`,
      "--dir",
      folder,
      "--save",
      "",
      "--appendonly",
      "no",
    ],
    hello: { send: "PING\r\n", answer: /^\+PONG\r\n/ },
  });
}

export function startMemcached(): Promise<Service> {
  return start({
    name: "memcached",
    // Root may only run it under a name; for others -u does nothing.
    args: (port) => ["-l", "127.0.0.1", "-p", `${port}`, "-U", "0", "-m", "64", "-u", "root"],
    hello: { send: "version\r\n", answer: /^VERSION / },
  });
}

/** Serves a page of 600 bytes at `/` and 404 elsewhere, from one process, keep-alive without end. */
export function startNginx(): Promise<Service> {
  return start({
    name: "nginx",
    args: (port, folder) => {
      mkdirSync(join(folder, "html"));
      writeFileSync(join(folder, "html", "index.html"), `<h1>Escalera</h1>${"x".repeat(583)}`);
      writeFileSync(join(folder, "nginx.conf"), nginxConfig(port));
      return ["-p", folder, "-c", "nginx.conf", "-e", "stderr"];
    },
    hello: { send: "GET / HTTP/1.0\r\n\r\n", answer: /^HTTP\/1\.1 200 / },
  });
}

/** aiosmtpd: takes mail for anyone and throws it away. */
export function startSmtp(): Promise<Service> {
  return start({
    name: "smtp",
    args: (port) => ["-n", "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Sink"],
    hello: { send: "", answer: /^220 / },
  });
}

/** Without `master_process` the one process that there is has the pid we know; every path lies in its folder. */
function nginxConfig(port: number): string {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 16384; }
http {
  access_log off;
  ${paths.map((path) => `${path}_temp_path ${path};`).join(" ")}
  types { text/html html; }
  gzip on;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    root html;
  }
}
`;
}

async function start(program: Program): Promise<Service> {
  for (let attempt = 1; ; attempt++) {
    const folder = mkdtempSync(join(tmpdir(), `escalera-${program.name}-`));
    const port = freePort();
    const command = [PROGRAMS[program.name], ...program.args(port, folder)];
    const child = Bun.spawn([...dyingWithUs(), ...command], {
      cwd: folder,
      stdin: "ignore",
      stdout: Bun.file(join(folder, "said")),
      stderr: Bun.file(join(folder, "said")),
    });
    const stop = async (): Promise<void> => {
      child.kill("SIGKILL");
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    };
    const deadlineMs = performance.now() + READY_TIMEOUT_MS;
    const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
    while (isRunning() && performance.now() < deadlineMs) {
      // The answer could be another process's, on a port that was taken from us: ours must be alive after it.
      if ((await isAnswering(port, program.hello)) && isRunning()) {
        return { port, pid: child.pid, stop };
      }
      await Bun.sleep(PAUSE_MS);
    }
    const said = await Bun.file(join(folder, "said")).text();
    await stop();
    if (attempt === ATTEMPTS) throw new Error(`${command.join(" ")} did not come up:\n${said}`);
  }
}

/** Where the kernel can end a child with its parent, it is asked to: a killed test run leaves no servers behind. */
function dyingWithUs(): readonly string[] {
  return Bun.which("setpriv") === null ? [] : ["setpriv", "--pdeathsig", "KILL", "--"];
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

async function isAnswering(port: number, { send, answer }: Program["hello"]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ASK_TIMEOUT_MS);
  try {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data: (_, bytes) => resolve(answer.test(bytes.toString("latin1"))),
        close: () => resolve(false),
      },
    });
    socket.write(send);
    const isRight = await promise;
    socket.end();
    return isRight;
  } catch {
    return false; // Refused: it does not listen yet.
  } finally {
    clearTimeout(timer);
  }
}
