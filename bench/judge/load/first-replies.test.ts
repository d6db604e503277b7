import { describe, expect, test } from "bun:test";
import { simulateLoad } from "../../../test/support/load-fixture.ts";
import type { RequestSpec } from "../../run/load/plan.ts";
import type { FirstExchange } from "../../run/load/run.ts";
import { firstReplyWarnings } from "./first-replies.ts";

const PING: FirstExchange = {
  name: "PING",
  request: String.raw`PING\r\n`,
  requestBytes: 6,
  endsWithLine: true,
  reply: String.raw`+PONG\r\n`,
  replyBytes: 7,
  isWhole: true,
  replies: 1000,
  areRepliesEqual: true,
};

function warningsOf(
  exchange: Partial<FirstExchange>,
  request: Partial<RequestSpec> = {},
  hasTimeOuts = false,
): string[] {
  const { plan, result } = simulateLoad({
    durationNs: 1e9,
    endOf: (i) => (hasTimeOuts && i === 0 ? "timed out" : "ok"),
  });
  const requests = plan.requests.map((own) => ({ ...own, ...request }));
  return firstReplyWarnings(
    { ...plan, requests },
    {
      ...result,
      firstExchanges: [{ ...PING, ...exchange }],
    },
  ).map(({ en }) => en);
}

describe("replies that begin like an error", () => {
  test.each([
    ["-ERR unknown command", true, "Redis and POP3"],
    ["-NOAUTH Authentication required.", true, "another error of RESP"],
    ["ERR busy: 10 tasks are waiting", true, "Escalera's plain form"],
    ["ERROR", true, "memcached: an unknown command"],
    ["CLIENT_ERROR bad data chunk", true, "memcached: bad data"],
    ["Error: no such thing", true, "a line for people"],
    ["500 Command unrecognized", true, "SMTP and FTP"],
    ["554-no", true, "their multi-line form"],
    ["+PONG", false, "an answer"],
    ["-1", false, "a number"],
    ["5000 items", false, "a count"],
    ["250 OK", false, "SMTP's success"],
    ["ERRATA: 3", false, "a longer word"],
  ])("%s: %p (%s)", (reply, isError) => {
    expect(warningsOf({ reply }).length > 0).toBe(isError);
  });

  test("are named with how many they are and what to do", () => {
    expect(warningsOf({ reply: "-ERR no" })).toEqual([
      "all 1,000 replies are equal and begin like an error: -ERR no; without --expect or --reject any reply counts as ok: give --expect REGEX for right replies or --reject REGEX for wrong ones",
    ]);
    expect(warningsOf({ reply: "-ERR no", replies: 1 })[0]).toStartWith("the only reply begins");
  });

  test("are no doubt where they differ, or where right and wrong are told apart", () => {
    const reply = "-ERR no";
    expect(warningsOf({ reply, areRepliesEqual: false })).toEqual([]);
    expect(warningsOf({ reply }, { expect: "^-ERR" })).toEqual([]);
    expect(warningsOf({ reply }, { reject: "^-WRONG" })).toEqual([]);
    expect(warningsOf({ reply }, { expectErrors: ["no"] })).toEqual([]);
    expect(warningsOf({ reply: "ERR" }, { reply: { kind: "json-id" } })).toEqual([]);
  });
});

describe("a request without a line end", () => {
  const bare = { request: "PING", endsWithLine: false, reply: null, replies: 0 };

  test("is named where requests time out", () => {
    expect(warningsOf(bare, {}, true)).toEqual([
      String.raw`requests timed out, and --send sends no line end: a target that reads lines waits for one; try PING\r\n`,
    ]);
  });

  test("is none where nothing timed out, or where lines are no part of the exchange", () => {
    expect(warningsOf(bare)).toEqual([]);
    expect(warningsOf({ ...bare, endsWithLine: true }, {}, true)).toEqual([]);
    expect(warningsOf(bare, { reply: { kind: "bytes", count: 8 } }, true)).toEqual([]);
  });
});
