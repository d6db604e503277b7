import { expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../../src/units/options-error.ts";
import { BINARY_NUMBERS, encodeBinaryNumber, wrapNumber } from "./binary-number.ts";
import { anyCuts, bytesOf, cutAt } from "../../../test/support/framing.ts";
import type { IdRule } from "../../run/load/plan.ts";
import { formatIdSource, type IdSource, parseIdAt, parseIdMatch } from "./id-rule.ts";
import { createReplyIdReader, createRequestIdReader } from "./request-id.ts";

const readings: [string, IdRule][] = [
  ["0:u16be", { kind: "at", offset: 0, number: { bytes: 2, endian: "be" } }],
  ["4:u32be", { kind: "at", offset: 4, number: { bytes: 4, endian: "be" } }],
  ["65536:u64le", { kind: "at", offset: 65_536, number: { bytes: 8, endian: "le" } }],
];
test.each(readings)("%p is a place", (text, rule) => {
  expect(parseIdAt(text)).toEqual(rule);
  expect(formatIdSource(rule)).toBe(`id-at ${text}`);
});

const refusals: [string, string][] = [
  [
    "4",
    '"4" is not the place of an id (write OFFSET:NUMBER such as 4:u32be; NUMBER is one of u16be,',
  ],
  ["4:u8", '"4:u8" is not the place of an id'],
  ["x:u32be", '"x" is not a whole number from 0 to 65536'],
  ["-1:u32be", '"-1" is not a whole number'],
  ["65537:u32be", '"65537" is not a whole number from 0 to 65536'],
];
test.each(refusals)("%p is no place", (text, message) => {
  expect(() => parseIdAt(text)).toThrow(OptionsError);
  expect(() => parseIdAt(text)).toThrow(message);
});

test("a pattern must be one", () => {
  expect(parseIdMatch("id=(\\d+)")).toEqual({ kind: "match", pattern: "id=(\\d+)" });
  expect(() => parseIdMatch("(")).toThrow('"(" is not a regular expression');
});

const matches: [string, string, string | undefined][] = [
  ["id=(\\d+)", "x id=17 id=18\n", "17"],
  ["\\d+", "x 17\n", "17"],
  ["(a)|b", "b", "b"],
  ["id=(\\d*)", "id= x", ""],
  ["^(\\w+)", "\n", undefined],
];
test.each(matches)("of %p, %p has the id %p", (pattern, text, id) => {
  const source: IdSource = { kind: "match", pattern };
  expect(createRequestIdReader(source)(bytesOf(text))).toBe(id);
  expect(createReplyIdReader(source).end(text)).toEqual({ id, refusal: undefined });
});

test("an id in binary is found in request and reply alike, wherever packets are cut", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...BINARY_NUMBERS.values()),
      fc.maxSafeNat(),
      fc.uint8Array({ maxLength: 12 }),
      fc.uint8Array({ maxLength: 12 }),
      anyCuts,
      (number, value, before, after, cuts) => {
        const source: IdSource = { kind: "at", offset: before.length, number };
        const bytes = Uint8Array.from([...before, ...encodeBinaryNumber(value, number), ...after]);
        const id = wrapNumber(value, number);
        expect(createRequestIdReader(source)(bytes)).toBe(id);
        const reader = createReplyIdReader(source);
        // The second reply of a connection is read as the first one.
        for (let round = 0; round < 2; round++) {
          for (const packet of cutAt(bytes, cuts)) reader.take(packet, 0, packet.length);
          expect(reader.end("")).toEqual({ id, refusal: undefined });
        }
      },
    ),
  );
});

test("a reply that is too short has no id", () => {
  const reader = createReplyIdReader(parseIdAt("4:u32be"));
  reader.take(new Uint8Array(7), 0, 7);
  expect(reader.end("").id).toBeUndefined();
  reader.take(new Uint8Array(8), 0, 8);
  expect(reader.end("").id).toBe(0);
});
