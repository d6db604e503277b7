// What bytes on a real socket are answered with. The rules themselves are tested in src/protocol/conversation.test.ts.
import { describe, expect, test } from "bun:test";
import { parseJsonReply } from "../../src/protocol/reply.ts";
import { TaskError } from "../../src/protocol/task.ts";
import { eventually } from "../support/eventually.ts";
import { serveScripted } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

const RAN = "(thread 1, waited 0.000 s, worked 0.000 s)";

describe("each line gets one answer, and the connection goes on", () => {
  const rows: [string, string | Uint8Array, string][] = [
    ["plain text", "Generar Informe Financiero\n", `OK Generar Informe Financiero ${RAN}`],
    ["CRLF", "tarea\r\n", `OK tarea ${RAN}`],
    ["NUL bytes", "a\0b\n", `OK a\\x00b ${RAN}`],
    ["an empty line", "\n", "ERR bad-request: the task is empty"],
    [
      "bytes that are no UTF-8",
      Uint8Array.of(0x61, 0xff, 0x0a),
      "ERR bad-utf8: the line is not UTF-8",
    ],
    ["a line of 64 KiB", `${"x".repeat(65_536)}\n`, `OK ${"x".repeat(65_536)} ${RAN}`],
    [
      "broken JSON",
      '{"id":"7f","task":}\n',
      `{"id":null,"status":"error","code":"bad-request","message":"the line starts with { but is not a JSON object: Unexpected token '}'"}`,
    ],
    [
      "JSON of a wrong type",
      '{"id":"7f","task":[1]}\n',
      `{"id":"7f","status":"error","code":"bad-request","message":"\\"task\\" is not a string"}`,
    ],
    [
      "JSON with unknown fields",
      '{"priority":9,"id":"7f","task":"a"}\n',
      `{"id":"7f","status":"ok","thread":1,"acceptedSeq":0,"waitNs":0,"serviceNs":0,"sojournNs":0,"startedAtMs":0,"result":"a"}`,
    ],
  ];
  test.each(rows)("%s", async (_, line, answer) => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send(line);
    expect(await client.line()).toBe(answer);
    client.send("next\n");
    expect(await client.line()).toBe(`OK next ${RAN}`);
    client.close();
  });
});

describe("framing", () => {
  test("one byte over 64 KiB is answered, and ends the connection", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send(`${"x".repeat(65_537)}\nnext\n`);
    expect(await client.rest()).toBe(
      "ERR line-too-long: the line is longer than the limit of 64 KiB\n",
    );
    expect(scripted.script.tasks).toEqual([]);
    expect(scripted.refused).toEqual(["line-too-long"]);
    client.close();
  });

  test("the answer to a line too long arrives though the client goes on sending", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send("x".repeat(4 * 1024 * 1024));
    expect(await client.rest()).toStartWith("ERR line-too-long");
    // FIN, no reset: a reset may overtake the answer.
    expect(client.hasFailed).toBe(false);
    client.close();
  });

  test("a character cut in two by packets is whole again", async () => {
    await using scripted = serveScripted(() => false, { noNewlineIdleNs: 1e6 });
    const client = await WireClient.connect(scripted.server.port);
    const [first = 0, ...others] = new TextEncoder().encode("ñandú\n");
    client.send(Uint8Array.of(first));
    await turns(5);
    client.send(Uint8Array.from(others));
    expect(await client.line()).toBe(`OK ñandú ${RAN}`);
    client.close();
  });

  test("a half line that does not end in time is answered, and ends the connection", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send('a\n{"task":');
    expect(await client.line()).toBe(`OK a ${RAN}`);
    expect(parseJsonReply((await client.rest()).trimEnd())).toMatchObject({
      id: null,
      code: "timeout",
    });
    client.close();
  });
});

