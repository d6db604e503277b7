import { expect, test } from "bun:test";
import { createExpectedError } from "./expected-error.ts";
import { endOfReply } from "./reply-problem.ts";

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
