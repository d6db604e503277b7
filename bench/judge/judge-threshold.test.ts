import { describe, expect, test } from "bun:test";
import { type LoadFixture, simulateLoad } from "../../test/support/load-fixture.ts";
import type { ThresholdResult } from "../measure/load-run.ts";
import { judgeThreshold } from "./judge-threshold.ts";
import { parseThreshold } from "./threshold.ts";

/** Request i of 1,000 in a second takes (i + 1) / 10 ms, but what `changes` say. */
function judged(text: string, changes: LoadFixture = {}): ThresholdResult {
  const fixture = { durationNs: 1e9, responseNs: (i: number) => (i + 1) * 1e5, ...changes };
  return judgeThreshold(parseThreshold(text), simulateLoad(fixture).result.run);
}

const every =
  (nth: number, end: "timed out" | "dropped" | "unsent" | "unfinished" | "reset") => (i: number) =>
    i % nth === 0 ? end : ("ok" as const);

describe("a threshold on response times", () => {
  test.each<[string, "held" | "crossed", string]>([
    ["p99>99.1ms", "held", "99 ms"],
    ["p99>98ms", "crossed", "99 ms"],
    ["p50<60ms", "crossed", "50 ms"],
    ["p50<40ms", "held", "50 ms"],
    ["max>99ms", "crossed", "100 ms"],
    ["max>100.1ms", "held", "100 ms"],
    ["mean>50ms", "crossed", "50.05 ms"],
    ["mean>60ms", "held", "50.05 ms"],
  ])("%s is %s at %s", (text, result, measured) => {
    expect(judged(text)).toEqual({ text, result, measured });
  });

  test.each<[string, ThresholdResult["result"]]>([
    ["p99>200ms", "crossed"],
    ["p99>5s", "crossed"],
    ["p99>6s", "unknown"],
    ["p99<200ms", "held"],
    ["p99<6s", "unknown"],
    ["p50>200ms", "held"],
  ])("where 5 %% were never answered within 5 s, %s is %s", (text, result) => {
    expect(judged(text, { endOf: every(20, "timed out") })).toMatchObject({ text, result });
  });

  test("is unknown where those that were never answered had no time to be that slow", () => {
    expect(judged("p99>200ms", { endOf: every(20, "timed out"), timeoutNs: 100e6 })).toEqual({
      text: "p99>200ms",
      result: "unknown",
      measured: "> 100 ms",
    });
  });

  test("at the time-out itself is crossed by those that had no answer within it", () => {
    const timedOut: LoadFixture = { endOf: every(20, "timed out"), timeoutNs: 20e6 };
    expect(judged("max>20ms", { ...timedOut, responseNs: () => 1e6 }).result).toBe("crossed");
    expect(judged("max<=20ms", { ...timedOut, responseNs: () => 1e6 }).result).toBe("held");
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
    expect(judged("p50>60ms", stopped)).toMatchObject({ result: "held" });
    expect(judged("p50>=0.9ms", stopped)).toMatchObject({ result: "crossed" });
  });

  test("is unknown where the count can't carry the percentile", () => {
    expect(judged("p99>200ms", { durationNs: 0.312e9 })).toMatchObject({
      result: "unknown",
      measured: "p99 wants 1,000 requests, there are 312",
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
      measured: "50 requests have no known time, so there is no mean",
    });
  });

  test("may be on one named request", () => {
    const two: LoadFixture = {
      durationNs: 2e9,
      names: ["GET", "SET"],
      responseNs: (i) => (i % 2 === 0 ? 1e6 : 300e6),
    };
    expect(judged("p99[GET]>200ms", two)).toMatchObject({ result: "held", measured: "1 ms" });
    expect(judged("p99[SET]>200ms", two)).toMatchObject({ result: "crossed", measured: "300 ms" });
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
      text: "errors>0",
      result: "crossed",
      measured: "1 of 1,000 (0.1 %)",
    });
    expect(judged("errors>1", one).result).toBe("held");
    expect(judged("errors>0.1%", one).result).toBe("held");
    expect(judged("errors>0.09%", one).result).toBe("crossed");
    expect(judged("timeouts>0", one).result).toBe(isTimeout ? "crossed" : "held");
    expect(judged("dropped>0", one).result).toBe(isDropped ? "crossed" : "held");
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
      result: "crossed",
      measured: "810/s",
    });
    expect(judged("throughput<810/s", slow).result).toBe("held");
    expect(judged("achieved<1000/s", slow)).toMatchObject({ result: "held", measured: "1,000/s" });
    expect(judged("achieved<1001/s", slow).result).toBe("crossed");
  });

  test("is unknown where no time was measured", () => {
    expect(judged("throughput<500/s", { durationNs: 0 })).toMatchObject({
      result: "unknown",
      measured: "no time was measured",
    });
  });
});
