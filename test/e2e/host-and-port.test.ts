// A host with its port in one option, or one number for another: each command tells what to write instead.
import { expect, test } from "bun:test";
import { runCommandLine } from "../support/commands.ts";

test.each([
  [
    "server --host 127.0.0.1:24432",
    'error: --host: "127.0.0.1:24432" is more than a host: write --host 127.0.0.1 --port 24432',
  ],
  [
    "client tarea --host tcp://127.0.0.1:24432",
    'error: --host: "tcp://127.0.0.1:24432" is more than a host: write --host 127.0.0.1 --port 24432',
  ],
  [
    "client tarea --port localhost:24432 --lang es",
    'error: --port: "localhost:24432" es más que un puerto: escriba --host localhost --port 24432',
  ],
  [
    "server --dashboard --dashboard-host 0.0.0.0:8080",
    'error: --dashboard-host: "0.0.0.0:8080" is more than a host: write --dashboard-host 0.0.0.0 --dashboard-port 8080',
  ],
  [
    "cluster --port 127.0.0.1:9",
    'error: --port: "127.0.0.1:9" is more than a port: write --port 9',
  ],
])("bun run %s", async (command, line) => {
  const { exitCode, stderr } = await runCommandLine(command.split(" "));
  expect(stderr.trim()).toBe(line);
  expect(exitCode).toBe(2);
});
