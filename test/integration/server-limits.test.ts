// How many connections a server takes, and what it says to the others.
import { describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { serveScripted } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

const BUSY = "ERR busy: 2 connections are open (limit 2)\n";

describe("a connection over the limit", () => {
  test("is told so and hung up on; those that stand are served, and one that leaves makes room", async () => {
    await using scripted = serveScripted(() => false, { maxConnections: 2 });
    const { server } = scripted;
    const first = await WireClient.connect(server.port);
    const second = await WireClient.connect(server.port);
    const third = await WireClient.connect(server.port);
    third.send("tarea\n");
    expect(await third.rest()).toBe(BUSY);
    expect(scripted.refused).toEqual(["busy"]);
    expect(server.openConnections).toBe(2);
    second.send("tarea\n");
    expect(await second.line()).toStartWith("OK tarea");
    first.close();
    await first.until(() => first.hasEnded);
    await eventually(() => expect(server.openConnections).toBe(1));
    const fourth = await WireClient.connect(server.port);
    fourth.send("tarea\n");
    expect(await fourth.line()).toStartWith("OK tarea");
    for (const client of [second, third, fourth]) client.close();
    expect(scripted.script.tasks).toEqual(["tarea", "tarea"]);
  });

  test("that does not hang up is closed, and beyond a hundred of them at once", async () => {
    await using scripted = serveScripted(() => false, { maxConnections: 0 });
    const clients = await Promise.all(
      Array.from({ length: 130 }, () => WireClient.connect(scripted.server.port)),
    );
    const texts = await Promise.all(clients.map((client) => client.rest()));
    expect(texts.filter((text) => text !== "").length).toBeGreaterThanOrEqual(100);
    expect(scripted.refused).toHaveLength(130);
    // None of them says FIN: the server closes all the same.
    await scripted.server.close(60e9);
    for (const client of clients) client.close();
  });
});

test("with 256 descriptors, 56 connections are served and the rest told that it is busy", async () => {
  // The shell takes the script as $0 and bun as $1, whatever spaces their folders have.
  const script = new URL("../support/echo-server.ts", import.meta.url).pathname;
  await using child = Bun.spawn(
    ["sh", "-c", 'ulimit -n 256 && exec "$0" "$1"', process.execPath, script],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const reader = child.stdout.getReader();
  const [port = 0, maxConnections] = new TextDecoder()
    .decode((await reader.read()).value)
    .split(" ")
    .map(Number);
  expect(maxConnections).toBe(56);
  const clients: WireClient[] = [];
  for (let i = 0; i < 300; i++) {
    // One that is closed at once may not even stand.
    const client = await WireClient.connect(port).catch(() => undefined);
    if (client !== undefined) clients.push(client);
  }
  for (const client of clients) client.send("tarea\n");
  const answers = await Promise.all(
    clients.map((client) => client.line().catch(() => "closed without a word")),
  );
  expect(answers.filter((answer) => answer.startsWith("OK tarea"))).toHaveLength(56);
  expect(answers.filter((answer) => answer.startsWith("ERR busy"))).not.toHaveLength(0);
  for (const client of clients) client.close();
  child.kill();
});
