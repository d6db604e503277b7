import { describe, expect, test } from "bun:test";
import { OptionsError } from "../../src/units/options-error.ts";
import {
  fails,
  isReversed,
  parseThreshold,
  type Threshold,
  type ThresholdKind,
  type ThresholdMetric,
} from "./threshold.ts";

const percentile = (value: number, request: string | null = null): ThresholdMetric => ({
  kind: "percentile",
  percentile: value,
  request,
});

describe("a threshold", () => {
  test.each<[string, ThresholdMetric, string, number]>([
    ["p99>200ms", percentile(99), ">", 200e6],
    ["p50>=1ms", percentile(50), ">=", 1e6],
    [" p99.9 > 1 s ", percentile(99.9), ">", 1e9],
    ["p100>1h", percentile(100), ">", 3600e9],
    ["max>2s", percentile(100), ">", 2e9],
    ["p90<=100us", percentile(90), "<=", 100e3],
    ["p99[GET /a b]>200ms", percentile(99, "GET /a b"), ">", 200e6],
    ["max [ GET ] > 1s", percentile(100, "GET"), ">", 1e9],
    ["mean>10ms", { kind: "mean" }, ">", 10e6],
    ["errors>0.1%", { kind: "ends", of: "errors", isShare: true }, ">", 0.001],
    ["errors > 0.7 %", { kind: "ends", of: "errors", isShare: true }, ">", 7 / 1000],
    ["errors>10", { kind: "ends", of: "errors", isShare: false }, ">", 10],
    ["timeouts>=1", { kind: "ends", of: "timeouts", isShare: false }, ">=", 1],
    ["dropped>0%", { kind: "ends", of: "dropped", isShare: true }, ">", 0],
    ["throughput<500/s", { kind: "rate", of: "throughput" }, "<", 500],
    ["achieved<99%", { kind: "achieved share" }, "<", 0.99],
    ["achieved < 990", { kind: "rate", of: "achieved" }, "<", 990],
    ["throughput<1.5k/s", { kind: "rate", of: "throughput" }, "<", 1500],
  ])("%p is read", (text, metric, comparison, limit) => {
    expect(parseThreshold(text)).toEqual({
      kind: "fail-if",
      text: text.trim(),
      metric,
      comparison: comparison as never,
      limit,
    });
  });

  test.each([
    ["p99", "put it in quotes"],
    ["", "write it like p99>200ms"],
    ["p99=200ms", "write it like p99>200ms"],
    ["p99>", "write it like p99>200ms"],
    ["p>1ms", "unknown metric"],
    ["p101>1ms", "unknown metric"],
    ["p9.9.9>1ms", "unknown metric"],
    ["mean2>1ms", "unknown metric"],
    ["p95th>1ms", "is not a condition"],
    ["latency>1ms", 'unknown metric "latency": use p50, p99, mean, max'],
    ["achieved>101%", "neither a number of requests nor a share"],
    ["errors[GET]>1", "unknown metric"],
    ["p99>200", '"p99>200": "200" is not a duration'],
    ["p99>10%", '"10%" is not a duration'],
    ["mean>25h", "longer than the limit"],
    ["errors>200ms", "neither a number of requests nor a share"],
    ["errors>1.5", "neither a number of requests nor a share"],
    ["errors>101%", "neither a number of requests nor a share"],
    ["throughput<500ms", '"throughput<500ms": "500ms" is not a rate'],
  ])("%p is refused: %s", (text, message) => {
    expect(() => parseThreshold(text)).toThrow(OptionsError);
    expect(() => parseThreshold(text)).toThrow(message);
  });

  test.each([
    [">", [false, false, true]],
    [">=", [false, true, true]],
    ["<", [true, false, false]],
    ["<=", [true, true, false]],
  ] as const)("fails the run %s its limit", (comparison, expected) => {
    const threshold: Threshold = { ...parseThreshold("mean>2ns"), comparison };
    expect([1, 2, 3].map((value) => fails(threshold, value))).toEqual([...expected]);
  });

  test.each([
    ["p99<200ms", [false, true, true]],
    ["p99<=200ms", [false, false, true]],
    ["p99>200ms", [true, true, false]],
    ["p99>=200ms", [true, false, false]],
  ] as const)("to pass, %s, fails the run where it is not true", (text, expected) => {
    const threshold = parseThreshold(text, "pass-if");
    expect([199e6, 200e6, 201e6].map((value) => fails(threshold, value))).toEqual([...expected]);
  });

  test.each<[ThresholdKind, string, ThresholdKind | undefined]>([
    ["fail-if", "p99<200ms", "pass-if"],
    ["fail-if", "mean<=1ms", "pass-if"],
    ["fail-if", "errors<1%", "pass-if"],
    ["fail-if", "throughput>500/s", "pass-if"],
    ["fail-if", "achieved>=99%", "pass-if"],
    ["fail-if", "p99>200ms", undefined],
    ["fail-if", "throughput<500/s", undefined],
    ["pass-if", "p99>200ms", "fail-if"],
    ["pass-if", "throughput<500/s", "fail-if"],
    ["pass-if", "p99<200ms", undefined],
    ["pass-if", "achieved>=99%", undefined],
  ])("--%s '%s' looks like --%s", (kind, text, other) => {
    expect(isReversed(parseThreshold(text, kind))).toBe(other !== undefined);
  });
});
