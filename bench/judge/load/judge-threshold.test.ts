import { describe, expect, test } from "bun:test";
import { type LoadFixture, simulateLoad } from "../../../test/support/load-fixture.ts";
import type { ThresholdResult } from "../../run/load/run.ts";
import { judgeThreshold } from "./judge-threshold.ts";
import { parseThreshold } from "../threshold.ts";

interface Said extends Omit<ThresholdResult, "measured"> {
  readonly measured: string;
}

/** Request i of 1,000 in a second takes (i + 1) / 10 ms, but what `changes` say. In English. */
function judged(text: string, changes: LoadFixture = {}, isStrict = false): Said {
  const fixture = { durationNs: 1e9, responseNs: (i: number) => (i + 1) * 1e5, ...changes };
  const kind = text.startsWith("pass ") ? "pass-if" : "fail-if";
  const threshold = parseThreshold(text.replace("pass ", ""), kind);
  const result = judgeThreshold(threshold, simulateLoad(fixture).result.run, isStrict);
  return { ...result, measured: result.measured.en };
}

const every =
  (nth: number, end: "timed out" | "dropped" | "unsent" | "unfinished" | "reset") => (i: number) =>
    i % nth === 0 ? end : ("ok" as const);

describe("a threshold on response times", () => {
  test.each<[string, "passed" | "failed", string]>([
    ["p99>99.1ms", "passed", "99 ms"],
    ["p99>98ms", "failed", "99 ms"],
    ["p50<60ms", "failed", "50 ms"],
    ["p50<40ms", "passed", "50 ms"],
    ["max>99ms", "failed", "100 ms"],
    ["max>100.1ms", "passed", "100 ms"],
    ["mean>50ms", "failed", "50.05 ms"],
    ["mean>60ms", "passed", "50.05 ms"],
  ])("%s is %s at %s", (text, result, measured) => {
    expect(judged(text)).toEqual({ kind: "fail-if", text, result, measured });
  });

  test.each<[string, ThresholdResult["result"]]>([
    ["p99>200ms", "failed"],
    ["p99>5s", "failed"],
    ["p99>6s", "unknown"],
    ["p99<200ms", "passed"],
    ["p99<6s", "unknown"],
    ["p50>200ms", "passed"],
  ])("where 5 %% were never answered within 5 s, %s is %s", (text, result) => {
    expect(judged(text, { endOf: every(20, "timed out") })).toMatchObject({ text, result });
  });

  test("is unknown where those that were never answered had no time to be that slow", () => {
    expect(judged("p99>200ms", { endOf: every(20, "timed out"), timeoutNs: 100e6 })).toEqual({
      kind: "fail-if",
      text: "p99>200ms",
      result: "unknown",
      measured: "> 100 ms",
    });
  });

  test("at the time-out itself is failed by those that had no answer within it", () => {
    const timedOut: LoadFixture = { endOf: every(20, "timed out"), timeoutNs: 20e6 };
    expect(judged("max>20ms", { ...timedOut, responseNs: () => 1e6 }).result).toBe("failed");
    expect(judged("max<=20ms", { ...timedOut, responseNs: () => 1e6 }).result).toBe("passed");
  });

  test("is unknown between the bounds of what was given up early, and known outside them", () => {
    // Every other one is stopped after 1 ms: the median of all is 1 ms at the least, and the longest ok one at the most.
    const stopped: LoadFixture = {
      responseNs: (i) => (i % 2 === 0 ? 1e6 : 50e6 + i),
      endOf: every(2, "unfinished"),
    };
    expect(judged("p50>20ms", stopped)).toMatchObject({
      result: "unknown",
      measured: "1 ms to 50 ms",
    });
    expect(judged("p50>60ms", stopped)).toMatchObject({ result: "passed" });
    expect(judged("p50>=0.9ms", stopped)).toMatchObject({ result: "failed" });
  });

  test("is unknown where the count can't carry the percentile", () => {
    expect(judged("p99>200ms", { durationNs: 0.312e9 })).toMatchObject({
      result: "unknown",
      measured: "too few requests: p99 needs 1,000, and the run has 312",
    });
  });

  test.each(["p99>1ms", "max>1ms", "mean>1ms"])("is unknown without an answer: %s", (text) => {
    expect(judged(text, { endOf: () => "refused" })).toMatchObject({
      result: "unknown",
      measured: "no request was answered",
    });
  });

  test("has no mean where some were never answered", () => {
    expect(judged("mean>1s", { endOf: every(20, "timed out") })).toMatchObject({
      result: "unknown",
      measured: "no mean: the response time of 50 requests is not known",
    });
  });

  test("may be on one named request", () => {
    const two: LoadFixture = {
      durationNs: 2e9,
      names: ["GET", "SET"],
      responseNs: (i) => (i % 2 === 0 ? 1e6 : 300e6),
    };
    expect(judged("p99[GET]>200ms", two)).toMatchObject({ result: "passed", measured: "1 ms" });
    expect(judged("p99[SET]>200ms", two)).toMatchObject({ result: "failed", measured: "300 ms" });
    expect(judged("p99[DEL]>200ms", two)).toMatchObject({
      result: "unknown",
      measured: "there is no request named DEL",
    });
  });
});

