// Clients that are not ours: a plain Python socket without newlines, and nc.
import { describe, expect, test } from "bun:test";
import { askByPython, outputOf } from "../support/foreign-clients.ts";
import { hasCommand } from "../support/require-command.ts";
import { serveScripted } from "../support/scripted-execute.ts";

describe.skipIf(!hasCommand("python3"))("a Python client that sends no newline", () => {
  test.each(["once", "to the end"] as const)("is served when it reads %s", async (reads) => {
    await using scripted = serveScripted();
    const { port } = scripted.server;
    const text = await askByPython(port, "Generar Facturas ñ", reads);
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
