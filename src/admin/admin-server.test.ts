import { describe, expect, test } from "bun:test";
import { createAdminServer } from "./admin-server.ts";

const AWAY = "the broker is away";

/** What a path is answered with, of a server that is so ready. */
async function ask(path: string, whyNot: string | undefined, init?: RequestInit) {
  const admin = createAdminServer({ port: 0, whyNotReady: () => whyNot });
  try {
    const response = await fetch(`http://127.0.0.1:${admin.port}${path}`, init);
    return { status: response.status, text: await response.text() };
  } finally {
    await admin.close();
  }
}

describe("what is answered", () => {
  const rows: [string, string, string | undefined, number, string][] = [
    ["a process that serves is healthy", "/healthz", undefined, 200, "ok\n"],
    ["one that is not ready is healthy too", "/healthz", AWAY, 200, "ok\n"],
    ["ready", "/readyz", undefined, 200, "ready\n"],
    ["not ready, and why", "/readyz", AWAY, 503, "not ready: the broker is away\n"],
    ["any other path", "/", undefined, 404, "unknown path: use /healthz or /readyz\n"],
  ];
  test.each(rows)("%s", async (_, path, whyNot, status, text) => {
    expect(await ask(path, whyNot)).toEqual({ status, text });
  });

  test("HEAD as GET, without the line", async () => {
    expect(await ask("/readyz", AWAY, { method: "HEAD" })).toEqual({ status: 503, text: "" });
  });

  test("nothing is changed by what is sent", async () => {
    expect(await ask("/readyz", undefined, { method: "POST" })).toMatchObject({ status: 405 });
  });
});

test("each request asks anew, and a whyNotReady that throws is no crash", async () => {
  const answers: (() => string | undefined)[] = [
    () => AWAY,
    () => {
      throw new Error("no");
    },
    () => undefined,
  ];
  const admin = createAdminServer({ port: 0, whyNotReady: () => answers.shift()?.() });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) {
    statuses.push((await fetch(`http://127.0.0.1:${admin.port}/readyz`)).status);
  }
  expect(statuses).toEqual([503, 500, 200]);
  await admin.close();
});

test("it listens on loopback, says a port in use, and closes twice", async () => {
  const admin = createAdminServer({ port: 0, whyNotReady: () => undefined });
  const second = (): unknown =>
    createAdminServer({ port: admin.port, whyNotReady: () => undefined });
  expect(second).toThrow(expect.objectContaining({ code: "EADDRINUSE" }));
  await admin.close();
  await admin.close();
  const refused = await fetch(`http://127.0.0.1:${admin.port}/healthz`).catch(() => "refused");
  expect(refused).toBe("refused");
});
