// `--lang es` and LANG on each command of the system: help, an error, an output.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "bun:test";
import { runCommandLine, type RunningServer, startServerCommand } from "../support/commands.ts";
import { temporaryFolder } from "../support/components.ts";

const COMMANDS = ["server", "client", "worker", "cluster"] as const;
const CLUSTER_COMMANDS = ["status", "scale", "kill", "drain", "down", "doctor"] as const;
/** Words that no Spanish text has. */
const ENGLISH = /\b(?:the|of|with|and|which|default|show|tasks? that)\b/;

const helpOf = async (...args: readonly string[]): Promise<string> =>
  (await runCommandLine([...args, "--help"])).stdout;

describe("help in Spanish", () => {
  test.each([
    ...COMMANDS.map((command) => [command]),
    ...CLUSTER_COMMANDS.map((command) => ["cluster", command]),
  ])("bun run %s %s", async (...args) => {
    const help = await helpOf(...args, "--lang", "es");
    expect(help).toStartWith(`Uso: bun run ${args.join(" ")} [opciones]`);
    expect(help).toContain("Opciones:");
    // Flags and commands keep their names.
    const words = help.replaceAll(/\b(?:default|bun run \S+ .*?)(?= {3}|$)/gm, "");
    expect(words).not.toMatch(ENGLISH);
  });

  test("has the flags of the English help, each with its default", async () => {
    const flags = (help: string) =>
      [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
    for (const command of COMMANDS) {
      const [english, spanish] = [await helpOf(command), await helpOf(command, "--lang", "es")];
      expect(flags(spanish)).toEqual(flags(english));
      expect(spanish.match(/por\s+defecto:\s/g)?.length).toBe(
        english.match(/default:\s/g)?.length ?? 0,
      );
    }
  });

  test("comes from the environment, too, and --lang is stronger", async () => {
    const env = { LC_ALL: "", LC_MESSAGES: "", LANG: "es_AR.UTF-8" };
    const { stdout } = await runCommandLine(["client", "--help"], { env });
    expect(stdout).toStartWith("Uso: bun run client [opciones] [tarea...]");
    const other = await runCommandLine(["client", "--help", "--lang", "en"], { env });
    expect(other.stdout).toStartWith("Usage: bun run client [options] [task...]");
  });
});

test.each([
  [["server", "--port", "x"], '--port: "x" no es un número entero de 0 a 65535'],
  [
    ["server", "--store", "mysql://x"],
    '--store: "mysql" no es compatible: use sqlite:, postgres://',
  ],
  [["server", "--broker", "amqp://h"], "--store: es obligatorio con --broker"],
  [["server", "--thraeds", "3"], "opción desconocida: --thraeds: ¿quiso decir --threads?"],
  [
    ["server", "--task", "./no.ts"],
    '"./no.ts" no se puede ejecutar como tarea: el archivo no existe',
  ],
  [["client"], "falta un argumento: tarea"],
  [["client", "--status", "7", "x"], "--status y --result no se combinan"],
  [["worker"], "--broker: es obligatorio: amqp://…"],
  [
    ["worker", "--broker", "kafka://h"],
    '--broker: "kafka" no es compatible: use amqp://, amqps://',
  ],
  [["cluster", "stop"], 'comando desconocido "stop": ¿quiso decir down?'],
  [["cluster", "scale", "x"], '"x" no es ni workers=N ni entries=N'],
  [["cluster", "--use", "redis=x"], '--use: "redis" no es ninguno de amqp, postgres, s3'],
])("%p is a usage error in Spanish", async (args, message) => {
  const { exitCode, stderr } = await runCommandLine([...args, "--lang", "es"]);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});

test.each([
  [["cluster", "stop"], 'unknown command "stop": did you mean down?'],
  [["cluster", "ps"], 'unknown command "ps": did you mean status?'],
  [["cluster", "start"], "bun run cluster starts a cluster without a command"],
  [["cluster", "dance"], "use status, scale, kill, drain, down, doctor"],
  [
    ["server", "--store", "mysql://x"],
    '--store: "mysql" is not supported: use sqlite:, postgres://',
  ],
  [["server", "--lang", "fr"], '--lang: "fr" is none of en, es'],
])("%p is told what was meant", async (args, message) => {
  const { exitCode, stderr } = await runCommandLine(args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});

test("a cluster that is not there is missed in the asker's language", async () => {
  const args = ["cluster", "status", "--dir", temporaryFolder("none"), "--lang", "es"];
  const { exitCode, stderr } = await runCommandLine(args);
  expect(stderr).toMatch(/^error: no hay ningún clúster en marcha en .*\n$/);
  expect(exitCode).toBe(1);
});

// What the processes that a command starts print of their failure is in the user's language, too.
test.each([
  [["--target", "tcp://127.0.0.1:1"], "sin conexión a tcp://127.0.0.1:1 (ECONNREFUSED)", 4],
  [["--task", "MODULE"], "no exporta por defecto (export default) una función", 2],
  [
    ["compare", "--a", "tcp://127.0.0.1:1 --send 1", "--b", "tcp://127.0.0.1:1 --send 2"],
    "a-1: sin conexión a tcp://127.0.0.1:1 (conexión rechazada: ECONNREFUSED",
    4,
  ],
])("bun bench %p fails in Spanish", async (given, message, code) => {
  const out = temporaryFolder("spanish");
  const module = join(out, "module.ts");
  writeFileSync(module, "export const task = 1;");
  const args = given.map((arg) => (arg === "MODULE" ? module : arg));
  const { exitCode, stderr } = await runCommandLine([
    "bench",
    ...args,
    "--lang",
    "es",
    "--out",
    out,
  ]);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(code);
});

describe("a server and its client", () => {
  let server: RunningServer | undefined;
  afterAll(() => server?.stop());

  test("log and answer in Spanish", async () => {
    server = await startServerCommand(["--service", "10ms", "--lang", "es"]);
    expect(server.lines[0]).toBe(
      `escuchando en 127.0.0.1:${server.port}: 10 hilos, 10ms por tarea`,
    );
    const args = ["client", "--port", String(server.port), "--lang", "es"];
    const { stdout } = await runCommandLine([...args, "tarea"]);
    expect(stdout).toMatch(/^OK tarea \(hilo \d+, esperó 0,\d{3} s, trabajó 0,\d{3} s\)\n$/);
    await server.stop();
    await server.line(/^detenido: 1 tarea terminada$/);
    const away = await runCommandLine([...args, "tarea"]);
    expect(away.stderr).toContain("¿está en marcha el servidor? bun run server");
    expect(away.exitCode).toBe(4);
  });
});
