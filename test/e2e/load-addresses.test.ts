// Addresses that say more than where a load goes, and numbers that were taken for one another.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../support/certificate.ts";
import { createLoadCommands } from "../support/load-command.ts";
import { hasCommand } from "../support/require-command.ts";
import { startPeer } from "../support/scripted-peer.ts";
import { hasService, type Service, startNginx, startRedis } from "../support/services.ts";

/** 3: a shared machine was too slow for the run to be valid; what is asserted holds nevertheless. */
const MEASURED = [0, 3];

const loads = createLoadCommands();
afterAll(() => loads.remove());

const text = String.raw;

describe.skipIf(!hasService("nginx"))("http://", () => {
  let nginx: Service;
  beforeAll(async () => {
    nginx = await startNginx();
  });
  afterAll(() => nginx.stop());

  test("gets a page, and its replies come in order", async () => {
    const { exitCode, stderr, run } = await loads.run([
      `http://127.0.0.1:${nginx.port}/index.html?a={{i}}`,
      ..."-n 60 -c 2 --pipeline 4".split(" "),
    ]);
    expect(stderr).toBe("");
    expect(MEASURED).toContain(exitCode);
    expect(run.result.run.counts).toMatchObject({ intended: 60, ok: 60 });
    expect(run.plan).toMatchObject({ isOrdered: true, requests: [{ reply: { kind: "http" } }] });
    expect(run.options["target"]).toBe(`http://127.0.0.1:${nginx.port}/index.html?a={{i}}`);
    const [first] = run.result.firstExchanges ?? [];
    expect(first?.request).toStartWith(text`GET /index.html?a=`);
    expect(first?.request).toContain(text`Host: 127.0.0.1:${nginx.port}\r\n`);
    expect(first?.reply).toStartWith("HTTP/1.1 200 OK");
  });

  test("a page that is not there has failed", async () => {
    const { run } = await loads.run([`http://127.0.0.1:${nginx.port}/none`, "-n", "20"]);
    expect(run.result.run.counts).toMatchObject({ ok: 0, failed: 20 });
    expect(run.result.run.failures[0]?.example.en).toContain("404");
  });

  test("what is typed wins, and the framing stays", async () => {
    const { run } = await loads.run([
      `http://127.0.0.1:${nginx.port}/none`,
      "--send",
      text`HEAD / HTTP/1.0\r\n\r\n`,
      "--reply",
      "close",
      "-n",
      "5",
    ]);
    expect(run.plan.requests).toMatchObject([
      { content: { text: text`HEAD / HTTP/1.0\r\n\r\n` }, reply: { kind: "close" } },
    ]);
    expect(run.result.run.counts.ok).toBe(5);
  });
});

describe.skipIf(!hasService("redis"))("redis://", () => {
  let redis: Service;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  test("sends PING, in order", async () => {
    const { exitCode, run } = await loads.run([
      `redis://127.0.0.1:${redis.port}`,
      ..."-n 200 -c 2 --pipeline 8".split(" "),
    ]);
    expect(MEASURED).toContain(exitCode);
    expect(run.plan.isOrdered).toBe(true);
    expect(run.result.run.counts.ok).toBe(200);
    expect(run.result.firstExchanges).toMatchObject([{ reply: text`+PONG\r\n` }]);
  });

  test("an error of RESP has failed, unless the user says what is right", async () => {
    const wrong = ["--send", text`SET a\r\n`, "-n", "20"];
    const address = `redis://127.0.0.1:${redis.port}`;
    const { run } = await loads.run([address, ...wrong]);
    expect(run.result.run.counts).toMatchObject({ ok: 0, failed: 20 });
    const expected = await loads.run([address, ...wrong, "--expect", "^-ERR"]);
    expect(expected.run.result.run.counts).toMatchObject({ ok: 20, failed: 0 });
  });

  test("a port where a PID is wanted is told with the PID that is meant", async () => {
    const { exitCode, stderr } = await loads.run([
      `redis://127.0.0.1:${redis.port}`,
      "--watch-pid",
      // As most ports, it is no process's id; were it one, it could not be told.
      String(redis.port),
    ]);
    expect(stderr).toContain(`whose PID is ${redis.pid}: write --watch-pid ${redis.pid}`);
    expect(exitCode).toBe(2);
  });
});

describe.skipIf(!hasCommand("openssl"))("https:// and wss://", () => {
  let folder = "";
  let authority = "";
  let server: Bun.Server<undefined>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "escalera-https-"));
    const { cert, key } = makeCertificate(folder, "server");
    authority = cert;
    server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { cert: Bun.file(cert), key: Bun.file(key) },
      fetch: (request, own) => (own.upgrade(request) ? undefined : new Response("a page")),
      websocket: { message: (socket, message) => void socket.send(message) },
    });
  });
  afterAll(async () => {
    await server.stop(true);
    rmSync(folder, { recursive: true });
  });

  test("check the certificate, and do the same as without TLS", async () => {
    const trusted = ["--tls-ca", authority, "-n", "40", "-c", "2"];
    const page = await loads.run([`https://127.0.0.1:${server.port}/`, ...trusted]);
    expect(page.run.plan.target).toMatchObject({ kind: "tls", caFile: authority });
    expect(page.run.result.run.counts).toMatchObject({ ok: 40, failed: 0 });
    const chat = await loads.run([`wss://127.0.0.1:${server.port}/`, "--send", "hi", ...trusted]);
    expect(chat.run.result.run.counts).toMatchObject({ ok: 40, failed: 0 });
    expect(chat.run.result.firstExchanges).toMatchObject([{ request: "hi", reply: "hi" }]);
    const refused = await loads.run([`https://127.0.0.1:${server.port}/`, "-n", "4"]);
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain("--tls-ca");
  });
});

/** An id that can't be a port; none where few processes have been started. */
const [largePid] = Array.from(
  new Bun.Glob("[0-9]*").scanSync({ cwd: "/proc", onlyFiles: false }),
  Number,
).filter((pid) => pid > 65_535);

test.skipIf(largePid === undefined)("a PID where a port is wanted is told as one", async () => {
  const target = `tcp://127.0.0.1:${largePid}`;
  const { exitCode, stderr } = await loads.run([target, "--send", text`x\n`]);
  expect(stderr).toMatch(
    new RegExp(`^error: TARGET: .*${largePid} is the PID of .*write the port`),
  );
  expect(exitCode).toBe(2);
});

test("a refused port that is also a process's id is told so", async () => {
  const { port, stop } = startPeer({ onLine: () => undefined });
  stop();
  const { stderr } = await loads.run([`tcp://127.0.0.1:${port}`, "--send", text`x\n`]);
  expect(stderr).toContain("is the target running?");
  expect(stderr).not.toContain("PID");
  // Process 1 is everywhere, and nothing listens on its port without root.
  const one = await loads.run([`tcp://127.0.0.1:1`, "--send", text`x\n`]);
  expect(one.stderr).toContain("1 is also the PID of");
});
