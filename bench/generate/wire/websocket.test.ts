import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MalformedReply } from "./framing.ts";
import { createPayload } from "../plan/payload.ts";
import { encodeFrame, unwrapFrame, WebSocketFraming, WebSocketPayload } from "./websocket.ts";

const TEXT = 0x1;
const PING = 0x9;
const PONG = 0xa;

/** A frame of a server: not masked, and in as many parts of a message as are asked for. */
function serverFrame(opcode: number, payload: Uint8Array, isFinal = true): Uint8Array {
  const { length } = payload;
  const header =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 0xff]
        : [127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff)];
  return Uint8Array.from([(isFinal ? 0x80 : 0) | opcode, ...header, ...payload]);
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const maskKey = fc.uint8Array({ minLength: 4, maxLength: 4 });
/** Each length has its own form from 126 and from 65,536 on. */
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(125, 126, 65_535, 65_536).map((length) => new Uint8Array(length).fill(0x61)),
);

test("a client's frame is masked, and holds what was put in", () => {
  fc.assert(
    fc.property(payload, maskKey, (own, key) => {
      const frame = encodeFrame(TEXT, own, key);
      expect(frame[0]).toBe(0x81);
      expect((frame[1] as number) & 0x80).toBe(0x80);
      expect(unwrapFrame(frame)).toEqual(own);
    }),
  );
  // RFC 6455, section 5.7: a single-frame masked text message.
  expect(encodeFrame(TEXT, bytes("Hello"), Uint8Array.of(0x37, 0xfa, 0x21, 0x3d))).toEqual(
    Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58),
  );
});

test("a payload is text where it is UTF-8, else binary; templates and marks stay its own", () => {
  const of = (text: string, isPing = false) =>
    new WebSocketPayload(
      createPayload({ kind: "text", text }, { seed: 1, randomUuid: () => "u", ids: null }),
      isPing,
      Uint8Array.of(1, 2, 3, 4),
    );
  expect(of("é").encode(0, 1)[0]).toBe(0x81);
  expect(of(String.raw`\xff`).encode(0, 1)[0]).toBe(0x82);
  expect(of("x", true).encode(0, 1)[0]).toBe(0x80 | PING);
  const still = of("x");
  expect(still.encode(0, 1)).toBe(still.encode(1, 2));
  const made = of("{{i}} of {{connection}}");
  expect(made.isStatic).toBe(false);
  expect(unwrapFrame(made.encode(7, 3))).toEqual(bytes("7 of 3"));
});

test("a reply is a whole message, whatever its parts, what comes between them, and its packets", () => {
  const control = fc.tuple(fc.constantFrom(PING, PONG), fc.uint8Array({ maxLength: 125 }));
  const part = fc.tuple(payload, fc.array(control, { maxLength: 2 }));
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 40_000 }),
      (parts, packetBytes) => {
        const frames = parts.flatMap(([own, controls], i) => [
          ...controls.map(([opcode, text]) => serverFrame(opcode, text)),
          serverFrame(i === 0 ? TEXT : 0, own, i === parts.length - 1),
        ]);
        const reply = Buffer.concat(frames);
        const stream = Buffer.concat([reply, serverFrame(TEXT, bytes("next"))]);
        const framing = new WebSocketFraming("message");
        framing.begin();
        let end = -1;
        for (let at = 0; end < 0; at += packetBytes) {
          const packet = stream.subarray(at, at + packetBytes);
          const found = framing.take(packet, 0);
          if (found >= 0) end = at + found;
        }
        expect(end).toBe(reply.length);
        expect(Buffer.from(framing.unwrap(reply))).toEqual(
          Buffer.concat(parts.map(([own]) => own)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test("a pong is a reply to a ping, and messages on the way are none", () => {
  const framing = new WebSocketFraming("pong");
  framing.begin();
  const pushed = serverFrame(TEXT, bytes("news"));
  const reply = Buffer.concat([pushed, serverFrame(PONG, bytes("escalera"))]);
  expect(framing.take(reply, 0)).toBe(reply.length);
  expect(Buffer.from(framing.unwrap(reply)).toString()).toBe("escalera");
});

describe("malformed is", () => {
  test.each([
    [
      "another protocol",
      bytes("HTTP/1.1 400 Bad Request\r\n"),
      "not a frame of a WebSocket server",
    ],
    ["a masked frame", encodeFrame(TEXT, bytes("x"), new Uint8Array(4)), "not a frame"],
    ["an extension that was not agreed", Uint8Array.of(0xc1, 1, 0x61), "not a frame"],
    ["an opcode that is none", Uint8Array.of(0x83, 0), "not a frame"],
    ["the rest of no message", serverFrame(0, bytes("x")), "that has not begun"],
    ["a ping in parts", serverFrame(PING, bytes("x"), false), "control frame"],
    [
      "a close, with its code",
      serverFrame(0x8, Uint8Array.of(0x03, 0xf0)),
      "closes the WebSocket (code 1008)",
    ],
    ["a close without one", serverFrame(0x8, new Uint8Array(0)), "closes the WebSocket"],
    ["a frame without end", Uint8Array.of(0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0), "more than"],
  ])("%s", (_, reply, problem) => {
    const framing = new WebSocketFraming("message");
    framing.begin();
    expect(() => framing.take(reply, 0)).toThrow(MalformedReply);
    framing.begin();
    expect(() => framing.take(reply, 0)).toThrow(problem);
  });
});
