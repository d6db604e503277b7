import { describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { hasCommand } from "../../test/support/require-command.ts";
import { startPrivateServer } from "./private-servers.ts";
import { TASK_SERVERS, THREADS } from "./task-servers.ts";

const idle = new AbortController().signal;

/** Sends each task when the last one is answered, all on one connection, and returns the answers. */
function converse(port: number, tasks: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const left = [...tasks];
    const answers: string[] = [];
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${left.shift()}\n`));
    socket.setEncoding("utf8");
    socket.on("error", reject);
    socket.on("close", () => resolve(answers));
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (!text.endsWith("\n")) return;
      answers.push(text);
      text = "";
      const next = left.shift();
      if (next === undefined) socket.end();
      else socket.write(`${next}\n`);
    });
  });
}

describe.each(TASK_SERVERS)("the task server $name", ({ name, needs, start }) => {
  const isThere = needs.every((program) =>
    program.remedy.startsWith("apt") ? hasCommand(program.name) : program.isInstalled(),
  );

  test.skipIf(!isThere)("answers a task on each of many connections", async () => {
    const server = await startPrivateServer(
      (port) => start(port, { serviceMs: 0, isKept: false }),
      idle,
    );
    const all = Array.from({ length: 3 * THREADS }, (_, i) =>
      converse(server.port, [`tarea ${i}`]),
    );
    const answers = await Promise.all(all);
    for (const [i, [answer]] of answers.entries()) {
      expect(answer).toMatch(new RegExp(`^OK tarea ${i}( \\(thread .*\\))?\\n$`));
    }
    await server.stop();
  });

  test.skipIf(!isThere)("answers many tasks on each kept connection", async () => {
    const server = await startPrivateServer(
      (port) => start(port, { serviceMs: 0, isKept: true }),
      idle,
    );
    const tasks = ["uno", "dos", "informe del año", "tres"];
    const all = Array.from({ length: THREADS }, () => converse(server.port, tasks));
    for (const answers of await Promise.all(all)) {
      expect(answers.map((line) => /^OK (.*?)( \(thread .*\))?\n$/.exec(line)?.[1])).toEqual(tasks);
    }
    await server.stop();
  });

  test.skipIf(!isThere)("works on no more than ten tasks at a time", async () => {
    const server = await startPrivateServer(
      (port) => start(port, { serviceMs: 300, isKept: false }),
      idle,
    );
    const ends: number[] = [];
    const startMs = performance.now();
    const all = Array.from({ length: 2 * THREADS }, async () => {
      await converse(server.port, [name]);
      ends.push(performance.now() - startMs);
    });
    await Promise.all(all);
    // Time can only be lost: the second ten are never answered before two tasks' time.
    expect(ends.filter((endMs) => endMs < 600 - 1).length).toBeLessThanOrEqual(THREADS);
    expect(ends.filter((endMs) => endMs < 300 - 1)).toEqual([]);
    await server.stop();
  });
});
