import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import type { JsonReply } from "../protocol/reply.ts";
import type { ErrorCode } from "../protocol/task.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { ConnectionError, type ConnectionErrorCode } from "./exchange-line.ts";
import { retryRequest } from "./retry-request.ts";
import type { ReceivedReply, RequestLimits } from "./task-client.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Turn = "ok" | ErrorCode | ConnectionError;

const failed = (code: ConnectionErrorCode): ConnectionError => new ConnectionError(code, "x");

function replyOf(turn: "ok" | ErrorCode): ReceivedReply<JsonReply> {
  const reply: JsonReply =
    turn === "ok"
      ? {
          id: "7f",
          status: "ok",
          reply: {
            thread: 1,
            acceptedSeq: 0,
            waitNs: 0,
            serviceNs: 0,
            sojournNs: 0,
            startedAtMs: 0,
            result: "a",
          },
        }
      : { id: "7f", status: "error", code: turn, message: turn };
  return { reply, line: "" };
}

/** Plays the turns, the last one again and again; lets no real time pass. */
async function play(turns: readonly Turn[], timeoutNs = 60 * NS_PER_SECOND) {
  const limits: RequestLimits[] = [];
  const delaysNs: number[] = [];
  const ask = (given: RequestLimits): Promise<ReceivedReply<JsonReply>> => {
    const turn = turns[Math.min(limits.length, turns.length - 1)] as Turn;
    limits.push(given);
    return turn instanceof ConnectionError ? Promise.reject(turn) : Promise.resolve(replyOf(turn));
  };
  let outcome: string | undefined;
  const asking = retryRequest(ask, timeoutNs, (_, delayNs) => delaysNs.push(delayNs)).then(
    ({ reply }) => (outcome = reply.status === "error" ? reply.code : reply.status),
    (error: unknown) => (outcome = error instanceof ConnectionError ? error.code : "a bug"),
  );
  while (outcome === undefined) {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    jest.advanceTimersByTime(10);
  }
  await asking;
  return { outcome, tries: limits.length, limits, delaysNs };
}

describe("is asked again", () => {
  test.each<[string, Turn]>([
    ["no connection", failed("no-connection")],
    ["a lost connection", failed("lost")],
    ["unavailable", "unavailable"],
    ["shutting-down", "shutting-down"],
  ])("after %s", async (_, turn) => {
    expect(await play([turn, turn, "ok"])).toMatchObject({ outcome: "ok", tries: 3 });
  });
});

describe("is final", () => {
  test.each<[Turn, string]>([
    ["ok", "ok"],
    ["busy", "busy"],
    ["conflict", "conflict"],
    ["task-failed", "task-failed"],
    ["unknown-id", "unknown-id"],
  ])("%s", async (turn, outcome) => {
    expect(await play([turn, "ok"])).toMatchObject({ outcome, tries: 1 });
  });
});

test.each(["timeout", "unreadable", "too-long"] as const)("%s is final", async (code) => {
  expect(await play([failed(code), "ok"])).toMatchObject({ outcome: code, tries: 1 });
});

test("waits grow from 0.1 s to 2 s, each less a random part of up to half", async () => {
  const { delaysNs } = await play([...new Array<Turn>(8).fill("unavailable"), "ok"]);
  const fullMs = [100, 200, 400, 800, 1600, 2000, 2000, 2000];
  expect(delaysNs).toHaveLength(8);
  for (const [i, delayNs] of delaysNs.entries()) {
    expect(delayNs / NS_PER_MS).toBeLessThanOrEqual(fullMs[i] ?? 0);
    expect(delayNs / NS_PER_MS).toBeGreaterThanOrEqual((fullMs[i] ?? 0) / 2);
  }
});

test("all tries together have the time that was given, and the last outcome counts", async () => {
  const timeoutNs = 5 * NS_PER_SECOND;
  const refused = await play(["unavailable"], timeoutNs);
  expect(refused.outcome).toBe("unavailable");
  expect(refused.delaysNs.reduce((sum, delayNs) => sum + delayNs, 0)).toBeLessThan(timeoutNs);
  expect(refused.limits[0]?.timeoutNs).toBeLessThanOrEqual(timeoutNs);
  const left = refused.limits.map((limit) => limit.timeoutNs);
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(left.at(-1)).toBeGreaterThan(0);

  expect(await play([failed("lost")], timeoutNs)).toMatchObject({ outcome: "lost" });
  expect(await play([failed("no-connection")], 1)).toMatchObject({ tries: 1 });
});

test("a bug is not asked again", async () => {
  const asking = retryRequest(
    () => Promise.reject(new TypeError("a bug")),
    NS_PER_SECOND,
    () => undefined,
  );
  expect(await asking.catch((error: unknown) => error)).toBeInstanceOf(TypeError);
});
