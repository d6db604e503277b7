import { describe, expect, test } from "bun:test";
import { createAdminServer, type Readiness } from "./admin-server.ts";

/** What a path is answered with, of a server that is so ready. */
async function ask(path: string, readiness: Readiness, init?: RequestInit) {
  const admin = createAdminServer({ port: 0, isReady: () => readiness });
  try {
    const response = await fetch(`http://${admin.hostname}:${admin.port}${path}`, init);
    return { status: response.status, text: await response.text() };
  } finally {
    await admin.close();
  }
}

describe("what is answered", () => {
  const rows: [string, string, Readiness, number, string][] = [
    ["a process that serves is healthy", "/healthz", true, 200, "ok\n"],
    ["one that is not ready is healthy too", "/healthz", false, 200, "ok\n"],
    ["ready", "/readyz", true, 200, "ready\n"],
    ["not ready", "/readyz", false, 503, "not ready\n"],
    [
      "not ready, and why",
      "/readyz",
      { ready: false, reason: "the broker is away" },
      503,
      "not ready: the broker is away\n",
    ],
    ["any other path", "/", true, 404, "unknown path: use /healthz or /readyz\n"],
  ];
  test.each(rows)("%s", async (_, path, readiness, status, text) => {
    expect(await ask(path, readiness)).toEqual({ status, text });
  });

  test("HEAD as GET, without the line", async () => {
    expect(await ask("/readyz", false, { method: "HEAD" })).toEqual({ status: 503, text: "" });
  });

  test("nothing is changed by what is sent", async () => {
    expect(await ask("/readyz", true, { method: "POST" })).toMatchObject({ status: 405 });
  });
});

test("each request asks anew, and an isReady that throws is no crash", async () => {
  const answers: (() => Readiness)[] = [
    () => false,
    () => {
      throw new Error("no");
    },
    () => true,
  ];
  const admin = createAdminServer({ port: 0, isReady: () => answers.shift()?.() ?? false });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) {
    statuses.push((await fetch(`http://127.0.0.1:${admin.port}/readyz`)).status);
  }
  expect(statuses).toEqual([503, 500, 200]);
  await admin.close();
});

test("it listens on loopback, says a port in use, and closes twice", async () => {
  const admin = createAdminServer({ port: 0, isReady: () => true });
  expect(admin.hostname).toBe("127.0.0.1");
  const second = (): unknown => createAdminServer({ port: admin.port, isReady: () => true });
  expect(second).toThrow(expect.objectContaining({ code: "EADDRINUSE" }));
  await admin.close();
  await admin.close();
  const refused = await fetch(`http://127.0.0.1:${admin.port}/healthz`).catch(() => "refused");
  expect(refused).toBe("refused");
});
