import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ReplyRule } from "../../run/load/plan.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatReplyRule, parseReplyRule } from "./reply-rule.ts";

const readings: [string, ReplyRule][] = [
  ["line", { kind: "line" }],
  ["lines:1", { kind: "lines", count: 1 }],
  ["lines:1000000", { kind: "lines", count: 1_000_000 }],
  ["bytes:1073741824", { kind: "bytes", count: 2 ** 30 }],
  ["until:END\\r\\n", { kind: "until", text: "END\r\n" }],
  ["until:\\xff\\0", { kind: "until", text: "\xff\0" }],
  ["until:ñ", { kind: "until", text: "\xc3\xb1" }],
  ["until: a:b ", { kind: "until", text: " a:b " }],
  ["frame:u32be", { kind: "frame", length: { bytes: 4, endian: "be" }, isInclusive: false }],
  [
    "frame:u16le:inclusive",
    { kind: "frame", length: { bytes: 2, endian: "le" }, isInclusive: true },
  ],
  ["http", { kind: "http" }],
  ["json-id", { kind: "json-id" }],
  ["close", { kind: "close" }],
  ["none", { kind: "none" }],
];
test.each(readings)("%p is read, and written back", (text, rule) => {
  expect(parseReplyRule(text)).toEqual(rule);
  expect(formatReplyRule(rule)).toBe(text);
});

const ALL_FORMS =
  "line, lines:N, bytes:N, until:STRING, frame:LENGTH, http, json-id, ws, ws-pong, close, none";
const refusals: [string, string][] = [
  ["", `"" is not a rule for the end of a reply (write one of ${ALL_FORMS})`],
  ["lnie", `"lnie" is not a rule for the end of a reply (write one of ${ALL_FORMS})`],
  ["json", `(write one of ${ALL_FORMS})`],
  ["toString", `(write one of ${ALL_FORMS})`],
  ["line:2", '"line:2": line takes no value (write line)'],
  ["http:", '"http:": http takes no value (write http)'],
  ["lines", '"lines" is not complete (write lines:N, N lines, from 1 to 1000000)'],
  ["bytes:", '"bytes:" is not complete (write bytes:N, N bytes, from 1 to 1073741824)'],
  ["until:", '"until:" is not complete (write until:STRING, STRING of at least one byte'],
  ["frame", '"frame" is not complete (write frame:LENGTH, LENGTH u16be, u16le, u32be,'],
  [
    "frame:u24be",
    '"u24be" is not a length (write one of u16be, u16le, u32be, u32le, u64be, u64le,',
  ],
  ["frame:u32be:exclusive", '"u32be:exclusive" is not a length'],
  ["lines:0", '"lines:0": "0" is not a whole number from 1 to 1000000'],
  ["lines:1000001", '"1000001" is not a whole number from 1 to 1000000'],
  ["bytes:1073741825", '"1073741825" is not a whole number from 1 to 1073741824'],
  ["bytes:1.5", '"1.5" is not a whole number from 1 to 1073741824'],
  ["until:\\q", '"until:\\q": "\\q" is not an escape'],
];
test.each(refusals)("%p is refused", (text, message) => {
  expect(() => parseReplyRule(text)).toThrow(OptionsError);
  expect(() => parseReplyRule(text)).toThrow(message);
});

test("length32be is an older name of frame:u32be", () => {
  expect(parseReplyRule("length32be")).toEqual(parseReplyRule("frame:u32be"));
});

describe("a rule", () => {
  test("is read back from its text, whatever ends it", () => {
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    const rule: fc.Arbitrary<ReplyRule> = fc.oneof(
      fc.record({
        kind: fc.constant("until" as const),
        text: fc.string({ unit: byte, minLength: 1 }),
      }),
      fc.record({
        kind: fc.constantFrom("lines" as const, "bytes" as const),
        count: fc.integer({ min: 1, max: 1_000_000 }),
      }),
    );
    fc.assert(
      fc.property(rule, (original) => {
        expect(parseReplyRule(formatReplyRule(original))).toEqual(original);
      }),
    );
  });
});
