// The generator against real peers that do what a test says: every way a request can end, and nothing vanishes.
import { afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TargetUnreachable } from "../../bench/generate/process/generators.ts";
import { ResponseTimes } from "../../bench/run/load/censored.ts";
import type { FailureKind } from "../../bench/run/failure.ts";
import type { LoadResult } from "../../bench/run/load/run.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { lineRequest, makeLoad, openLoop, planFor } from "../support/load-plans.ts";
import { type Peer, type PeerLine, type PeerOptions, startPeer } from "../support/scripted-peer.ts";

const peers: Peer[] = [];
afterEach(() => {
  for (const started of peers.splice(0)) started.stop();
});

function peer(onLine: (line: PeerLine) => void, options: Partial<PeerOptions> = {}): Peer {
  const started = startPeer({ onLine, ...options });
  peers.push(started);
  return started;
}

const echo = ({ text, answer }: PeerLine): void => answer(`${text}\n`);

function failuresOf({ run }: LoadResult): Partial<Record<FailureKind, number>> {
  return Object.fromEntries(run.failures.map(({ kind, count }) => [kind, count]));
}

describe("closed loop", () => {
  test("each connection has one request in flight, until the requests are used up", async () => {
    const { port, ...seen } = peer(echo);
    const { run } = await makeLoad(planFor(port));
    expect(run.counts).toMatchObject({ intended: 40, sent: 40, ok: 40 });
    expect(run.connectionsOpened).toBe(4);
    expect(seen.peakUnanswered).toBeLessThanOrEqual(4);
    expect(run.scheduleLag.count).toBe(0);
  });

  test("a time ends it too, and what is in flight then is waited for", async () => {
    const { port } = peer((line) => {
      // The fifth is answered when the time is long over.
      if (line.number < 5) echo(line);
      else setTimeout(() => echo(line), 1000);
    });
    const { run } = await makeLoad(
      planFor(port, { connections: 1, maxRequests: null, durationNs: 800 * NS_PER_MS }),
    );
    expect(run.counts).toMatchObject({ intended: 5, ok: 5 });
    expect(run.endNs).toBe(800 * NS_PER_MS);
    expect(run.okInWindow).toBe(4);
  });

  test("a connection thinks before its next request", async () => {
    const { port } = peer(echo);
    const { run } = await makeLoad(
      planFor(port, {
        connections: 2,
        maxRequests: 10,
        loop: { kind: "closed", thinkNs: 30 * NS_PER_MS },
      }),
    );
    expect(run.counts.ok).toBe(10);
    // Five requests a connection have four pauses between them.
    expect(run.endNs).toBeGreaterThanOrEqual(4 * 29 * NS_PER_MS);
  });

  test("a pipeline keeps as many in flight on each connection, and answers are matched in order", async () => {
    const seen = peer(echo);
    const { run } = await makeLoad(
      planFor(seen.port, { connections: 2, pipeline: 8, maxRequests: 200 }),
    );
    expect(run.counts.ok).toBe(200);
    expect(Math.max(...run.slices.map(({ inFlightMax }) => inFlightMax))).toBe(16);
    expect(seen.peakUnanswered).toBeLessThanOrEqual(16);
  });

  test("a warm-up has its own samples", async () => {
    const { port } = peer(echo);
    const { run, warmup } = await makeLoad(planFor(port, { warmupNs: 100 * NS_PER_MS }));
    expect(run.counts.intended).toBe(40);
    expect(warmup?.counts.intended).toBeGreaterThan(0);
    expect(warmup?.response.count).toBe(warmup?.counts.ok ?? 0);
  });
});

