// PROXY headers on real sockets, and from a real HAProxy. The parser is tested in src/protocol/proxy-header.test.ts.
import { describe, expect, test } from "bun:test";
import { Haproxy } from "../../src/cluster/components/haproxy.ts";
import { Nginx } from "../../src/cluster/components/nginx.ts";
import { createAdminServer } from "../../src/admin/admin-server.ts";
import { parseAddressRange } from "../../src/units/ip-address.ts";
import { NS_PER_SECOND } from "../../src/units/duration.ts";
import { hasComponents, temporaryFolder } from "../support/components.ts";
import { eventually } from "../support/eventually.ts";
import { type ScriptedServer, serveScripted } from "../support/scripted-execute.ts";
import { WireClient } from "../support/wire-client.ts";

const RAN = "(thread 1, waited 0.000 s, worked 0.000 s)";
const V1 = "PROXY TCP4 192.0.2.7 10.0.0.1 51034 65432\r\n";
const SIGNATURE = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10];
/** From 192.0.2.7, port 51034, to 10.0.0.1, with an empty TLV of type NOOP. */
const V2 = Uint8Array.from(
  [
    SIGNATURE,
    [0x21, 0x11, 0, 15],
    [192, 0, 2, 7, 10, 0, 0, 1, 0xc7, 0x5a, 0xff, 0x98],
    [4, 0, 0],
  ].flat(),
);
const LOCAL = Uint8Array.of(...SIGNATURE, 0x20, 0, 0, 0);

/** A server that trusts loopback, with all tasks held so that their requests can be looked at. */
const serveBehind = (options: Parameters<typeof serveScripted>[1] = {}): ScriptedServer =>
  serveScripted(() => true, { proxyFrom: [parseAddressRange("127.0.0.0/8")], ...options });

/** The address that the task of a connection came with. */
async function clientOf(scripted: ScriptedServer): Promise<string | null | undefined> {
  const { script } = scripted;
  await script.came(1);
  script.held[0]?.done();
  return script.held[0]?.request.client;
}

describe("from a listed balancer", () => {
  test.each([
    ["v1", V1],
    ["v2 with a TLV", V2],
  ])("a %s header names the client, and tasks follow as ever", async (_, header) => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    client.send(header);
    client.send("tarea\n\n");
    expect(await clientOf(scripted)).toBe("192.0.2.7:51034");
    expect(await client.lines(2)).toEqual([
      `OK tarea ${RAN}`,
      "ERR bad-request: the task is empty",
    ]);
    expect(scripted.refusals).toMatchObject([{ code: "bad-request", client: "192.0.2.7:51034" }]);
    client.close();
  });

  test("header and tasks may come in one packet, or byte by byte", async () => {
    const whole = Buffer.concat([V2, Buffer.from("tarea\n")]);
    for (const size of [1, 17, whole.length]) {
      await using scripted = serveBehind({
        noNewlineIdleNs: 3600e9,
        lineTimeoutNs: 60 * NS_PER_SECOND,
      });
      const client = await WireClient.connect(scripted.server.port);
      for (let i = 0; i < whole.length; i += size) {
        client.send(whole.subarray(i, i + size));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      expect(await clientOf(scripted)).toBe("192.0.2.7:51034");
      expect(await client.line()).toBe(`OK tarea ${RAN}`);
      client.close();
    }
  });

  test("a client without newlines is served behind its header too", async () => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    client.send(`${V1}tarea`);
    expect(await clientOf(scripted)).toBe("192.0.2.7:51034");
    expect(await client.rest()).toBe(`OK tarea ${RAN}\n`);
    client.close();
  });

  test("a client that it can't name has no address", async () => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    client.send("PROXY UNKNOWN\r\ntarea\n");
    expect(await clientOf(scripted)).toBeNull();
    client.close();
  });

  test("what it asks for itself (LOCAL) has its own address", async () => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    client.send(LOCAL);
    client.send("tarea\n");
    expect(await clientOf(scripted)).toBe(client.endpoint);
    client.close();
  });

  test("the client's address is another on each connection", async () => {
    await using scripted = serveBehind();
    const ports = Array.from({ length: 20 }, (_, i) => 40_000 + i);
    const clients = await Promise.all(ports.map(() => WireClient.connect(scripted.server.port)));
    for (const [i, client] of clients.entries()) {
      client.send(`PROXY TCP6 2001:db8::7 ::1 ${ports[i]} 65432\r\ntask ${ports[i]}\n`);
    }
    await scripted.script.came(20);
    for (const { request } of scripted.script.held) {
      expect(`task ${request.client?.replace("[2001:db8::7]:", "")}`).toBe(request.task);
    }
    for (const client of clients) client.close();
  });
});

describe("a health check is no error", () => {
  const checks: [string, (client: WireClient) => void][] = [
    ["that connects and closes", (client) => client.close()],
    ["that connects and resets", (client) => client.reset()],
    ["that says LOCAL and closes", (client) => (client.send(LOCAL), client.close())],
    ["that says LOCAL and resets", (client) => (client.send(LOCAL), client.reset())],
    [
      "that says UNKNOWN and closes",
      (client) => (client.send("PROXY UNKNOWN\r\n"), client.close()),
    ],
  ];
  test.each(checks)("%s", async (_, check) => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    await eventually(() => expect(scripted.server.openConnections).toBe(1));
    check(client);
    await eventually(() => expect(scripted.server.openConnections).toBe(0));
    expect(scripted.refused).toEqual([]);
  });
});

