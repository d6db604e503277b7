import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mergeExchanges } from "../../run/load/first-exchange.ts";
import { ExchangeWatch, ReplyWatch } from "./exchange-watch.ts";
import type { LoadRequest } from "../connection/load-request.ts";

const encoder = new TextEncoder();

function request(text: string, kind = 0, sentNs = 0): LoadRequest {
  return {
    index: 0,
    kind,
    connection: 1,
    intendedNs: sentNs,
    sentNs,
    id: undefined,
    firstByteNs: undefined,
    bytes: encoder.encode(text),
  };
}

function sendOn(exchange: ExchangeWatch, own: LoadRequest): void {
  exchange.send(own, own.bytes as Uint8Array, own.sentNs ?? 0);
}

test("replies are equal where all their bytes are, however they arrive and on whichever connection", () => {
  const reply = fc.constantFrom("", "a", "b", "ab", "OK\r\n", "x".repeat(40), `${"x".repeat(39)}y`);
  const chunked = fc.record({
    reply,
    chunkBytes: fc.integer({ min: 1, max: 45 }),
    connection: fc.nat(2),
  });
  fc.assert(
    fc.property(
      fc.array(chunked, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      (replies, byId) => {
        const exchange = new ExchangeWatch("");
        const watches = [0, 1, 2].map(() => new ReplyWatch([exchange]));
        for (const own of replies) {
          const watch = watches[own.connection] as ReplyWatch;
          const bytes = encoder.encode(own.reply);
          const made = request("x");
          if (exchange.isWaiting) sendOn(exchange, made);
          watch.begin(byId ? undefined : 0);
          for (let at = 0; at < bytes.length; at += own.chunkBytes) {
            watch.take(bytes, at, Math.min(bytes.length, at + own.chunkBytes));
          }
          watch.end(made);
        }
        const seen = exchange.seen();
        expect(seen?.replies).toBe(replies.length);
        expect(seen?.reply).toBe(
          replies[0]?.reply.replaceAll("\r", "\\r").replaceAll("\n", "\\n") ?? null,
        );
        // Which kind a reply by id belongs to is known at its end: after the first it is not compared.
        const equal = byId
          ? replies.length === 1
          : new Set(replies.map((own) => own.reply)).size === 1;
        expect(seen?.areRepliesEqual).toBe(equal);
      },
    ),
  );
});

test("two replies that arrive at once, before any is whole, are compared too", () => {
  for (const [second, areRepliesEqual] of [
    ["no\n", true],
    ["on\n", false],
    ["no\n\n", false],
  ] as const) {
    const exchange = new ExchangeWatch("");
    const [a, b] = [new ReplyWatch([exchange]), new ReplyWatch([exchange])];
    const requests = [request("first"), request("second")] as const;
    for (const own of requests) sendOn(exchange, own);
    const bytes = [encoder.encode("no\n"), encoder.encode(second)] as const;
    a.begin(0);
    b.begin(0);
    b.take(bytes[1], 0, 1);
    a.take(bytes[0], 0, 3);
    a.end(requests[0]);
    b.take(bytes[1], 1, bytes[1].length);
    b.end(requests[1]);
    expect(exchange.seen()).toMatchObject({
      request: "first",
      reply: "no\\n",
      replies: 2,
      areRepliesEqual,
    });
  }
});

describe("what is shown", () => {
  test("200 bytes, cut between characters, with the length of the whole", () => {
    const exchange = new ExchangeWatch("");
    const watch = new ReplyWatch([exchange]);
    const own = request(`${"x".repeat(199)}áé`);
    sendOn(exchange, own);
    const reply = encoder.encode("y".repeat(70_000));
    watch.begin(0);
    watch.take(reply, 0, reply.length);
    watch.end(own);
    expect(exchange.seen()).toMatchObject({
      request: "x".repeat(199),
      requestBytes: 203,
      reply: "y".repeat(200),
      replyBytes: 70_000,
      // Longer than what is compared.
      areRepliesEqual: false,
    });
  });

  test("a reply that was cut short, until a whole one comes", () => {
    const exchange = new ExchangeWatch("");
    const watch = new ReplyWatch([exchange]);
    const [cut, answered] = [request("one", 0, 1), request("two", 0, 2)];
    sendOn(exchange, cut);
    expect(exchange.seen()).toMatchObject({
      request: "one",
      reply: null,
      isWhole: false,
      replies: 0,
    });
    watch.begin(0);
    watch.take(encoder.encode("hal"), 0, 3);
    watch.cut(cut);
    expect(exchange.seen()).toMatchObject({
      request: "one",
      reply: "hal",
      isWhole: false,
      replies: 0,
    });
    sendOn(exchange, answered);
    watch.begin(0);
    watch.take(encoder.encode("whole\n"), 0, 6);
    watch.end(answered);
    expect(exchange.seen()).toMatchObject({
      request: "two",
      endsWithLine: false,
      reply: "whole\\n",
      isWhole: true,
      replies: 1,
      areRepliesEqual: true,
    });
  });

  test("nothing where nothing was sent", () => {
    expect(new ExchangeWatch("").seen()).toBeUndefined();
  });
});

test("several generators' replies are equal where each one's are, and those of one are those of the others", () => {
  const seenBy = (sentNs: number, replies: readonly string[]) => {
    const exchange = new ExchangeWatch("PING");
    const watch = new ReplyWatch([exchange]);
    const first = request(`from ${sentNs}`, 0, sentNs);
    sendOn(exchange, first);
    for (const reply of replies) {
      watch.begin(0);
      watch.take(encoder.encode(reply), 0, reply.length);
      watch.end(first);
    }
    return exchange.seen() as NonNullable<ReturnType<typeof exchange.seen>>;
  };
  const merged = (...parts: ReturnType<typeof seenBy>[]) =>
    mergeExchanges(parts.map((part) => [part]));
  expect(merged(seenBy(9, ["a", "a"]), seenBy(5, ["a"]))).toMatchObject([
    { name: "PING", request: "from 5", reply: "a", replies: 3, areRepliesEqual: true },
  ]);
  expect(merged(seenBy(5, ["a"]), seenBy(9, ["b"]))).toMatchObject([{ areRepliesEqual: false }]);
  expect(merged(seenBy(5, ["a", "b"]), seenBy(9, ["a"]))).toMatchObject([
    { areRepliesEqual: false },
  ]);
  // One that was never answered shows nothing, and contradicts nothing.
  expect(merged(seenBy(5, []), seenBy(9, ["a"]))).toMatchObject([
    { request: "from 9", reply: "a", replies: 1, areRepliesEqual: true },
  ]);
  expect(merged(seenBy(5, []))).toMatchObject([{ reply: null, areRepliesEqual: false }]);
});
