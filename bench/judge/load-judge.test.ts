import { describe, expect, test } from "bun:test";
import {
  type LoadFixture,
  type RequestEnd,
  simulateLoad,
} from "../../test/support/load-fixture.ts";
import type { LoadJudgement, ThresholdResult } from "../measure/load-run.ts";
import { loadExitCode } from "./exit-code.ts";
import { judgeLoad } from "./load-judge.ts";
import { parseThreshold } from "./threshold.ts";

function judged(fixture: LoadFixture = {}, ...thresholds: readonly string[]): LoadJudgement {
  const { plan, result } = simulateLoad({
    durationNs: 2e9,
    responseNs: (i) => 0.2e6 + (i % 100) * 1e4,
    ...fixture,
  });
  return judgeLoad(plan, result, thresholds.map(parseThreshold));
}

const every =
  (nth: number, end: RequestEnd) =>
  (i: number): RequestEnd =>
    i % nth === 0 ? end : "ok";

describe("the sentence of a load run", () => {
  const open = "1,000 requests a second offered and 1,000 sent: ";
  test.each<[string, LoadFixture, string]>([
    ["open", {}, `${open}half were answered within 0.69 ms, 99 % within 1.18 ms; none failed.`],
    [
      "closed",
      { ratePerSec: null, durationNs: 1e9, connections: 1, responseNs: () => 1e6 },
      "1 connection got 999 replies a second: half were answered within 1 ms, 99 % within 1 ms; none failed.",
    ],
    [
      "of a burst",
      { ratePerSec: 100, durationNs: 1e9, plan: { loop: { kind: "burst" } } },
      "100 requests at once: half were answered within 0.69 ms, all within 1.19 ms; none failed.",
    ],
    [
      "with failures",
      { endOf: every(50, "reset") },
      `${open}half were answered within 0.69 ms, 99 % within 1.19 ms; 40 failed (2 %).`,
    ],
    [
      "with 5 % timed out",
      { endOf: every(20, "timed out") },
      `${open}half were answered within 0.72 ms, but more than 1 % were never answered within 5 s; 100 never answered (5 %).`,
    ],
    [
      "with all but a few timed out",
      { endOf: (i) => (i % 20 === 0 ? "ok" : "timed out") },
      `${open}more than half were never answered within 5 s; 1,900 never answered (95 %).`,
    ],
    [
      "with 5 % dropped",
      { endOf: every(20, "dropped") },
      "1,000 requests a second offered and 950 sent: half were answered within 0.72 ms, but more than 1 % were never answered; 100 never answered (5 %).",
    ],
    [
      "of some that were stopped at once",
      {
        responseNs: (i) => (i % 20 === 0 ? 0.1e6 : i * 1e4),
        endOf: every(20, "unfinished"),
      },
      `${open}half were answered within 9.47 ms to 10.5 ms, but more than 1 % were never answered within 19.8 ms; 100 never answered (5 %).`,
    ],
    [
      "of few requests",
      { ratePerSec: 5, endOf: every(10, "timed out") },
      "5 requests a second offered and 5 sent: 9 were answered; 1 never answered (10 %).",
    ],
    [
      "of few more",
      { ratePerSec: 50, endOf: every(50, "unsent") },
      "50 requests a second offered and 49 sent: half were answered within 0.69 ms to 0.71 ms; 2 never answered (2 %).",
    ],
    [
      "of fewer",
      { ratePerSec: 1 },
      "1 request a second offered and 1 sent: all within 0.21 ms; none failed.",
    ],
    [
      "without an ok reply",
      { endOf: (i) => (i < 3 ? "timed out" : i < 5 ? "unsent" : "refused") },
      "Nothing was measured: of 2,000 requests none was answered as it should be (1,995 refused, 3 reply time-out, 2 never sent).",
    ],
    ["without a request", { durationNs: 0 }, "Nothing was measured: no request was made."],
  ])("%s", (_, fixture, sentence) => {
    expect(judged(fixture).sentence).toBe(sentence);
  });

  test("says first that a run is invalid, and why", () => {
    const { sentence, isValid, invalidReasons } = judged({
      lagNs: () => 0.15e6,
      generators: [{}, { cpuShare: 1, spinShare: 0 }],
      endOf: every(20, "dropped"),
    });
    expect(isValid).toBe(false);
    expect(invalidReasons).toHaveLength(2);
    expect(sentence).toBe(
      `This run is invalid, as the generator or its host was the limit: ${invalidReasons[0]}; and 1 more. It would say: 1,000 requests a second offered and 950 sent: half were answered within 0.72 ms, but more than 1 % were never answered; 100 never answered (5 %).`,
    );
  });
});