describe("open loop", () => {
  test("every arrival of the schedule is sent, whatever the number of generators", async () => {
    const { port } = peer(echo);
    for (const generators of [1, 3]) {
      const { run, generators: healths } = await makeLoad(
        planFor(port, { ...openLoop(500, 200), generators, connections: 20 }),
      );
      expect(run.counts).toMatchObject({ intended: 200, sent: 200, ok: 200 });
      expect(run.scheduleLag.count).toBe(200);
      expect(healths.map(({ generator }) => generator)).toEqual(
        Array.from({ length: generators }, (_, i) => i + 1),
      );
    }
  });

  test("an arrival that finds every connection busy waits, and its waiting counts", async () => {
    const held: PeerLine[] = [];
    const { port } = peer((line) => {
      // Nothing is answered before the twentieth arrival must be due.
      if (held.push(line) === 2) setTimeout(() => held.splice(0).forEach(echo), 300);
      else if (line.number > 2) held.splice(0).forEach(echo);
    });
    const { run } = await makeLoad(planFor(port, { ...openLoop(100, 20), connections: 2 }));
    expect(run.counts).toMatchObject({ intended: 20, sent: 20, ok: 20, unsent: 0 });
    // The third arrival, due at 20 ms, waits for the first reply, at 300 ms.
    expect(new ResponseTimes(run).percentile(100)).toMatchObject({ kind: "exact" });
    const longest = run.slices[0]?.response.count ?? 0;
    expect(longest).toBeGreaterThan(0);
    expect(run.scheduleLag.count).toBe(20);
  });

  test("with --drop it is dropped, and stays within the percentiles", async () => {
    const { port } = peer((line) => {
      setTimeout(() => echo(line), 300);
    });
    const { run } = await makeLoad(planFor(port, { ...openLoop(100, 20, true), connections: 2 }));
    expect(run.counts.dropped).toBeGreaterThanOrEqual(15);
    expect(run.counts.intended).toBe(20);
    expect(failuresOf({ run } as LoadResult).dropped).toBe(run.counts.dropped);
    expect(new ResponseTimes(run).percentile(50).kind).toBe("over");
  });

  test("a request that is never answered times out and its percentile is longer than the time-out", async () => {
    const { port } = peer((line) => {
      if (Number(line.text) % 20 !== 7) echo(line);
    });
    // Only what is never answered waits as long, on a busy machine too.
    const timeoutNs = 2 * NS_PER_SECOND;
    const { run } = await makeLoad(
      planFor(port, { ...openLoop(2000, 1000), connections: 100, timeoutNs }),
    );
    expect(run.counts).toMatchObject({ intended: 1000, timedOut: 50, ok: 950 });
    expect(failuresOf({ run } as LoadResult)["reply time-out"]).toBe(50);
    const p99 = new ResponseTimes(run).percentile(99);
    expect(p99.kind).toBe("over");
    expect(p99.kind === "over" && Math.abs(p99.ns / timeoutNs - 1) < 1e-3).toBe(true);
  });

  test("what waits at the end of the schedule, and longer than a grace, is unsent", async () => {
    const { port } = peer(() => undefined);
    const { run } = await makeLoad(
      planFor(port, { ...openLoop(100, 20), connections: 2, timeoutNs: 1500 * NS_PER_MS }),
    );
    expect(run.counts).toMatchObject({ intended: 20, sent: 2, unsent: 18, timedOut: 2 });
    expect(run.censored.count).toBe(20);
  });

  test("a burst has all its requests in flight at once, each on a connection of its own", async () => {
    const waiting: PeerLine[] = [];
    const seen = peer((line) => {
      if (waiting.push(line) === 25) waiting.forEach(echo);
    });
    const { run } = await makeLoad(
      planFor(seen.port, { loop: { kind: "burst" }, connections: 25, maxRequests: null }),
    );
    expect(run.counts).toMatchObject({ intended: 25, ok: 25 });
    expect(seen.peakUnanswered).toBe(25);
    expect(new Set(waiting.map(({ connection }) => connection)).size).toBe(25);
  });
});