describe("a client without newlines", () => {
  test("is answered after a pause, then gets FIN", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send("Generar Informe Financiero");
    expect(await client.rest()).toBe(`OK Generar Informe Financiero ${RAN}\n`);
    client.close();
  });

  test("that sends one byte a packet makes one task, never two", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    for (const byte of new TextEncoder().encode("tarea")) {
      client.send(Uint8Array.of(byte));
      await turns(1);
    }
    const text = await client.rest();
    // On a machine that stalls for longer than the pause, the second byte comes too late: one task, one clear error.
    expect(text).toMatch(/^OK [tarea]+ .*\n(ERR bad-request: .*\n)?$/);
    expect(scripted.script.tasks).toHaveLength(1);
    client.close();
  });

  test("that goes on after the pause gets an error after its answer", async () => {
    await using scripted = serveScripted(() => true);
    const { script } = scripted;
    const client = await WireClient.connect(scripted.server.port);
    client.send("tar");
    await script.came(1);
    client.send("ea");
    await eventually(() => expect(scripted.refused).toHaveLength(1));
    script.held[0]?.done();
    const [ok, error] = await client.lines(2);
    expect(ok).toBe(`OK tar ${RAN}`);
    expect(error).toStartWith("ERR bad-request: bytes arrived after a pause");
    expect(await client.rest()).toBe("");
    client.close();
  });

  test("that half-closes is answered at once", async () => {
    await using scripted = serveScripted(() => false, { noNewlineIdleNs: 3600e9 });
    const client = await WireClient.connect(scripted.server.port);
    client.send("tarea");
    client.halfClose();
    expect(await client.rest()).toBe(`OK tarea ${RAN}\n`);
    await eventually(() => expect(scripted.server.openConnections).toBe(0));
  });

  test("that half-closes inside JSON is refused, and nothing runs", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send('{"task":"a"');
    client.halfClose();
    expect(await client.rest()).toStartWith('{"id":null,"status":"error","code":"bad-request"');
    expect(scripted.script.tasks).toEqual([]);
  });
});

describe("many at once", () => {
  test("10,000 requests in one write get 10,000 replies, in order", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send(Array.from({ length: 10_000 }, (_, i) => `task ${i}\n`).join(""));
    client.halfClose();
    const replies = (await client.rest()).trimEnd().split("\n");
    expect(replies).toEqual(Array.from({ length: 10_000 }, (_, i) => `OK task ${i} ${RAN}`));
  });

  test("plain replies wait for their turn, JSON replies do not", async () => {
    await using scripted = serveScripted((task) => task.startsWith("slow"));
    const { held } = scripted.script;
    const client = await WireClient.connect(scripted.server.port);
    client.send('slow plain\nplain\n{"id":"1","task":"slow json"}\n{"id":"2","task":"json"}\n');
    expect(parseJsonReply(await client.line())).toMatchObject({ id: "2" });
    held[1]?.done();
    expect(parseJsonReply(await client.line())).toMatchObject({ id: "1" });
    held[0]?.done();
    expect(await client.lines(2)).toEqual([`OK slow plain ${RAN}`, `OK plain ${RAN}`]);
    client.close();
  });

  test("after a half-close all tasks in hand are answered, then the server closes", async () => {
    await using scripted = serveScripted(() => true);
    const { script, server } = scripted;
    const client = await WireClient.connect(server.port);
    client.send("a\nb\nc");
    client.halfClose();
    await script.came(3);
    for (const task of script.held.toReversed()) task.done();
    expect(await client.rest()).toBe(`OK a ${RAN}\nOK b ${RAN}\nOK c ${RAN}\n`);
    await eventually(() => expect(server.openConnections).toBe(0));
  });
});

describe("what execute throws", () => {
  test("is the reply: a TaskError with its code, all else as task-failed", async () => {
    await using scripted = serveScripted(() => true);
    const { script } = scripted;
    const client = await WireClient.connect(scripted.server.port);
    client.send("a\nb\nc\n");
    await script.came(3);
    script.held[0]?.fail(new TaskError("busy", "3 tasks are waiting (limit 3)"));
    script.held[1]?.fail(new Error("no\nway"));
    script.held[2]?.fail(undefined);
    expect(await client.lines(3)).toEqual([
      "ERR busy: 3 tasks are waiting (limit 3)",
      "ERR task-failed: the task failed: no\\nway",
      "ERR task-failed: the task failed: undefined",
    ]);
    expect(scripted.refused).toEqual(["busy"]);
    client.close();
  });

  test("a result that can't be sent is task-failed", async () => {
    await using scripted = serveScripted(() => true);
    const client = await WireClient.connect(scripted.server.port);
    client.send('{"id":"7f","task":"a"}\n');
    await scripted.script.came(1);
    scripted.script.held[0]?.done(1n);
    expect(parseJsonReply(await client.line())).toMatchObject({ id: "7f", code: "task-failed" });
    client.close();
  });
});

/** Lets the event loop, which server and client share here, go round. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}