describe("a threshold on how requests end", () => {
  test.each([
    ["timed out", true, false],
    ["unsent", true, false],
    ["unfinished", false, false],
    ["dropped", false, true],
    ["reset", false, false],
  ] as const)("counts %s requests as errors", (end, isTimeout, isDropped) => {
    const one: LoadFixture = { endOf: every(1000, end) };
    expect(judged("errors>0", one)).toEqual({
      kind: "fail-if",
      text: "errors>0",
      result: "failed",
      measured: "1 of 1,000 (0.1 %)",
    });
    expect(judged("errors>1", one).result).toBe("passed");
    expect(judged("errors>0.1%", one).result).toBe("passed");
    expect(judged("errors>0.09%", one).result).toBe("failed");
    expect(judged("timeouts>0", one).result).toBe(isTimeout ? "failed" : "passed");
    expect(judged("dropped>0", one).result).toBe(isDropped ? "failed" : "passed");
  });

  test("is unknown without a request", () => {
    expect(judged("errors>0.1%", { durationNs: 0 })).toMatchObject({ result: "unknown" });
  });
});

describe("a threshold on a rate", () => {
  test("is on ok replies, or on what was sent, in the measured time", () => {
    // The last 100 are answered after it.
    const slow: LoadFixture = { responseNs: () => 100e6, endOf: every(10, "reset") };
    expect(judged("throughput<811/s", slow)).toMatchObject({
      result: "failed",
      measured: "810/s",
    });
    expect(judged("throughput<810/s", slow).result).toBe("passed");
    expect(judged("achieved<1000/s", slow)).toMatchObject({
      result: "passed",
      measured: "1,000/s",
    });
    expect(judged("achieved<1001/s", slow).result).toBe("failed");
  });

  test("is unknown where no time was measured", () => {
    expect(judged("throughput<500/s", { durationNs: 0 })).toMatchObject({
      result: "unknown",
      measured: "no time was measured",
    });
  });
});

describe("a condition to pass", () => {
  test.each<[string, ThresholdResult["result"]]>([
    ["pass p99<200ms", "passed"],
    ["pass p99<99ms", "failed"],
    ["pass p99<=99.1ms", "passed"],
    ["pass p99>1ms", "passed"],
    ["pass throughput>=900/s", "passed"],
    ["pass throughput>1001/s", "failed"],
    ["pass p99.9<1s", "unknown"],
  ])("%s: %s", (text, result) => {
    expect(judged(text, { responseNs: () => 99e6 })).toMatchObject({ kind: "pass-if", result });
  });
});

describe("a threshold on the share of the offered load that was sent", () => {
  const half: LoadFixture = { endOf: (i) => (i % 2 === 0 ? "unsent" : "ok") };
  test.each<[string, LoadFixture, ThresholdResult["result"], string]>([
    ["achieved<99%", half, "failed", "500 of 1,000 (50 %)"],
    ["achieved<50%", half, "passed", "500 of 1,000 (50 %)"],
    ["pass achieved>=99%", {}, "passed", "1,000 of 1,000 (100 %)"],
    ["achieved<99%", { durationNs: 0 }, "unknown", "there was no request"],
  ])("%s", (text, changes, result, measured) => {
    expect(judged(text, changes)).toMatchObject({ result, measured });
  });
});

describe("the interval of a measured value", () => {
  // Ten seconds; the odd ones are slower, so that blocks differ.
  const wavy: LoadFixture = {
    durationNs: 10e9,
    responseNs: (i) => (Math.floor(i / 1000) % 2 === 0 ? 100e6 : 110e6) + (i % 100) * 1e5,
  };

  test("is shown, and decides nothing unless the judgement is strict", () => {
    const { result, measured } = judged("mean>111ms", wavy);
    expect(result).toBe("passed");
    expect(measured).toMatch(
      /^1[01]\d(\.\d+)? ms \(95 % interval 1\d\d(\.\d+)? ms to 1\d\d(\.\d+)? ms\)$/,
    );
    expect(judged("mean>111ms", wavy, true).result).toBe("unknown");
    expect(judged("mean>200ms", wavy, true).result).toBe("passed");
    expect(judged("mean>50ms", wavy, true).result).toBe("failed");
  });

  test("of no error at all reaches as far as so few requests allow", () => {
    expect(judged("errors>0.01%", wavy).result).toBe("passed");
    expect(judged("errors>0.01%", wavy, true).result).toBe("unknown");
    expect(judged("errors>1%", wavy, true).result).toBe("passed");
  });

  test("is missing in a short run, and of a named request: unknown where the judgement is strict", () => {
    expect(judged("mean>200ms", {}, true)).toMatchObject({ result: "unknown" });
    expect(judged("mean>200ms", {}, true).measured).toContain("needs at least 8 s");
    expect(judged("mean>200ms").measured).toBe("50.05 ms");
  });

  test("has no part in what is counted, which is known exactly", () => {
    expect(judged("errors>10", {}, true)).toMatchObject({ result: "passed" });
    expect(judged("max>1s", {}, true)).toMatchObject({ result: "passed" });
    expect(judged("achieved<99%", {}, true)).toMatchObject({ result: "passed" });
  });
});
