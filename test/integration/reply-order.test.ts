// Replies in any order, from a real target that permutes them: with ids each is timed as it was, without them no single
// request's time is told, and where replies carry something of their requests the disorder is found.
import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encodeBinaryNumber, BINARY_NUMBERS } from "../../bench/generate/wire/binary-number.ts";
import { parseReplyRule } from "../../bench/generate/wire/reply-rule.ts";
import { ResponseTimes } from "../../bench/run/load/censored.ts";
import type { IdRule, LoadPlan, RequestSpec } from "../../bench/run/load/plan.ts";
import type { LoadResult } from "../../bench/run/load/run.ts";
import { NS_PER_MS } from "../../src/units/duration.ts";
import { lineRequest, makeLoad, planFor } from "../support/load-plans.ts";
import {
  type Answered,
  type PermutingTarget,
  type Protocol,
  startPermutingTarget,
} from "../support/permuting-target.ts";

// Bun's own 5 s are too short for real processes on a busy machine; the preload's limit holds for the first file alone.
setDefaultTimeout(120_000);

const REQUESTS = 48;
/** Two processes' readings of the wall clock differ by less than this. */
const CLOCK_SLACK_MS = 2;
const RUNS = 12;

const folder = mkdtempSync(join(tmpdir(), "escalera-order-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const targets: PermutingTarget[] = [];
afterEach(() => {
  for (const target of targets.splice(0)) target.stop();
});

interface Case {
  readonly name: string;
  readonly request: RequestSpec;
  readonly protocol: Protocol;
}

const text = String.raw;

const lines: Pick<Protocol, "lengthOf"> = { lengthOf: (bytes) => bytes.indexOf("\n") + 1 };
const numberIn = (request: Buffer): number => Number(/\d+/.exec(request.toString())?.[0]);

function textCase(
  reply: string,
  id: IdRule | null,
  send: string,
  replyTo: Protocol["replyTo"],
): Case {
  return {
    name: `${reply}${id === null ? "" : " by id"}, ${send}`,
    request: lineRequest({
      content: { kind: "text", text: send },
      reply: parseReplyRule(reply),
      id,
    }),
    protocol: { ...lines, indexOf: numberIn, replyTo },
  };
}

const byMatch: IdRule = { kind: "match", pattern: text`id=(\d+)` };

/** Requests and replies are a length, a word, the id, a word; the id has at least 16 bits, enough for the requests here. */
function frameCase(length: string, isInclusive: boolean, id: string, hasId: boolean): Case {
  const [header, number] = [length, id].map((name) => BINARY_NUMBERS.get(name));
  if (header === undefined || number === undefined) throw new Error(`no numbers: ${length}, ${id}`);
  const follows = 2 + number.bytes + 3;
  const start = encodeBinaryNumber(follows + (isInclusive ? header.bytes : 0), header);
  const whole = header.bytes + follows;
  const at = header.bytes + 2;
  const escaped = Array.from(start, (byte) => text`\x${byte.toString(16).padStart(2, "0")}`);
  const reply = `frame:${length}${isInclusive ? ":inclusive" : ""}`;
  return {
    name: `${reply}, ${hasId ? `id at ${at}:${id}` : "no id"}`,
    request: lineRequest({
      content: { kind: "text", text: `${escaped.join("")}ab{{${id} i}}xyz` },
      reply: parseReplyRule(reply),
      id: hasId ? { kind: "at", offset: at, number } : null,
    }),
    protocol: {
      lengthOf: (bytes) => (bytes.length < whole ? 0 : whole),
      indexOf: (request) => {
        const own = [...request.subarray(at, at + number.bytes)];
        if (number.endian === "le") own.reverse();
        return own.reduce((sum, byte) => sum * 256 + byte, 0);
      },
      replyTo: (_, request) => request,
    },
  };
}

const anyNumber = fc.constantFrom(...BINARY_NUMBERS.keys());

const withIds: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyNumber, fc.boolean(), anyNumber)
      .map(([length, isInclusive, id]) => frameCase(length, isInclusive, id, true)),
  },
  fc.constantFrom(
    textCase("line", byMatch, text`get id={{i}} now\n`, (i) => `found id=${i}\r\n`),
    textCase("lines:2", byMatch, text`get id={{i}}\n`, (i) => `found\nid=${i}\n`),
    textCase("until:END", byMatch, text`get id={{i}}\n`, (i) => `id=${i} found END`),
    textCase("bytes:9", byMatch, text`get id={{i}}\n`, (i) => `id=${String(i).padEnd(6)}`),
    textCase(
      "frame:u16be",
      byMatch,
      text`get id={{i}}\n`,
      (i) => `\0\x0aid=${String(i).padEnd(7)}`,
    ),
    {
      name: "json-id",
      request: lineRequest({
        content: { kind: "text", text: text`{"id":"{{i}}"}\n` },
        reply: parseReplyRule("json-id"),
      }),
      protocol: {
        ...lines,
        indexOf: numberIn,
        replyTo: (i: number) => `{"ok":true,"id":"${i}"}\n`,
      },
    },
    {
      name: "bytes:6, id at 2:u32le",
      request: lineRequest({
        content: { kind: "text", text: text`{{u32le i}}` },
        reply: parseReplyRule("bytes:6"),
        // The request has its id at its start: its index is what the reply carries.
        id: { kind: "at", offset: 2, number: { bytes: 4, endian: "le" } },
      }),
      protocol: {
        lengthOf: (bytes: Buffer) => (bytes.length < 4 ? 0 : 4),
        indexOf: (request: Buffer) => request.readUInt32LE(0),
        replyTo: (_: number, request: Buffer) => Buffer.concat([Buffer.from("ok"), request]),
      },
    },
  ),
);