describe("failures have a kind of their own", () => {
  test("no listener: refused, before anything is measured", async () => {
    const { port, stop } = startPeer({ onLine: echo });
    stop();
    const load = makeLoad(planFor(port));
    expect(load).rejects.toBeInstanceOf(TargetUnreachable);
    expect(await load.catch(({ kind }) => kind)).toBe("refused");
  });

  test("a host that does not exist: DNS", async () => {
    const target = { kind: "tcp", hostname: "no-such-host.invalid", port: 1 } as const;
    const kind = await makeLoad(planFor(1, { target })).catch((error) => error.kind);
    expect(kind).toBe("DNS");
  });

  test("the server closes instead of answering: closed early, and the connection is opened anew", async () => {
    const { port } = peer((line) => {
      if (line.number % 10 === 0) line.close();
      else echo(line);
    });
    const result = await makeLoad(planFor(port, { connections: 1 }));
    expect(result.run.counts).toMatchObject({ intended: 40, ok: 36, failed: 4 });
    expect(failuresOf(result)).toEqual({ "closed early": 4 });
    expect(result.run.connectionsOpened).toBe(4);
  });

  test("a reset", async () => {
    const { port } = peer((line) => {
      if (line.number % 10 === 0) line.close("reset");
      else echo(line);
    });
    const result = await makeLoad(planFor(port, { connections: 1 }));
    expect(failuresOf(result)).toEqual({ reset: 4 });
  });

  test("a server that goes away in mid-run: refused from then on, with its first and last time", async () => {
    const going = peer((line) => {
      if (line.number === 20) going.stop();
      else echo(line);
    });
    const result = await makeLoad(
      planFor(going.port, { connections: 1, maxRequests: null, durationNs: 1500 * NS_PER_MS }),
    );
    const refused = result.run.failures.find(({ kind }) => kind === "refused");
    expect(refused?.count).toBeGreaterThan(1);
    expect(refused?.lastNs).toBeGreaterThan(refused?.firstNs ?? 0);
    expect(refused?.example.en).toContain("ECONNREFUSED");
    expect(result.run.counts.ok).toBe(19);
  });

  test("--expect and --reject: a wrong reply, with its text", async () => {
    const { port } = peer(({ text, answer }) =>
      answer(Number(text) % 4 === 0 ? "-ERR no\n" : "+OK\n"),
    );
    for (const changes of [{ expect: String.raw`^\+OK` }, { reject: "^-ERR" }]) {
      const result = await makeLoad(planFor(port, { requests: [lineRequest(changes)] }));
      expect(failuresOf(result)).toEqual({ "wrong reply": 10 });
      expect(result.run.failures[0]?.example.en).toBe("-ERR no");
      expect(result.run.counts.ok).toBe(30);
    }
  });

  test("--expect-error: an error reply is counted apart, with its share of every count", async () => {
    const { port } = peer(({ number, answer }) => {
      answer(number % 4 === 0 ? "ERR busy: full\n" : number % 4 === 1 ? "ERR other\n" : "OK\n");
    });
    const { run } = await makeLoad(
      planFor(port, { requests: [lineRequest({ reject: "^ERR", expectErrors: ["busy"] })] }),
    );
    const { ok, expectedErrors, failed } = run.counts;
    expect({ ok, expectedErrors, failed }).toEqual({ ok: 20, expectedErrors: 10, failed: 10 });
    expect(run.response.count).toBe(20);
    expect(run.failures).toMatchObject([
      { kind: "wrong reply", count: 10, example: { en: "ERR other" } },
    ]);
  });

  test("--expect-error with a status of HTTP, whose replies are not kept for it", async () => {
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ url }) => new Response("…", { status: url.endsWith("1") ? 503 : 200 }),
    });
    try {
      const content = {
        kind: "text",
        text: String.raw`GET /{{i}} HTTP/1.1\r\nHost: a\r\n\r\n`,
      } as const;
      const request = { content, reply: { kind: "http" } as const, expectErrors: ["503"] };
      const { run } = await makeLoad(
        planFor(server.port ?? 0, { requests: [lineRequest(request)] }),
      );
      // Of 0 to 39 there are 1, 11, 21 and 31.
      expect(run.counts).toMatchObject({ ok: 36, expectedErrors: 4, failed: 0 });
    } finally {
      await server.stop(true);
    }
  });

  test("a target that falls silent: from its last reply on no reply came, of several generators at once", async () => {
    const { port } = peer((line) => {
      if (line.number <= 200) echo(line);
    });
    const timeoutNs = 500 * NS_PER_MS;
    const { run } = await makeLoad(
      planFor(port, { maxRequests: null, durationNs: NS_PER_SECOND, timeoutNs, generators: 2 }),
    );
    const last = run.replyGaps.at(-1);
    expect(last?.untilNs).toBeNull();
    expect(last?.outstanding?.fromNs).toBeGreaterThanOrEqual(run.lastOkNs ?? Infinity);
    expect(run.lastOkNs).toBe(last?.afterNs ?? null);
    expect(last?.longestOutsideNs).toBeGreaterThan(0);
  });

  test("a reply that breaks its rule: malformed", async () => {
    const { port } = peer(({ answer }) => answer("this is no HTTP\r\n\r\n"));
    const result = await makeLoad(
      planFor(port, { requests: [lineRequest({ reply: { kind: "http" } })], maxRequests: 4 }),
    );
    expect(failuresOf(result)).toEqual({ "malformed reply": 4 });
  });

  test("more than was asked for is no reply to the next request", async () => {
    const { port } = peer(({ answer }) => answer("one\ntwo\n"));
    const result = await makeLoad(planFor(port, { maxRequests: 8 }));
    expect(failuresOf(result)).toEqual({ "malformed reply": 8 });
    expect(result.run.failures[0]?.example.en).toContain("--reply");
  });
});

