// The client against a server that keeps records: what became of a task, and one result however often it is asked.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCommand } from "../support/require-command.ts";
import { type RunningServer, runCommandLine, startServerCommand } from "../support/commands.ts";

const servers: RunningServer[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-client-"));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop("SIGKILL")));
  rmSync(folder, { recursive: true });
});

/** On the same records each time. */
async function start(...args: string[]): Promise<RunningServer> {
  const store = ["--store", `sqlite:${folder}/tasks.db`, "--blobs", `file:${folder}/blobs`];
  const server = await startServerCommand([...store, ...args]);
  servers.push(server);
  return server;
}

const client = (port: number, ...args: string[]) =>
  runCommandLine(["client", "--port", String(port), ...args]);

const startedLines = (server: RunningServer): string[] =>
  server.lines.filter((line) => line.includes("▶"));

describe("--status and --result", () => {
  test("of a done task, also after the server has started anew", async () => {
    const first = await start("--service", "10ms");
    expect((await client(first.port, "--id", "7f", "Generar Facturas")).exitCode).toBe(0);
    await first.stop();

    const { port } = await start("--service", "10ms");
    const status = await client(port, "--status", "7f");
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(
      /^task {6}7f: Generar Facturas\nstatus {4}done, attempt 1\naccepted {2}2\S+Z by \S+, from 127\.0\.0\.1:\d+\nstarted {3}2\S+Z on worker \S+, thread \d+\nfinished {2}2\S+Z, worked 0\.\d{3} s\nresult {4}Generar Facturas\n$/,
    );
    const json = await client(port, "--status", "7f", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: "7f",
      status: "record",
      record: { status: "done", attempts: 1, result: "Generar Facturas", error: null },
    });
    expect(await client(port, "--result", "7f")).toMatchObject({
      exitCode: 0,
      stdout: "Generar Facturas\n",
      stderr: "",
    });
    const result = await client(port, "--result", "7f", "--json");
    expect(result.stdout).toBe('"Generar Facturas"\n');
  });

  test("of a running task: there is no result yet, which is exit code 1 and its state", async () => {
    const server = await start("--service", "30s");
    const sending = client(server.port, "--id", "7f", "larga");
    await server.line(/▶ "larga"/);
    const status = await client(server.port, "--status", "7f");
    expect(status.stdout).toContain("status    running, attempt 1\n");
    const result = await client(server.port, "--result", "7f");
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toBe('the task "7f" has no result: its status is running, attempt 1\n');
    await server.stop("SIGKILL");
    await sending;
  });

  test("of an id that nobody has", async () => {
    const { port } = await start();
    const status = await client(port, "--status", "80");
    expect(status).toMatchObject({
      exitCode: 1,
      stdout: 'ERR unknown-id: no task has the id "80"\n',
    });
    const result = await client(port, "--result", "80", "--lang", "es");
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toStartWith("ERR unknown-id: ");
  });

  test("in Spanish", async () => {
    const { port } = await start("--service", "10ms");
    await client(port, "--id", "7f", "tarea");
    const { stdout } = await client(port, "--status", "7f", "--lang", "es");
    expect(stdout).toStartWith(
      "tarea      7f: tarea\nestado     terminada (done), intento 1\naceptada   2",
    );
    expect(stdout).toMatch(/\nterminada {2}2\S+Z, trabajó 0,\d{3} s\nresultado {2}tarea\n$/);
  });

  test("at a server without a store, no id is known", async () => {
    const server = await startServerCommand(["--service", "10ms"]);
    servers.push(server);
    await client(server.port, "--id", "7f", "tarea");
    const { exitCode, stdout } = await client(server.port, "--status", "7f");
    expect(exitCode).toBe(1);
    expect(stdout).toStartWith("ERR unknown-id: ");
  });
});

describe("--retry", () => {
  test("a server that is killed and comes back gives the one result", async () => {
    const server = await start("--service", "30s");
    const { port } = server;
    const asking = client(port, "--retry", "--json", "--id", "7f", "tarea");
    await server.line(/▶ "tarea"/);
    await server.stop("SIGKILL");
    const again = await start("--service", "10ms", "--port", String(port));
    const { exitCode, stdout, stderr } = await asking;
    expect(stderr).toContain("asking again in ");
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ id: "7f", status: "ok", result: "tarea" });
    await again.line(/■ "tarea"/);

    // And once more: from its record, without a thread.
    const known = await client(port, "--json", "--id", "7f", "tarea");
    expect(JSON.parse(known.stdout)).toMatchObject({ id: "7f", status: "ok", result: "tarea" });
    await again.stop();
    expect(startedLines(again)).toHaveLength(1);
  });

  test("without it, a lost connection is exit code 4", async () => {
    const server = await start("--service", "30s");
    const asking = client(server.port, "--id", "7f", "tarea");
    await server.line(/▶ "tarea"/);
    await server.stop("SIGKILL");
    expect((await asking).exitCode).toBe(4);
  });

  test("nobody there until the time is over is exit code 4", async () => {
    const { exitCode, stdout, stderr } = await client(1, "--retry", "--timeout", "300ms", "tarea");
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toContain("asking again in ");
    expect(stderr).toContain("\nerror: no connection to 127.0.0.1:1 (ECONNREFUSED)");
  });
});

test.skipIf(!hasCommand("python3"))(
  "a server that does not take connections is given up in time, and so is the process",
  async () => {
    // A queue of one that is full: further connects are left unanswered.
    const script = [
      "import socket, sys",
      "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0)",
      "others = [socket.socket() for _ in range(3)]",
      "for o in others: o.setblocking(False); o.connect_ex(s.getsockname())",
      "print(s.getsockname()[1], flush=True)",
      "sys.stdin.read()",
    ].join("\n");
    await using full = Bun.spawn(["python3", "-c", script], { stdin: "pipe", stdout: "pipe" });
    const { value } = await full.stdout.getReader().read();
    const port = Number(new TextDecoder().decode(value));
    const { exitCode, stderr } = await client(port, "--timeout", "200ms", "tarea");
    expect(exitCode).toBe(5);
    expect(stderr).toContain("did not reply within 200 ms");
    // The client ended by itself: the peer, which would end its connect, is still there.
    expect(full.exitCode).toBeNull();
  },
);

test.each([
  [["--status", "7f", "tarea"], "--status and --result can't be combined"],
  [["--status", "7f", "--result", "7f"], "--status and --result can't be combined"],
  [["--result", "7f", "--id", "7f"], "--status and --result can't be combined"],
  [["--retry"], "missing argument: task"],
])("%p is a usage error", async (args, message) => {
  const { exitCode, stderr } = await runCommandLine(["client", ...args]);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});
