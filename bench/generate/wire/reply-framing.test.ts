import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ReplyRule } from "../../run/load/plan.ts";
import { anyCuts, bytesOf, cutAt, frame, latin1 } from "../../../test/support/framing.ts";
import { KeptBytes, MAX_KEPT_BYTES, MalformedReply } from "./framing.ts";
import { BINARY_NUMBERS, encodeBinaryNumber } from "./binary-number.ts";
import { createReplyFraming } from "./reply-framing.ts";
import { parseReplyRule } from "./reply-rule.ts";

type Row = [string, string, string, string[], "whole" | "cut" | "malformed", string];

const rows: Row[] = [
  ["a newline ends a line", "line", "+PONG\r\n+OK\nhal", ["+PONG\r\n", "+OK\n"], "cut", "hal"],
  ["a carriage return alone ends none", "line", "a\rb\n", ["a\rb\n"], "cut", ""],
  ["an empty line is a reply", "line", "\n\r\n", ["\n", "\r\n"], "cut", ""],
  ["JSON ends at its line", "json-id", '{"id":"a"}\n{', ['{"id":"a"}\n'], "cut", "{"],
  ["lines are counted", "lines:2", "a\nb\nc\nd\ne\n", ["a\nb\n", "c\nd\n"], "cut", "e\n"],
  ["one line is a count too", "lines:1", "a\nb\n", ["a\n", "b\n"], "cut", ""],
  ["bytes are counted", "bytes:3", "abcdefgh", ["abc", "def"], "cut", "gh"],
  ["a text ends the reply", "until:END\\r\\n", "aENDEND\r\nb", ["aENDEND\r\n"], "cut", "b"],
  ["a text of one byte does", "until:;", "a;;b", ["a;", ";"], "cut", "b"],
  ["a text that begins again inside itself", "until:aab", "aaab", ["aaab"], "cut", ""],
  ["a text whose start comes back late", "until:abcabd", "abcabcabd", ["abcabcabd"], "cut", ""],
  ["a text of raw bytes", "until:\\xff\\0", "\xff\xff\0\0", ["\xff\xff\0"], "cut", "\0"],
  ["texts of two replies do not overlap", "until:aa", "aaa", ["aa"], "cut", "a"],
  ["a length goes before", "length32be", "\0\0\0\x02ab\0\0", ["\0\0\0\x02ab"], "cut", "\0\0"],
  [
    "a length of nothing",
    "length32be",
    "\0\0\0\0\0\0\0\x01a",
    ["\0\0\0\0", "\0\0\0\x01a"],
    "cut",
    "",
  ],
  ["a length of 1 GiB may be", "length32be", "\x40\0\0\0a", [], "cut", "\x40\0\0\0a"],
  ["a longer one may not", "length32be", "\x40\0\0\x01a", [], "malformed", ""],
  ["a length has no sign", "length32be", "\xff\xff\xff\xff", [], "malformed", ""],
  ["all is the reply up to the end", "close", "a\nb", [], "whole", "a\nb"],
  ["an end without a byte is no reply", "close", "", [], "cut", ""],
  ["where no reply is expected there is none", "none", "", [], "cut", ""],
  ["bytes where none are expected", "none", "a", [], "malformed", ""],
];

test.each(rows)("%s (%s)", (_, rule, stream, replies, end, rest) => {
  const bytes = bytesOf(stream);
  for (const cuts of [[], "every byte"] as const) {
    expect(frame(createReplyFraming(parseReplyRule(rule)), cutAt(bytes, cuts))).toEqual({
      replies: replies.map((text) => ({ text, refusal: undefined, isLast: false })),
      end,
      rest,
    });
  }
});

test("a reply is read from where it is said to start", () => {
  for (const rule of ["line", "lines:1", "bytes:3", "until:\\n"]) {
    const framing = createReplyFraming(parseReplyRule(rule));
    framing.begin();
    expect(framing.take(bytesOf("a\nbc\nde"), 2)).toBe(5);
  }
});

const HTTP_REPLY = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";

const cutReplies: [string, string, string][] = [
  ["lines:2", "a\n", "a\nb\n"],
  ["bytes:3", "ab", "abc"],
  ["until:\\n\\n", "a\n", "\na\n\n"],
  ["length32be", "\0\0\0\x02a", "\0\0\0\x01a"],
  ["length32be", "\0\0", "\0\0\0\x01a"],
  ["http", HTTP_REPLY.slice(0, 5), HTTP_REPLY],
  ["http", HTTP_REPLY.slice(0, 20), HTTP_REPLY],
  ["http", HTTP_REPLY.slice(0, -1), HTTP_REPLY],
];
test.each(cutReplies)("%s: what was cut short is forgotten by `begin`", (rule, cut, whole) => {
  const framing = createReplyFraming(parseReplyRule(rule));
  framing.begin();
  expect(framing.take(bytesOf(cut), 0)).toBe(-1);
  framing.begin();
  expect(framing.take(bytesOf(whole), 0)).toBe(whole.length);
});

test("what came before a malformed reply is forgotten by `begin`", () => {
  const framing = createReplyFraming({ kind: "http" });
  for (let i = 0; i < 2; i++) {
    framing.begin();
    expect(framing.take(bytesOf(HTTP_REPLY), 0)).toBe(HTTP_REPLY.length);
    framing.begin();
    expect(() => framing.take(bytesOf("HTTP/1.1 500 x\r\nContent-Length: x"), 0)).not.toThrow();
    expect(() => framing.take(bytesOf("\r\n"), 0)).toThrow(MalformedReply);
  }
});