describe("connections", () => {
  test("--reconnect each opens one for every request, every:N for every N-th", async () => {
    const { port } = peer(echo);
    for (const [reconnectEvery, opened] of [
      [1, 40],
      [10, 4],
    ] as const) {
      const { run } = await makeLoad(planFor(port, { reconnectEvery, connections: 1 }));
      expect(run.counts.ok).toBe(40);
      expect(run.connectionsOpened).toBe(opened);
    }
  });

  test("a reply that ends with its connection", async () => {
    const { port } = peer(({ answer, close }) => {
      answer("whole");
      close();
    });
    const { run } = await makeLoad(
      planFor(port, { requests: [lineRequest({ reply: { kind: "close" } })], reconnectEvery: 1 }),
    );
    expect(run.counts.ok).toBe(40);
  });

  test("a request without a reply is done when it is written", async () => {
    const seen = peer(() => undefined);
    const { run } = await makeLoad(
      planFor(seen.port, { requests: [lineRequest({ reply: { kind: "none" } })] }),
    );
    expect(run.counts.ok).toBe(40);
  });

  test("replies by id may come in any order, and late ones answer nothing", async () => {
    const waiting: PeerLine[] = [];
    const { port } = peer((line) => {
      if (waiting.push(line) < 4) return;
      for (const { text, answer } of waiting.splice(0).toReversed()) {
        const { id, task } = JSON.parse(text);
        answer(`${JSON.stringify({ id, status: "ok", result: task })}\n`);
      }
    });
    const request = lineRequest({
      content: { kind: "task", text: "tarea {{i}}" },
      reply: { kind: "json-id" },
    });
    const { run } = await makeLoad(
      planFor(port, { requests: [request], connections: 1, pipeline: 4 }),
    );
    expect(run.counts.ok).toBe(40);
  });

  test("a reply by id that comes after its time-out answers nothing, and the connection is kept", async () => {
    const { port } = peer(({ text, number, answer }) => {
      const { id } = JSON.parse(text);
      const reply = (): void => answer(`${JSON.stringify({ id, status: "ok" })}\n`);
      if (number === 1) setTimeout(reply, 1200);
      else reply();
    });
    const request = lineRequest({
      content: { kind: "task", text: "tarea" },
      reply: { kind: "json-id" },
    });
    const { run } = await makeLoad(
      planFor(port, {
        requests: [request],
        ...openLoop(20, 40),
        connections: 1,
        pipeline: 40,
        timeoutNs: 600 * NS_PER_MS,
      }),
    );
    expect(run.counts).toMatchObject({ ok: 39, timedOut: 1 });
    expect(run.connectionsOpened).toBe(1);
    expect(run.strayReplies).toBe(0);
  });

  test("bytes that nobody asked for are counted, and their connection is opened anew", async () => {
    const { port } = peer(({ text, number, answer }) => {
      answer(`${text}\n`);
      if (number === 1) setTimeout(() => answer("stray\n"), 100);
    });
    const { run } = await makeLoad(planFor(port, { ...openLoop(1, 3), connections: 1 }));
    expect(run.counts.ok).toBe(3);
    expect(run.strayReplies).toBe(1);
    expect(run.connectionsOpened).toBe(2);
  });

  test("an error of Escalera's own wire is a wrong reply with its code", async () => {
    const { port } = peer(({ text, answer }) => {
      const { id } = JSON.parse(text);
      answer(`${JSON.stringify({ id, status: "error", code: "busy", message: "full" })}\n`);
    });
    const request = lineRequest({
      content: { kind: "task", text: "tarea" },
      reply: { kind: "json-id" },
    });
    const result = await makeLoad(planFor(port, { requests: [request] }));
    expect(failuresOf(result)).toEqual({ "wrong reply": 40 });
    expect(result.run.failures[0]?.example.en).toBe("busy: full");
  });

  test("a greeting and what is said before the first request are no requests", async () => {
    const seen: string[] = [];
    const { port } = peer(
      ({ text, answer }) => {
        seen.push(text);
        answer("250 ok\r\n");
      },
      { onOpen: (answer) => answer("220 ready\r\n") },
    );
    const hello = lineRequest({
      name: "HELO",
      content: { kind: "text", text: String.raw`HELO bench\r\n` },
      expect: "^250",
    });
    const { run } = await makeLoad(
      planFor(port, {
        greeting: { greeting: { kind: "line" }, hello: [hello] },
        connections: 1,
        maxRequests: 3,
      }),
    );
    expect(seen).toEqual(["HELO bench", "0", "1", "2"]);
    expect(run.counts).toMatchObject({ intended: 3, ok: 3 });
  });

  test("a Unix socket", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "escalera-")), "peer.sock");
    peer(echo, { unix: path });
    const { run } = await makeLoad(planFor(0, { target: { kind: "unix", path } }));
    expect(run.counts.ok).toBe(40);
  });
});

