// How a server begins and ends.
import { describe, expect, test } from "bun:test";
import { serveScripted } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

test("a port in use is an error with its code", async () => {
  await using first = serveScripted();
  expect(first.server.port).toBeGreaterThan(0);
  expect(first.server.hostname).toBe("127.0.0.1");
  let code: unknown;
  try {
    serveScripted(() => false, { port: first.server.port });
  } catch (error) {
    code = (error as NodeJS.ErrnoException).code;
  }
  expect(code).toBe("EADDRINUSE");
});

test("after stopAccepting connections go on, new ones are refused", async () => {
  await using scripted = serveScripted();
  const { server } = scripted;
  const client = await WireClient.connect(server.port);
  client.send("a\n");
  expect(await client.line()).toStartWith("OK a");
  server.stopAccepting();
  server.stopAccepting();
  client.send("b\n");
  expect(await client.line()).toStartWith("OK b");
  expect(await WireClient.connect(server.port).catch((error: unknown) => error)).toMatchObject({
    code: "ECONNREFUSED",
  });
  client.close();
});

describe("close", () => {
  test("answers what is in hand first, and takes nothing new", async () => {
    await using scripted = serveScripted(() => true);
    const { script, server } = scripted;
    const client = await WireClient.connect(server.port);
    client.send("a\nb\nhalf");
    await script.came(2);
    const closing = server.close(60e9);
    expect(server.close(0)).toBe(closing);
    client.send(" line\n");
    for (const task of script.held) task.done();
    const replies = await client.rest();
    expect(replies.split("\n").map((line) => line.replace(/ \(.*/, ""))).toEqual([
      "OK a",
      "OK b",
      "",
    ]);
    client.close();
    await closing;
    expect(script.tasks).toEqual(["a", "b"]);
    expect(server.openConnections).toBe(0);
  });

  test("hangs up on idle connections at once, and closes those that don't answer", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    const closing = scripted.server.close(60e9);
    expect(await client.rest()).toBe("");
    // The client keeps its side open: the server waits for it a second, then closes.
    await closing;
    expect(scripted.server.openConnections).toBe(0);
    client.close();
  });

  test("at its deadline resets what is left and aborts the tasks", async () => {
    await using scripted = serveScripted(() => true);
    const { script, server } = scripted;
    const client = await WireClient.connect(server.port);
    client.send("a\n");
    await script.came(1);
    await server.close(1e6);
    expect(script.held[0]?.signal.aborted).toBe(true);
    expect(server.openConnections).toBe(0);
    expect(await client.rest()).toBe("");
  });

  test("without connections is done at once, and may be called again", async () => {
    await using scripted = serveScripted();
    await scripted.server.close(60e9);
    await scripted.server.close(60e9);
  });
});
