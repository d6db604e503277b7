// {"get":"<id>"} on a real socket: the record of a task. The rules are tested in src/protocol.
import { describe, expect, test } from "bun:test";
import { parseRecordReply, type TaskRecordView } from "../../src/protocol/record.ts";
import { parseJsonReply } from "../../src/protocol/reply.ts";
import { TaskError } from "../../src/protocol/task.ts";
import { serveScripted } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

const RECORD: TaskRecordView = {
  status: "done",
  task: "tarea",
  attempts: 1,
  entry: "entry-1",
  worker: "worker-2",
  thread: 3,
  client: "192.0.2.7:51034",
  acceptedAtMs: 1_700_000_000_000.25,
  startedAtMs: 1_700_000_000_001,
  finishedAtMs: 1_700_000_003_001,
  serviceNs: 3_000_000_000,
  result: ["a", { b: null }],
  error: null,
};

/** A `lookup` that waits for the test. */
function heldLookup() {
  const asked: { id: string; signal: AbortSignal; answer: PromiseWithResolvers<unknown> }[] = [];
  let changed = Promise.withResolvers<void>();
  return {
    asked,
    lookup: (id: string, signal: AbortSignal) => {
      const answer = Promise.withResolvers<TaskRecordView | undefined>();
      asked.push({ id, signal, answer: answer as PromiseWithResolvers<unknown> });
      changed.resolve();
      changed = Promise.withResolvers();
      return answer.promise;
    },
    async came(count: number): Promise<void> {
      while (asked.length < count) await changed.promise;
    },
  };
}

describe("a server that keeps records", () => {
  const lookup = (id: string) => Promise.resolve(id === "7f" ? RECORD : undefined);

  test("answers with the record, and with unknown-id where there is none", async () => {
    await using scripted = serveScripted(() => false, {}, lookup);
    const client = await WireClient.connect(scripted.server.port);
    client.send('{"get":"7f"}\n');
    expect(parseRecordReply(await client.line())).toEqual({
      id: "7f",
      status: "record",
      record: RECORD,
    });
    client.send('{"get":"80"}\n');
    expect(await client.line()).toBe(
      '{"id":"80","status":"error","code":"unknown-id","message":"no task has the id \\"80\\""}',
    );
    expect(scripted.refused).toEqual(["unknown-id"]);
    expect(scripted.script.tasks).toEqual([]);
    client.close();
  });

  test("refuses get beside a task, and goes on", async () => {
    await using scripted = serveScripted(() => false, {}, lookup);
    const client = await WireClient.connect(scripted.server.port);
    client.send('{"get":"7f","task":"a"}\n{"get":7}\n{"get":"7f"}\n');
    // In whatever order: JSON replies come as they are done.
    const replies = await client.lines(3);
    const errors = replies.flatMap((line) => parseJsonReply(line) ?? []);
    expect(errors).toHaveLength(2);
    expect(errors).toMatchObject([{ code: "bad-request" }, { code: "bad-request" }]);
    expect(replies.flatMap((line) => parseRecordReply(line) ?? [])).toHaveLength(1);
    client.close();
  });

  test("answers while tasks of the same connection run", async () => {
    await using scripted = serveScripted(() => true, {}, lookup);
    const client = await WireClient.connect(scripted.server.port);
    client.send('slow\n{"task":"slow too"}\n{"get":"7f"}\n');
    expect(parseRecordReply(await client.line())).toBeDefined();
    client.close();
  });

  test("whose store fails says how: a TaskError's code, all else task-failed", async () => {
    await using scripted = serveScripted(
      () => false,
      {},
      (id) =>
        Promise.reject(id === "1" ? new TaskError("unavailable", "no store") : new Error("a bug")),
    );
    const client = await WireClient.connect(scripted.server.port);
    client.send('{"get":"1"}\n');
    expect(parseJsonReply(await client.line())).toMatchObject({ id: "1", code: "unavailable" });
    client.send('{"get":"2"}\n');
    expect(parseJsonReply(await client.line())).toMatchObject({ id: "2", code: "task-failed" });
    client.close();
  });
});

test("a server without records knows no id", async () => {
  await using scripted = serveScripted();
  const client = await WireClient.connect(scripted.server.port);
  client.send('{"get":"7f"}\n');
  expect(parseJsonReply(await client.line())).toMatchObject({ id: "7f", code: "unknown-id" });
  client.send("tarea\n");
  expect(await client.line()).toStartWith("OK tarea");
  client.close();
});

test("a question half-closed without a newline is answered before FIN", async () => {
  const held = heldLookup();
  await using scripted = serveScripted(() => false, {}, held.lookup);
  const client = await WireClient.connect(scripted.server.port);
  client.send('{"get":"7f"}');
  client.halfClose();
  await held.came(1);
  held.asked[0]?.answer.resolve(RECORD);
  expect(parseRecordReply((await client.rest()).trimEnd())).toBeDefined();
});

test("a client that is gone aborts its question", async () => {
  const held = heldLookup();
  await using scripted = serveScripted(() => false, {}, held.lookup);
  const client = await WireClient.connect(scripted.server.port);
  client.send('{"get":"7f"}\n');
  await held.came(1);
  const signal = held.asked[0]?.signal as AbortSignal;
  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
  client.reset();
  await aborted;
  held.asked[0]?.answer.resolve(undefined);
});

test("a client that asks on and on without reading an answer is held off", async () => {
  const held = heldLookup();
  await using scripted = serveScripted(() => false, {}, held.lookup);
  const client = await WireClient.connect(scripted.server.port);
  const count = 20_000;
  client.send('{"get":"7f"}\n'.repeat(count));
  await held.came(1000);
  // What is in hand is bounded: the rest comes as answers go.
  for (let answered = 0; answered < count; answered++) {
    await held.came(answered + 1);
    expect(held.asked.length - answered).toBeLessThan(5000);
    held.asked[answered]?.answer.resolve(undefined);
  }
  expect(await client.lines(count)).toHaveLength(count);
  client.close();
});