test("no bytes are no reply, and no beginning of one", () => {
  for (const rule of ["line", "bytes:1", "length32be", "http", "close", "none"]) {
    const framing = createReplyFraming(parseReplyRule(rule));
    framing.begin();
    expect(framing.take(bytesOf("\n"), 1)).toBe(-1);
    expect(framing.endOfInput()).toBe(false);
  }
});

test("why a reply is malformed is said with its limit", () => {
  const limits: [string, string, string][] = [
    [
      "frame:u32be",
      "\xff\0\0\0",
      "the length is 4278190080, more than the limit of 1 GiB: is u32be right?",
    ],
    [
      "frame:u64le",
      "\xff\xff\xff\xff\xff\xff\xff\xff",
      "the length is 18446744073709551615, more than the limit of 1 GiB: is u64le right?",
    ],
    [
      "frame:u16be:inclusive",
      "\0\x01",
      "the length is 1, less than its own 2 bytes, which it includes (inclusive)",
    ],
  ];
  for (const [rule, bytes, message] of limits) {
    const framing = createReplyFraming(parseReplyRule(rule));
    framing.begin();
    expect(() => framing.take(bytesOf(bytes), 0)).toThrow(new MalformedReply(() => message));
  }
});

/** A rule, and replies that each end by it. */
const ruleAndReplies: fc.Arbitrary<{ rule: ReplyRule; replies: string[] }> = (() => {
  const letters = fc.constantFrom("a", "b", "\r", "\0", "\xff");
  const text = fc.string({ unit: letters, maxLength: 12 });
  const line = text.map((content) => `${content}\n`);
  const count = fc.integer({ min: 1, max: 6 });
  const many = <T>(reply: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(reply, { maxLength: 6 });
  const framed = (rule: ReplyRule, reply: fc.Arbitrary<string>) =>
    many(reply).map((replies) => ({ rule, replies }));
  return fc.oneof(
    framed({ kind: "line" }, line),
    framed({ kind: "json-id" }, line),
    count.chain((n) =>
      framed(
        { kind: "lines", count: n },
        fc.array(line, { minLength: n, maxLength: n }).map((lines) => lines.join("")),
      ),
    ),
    count.chain((n) =>
      framed({ kind: "bytes", count: n }, fc.string({ unit: letters, minLength: n, maxLength: n })),
    ),
    // The least letters make the most false starts.
    fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 5 }).chain((ending) =>
      framed(
        { kind: "until", text: ending },
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 20 }).map((content) => {
          const whole = `${content}${ending}`;
          return whole.slice(0, whole.indexOf(ending) + ending.length);
        }),
      ),
    ),
    fc
      .record({
        length: fc.constantFrom(...BINARY_NUMBERS.values()),
        isInclusive: fc.boolean(),
      })
      .chain(({ length, isInclusive }) =>
        framed(
          { kind: "frame", length, isInclusive },
          text.map((content) => {
            const counted = content.length + (isInclusive ? length.bytes : 0);
            return `${latin1(encodeBinaryNumber(counted, length))}${content}`;
          }),
        ),
      ),
  );
})();

describe("any packets", () => {
  test("give the replies that were sent back to back", () => {
    fc.assert(
      fc.property(ruleAndReplies, anyCuts, ({ rule, replies }, cuts) => {
        const framed = frame(createReplyFraming(rule), cutAt(bytesOf(replies.join("")), cuts));
        expect(framed.replies.map((reply) => reply.text)).toEqual(replies);
        expect(framed.rest).toBe("");
      }),
      { numRuns: 500 },
    );
  });

  test("of any bytes give the same replies as one packet", () => {
    const rules = ["line", "lines:3", "bytes:5", "until:aab", "length32be", "json-id", "close"];
    const stream = fc.array(fc.constantFrom(0, 1, 2, 0x0a, 0x61, 0x62), {
      maxLength: 80,
      size: "max",
    });
    fc.assert(
      fc.property(fc.constantFrom(...rules), stream, anyCuts, (text, bytes, cuts) => {
        const rule = parseReplyRule(text);
        const whole = Uint8Array.from(bytes);
        const once = frame(createReplyFraming(rule), [whole]);
        expect(frame(createReplyFraming(rule), cutAt(whole, cuts))).toEqual(once);
        if (once.end !== "malformed") {
          expect(once.replies.map((reply) => reply.text).join("") + once.rest).toBe(latin1(whole));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("bytes are kept as copies, whole, and only so many", () => {
  const kept = new KeptBytes();
  const chunk = new TextEncoder().encode("añ");
  // Cut within a character, and overwritten, as a socket does with its memory.
  expect(kept.add(chunk.subarray(0, 2))).toBe(true);
  expect(kept.add(chunk.subarray(2))).toBe(true);
  chunk.fill(0);
  expect(kept.take()).toBe("añ");
  expect(kept.take()).toBe("");
  expect(kept.add(new Uint8Array(MAX_KEPT_BYTES))).toBe(true);
  expect(kept.add(new Uint8Array(1))).toBe(false);
});
