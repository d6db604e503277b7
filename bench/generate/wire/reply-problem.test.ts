import { describe, expect, test } from "bun:test";
import { createExpectedError, endOfReply, problemOf } from "./reply-problem.ts";

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

test.each<[string, string | undefined, string, boolean]>([
  ["busy", "busy: 10000 tasks are waiting", '{"status":"error","code":"busy"}', true],
  ["busy", "busy-signal: none", "", false],
  ["503", "503 Service Unavailable", "", true],
  ["503", "500 Internal Server Error", "HTTP/1.1 500 …", false],
  ["busy", undefined, "ERR busy: 10000 tasks are waiting", true],
  ["busy", undefined, "-BUSY Redis is busy running a script", true],
  ["busy", undefined, "-ERR busy", true],
  ["busy", undefined, "OK the busy task (thread 3)", false],
  ["busy", undefined, "+PONG", false],
  ["^-(BUSY|LOADING)", undefined, "-LOADING Redis is loading", true],
  ["^-(BUSY|LOADING)", undefined, "+PONG", false],
  ["full|slow down", "429 Too Many Requests", "HTTP/1.1 429\r\n\r\nslow down", true],
])("--expect-error %s of the error %p in %p: %p", (source, refusal, text, isExpected) => {
  expect(createExpectedError(source)(refusal, text)).toBe(isExpected);
});

test("an expected error goes before what a reply must match and must not", () => {
  const expectedErrors = [createExpectedError("busy")];
  const kind = { expect: /^OK/, reject: /^ERR/, expectedErrors };
  expect(endOfReply(kind, undefined, "ERR busy: full").end).toBe("expected error");
  expect(endOfReply(kind, undefined, "ERR timeout").end).toBe("wrong reply");
  expect(endOfReply(kind, undefined, "OK").end).toBe("ok");
});
