// `bun bench load ws://…` against Bun's own WebSocket server.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createLoadCommands } from "../support/load-command.ts";

/** 3: a shared machine was too slow for the run to be valid; what is asserted holds nevertheless. */
const MEASURED = [0, 3];

const loads = createLoadCommands();
const paths: string[] = [];
let pings = 0;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, own) {
    const { pathname, search } = new URL(request.url);
    paths.push(pathname + search);
    if (pathname === "/none") return new Response("no such page", { status: 404 });
    return own.upgrade(request) ? undefined : new Response("a page");
  },
  websocket: {
    message(socket, message) {
      if (message === "close") socket.close(1008, "no more");
      else socket.send(message);
    },
    ping() {
      pings++;
    },
  },
});
const target = `ws://127.0.0.1:${server.port}`;
beforeAll(() => {
  paths.length = 0;
});
afterAll(async () => {
  await server.stop(true);
  loads.remove();
});

test("without a text it sends pings, which every server answers", async () => {
  const { exitCode, stderr, run } = await loads.run([
    `${target}/live?room={{connection}}`,
    ..."-n 200 -c 4".split(" "),
  ]);
  expect(stderr).toBe("");
  expect(MEASURED).toContain(exitCode);
  expect(run.result.run.counts).toMatchObject({ intended: 200, ok: 200 });
  expect(pings).toBe(200);
  expect(paths.toSorted()).toEqual([1, 2, 3, 4].map((room) => `/live?room=${room}`));
  expect(run.result.firstExchanges).toMatchObject([
    { request: "escalera", reply: "escalera", areRepliesEqual: true },
  ]);
});

// The length of a frame has three forms: up to 125, up to 65,535, and beyond.
test("a text is a message, and its reply the next one, of any length", async () => {
  for (const length of [10, 100, 33_000]) {
    const { run } = await loads.run([
      target,
      "--send",
      `{{i}} {{random ${length}}}{{random ${length}}}`,
      "--expect",
      String.raw`^\d+ \w{${length}}\w{${length}}$`,
      ..."-n 40 -c 4 --generators 2".split(" "),
    ]);
    expect(run.result.run.failures).toEqual([]);
    expect(run.result.run.counts).toMatchObject({ intended: 40, ok: 40 });
    expect(run.result.run.connectionsOpened).toBe(4);
  }
});

test("a server that closes the WebSocket is told with its code", async () => {
  const { run } = await loads.run([target, "--send", "close", ..."-n 4 -c 1".split(" ")]);
  expect(run.result.run.counts).toMatchObject({ ok: 0, failed: 4 });
  const [failure] = run.result.run.failures;
  expect(failure?.kind).toBe("malformed reply");
  expect(failure?.example.en).toContain("closes the WebSocket (code 1008)");
});

test("what is no WebSocket is told as such, in one line", async () => {
  const { exitCode, stderr, folders } = await loads.run([`${target}/none`, "-n", "4"]);
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(
    /^error: no connection to tcp:.*wrong reply: to handshake: HTTP\/1\.1 404/,
  );
  expect(folders).toEqual([]);
});

test("frames are for WebSockets, and WebSockets for frames", async () => {
  const plain = await loads.run(["tcp://127.0.0.1:1", "--send", "x", "--reply", "ws"]);
  expect(plain.stderr).toBe(
    "error: --reply: ws and ws-pong are replies of ws:// and wss:// targets only\n",
  );
  const lines = await loads.run([target, "--send", "x", "--reply", "line"]);
  expect(lines.stderr).toContain("a WebSocket's replies are messages (ws) or pongs (ws-pong)");
  expect([plain.exitCode, lines.exitCode]).toEqual([2, 2]);
});
