// Peers that read too slowly, go away, or break: nothing grows, nothing leaks, nobody else notices.
import { describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { serveScripted, type ScriptedServer } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

const RAN = "(thread 1, waited 0.000 s, worked 0.000 s)";

describe("a client that never reads", () => {
  const task = "x".repeat(1000);
  const count = 65_536;

  test("is read from no more, others are served, and all its replies come once it reads", async () => {
    await using scripted = serveScripted();
    const { script, server } = scripted;
    const deaf = await WireClient.connect(server.port);
    const other = await WireClient.connect(server.port);
    deaf.stopReading();
    deaf.send(`${task}\n`.repeat(count));
    await stalls(() => script.tasks.length, other);
    // What the kernel's buffers hold, and about 1 MiB of ours: far from the 64 MiB that were sent.
    expect(script.tasks.filter((each) => each === task).length).toBeLessThan(count / 2);
    expect(deaf.isAllSent).toBe(false);
    deaf.readOn();
    expect(new Set(await deaf.lines(count))).toEqual(new Set([`OK ${task} ${RAN}`]));
    deaf.close();
    other.close();
  });

  test("and resets frees its connection", async () => {
    await using scripted = serveScripted();
    const { script, server } = scripted;
    const deaf = await WireClient.connect(server.port);
    const other = await WireClient.connect(server.port);
    deaf.stopReading();
    deaf.send(`${task}\n`.repeat(count));
    await stalls(() => script.tasks.length, other);
    deaf.reset();
    await openConnections(scripted, 1);
    other.close();
  });
});

describe("a client that takes no byte of its replies for the write time-out", () => {
  // Larger than the kernel's buffers, so that the end of the reply waits for the client.
  const large = "x".repeat(32 * 1024 * 1024);
  const tooLong = "y".repeat(70_000);

  test("is reset; its waiting tasks leave the queue, and others are served", async () => {
    await using scripted = serveScripted((task) => task !== "other", { writeTimeoutNs: 50e6 });
    const { script } = scripted;
    const deaf = await WireClient.connect(scripted.server.port);
    const other = await WireClient.connect(scripted.server.port);
    const { endpoint } = deaf;
    deaf.stopReading();
    deaf.send("big\nwaits\n");
    await script.came(2);
    const [big, waits] = script.held;
    big?.done(large);
    await openConnections(scripted, 1);
    expect(waits?.signal.aborted).toBe(true);
    expect(scripted.refusals).toEqual([
      {
        request: null,
        code: "timeout",
        message: "the client did not read its replies within 50 ms",
        client: endpoint,
      },
    ]);
    deaf.readOn();
    await deaf.until(() => deaf.hasEnded);
    expect(deaf.hasFailed).toBe(true);
    other.send("other\n");
    expect(await other.line()).toBe(`OK other ${RAN}`);
    other.close();
  });

  const ends: [string, (deaf: WireClient) => void][] = [
    ["a line that is too long", (deaf) => deaf.send(`${tooLong}\n`)],
    ["a line that is too long and has no end", (deaf) => deaf.send(tooLong)],
    ["a half-close", (deaf) => deaf.halfClose()],
  ];
  test.each(ends)("is reset, too, when its last reply follows %s", async (_, end) => {
    await using scripted = serveScripted(() => true, { writeTimeoutNs: 50e6 });
    const { script } = scripted;
    const deaf = await WireClient.connect(scripted.server.port);
    deaf.stopReading();
    deaf.send("big\n");
    end(deaf);
    await script.came(1);
    script.held[0]?.done(large);
    await openConnections(scripted, 0);
    expect(scripted.refused.at(-1)).toBe("timeout");
    deaf.reset();
  });
});

test("a client with thousands of tasks in hand is held off, and taken on again as they end", async () => {
  await using scripted = serveScripted((task) => task === "slow");
  const { script, server } = scripted;
  const eager = await WireClient.connect(server.port);
  const other = await WireClient.connect(server.port);
  eager.send("slow\n".repeat(20_000));
  await stalls(() => script.held.length, other);
  expect(script.held.length).toBeLessThan(5000);
  for (let done = 0; done < 20_000;) {
    const task = script.held[done];
    if (task === undefined) await nextTurn();
    else {
      task.done();
      done++;
    }
  }
  expect(await eager.lines(20_000)).toHaveLength(20_000);
  eager.close();
  other.close();
});

describe("a connection that is closed", () => {
  test("before it says anything is no error", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.close();
    await openConnections(scripted, 0);
    expect(scripted.refused).toEqual([]);
  });

  test("in the middle of a line runs what came, as every FIN does", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send("a\nhalf");
    client.close();
    await openConnections(scripted, 0);
    expect(scripted.script.tasks).toEqual(["a", "half"]);
  });

  test("by a reset aborts its tasks, and their replies are dropped", async () => {
    await using scripted = serveScripted((task) => task === "held");
    const { script } = scripted;
    const client = await WireClient.connect(scripted.server.port);
    const other = await WireClient.connect(scripted.server.port);
    client.send("held\nheld\nhalf a li");
    await script.came(2);
    expect(script.held[0]?.signal.aborted).toBe(false);
    client.reset();
    await openConnections(scripted, 1);
    expect(script.held.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    script.held[0]?.done();
    script.held[1]?.fail(new Error("nobody hears this"));
    other.send("next\n");
    expect(await other.line()).toBe(`OK next ${RAN}`);
    expect(scripted.refused).toEqual([]);
    other.close();
  });

  test("in the middle of a reply is let go, and nobody else notices", async () => {
    await using scripted = serveScripted(() => true);
    const { script } = scripted;
    const client = await WireClient.connect(scripted.server.port);
    const other = await WireClient.connect(scripted.server.port);
    client.stopReading();
    client.send("big\nwaits\n");
    other.send("other\n");
    await script.came(3);
    const [big, waits, others] = script.held;
    // Larger than the kernel takes at once, so that its rest waits for `drain`.
    big?.done("x".repeat(32 * 1024 * 1024));
    others?.done();
    expect(await other.line()).toBe(`OK other ${RAN}`);
    client.reset();
    await openConnections(scripted, 1);
    expect(waits?.signal.aborted).toBe(true);
    other.close();
  });

  test("whole while its task runs is noticed when the reply fails", async () => {
    await using scripted = serveScripted(() => true);
    const { script } = scripted;
    const client = await WireClient.connect(scripted.server.port);
    client.send("a\n");
    await script.came(1);
    // Looks like a half-close until something is written to it.
    client.close();
    script.held[0]?.done();
    await openConnections(scripted, 0);
  });
});

test("a reply larger than the socket takes at once arrives whole", async () => {
  await using scripted = serveScripted(() => true);
  const client = await WireClient.connect(scripted.server.port);
  const result = "ñ0123456".repeat(1024 * 1024);
  client.send("big\n");
  client.halfClose();
  await scripted.script.came(1);
  scripted.script.held[0]?.done(result);
  const text = await client.rest();
  expect(text.length).toBe(`OK ${result} ${RAN}\n`.length);
  expect(text === `OK ${result} ${RAN}\n`).toBe(true);
});

/** Waits until `count` stays the same while another client is answered twenty times. */
async function stalls(count: () => number, other: WireClient): Promise<void> {
  for (let quiet = 0, last = -1; quiet < 20;) {
    other.send("other\n");
    expect(await other.line()).toBe(`OK other ${RAN}`);
    // The other's own task counts too where tasks are counted.
    const isQuiet = count() - last <= 1;
    quiet = isQuiet ? quiet + 1 : 0;
    last = count();
  }
}

async function openConnections({ server }: ScriptedServer, count: number): Promise<void> {
  await eventually(() => expect(server.openConnections).toBe(count));
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