describe("a header that is missing or broken closes the connection without a reply", () => {
  const rows: [string, string | Uint8Array, string, string][] = [
    ["no header", "tarea\n", "bad-request", "sent no PROXY header"],
    ["JSON", '{"task":"a"}\n', "bad-request", "sent no PROXY header"],
    ["a broken v1", "PROXY TCP4 a b c d\r\n", "bad-request", "an invalid PROXY header"],
    ["a v1 too long", `PROXY ${"x".repeat(200)}`, "bad-request", "longer than the limit"],
    ["a broken v2", V2.with(12, 0x31), "bad-request", "an invalid PROXY header"],
    ["a v2 too long", V2.with(14, 0xff), "bad-request", "longer than the limit"],
  ];
  test.each(rows)("%s", async (_, bytes, code, message) => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    const { endpoint } = client;
    client.send(bytes);
    expect(await client.rest()).toBe("");
    expect(scripted.refusals).toMatchObject([{ request: null, code, client: endpoint }]);
    expect(scripted.refusals[0]?.message).toContain(`the balancer ${endpoint}`);
    expect(scripted.refusals[0]?.message).toContain(message);
    expect(scripted.script.tasks).toEqual([]);
    await eventually(() => expect(scripted.server.openConnections).toBe(0));
    client.close();
  });

  test.each(["PROXY TCP4", V2.subarray(0, 20)])("one that ends early: %p", async (bytes) => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    client.send(bytes);
    client.halfClose();
    expect(await client.rest()).toBe("");
    expect(scripted.refusals[0]?.message).toContain("inside its PROXY header");
  });

  test.each(["", "PROXY TCP4"])("one that does not come in time: %p", async (bytes) => {
    await using scripted = serveBehind();
    const client = await WireClient.connect(scripted.server.port);
    if (bytes !== "") client.send(bytes);
    expect(await client.rest()).toBe("");
    expect(scripted.refusals).toMatchObject([{ code: "timeout" }]);
  });
});

describe("from all others", () => {
  test("no header is looked for: its bytes are a line, and its client is who connects", async () => {
    await using scripted = serveScripted(() => true, {
      proxyFrom: ["10.0.0.0/8", "::1"].map(parseAddressRange),
    });
    const client = await WireClient.connect(scripted.server.port);
    client.send(V1);
    expect(await clientOf(scripted)).toBe(client.endpoint);
    expect(scripted.script.tasks).toEqual([V1.trimEnd()]);
    expect(await client.line()).toStartWith("OK PROXY TCP4 ");
    client.close();
  });

  test("a header of version 2 is bytes that are no task", async () => {
    await using scripted = serveScripted();
    const client = await WireClient.connect(scripted.server.port);
    client.send(V2);
    client.halfClose();
    expect(await client.rest()).toStartWith("ERR bad-request: the task is empty\n");
  });

  test("a listener on all addresses shows IPv4 peers as IPv4, and trusts them as such", async () => {
    await using scripted = serveBehind({ hostname: "::" });
    const client = await WireClient.connect(scripted.server.port);
    client.send(LOCAL);
    client.send("tarea\n");
    expect(await clientOf(scripted)).toBe(client.endpoint);
    expect(client.endpoint).toStartWith("127.0.0.1:");
    client.close();

    await using direct = serveScripted(() => true, {
      hostname: "::",
      proxyFrom: [parseAddressRange("127.0.0.1")],
    });
    const sixth = await WireClient.connect(direct.server.port, "::1");
    sixth.send("tarea\n");
    expect(await clientOf(direct)).toBe(sixth.endpoint);
    expect(sixth.endpoint).toStartWith("[::1]:");
    sixth.close();
  });
});

describe.each([
  ["haproxy", Haproxy],
  ["nginx", Nginx],
] as const)("%s", (name, balancerClass) => {
  test.skipIf(!hasComponents(name))(
    "names its clients to the server, and its health checks make no log line",
    async () => {
      await using scripted = serveBehind();
      let probes = 0;
      const whyNotReady = (): undefined => void ++probes;
      const admin = createAdminServer({ port: 0, whyNotReady });
      const entry = { name: "a", port: scripted.server.port, adminPort: admin.port };
      const balancer = await new balancerClass(temporaryFolder("proxy"), {
        entries: [entry],
      }).start();
      try {
        // HAProxy asks for readiness; what nginx learns, it learns from connections.
        if (name === "haproxy") await eventually(() => expect(probes).toBeGreaterThanOrEqual(3));
        const client = await WireClient.connect(balancer.port);
        client.send("tarea\n");
        expect(await clientOf(scripted)).toBe(client.endpoint);
        expect(await client.line()).toBe(`OK tarea ${RAN}`);
        client.close();
        await eventually(() => expect(scripted.server.openConnections).toBe(0));
        expect(scripted.refused).toEqual([]);
      } finally {
        await balancer.stop();
        await admin.close();
      }
    },
  );
});

test("a server that stops closes connections whose header has not come", async () => {
  await using scripted = serveBehind({ lineTimeoutNs: 60 * NS_PER_SECOND });
  const client = await WireClient.connect(scripted.server.port);
  await eventually(() => expect(scripted.server.openConnections).toBe(1));
  await scripted.server.close(60 * NS_PER_SECOND);
  expect(await client.rest()).toBe("");
  expect(scripted.refused).toEqual([]);
});

test("connections that await their header count among those that may be open", async () => {
  await using scripted = serveBehind({ maxConnections: 1, lineTimeoutNs: 60 * NS_PER_SECOND });
  const first = await WireClient.connect(scripted.server.port);
  await eventually(() => expect(scripted.server.openConnections).toBe(1));
  const second = await WireClient.connect(scripted.server.port);
  expect(await second.rest()).toStartWith("ERR busy: 1 connection is open");
  expect(scripted.refusals).toMatchObject([{ code: "busy", client: null }]);
  first.close();
  second.close();
});
