import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readJsonIdReply, readReplyId } from "./json-id.ts";

const rows: [string, string, string | undefined][] = [
  ["the first field", '{"id":"7f","status":"ok"}', "7f"],
  ["alone, with its line's end", '{"id":"7f"}\r\n', "7f"],
  ["anywhere", '{ "status": "ok", "id": "7f" }', "7f"],
  ["with escapes", '{"id":"a\\"b\\u00f1","x":1}', 'a"bñ'],
  ["with an escaped backslash at its end", '{"id":"a\\\\"}', "a\\"],
  ["empty", '{"id":"","x":1}', ""],
  ["a number is none", '{"id":7}', undefined],
  ["null is none", '{"id":null,"status":"error"}', undefined],
  ["an id deeper down is none", '{"a":{"id":"7f"}}', undefined],
  ["an id that ends too early", '{"id":"7f" "x"}', undefined],
  ["a line that is cut", '{"id":"7f","sta', undefined],
  ["an id that is cut", '{"id":"7f', undefined],
  ["a list", '["id"]', undefined],
  ["a text", '"id"', undefined],
  ["null", "null", undefined],
  ["no JSON", "ERR busy", undefined],
  ["nothing", "", undefined],
];
test.each(rows)("%s", (_, line, id) => {
  expect(readReplyId(line)).toBe(id);
});

test("any JSON gives the id that a parser finds", () => {
  const object = fc.record(
    { id: fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json()), status: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const lines = fc.oneof(object, fc.jsonValue()).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(lines, fc.constantFrom("", "\n", "\r\n"), (line, ending) => {
      const value: unknown = JSON.parse(line);
      const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
      expect(readReplyId(line + ending)).toBe(typeof id === "string" ? id : undefined);
    }),
    { numRuns: 1000 },
  );
});

describe("a reply by id", () => {
  test.each([
    ['{"id":"a","status":"ok"}', "a", undefined],
    ['{"id":"a","status":"error","code":"busy","message":"full"}', "a", "busy: full"],
    ['{"status":"ok"}', undefined, undefined],
    ['{"id":7}', undefined, undefined],
    ["[]", undefined, undefined],
    ["null", undefined, undefined],
    ["no JSON", undefined, undefined],
  ])("%s", (line, id, refusal) => {
    expect(readJsonIdReply(line)).toEqual({ id, refusal });
  });
});