const withoutIds: fc.Arbitrary<Case> = fc.oneof(
  fc
    .tuple(anyNumber, fc.boolean())
    .map(([length, isInclusive]) => frameCase(length, isInclusive, "u32be", false)),
  fc.constantFrom(
    textCase("line", null, text`get {{i}}\n`, () => "found\n"),
    textCase("lines:2", null, text`get {{i}}\n`, () => "found\n.\n"),
    textCase("until:END", null, text`get {{i}}\n`, () => "found END"),
    textCase("bytes:5", null, text`get {{i}}\n`, () => "found"),
  ),
);

const anyOrder: fc.Arbitrary<number[]> = fc.integer({ min: 2, max: 8 }).chain((size) =>
  fc.shuffledSubarray(
    Array.from({ length: size }, (_, i) => i),
    { minLength: size },
  ),
);

interface Timed {
  readonly index: number;
  readonly sentMs: number;
  /** NaN where it is not known. */
  readonly endedMs: number;
}

interface Measured {
  readonly result: LoadResult;
  readonly answered: readonly Answered[];
  readonly timed: readonly Timed[];
}

let runs = 0;

async function measure(
  { request, protocol }: Case,
  order: readonly number[],
  changes: Partial<LoadPlan> = {},
): Promise<Measured> {
  const target = startPermutingTarget(protocol, order);
  targets.push(target);
  const samples = join(folder, `${++runs}.csv`);
  let zeroMs = Number.NaN;
  const result = await makeLoad(
    planFor(target.port, {
      requests: [request],
      connections: 1,
      pipeline: order.length,
      maxRequests: REQUESTS,
      ...changes,
    }),
    { samplesPath: () => samples, onRelease: (atMs) => (zeroMs = atMs) },
  );
  target.stop();
  const rows = readFileSync(samples, "utf8").trimEnd().split("\r\n");
  return {
    result,
    answered: target.answered,
    timed: rows.map((row) => {
      const cells = row.split(",");
      const toMs = (cell = ""): number =>
        cell === "" ? Number.NaN : zeroMs + Number(cell) / NS_PER_MS;
      return { index: Number(cells[1]), sentMs: toMs(cells[8]), endedMs: toMs(cells[9]) };
    }),
  };
}

test("with ids, every reply is timed as it was, in whatever order they come", async () => {
  await fc.assert(
    fc.asyncProperty(withIds, anyOrder, async (own, order) => {
      const { result, answered, timed } = await measure(own, order);
      expect(result.run.counts).toMatchObject({ ok: REQUESTS, intended: REQUESTS });
      expect(result.run).toMatchObject({ unmatched: null, strayReplies: 0, failures: [] });
      const byIndex = new Map(answered.map((one) => [one.index, one]));
      for (const { index, sentMs, endedMs } of timed) {
        const { receivedMs = NaN, repliedMs = NaN } = byIndex.get(index) ?? {};
        // A request that took another's reply would have ended before its own reply was sent, or that one would have.
        expect(receivedMs).toBeGreaterThanOrEqual(sentMs - CLOCK_SLACK_MS);
        expect(endedMs).toBeGreaterThanOrEqual(repliedMs - CLOCK_SLACK_MS);
      }
      const longestMs = Math.max(...timed.map(({ sentMs, endedMs }) => endedMs - sentMs));
      const found = new ResponseTimes(result.run).percentile(100);
      expect(found.kind === "exact" ? found.ns / NS_PER_MS : NaN).toBeCloseTo(longestMs, 1);
    }),
    { numRuns: RUNS },
  );
});