test("several requests are drawn by weight, the same ones whatever the number of generators", async () => {
  const { port } = peer(echo);
  const requests = [lineRequest({ name: "often", weight: 3 }), lineRequest({ name: "rare" })];
  const counts: number[][] = [];
  for (const generators of [1, 2]) {
    const { run } = await makeLoad(planFor(port, { requests, ...openLoop(1000, 400), generators }));
    counts.push(run.byRequest.map(({ counts: { ok } }) => ok));
  }
  expect(counts[0]).toEqual(counts[1] as number[]);
  expect(counts[0]?.[0]).toBeGreaterThan(250);
  expect(counts[0]?.reduce((sum, ok) => sum + ok, 0)).toBe(400);
});

test("an interrupted load gives what it measured: in flight is unfinished, waiting is unsent", async () => {
  const stopping = new AbortController();
  const { port } = peer((line) => {
    if (line.number <= 10) echo(line);
    if (line.number === 14) stopping.abort();
  });
  const { run } = await makeLoad(
    planFor(port, { ...openLoop(100, 6000), connections: 4, timeoutNs: 20 * NS_PER_SECOND }),
    { signal: stopping.signal },
  );
  expect(run.counts).toMatchObject({ ok: 10, unfinished: 4 });
  expect(run.counts.intended).toBeLessThan(6000);
});
