// Clients that are not ours: a plain Python socket without newlines, and nc.
import { describe, expect, test } from "bun:test";
import { hasCommand } from "../support/require-command.ts";
import { serveScripted } from "../support/scripted-execute.ts";

/** The original client of the exercise: it sends its text, waits, and prints what comes. */
const PYTHON_CLIENT = `
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as s:
    s.sendall(sys.argv[2].encode())
    if sys.argv[3] == "once":
        print(s.recv(1024).decode(), end="")
    else:
        while data := s.recv(1024):
            print(data.decode(), end="")
`;

describe.skipIf(!hasCommand("python3"))("a Python client that sends no newline", () => {
  test.each(["once", "to the end"])("is served when it reads %s", async (reads) => {
    await using scripted = serveScripted();
    const { port } = scripted.server;
    const text = await outputOf([
      "python3",
      "-c",
      PYTHON_CLIENT,
      `${port}`,
      "Generar Facturas ñ",
      reads,
    ]);
    expect(text).toBe("OK Generar Facturas ñ (thread 1, waited 0.000 s, worked 0.000 s)\n");
    expect(scripted.script.tasks).toEqual(["Generar Facturas ñ"]);
  });
});

describe.skipIf(!hasCommand("nc"))("nc", () => {
  test.each(["tarea", "tarea\n", "tarea\r\n"])(
    "-N with %j gets its reply and ends",
    async (input) => {
      await using scripted = serveScripted(() => false, { noNewlineIdleNs: 3600e9 });
      const text = await outputOf(["nc", "-N", "127.0.0.1", `${scripted.server.port}`], input);
      expect(text).toBe("OK tarea (thread 1, waited 0.000 s, worked 0.000 s)\n");
    },
  );
});

async function outputOf(command: string[], input = ""): Promise<string> {
  await using child = Bun.spawn(command, {
    stdin: new TextEncoder().encode(input),
    stdout: "pipe",
    stderr: "inherit",
  });
  return await new Response(child.stdout).text();
}
