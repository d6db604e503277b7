import { describe, expect, test } from "bun:test";
import { readJsonIdReply } from "./json-id-reply.ts";
import { KeptBytes, MAX_KEPT_BYTES } from "./kept-bytes.ts";
import { problemOf } from "./reply-problem.ts";

describe("whether a reply is a right one", () => {
  test.each([
    ["any reply will do", null, null, undefined, "x", undefined],
    ["what it must match", /^OK/, null, undefined, "OK then", undefined],
    ["what it must match and does not", /^OK/, null, undefined, "ERR", "ERR"],
    ["what it must not match", null, /ERR/, undefined, "an ERR\r\n", "an ERR"],
    ["a refusal of its own", null, null, "404 Not Found", "", "404 Not Found"],
    ["a refusal that is expected", / 404 /, null, "404 Not Found", "HTTP/1.1 404 Not", undefined],
    ["rejecting goes before expecting", /a/, /b/, undefined, "ab", "ab"],
  ])("%s", (_, expected, reject, refusal, text, problem) => {
    expect(problemOf({ expect: expected, reject }, refusal, text)).toBe(problem);
  });
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
