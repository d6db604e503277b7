import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ended,
  NO_ORPHANS,
  type RunningServer,
  runCommandLine,
  startCommand,
  startServerCommand,
} from "../support/commands.ts";
import { temporaryFolder } from "../support/components.ts";
import { hasCommand } from "../support/require-command.ts";
import { WireClient } from "../support/wire-client.ts";

const servers: RunningServer[] = [];

async function start(args: string[], env: Record<string, string> = {}): Promise<RunningServer> {
  const server = await startServerCommand(args, { env });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop("SIGKILL")));
});

/** A module whose tasks give their text back, and end no sooner than the gate is opened. */
async function makeGate(): Promise<{ readonly module: string; open(): void }> {
  const folder = temporaryFolder("gate");
  const [module, opened] = [join(folder, "task.ts"), join(folder, "opened")];
  await Bun.write(
    module,
    `import { existsSync } from "node:fs";
     export default async (task: string) => {
       while (!existsSync(${JSON.stringify(opened)})) await Bun.sleep(5);
       return task;
     };`,
  );
  return { module, open: () => writeFileSync(opened, "") };
}

const client = (server: RunningServer, ...args: string[]) =>
  runCommandLine(["client", "--port", String(server.port), ...args]);

describe("bun run server and bun run client", () => {
  test("two clients at once are answered by two threads, and the log shows both together", async () => {
    const server = await start(["--service", "300ms"]);
    const [first, second] = await Promise.all([
      client(server, "Generar Informe Financiero"),
      client(server, "Generar Facturas"),
    ]);
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(first.stdout).toMatch(
      /^OK Generar Informe Financiero \(thread \d+, waited \d+\.\d{3} s, worked \d+\.\d{3} s\)\n$/,
    );
    expect(Number(/worked (\S+) s/.exec(first.stdout)?.[1])).toBeGreaterThanOrEqual(0.3);
    expect(second.stdout).toStartWith("OK Generar Facturas (thread ");
    const threads = [first, second].map(({ stdout }) => /thread (\d+)/.exec(stdout)?.[1]);
    expect(new Set(threads).size).toBe(2);
    await server.line(/thread \d+ ■ "Generar Informe Financiero" \(worked \d+\.\d{3} s\)/);
    await server.line(/thread \d+ ■ "Generar Facturas"/);
    expect(server.lines.filter((line) => line.includes("▶"))).toHaveLength(2);
  });

  test.skipIf(!hasCommand("python3"))(
    "the exercise's original client, in Python and without a newline, is served and sees the end",
    async () => {
      const server = await start(["--service", "20ms"]);
      const script = [
        "import socket",
        `s = socket.create_connection(("127.0.0.1", ${server.port}))`,
        's.sendall("Generar Informe Año".encode())',
        'print(s.makefile(encoding="utf8").read(), end="")',
      ].join("\n");
      const { stdout } = Bun.spawnSync(["python3", "-c", script]);
      expect(stdout.toString()).toMatch(/^OK Generar Informe Año \(thread \d+, .*\)\n$/);
    },
  );

  test.skipIf(!hasCommand("nc"))(
    "nc sends plain and JSON lines on one connection and gets each in its form",
    async () => {
      const server = await start(["--service", "20ms"]);
      const lines = 'uno\n{"id":"7f","task":"dos"}\ntres';
      const child = Bun.spawnSync(["nc", "-N", "127.0.0.1", String(server.port)], {
        stdin: new TextEncoder().encode(lines),
      });
      const replies = child.stdout.toString().trimEnd().split("\n");
      const plain = replies.filter((reply) => reply.startsWith("OK "));
      const [json = ""] = replies.filter((reply) => reply.startsWith("{"));
      expect(plain.map((reply) => reply.split(" ")[1])).toEqual(["uno", "tres"]);
      expect(JSON.parse(json)).toMatchObject({ id: "7f", status: "ok", result: "dos" });
    },
  );

  test("one id asked twice at once is run once; with another text it is a conflict", async () => {
    const gate = await makeGate();
    const server = await start(["--task", gate.module, "--threads", "4"]);
    const first = client(server, "--json", "--id", "7f", "tarea");
    await server.line(/▶/);
    const second = await WireClient.connect(server.port);
    second.send('{"id":"7f","task":"tarea"}\n{"id":"7f","task":"otra"}\n');
    // This one is answered at once, which shows that the one before it has come in.
    expect(JSON.parse(await second.line())).toMatchObject({
      id: "7f",
      status: "error",
      code: "conflict",
    });
    const other = await client(server, "--json", "--id", "7f", "otra");
    expect(JSON.parse(other.stdout)).toMatchObject({ id: "7f", status: "error", code: "conflict" });
    gate.open();
    const { stdout, exitCode } = await first;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: "7f", status: "ok", result: "tarea" });
    expect(JSON.parse(await second.line())).toEqual(JSON.parse(stdout));
    second.close();
    await server.stop();
    expect(server.lines.filter((line) => line.includes("▶"))).toHaveLength(1);
  });

  test("people who read Spanish read Spanish; the codes stay", async () => {
    const server = await start(["--service", "10ms"], { LC_ALL: "es_ES.UTF-8" });
    expect(server.lines[0]).toStartWith("escuchando en 127.0.0.1:");
    const { stdout } = await client(server, "--lang", "es", "tarea");
    expect(stdout).toMatch(/^OK tarea \(hilo \d+, esperó 0,\d{3} s, trabajó 0,\d{3} s\)\n$/);
    await server.line(/hilo \d+ ■ "tarea" \(trabajó 0,\d{3} s\)/);
  });

  test("tasks from standard input all come back, as JSON if asked", async () => {
    // Long beside the time in which 25 tasks come in: all threads have work at once.
    const server = await start(["--service", "500ms", "--threads", "10", "--log", "off"]);
    const { stdout, exitCode } = await runCommandLine(
      ["client", "--port", String(server.port), "--json", "-"],
      { stdin: Array.from({ length: 25 }, (_, i) => `tarea ${i}`).join("\n") },
    );
    expect(exitCode).toBe(0);
    const replies = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(new Set(replies.map(({ result }) => result)).size).toBe(25);
    expect(replies.every(({ status }) => status === "ok")).toBe(true);
    expect(new Set(replies.map(({ thread }) => thread)).size).toBe(10);
  });

  test("the client says which way it failed", async () => {
    const nobody = await runCommandLine(["client", "--port", "1", "tarea"]);
    expect(nobody.exitCode).toBe(4);
    expect(nobody.stderr).toContain("no connection to 127.0.0.1:1 (ECONNREFUSED)");
    expect(nobody.stderr).toContain("bun run server");

    const server = await start(["--service", "1h", "--threads", "1", "--max-queue", "0"]);
    const slow = await client(server, "--timeout", "2s", "tarea");
    expect(slow.exitCode).toBe(5);
    expect(slow.stderr).toContain("did not reply within 2 s");
    await server.line(/▶ "tarea"/);
    const refused = await client(server, "otra");
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toBe("ERR busy: 0 tasks are waiting (limit 0)\n");
  });

  test.each([
    [["server", "--port", "70000"], '--port: "70000" is not a whole number from 0 to 65535'],
    [["server", "--service", "3x"], '--service: "3x" is not a duration'],
    [["server", "--work", "dance"], '--work: "dance" is none of sleep, spin, hash'],
    [["server", "--write-timeout", "0"], '"0" leaves a client no time to read its replies'],
    [
      ["server", "--proxy-from", "10.0.0.0/33, here"],
      '"/33" is not from /0 to /32\nerror: --proxy-from: "here" is not an address',
    ],
    [["server", "--thread", "3"], "unknown option --thread"],
    [
      ["server", "--task", "./there-is-none.ts"],
      '"./there-is-none.ts" can\'t be run as a task: no such file',
    ],
    [["client"], "missing argument: task"],
    [["client", "--id", "7", "a", "b"], "--id names one task"],
  ])("%p is a usage error: one clear line, no stack, exit code 2", async (args, message) => {
    const { exitCode, stderr } = await runCommandLine(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
  });

  test("a mistyped flag is told the one that was meant", async () => {
    const { stderr } = await runCommandLine(["server", "--thraeds", "3"]);
    expect(stderr).toContain("did you mean --threads?");
  });

  test("a port in use is said in one line, exit code 1", async () => {
    const server = await start([]);
    const { exitCode, stderr } = await runCommandLine(["server", "--port", String(server.port)]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${server.port} is in use`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("SIGTERM lets what runs and what waits finish, and exits with 0", async () => {
    const gate = await makeGate();
    const server = await start(["--task", gate.module, "--threads", "2"]);
    const sending = runCommandLine(["client", "--port", String(server.port), "a", "b", "c", "d"]);
    await server.atLeast(2, /▶/);
    server.child.kill("SIGTERM");
    await server.line(/^stopping: 2 running/);
    gate.open();
    expect(await server.child.exited).toBe(0);
    const { stdout } = await sending;
    // Tasks that had arrived are done; one that came later may have been told that the server stops.
    for (const line of stdout.trimEnd().split("\n")) {
      expect(line).toMatch(/^(OK [a-d] |ERR shutting-down: )/);
    }
    expect(stdout.match(/^OK/gm)?.length).toBeGreaterThanOrEqual(2);
    await server.line(/^stopped: \d+ tasks done$/);
  });

  test("what is not done by --drain-timeout is told shutting-down", async () => {
    const server = await start(["--service", "20s", "--threads", "1", "--drain-timeout", "50ms"]);
    const sending = client(server, "larga");
    await server.line(/▶ "larga"/);
    expect(await server.stop()).toBe(0);
    const { stdout, exitCode } = await sending;
    expect(stdout).toBe("ERR shutting-down: the server is shutting down\n");
    expect(exitCode).toBe(1);
  });

  test("a second signal ends at once; two within 250 ms are one", async () => {
    const server = await start(["--service", "20s"]);
    const sending = client(server, "larga");
    await server.line(/▶ "larga"/);
    server.child.kill("SIGINT");
    server.child.kill("SIGINT");
    await server.line(/^stopping: 1 running/);
    // What makes a signal one of its own is time alone. Where a busy machine brings two closer together, a third insists.
    const endsWithin = (ms: number): Promise<boolean> =>
      Promise.race([server.child.exited.then(() => true), Bun.sleep(ms).then(() => false)]);
    expect(await endsWithin(300)).toBe(false);
    do server.child.kill("SIGINT");
    while (!(await endsWithin(1000)));
    expect(await server.child.exited).toBe(130);
    expect((await sending).exitCode).toBe(4);
  });

  test("a user's module runs in the threads; one that ends its thread fails alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "escalera año nuevo-"));
    const file = join(folder, "mi tarea.ts");
    writeFileSync(
      file,
      `export default (task: string, { id }: { id: string | null }) => {
         if (task === "exit") process.exit(3);
         if (task === "throw") throw new Error("no puedo");
         if (task === "function") return () => 1;
         return { task, id };
       };`,
    );
    try {
      const server = await start(["--task", file, "--threads", "2"]);
      const results = await Promise.all(
        ["exit", "throw", "function", "fine"].map((task) => client(server, task)),
      );
      expect(results.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 0]);
      expect(results[0]?.stdout).toContain("ERR task-failed: the task ended its thread");
      expect(results[1]?.stdout).toBe("ERR task-failed: the task failed: no puedo\n");
      expect(results[2]?.stdout).toStartWith("ERR task-failed: the task's result can't be sent");
      const after = await client(server, "--json", "--id", "7f", "after");
      expect(JSON.parse(after.stdout)).toMatchObject({
        id: "7f",
        status: "ok",
        result: { task: "after", id: "7f" },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("--task-timeout ends a task that never ends, and its thread takes the next", async () => {
    const module = join(temporaryFolder("endless"), "task.ts");
    await Bun.write(
      module,
      'export default (task) => { while (task === "endless"); return task; };',
    );
    const server = await start(["--task", module, "--threads", "1", "--task-timeout", "200ms"]);
    const [endless, next] = await Promise.all([client(server, "endless"), client(server, "next")]);
    expect([endless.exitCode, next.exitCode]).toEqual([1, 0]);
    expect(endless.stderr + endless.stdout).toContain(
      "timeout: the task ran for longer than 200 ms; its thread was ended",
    );
    await server.line(/thread 1 .*"endless".*200 ms/);
    await server.line(/"next" \(worked/);
    expect(server.lines.filter((line) => line.includes('✗ "endless"'))).toHaveLength(1);
    const refused = await runCommandLine(["server", "--task-timeout", "0"]);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      'error: --task-timeout: "0" is shorter than 1ms\n',
    ]);
  });

  test("with few descriptors, connections beyond the limit are told busy and the server lives", async () => {
    const script = `ulimit -n 256; exec "$0" run server --port 0 --service 10ms --log off`;
    const child = Bun.spawn(["sh", "-c", script, process.execPath], {
      stdout: "pipe",
      stderr: "pipe",
      env: { ...process.env, LC_ALL: "C", ...NO_ORPHANS },
    });
    try {
      const reader = child.stdout.getReader();
      const text = new TextDecoder().decode((await reader.read()).value);
      const port = Number(/:(\d+)/.exec(text)?.[1]);
      const open = Array.from({ length: 80 }, async () => {
        const reply = Promise.withResolvers<string>();
        const socket = await Bun.connect({
          hostname: "127.0.0.1",
          port,
          socket: {
            data: (_, bytes) => reply.resolve(bytes.toString()),
            close: () => reply.resolve(""),
          },
        });
        return { socket, reply: reply.promise };
      });
      const connections = await Promise.all(open);
      for (const { socket } of connections) socket.write("tarea\n");
      const replies = await Promise.all(connections.map(({ reply }) => reply));
      const ok = replies.filter((reply) => reply.startsWith("OK tarea"));
      const busy = replies.filter((reply) => reply.startsWith("ERR busy: 56 connections are open"));
      expect(ok).toHaveLength(56);
      expect(busy).toHaveLength(24);
      for (const { socket } of connections) socket.end();
    } finally {
      child.kill("SIGKILL");
      await child.exited;
    }
  });

  test("--write-timeout resets a client that reads none of its replies, and logs it", async () => {
    const server = await start(["--service", "0ms", "--log", "json", "--write-timeout", "50ms"]);
    const deaf = await WireClient.connect(server.port);
    const { endpoint } = deaf;
    deaf.stopReading();
    deaf.send(`${"x".repeat(1000)}\n`.repeat(30_000));
    const refused = JSON.parse(await server.line(/"event":"refused"/));
    expect(refused).toMatchObject({ code: "timeout", client: endpoint });
    deaf.reset();
  });

  test("--log json gives programs one object a line", async () => {
    const server = await start(["--service", "5ms", "--log", "json"]);
    await client(server, "con\ttabulador");
    await server.line(/"event":"ended"/);
    const events = server.lines.map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(["listening", "started", "ended"]);
    expect(events[2]).toMatchObject({ task: "con\ttabulador", thread: expect.any(Number) });
  });

  test("--log json escapes what could reorder or hide the rest of its line in a terminal", async () => {
    const server = await start(["--service", "0ms", "--log", "json"]);
    const task = "pagar \u202egpj.exe \u2066a\u0085";
    await client(server, task);
    const line = await server.line(/"event":"ended"/);
    expect(JSON.parse(line)).toMatchObject({ task });
    expect(line).toContain("pagar \\u202egpj.exe \\u2066a\\u0085");
  });

  test("--help ends with 0 and shows examples", async () => {
    for (const command of ["server", "client", "bench"]) {
      const { exitCode, stdout } = await ended(startCommand([command, "--help"]));
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Examples:");
    }
  });
});
