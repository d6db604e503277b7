// Bursts on real sockets: whatever a target does, each request ends in exactly one sample.
import { expect, test } from "bun:test";
import { type BurstSpec, runBurst } from "../../bench/generate/pacing/burst.ts";
import { createRunClock } from "../../bench/generate/pacing/run-clock.ts";
import type { RequestSample } from "../../bench/run/sweep/sample.ts";
import { eventually } from "../support/eventually.ts";
import { type PeerLine, type PeerOptions, startPeer } from "../support/scripted-peer.ts";

interface Made {
  readonly startNs: number;
  /** In connection order. */
  readonly samples: readonly RequestSample[];
}

async function burst(
  port: number,
  spec: Partial<BurstSpec> = {},
  signal = new AbortController().signal,
): Promise<Made> {
  const samples: RequestSample[] = [];
  const clock = createRunClock();
  const startNs = await runBurst({
    spec: {
      target: { hostname: "127.0.0.1", port },
      form: "plain",
      level: 1,
      repeat: 1,
      attempt: 1,
      lane: 1,
      timeoutNs: 30e9,
      ...spec,
    },
    clock,
    chooseStartNs: () => clock.nowNs() + 20e6,
    onSample: (sample) => samples.push(sample),
    signal,
  });
  return { startNs, samples: samples.toSorted((a, b) => a.connection - b.connection) };
}

async function burstOn(options: PeerOptions, spec: Partial<BurstSpec> = {}): Promise<Made> {
  const peer = startPeer(options);
  try {
    return await burst(peer.port, spec);
  } finally {
    peer.stop();
  }
}

function jsonReply(fields: object): string {
  const report = { thread: 3, acceptedSeq: 7, waitNs: 1, serviceNs: 2, sojournNs: 3 };
  return `${JSON.stringify({ id: "x", status: "ok", ...report, startedAtMs: 4, result: "", ...fields })}\n`;
}