test("a lost generator is what makes a run invalid, and no limit of its host is blamed", () => {
  const { plan, result } = simulateLoad({ generators: [{}, {}] });
  const lostGenerators = [{ generator: 2, ended: "SIGKILL" }];
  const judgement = judgeLoad(plan, { ...result, lostGenerators }, []);
  expect(judgement.isValid).toBe(false);
  expect(judgement.invalidReasons).toHaveLength(1);
  expect(judgement.sentence).toStartWith(
    "This run is invalid: generator 2 of 2 ended in the middle of the load (SIGKILL): its share",
  );
});

describe("a run whose replies can't be matched to their requests", () => {
  test("has its mean and no percentile, and says what would give them", () => {
    const { sentence, warnings, isValid, thresholds } = judged(
      { unmatched: "no order" },
      "p99>1h",
      "max>1h",
      "mean>1s",
      "errors>0",
    );
    expect(isValid).toBe(true);
    expect(sentence).toContain("0.695 ms");
    expect(sentence).toContain("percentiles are unknown");
    expect(sentence).not.toMatch(/99 %|half/);
    const [warning = ""] = warnings;
    for (const remedy of ["8", "--ordered", "--id-at", "--id-match", "json-id"]) {
      expect(warning).toContain(remedy);
    }
    expect(thresholds.map(({ result }) => result)).toEqual(["unknown", "unknown", "held", "held"]);
    expect(thresholds[0]?.measured).toContain("--ordered");
  });

  test("has no mean either where a request was not ok", () => {
    const { sentence, thresholds } = judged(
      { unmatched: "no order", endOf: every(50, "wrong reply") },
      "mean>1h",
    );
    expect(sentence).toContain("percentiles are unknown");
    expect(sentence).not.toContain("on average");
    expect(thresholds[0]?.result).toBe("unknown");
  });

  test("because of its ids says so", () => {
    expect(judged({ unmatched: "id in use" }).warnings[0]).toContain("{{uuid}}");
  });

  test("because they came out of order has failed, however few were", () => {
    const fixture: LoadFixture = { durationNs: 2e9, unmatched: "out of order" };
    expect(judged(fixture).sentence).toStartWith("Malformed: out of order");
    const { status, result } = simulateLoad(fixture);
    expect(loadExitCode({ status, result, judgement: judged(fixture) })).toBe(1);
  });
});

describe("a load run's judgement", () => {
  test("has every threshold in order, and warnings that spoil nothing", () => {
    const judgement = judged({ hostBusyShare: 1 }, "p99>1ms", "p99.9>1s", "errors>0");
    expect(judgement.thresholds.map(({ text, result }) => [text, result])).toEqual([
      ["p99>1ms", "crossed"],
      ["p99.9>1s", "unknown"],
      ["errors>0", "held"],
    ]);
    expect([judgement.isValid, judgement.warnings.length]).toEqual([true, 1]);
  });
});

describe("the exit code of a load run", () => {
  const threshold = (result: ThresholdResult["result"]): ThresholdResult => ({
    text: "",
    result,
    measured: "",
  });
  const judgement = (
    isValid: boolean,
    ...results: readonly ThresholdResult["result"][]
  ): LoadJudgement => ({
    sentence: "",
    isValid,
    invalidReasons: [],
    warnings: [],
    thresholds: results.map(threshold),
  });
  const { result: some } = simulateLoad({ durationNs: 1e9, endOf: every(2, "reset") });
  const { result: nothing } = simulateLoad({ durationNs: 1e9, endOf: () => "refused" });

  test.each([
    ["a run with failed requests alone", "complete", some, judgement(true), 0],
    ["a held threshold", "complete", some, judgement(true, "held"), 0],
    ["a crossed threshold", "complete", some, judgement(true, "held", "crossed"), 99],
    ["a threshold that can't be told", "complete", some, judgement(true, "unknown"), 99],
    ["an invalid run before its thresholds", "complete", some, judgement(false, "crossed"), 3],
    ["no ok reply before an invalid run", "complete", nothing, judgement(false, "crossed"), 4],
    ["no result at all", "complete", null, null, 4],
    ["an interruption before all of these", "interrupted", nothing, judgement(false), 130],
  ] as const)("of %s", (_, status, result, judgedAs, code) => {
    expect(loadExitCode({ status, result, judgement: judgedAs })).toBe(code);
  });
});