test("without ids, a pipeline has its mean and no percentiles", async () => {
  await fc.assert(
    fc.asyncProperty(withoutIds, anyOrder, async (own, order) => {
      const { result, answered, timed } = await measure(own, order);
      const { run } = result;
      expect(run.counts.ok).toBe(REQUESTS);
      expect(run.unmatched?.reason).toBe("no order");
      const times = new ResponseTimes(run);
      expect(times.percentile(50)).toEqual({ kind: "unmatched" });
      expect([run.response, run.sendToReply].map(({ count }) => count)).toEqual([0, 0]);
      expect(timed.every(({ endedMs }) => Number.isNaN(endedMs))).toBe(true);
      // A time at the target is part of the time at the client, and so are their sums.
      const heldMs = answered.reduce((sum, one) => sum + one.repliedMs - one.receivedMs, 0);
      expect((times.meanNs ?? NaN) / NS_PER_MS).toBeGreaterThanOrEqual(
        heldMs / REQUESTS - CLOCK_SLACK_MS,
      );
    }),
    { numRuns: RUNS },
  );
});

describe("where replies carry something of their requests", () => {
  const words: Protocol = {
    lengthOf: lines.lengthOf,
    // The last word of "get UUID 17".
    indexOf: (request) => Number(/\d+\n$/.exec(request.toString())?.[0]),
    replyTo: (_, request) => `found ${request.toString()}`,
  };
  const echoing = (send: string): Case => ({
    name: send,
    request: lineRequest({ content: { kind: "text", text: send } }),
    protocol: words,
  });
  const failuresOf = ({ run }: LoadResult) => run.failures.map(({ kind }) => kind);

  test("a text of its own shows the first reply that is out of order, even of a protocol with a promise", async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, fc.boolean(), fc.boolean(), async (order, isOrdered, isUuid) => {
        const mark = isUuid ? "{{uuid}}" : "{{random 16}}";
        const own = echoing(text`get ${mark} {{i}}\n`);
        const { result } = await measure(own, order, { isOrdered });
        if (order.every((place, i) => place === i)) {
          expect(result.run.counts.ok).toBe(REQUESTS);
          expect(result.run.unmatched?.reason).toBe(isOrdered ? undefined : "no order");
          return;
        }
        expect(failuresOf(result)).toContain("malformed: out of order");
        expect(result.run.unmatched?.reason).toBe("out of order");
        expect(result.run.response.count).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  test("the index alone shows it after some replies", async () => {
    for (const [order, isFound] of [
      [[0, 1, 2, 3], false],
      [[3, 2, 1, 0], true],
      [[1, 0], true],
    ] as const) {
      const { result } = await measure(echoing(text`get {{i}}\n`), order, {
        isOrdered: true,
        maxRequests: 120,
      });
      expect(failuresOf(result).includes("malformed: out of order")).toBe(isFound);
      expect(result.run.unmatched?.reason).toBe(isFound ? "out of order" : undefined);
    }
  });

  test("a counter of the target's own is no index, wherever it begins", async () => {
    for (const first of [0, 1, 3]) {
      let count = first;
      const own = echoing(text`push {{i}}\n`);
      const counting: Case = {
        ...own,
        protocol: { ...words, replyTo: () => `:${count++}\n` },
      };
      for (const connections of [1, 3]) {
        count = first;
        const { result } = await measure(counting, [0, 1, 2, 3], {
          isOrdered: true,
          connections,
          maxRequests: 240,
        });
        expect(result.run.counts.ok).toBe(240);
        expect(result.run.unmatched).toBeNull();
      }
    }
  });
});

test("ids that are in use already, or that no request has, are told", async () => {
  const twice: Case = {
    name: "all the same",
    request: lineRequest({
      content: { kind: "text", text: text`get id={{connection}} {{i}}\n` },
      id: byMatch,
    }),
    protocol: { ...lines, indexOf: numberIn, replyTo: () => "id=1\n" },
  };
  const { result } = await measure(twice, [0, 1]);
  expect(result.run.unmatched?.reason).toBe("id in use");
  const unknown = textCase("line", byMatch, text`get id={{i}}\n`, (i) => `id=${i}\nid=999999\n`);
  const { result: strange } = await measure(unknown, [1, 0]);
  expect(strange.run.counts.ok).toBe(REQUESTS);
  // The last one may come when the load is over.
  expect(strange.run.strayReplies).toBeGreaterThanOrEqual(REQUESTS - 1);
});