test("all requests are released from one instant, each on a connection of its own", async () => {
  const waiting: PeerLine[] = [];
  const { startNs, samples } = await burstOn(
    {
      onLine(line) {
        waiting.push(line);
        // None is answered before all have come.
        if (waiting.length === 20) for (const { answer } of waiting) answer(jsonReply({}));
      },
    },
    { form: "json", level: 20, repeat: 2 },
  );
  expect(new Set(waiting.map(({ connection }) => connection)).size).toBe(20);
  const tasks = waiting.map(({ text }) => (JSON.parse(text) as { task: string }).task);
  expect(tasks.toSorted()).toEqual(
    Array.from({ length: 20 }, (_, i) => `level 20.2 client ${i + 1}`).toSorted(),
  );
  expect(samples.map(({ connection }) => connection)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  for (const sample of samples) {
    expect(sample.outcome).toBe("ok");
    expect(sample.intendedStartNs).toBe(startNs);
    expect(sample.sentNs).toBeGreaterThanOrEqual(startNs);
    expect(sample.firstByteNs).toBeGreaterThanOrEqual(sample.sentNs ?? Infinity);
    expect(sample.repliedNs).toBeGreaterThanOrEqual(sample.firstByteNs ?? Infinity);
    expect(sample.report).toMatchObject({ thread: 3, acceptedSeq: 7, waitNs: 1, serviceNs: 2 });
  }
});

test("a long reply that comes in many packets is found", async () => {
  const { samples } = await burstOn({
    onLine({ answer }) {
      let packets = 0;
      const next = (): void => {
        answer(packets < 500 ? "x".repeat(1000) : "\n");
        if (packets++ < 500) setImmediate(next);
      };
      next();
    },
  });
  expect(samples.map(({ outcome }) => outcome)).toEqual(["ok"]);
  expect(samples[0]?.repliedNs).toBeGreaterThan(samples[0]?.firstByteNs ?? Infinity);
});

const outcomes: [string, Partial<BurstSpec>, PeerOptions["onLine"], string, string | null][] = [
  ["any line of a black box is ok", {}, ({ answer }) => answer("hello\n"), "ok", null],
  ["what follows its line is passed over", {}, ({ answer }) => answer("a\nb\nc\n"), "ok", null],
  [
    "so is a reply that ends with its connection",
    {},
    ({ answer, close }) => {
      answer("no line end");
      close();
    },
    "ok",
    null,
  ],
  ["an error in plain form", {}, ({ answer }) => answer("ERR busy: full\n"), "error", "busy"],
  [
    "an error in plain form to a request in JSON",
    { form: "json" },
    ({ answer }) => answer("ERR busy: full\n"),
    "error",
    "busy",
  ],
  ["no JSON", { form: "json" }, ({ answer }) => answer("hello\n"), "malformed", null],
  [
    "JSON that is cut by the end",
    { form: "json" },
    ({ answer, close }) => {
      answer(jsonReply({}).trimEnd());
      close();
    },
    "closed",
    null,
  ],
  ["more than 1 MiB", {}, ({ answer }) => answer("x".repeat(1_100_000)), "malformed", null],
  ["an end without a reply", {}, ({ close }) => close(), "closed", null],
  ["a reset", {}, ({ close }) => close("reset"), "reset", "ECONNRESET"],
  ["no reply in time", { timeoutNs: 100e6 }, () => undefined, "timeout", null],
];
test.each(outcomes)("%s", async (_, spec, onLine, outcome, errorCode) => {
  const { samples } = await burstOn({ onLine }, { ...spec, level: 2 });
  expect(samples.map((sample) => [sample.outcome, sample.errorCode])).toEqual([
    [outcome, errorCode],
    [outcome, errorCode],
  ]);
  expect(samples.every(({ sentNs }) => sentNs !== null)).toBe(true);
});

test("what a black box says before the request is no reply to it", async () => {
  const { samples } = await burstOn({
    onOpen: (answer) => answer("220 welcome\n"),
    onLine: ({ answer }) => answer("250 done\n"),
  });
  expect(samples).toMatchObject([{ outcome: "ok" }]);
  expect(samples[0]?.firstByteNs).toBeGreaterThanOrEqual(samples[0]?.sentNs ?? Infinity);
});

test("nobody listens: refused, and never sent", async () => {
  const peer = startPeer({ onLine: () => undefined });
  peer.stop();
  const { startNs, samples } = await burst(peer.port, { level: 2 });
  expect(samples).toMatchObject([
    { outcome: "refused", errorCode: "ECONNREFUSED", sentNs: null, intendedStartNs: startNs },
    { outcome: "refused", errorCode: "ECONNREFUSED", sentNs: null, intendedStartNs: startNs },
  ]);
});

test("a connection that is closed before the release carries nothing", async () => {
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { open: (socket) => void socket.end(), data: () => undefined },
  });
  const { samples } = await burst(server.port);
  server.stop(true);
  expect(samples).toMatchObject([{ outcome: "closed", sentNs: null, repliedNs: null }]);
});

test("an interrupt ends it: what was answered stays, the rest is unfinished", async () => {
  const stopping = new AbortController();
  let lines = 0;
  const peer = startPeer({
    onLine({ answer }) {
      lines++;
      if (lines <= 2) answer("ok\n");
    },
  });
  const made = burst(peer.port, { level: 5 }, stopping.signal);
  await eventually(() => expect(lines).toBe(5));
  stopping.abort();
  const { samples } = await made;
  peer.stop();
  const ends = samples.map(({ outcome }) => outcome).toSorted();
  expect(ends).toHaveLength(5);
  expect(ends.filter((end) => end === "unfinished").length).toBeGreaterThanOrEqual(3);
});

test("an interrupt before it leaves every request unfinished, and opens nothing", async () => {
  const peer = startPeer({ onLine: () => undefined });
  const { samples } = await burst(peer.port, { level: 3 }, AbortSignal.abort());
  expect(samples.map(({ outcome, sentNs }) => [outcome, sentNs])).toEqual(
    Array.from({ length: 3 }, () => ["unfinished", null]),
  );
  expect(peer.connections).toBe(0);
  peer.stop();
});
