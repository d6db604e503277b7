import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import {
  LOAD_JUDGEMENT,
  type LoadFixture,
  type RequestEnd,
  simulateLoad,
  thresholdResult,
} from "../../../test/support/load-fixture.ts";
import type { ReplyGap } from "../../run/load/run.ts";
import type { LoadJudgement, ThresholdResult } from "../../run/load/run.ts";
import { loadExitCode } from "../exit-code.ts";
import { judgeLoad } from "./judge.ts";
import { parseThreshold } from "../threshold.ts";

function judged(fixture: LoadFixture = {}, ...thresholds: readonly string[]): LoadJudgement {
  const { plan, result } = simulateLoad({
    durationNs: 2e9,
    responseNs: (i) => 0.2e6 + (i % 100) * 1e4,
    ...fixture,
  });
  return judgeLoad(plan, result, { thresholds: thresholds.map((text) => parseThreshold(text)) });
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
      "The offered load was not reached: 1,000 requests a second were offered and 950 sent (95 %), because the target or the number of connections was the limit. Of all requests: half were answered within 0.72 ms, but more than 1 % were never answered; 100 never answered (5 %).",
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
      "1 request a second offered and 1 sent: all were answered within 0.21 ms; none failed.",
    ],
    [
      "without an ok reply",
      { endOf: (i) => (i < 3 ? "timed out" : i < 5 ? "unsent" : "refused") },
      "Nothing was measured: none of 2,000 requests got an ok reply (1,995 × refused, 3 × reply time-out, 2 never sent).",
    ],
    ["without a request", { durationNs: 0 }, "Nothing was measured: no request was made."],
  ])("%s", (_, fixture, sentence) => {
    expect(judged(fixture).sentence.en).toBe(sentence);
  });

  test("says first that a run is invalid, and why", () => {
    const { sentence, isValid, invalidReasons } = judged({
      lagNs: () => 0.15e6,
      generators: [{}, { cpuShare: 1, spinShare: 0 }],
      endOf: every(20, "dropped"),
    });
    expect(isValid).toBe(false);
    expect(invalidReasons).toHaveLength(2);
    expect(sentence.en).toBe(
      `This run is invalid: ${invalidReasons[0]?.en}; and 1 more reason. Its figures do not count: The offered load was not reached: 1,000 requests a second were offered and 950 sent (95 %). Of all requests: half were answered within 0.72 ms, but more than 1 % were never answered; 100 never answered (5 %).`,
    );
  });
});

test("a lost generator is what makes a run invalid, and no limit of its host is blamed", () => {
  const { plan, result } = simulateLoad({ generators: [{}, {}] });
  const lostGenerators = [{ generator: 2, ended: "SIGKILL" }];
  const judgement = judgeLoad(plan, { ...result, lostGenerators }, { thresholds: [] });
  expect(judgement.isValid).toBe(false);
  expect(judgement.invalidReasons).toHaveLength(1);
  expect(judgement.sentence.en).toStartWith(
    "This run is invalid: generator 2 of 2 ended in the middle of the load (SIGKILL), so its share",
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
    expect(sentence.en).toContain("0.695 ms");
    expect(sentence.en).toContain("percentiles are unknown");
    expect(sentence.en).not.toMatch(/99 %|half/);
    const warning = warnings[0]?.en ?? "";
    for (const remedy of ["8", "--ordered", "--id-at", "--id-match", "json-id"]) {
      expect(warning).toContain(remedy);
    }
    expect(thresholds.map(({ result }) => result)).toEqual([
      "unknown",
      "unknown",
      "passed",
      "passed",
    ]);
    expect(thresholds[0]?.measured.en).toContain("--ordered");
    expect(thresholds[2]?.measured.en).toBe("0.695 ms");
  });

  test("has no mean either where a request was not ok", () => {
    const { sentence, thresholds } = judged(
      { unmatched: "no order", endOf: every(50, "wrong reply") },
      "mean>1h",
    );
    expect(sentence.en).toContain("percentiles are unknown");
    expect(sentence.en).not.toContain("mean");
    expect(thresholds[0]?.result).toBe("unknown");
  });

  test("because of its ids says so", () => {
    expect(judged({ unmatched: "id in use" }).warnings[0]?.en).toContain("{{uuid}}");
  });

  test("because they came out of order has failed, however few were", () => {
    const fixture: LoadFixture = { durationNs: 2e9, unmatched: "out of order" };
    expect(judged(fixture).sentence.en).toStartWith("Malformed: out of order");
    const { status, result } = simulateLoad(fixture);
    expect(loadExitCode({ status, result, judgement: judged(fixture) })).toBe(1);
  });
});

describe("a load run's judgement", () => {
  test("has every threshold in order, and warnings that spoil nothing", () => {
    const judgement = judged({ hostBusyShare: 1 }, "p99>1ms", "p99.9>1s", "errors>0");
    expect(judgement.thresholds.map(({ text, result }) => [text, result])).toEqual([
      ["p99>1ms", "failed"],
      ["p99.9>1s", "unknown"],
      ["errors>0", "passed"],
    ]);
    expect([judgement.isValid, judgement.warnings.length]).toEqual([true, 1]);
  });
});

const S = 1e9;

/** A gap between replies with requests outstanding all the while; the longest response outside it took 20 ms. */
function gap(fromS: number, untilS: number | null, toS = untilS ?? 10): ReplyGap {
  return {
    afterNs: fromS * S,
    untilNs: untilS === null ? null : untilS * S,
    outstanding: { fromNs: fromS * S, toNs: toS * S },
    longestOutsideNs: 20e6,
  };
}

describe("a silence", () => {
  const closed = { ratePerSec: null, durationNs: 10 * S, connections: 1, responseNs: () => 5e6 };
  const said = (fixture: LoadFixture): string => judged({ ...closed, ...fixture }).sentence.en;

  test("leads the sentence, with what a closed load can't tell", () => {
    const loaded = judged({ ...closed, replyGaps: [gap(3, 5.5)] });
    expect(loaded.sentence.en).toStartWith(
      "The target was silent for 2.5 s: no reply came from 3 s to 5.5 s although requests were outstanding. Closed load sends less while the target is silent, so its percentiles cannot show this: use --rate. 1 connection got 200 replies a second: ",
    );
    expect(loaded.sentence.es).toStartWith(
      "El servicio estuvo en silencio durante 2,5 s: no llegó ninguna respuesta desde 3 s hasta 5,5 s",
    );
    expect(loaded.failures.map(({ en }) => en)).toEqual([
      "the target was silent for 2.5 s from 3 s on (allowed: a tenth of the run, or 3 × the longest response); see its log, or pass with --allow-errors",
    ]);
  });

  test("to the end says from when on", () => {
    expect(said({ replyGaps: [gap(3, null)] })).toStartWith(
      "The target was silent from 3 s on: no reply came until the end of the run. ",
    );
    expect(judged({ replyGaps: [gap(1, null)] }).sentence.en).not.toContain("--rate");
  });

  test.each<[string, Partial<ReplyGap>[], boolean]>([
    ["longer than a tenth of the run", [gap(3, 4.1)], true],
    ["no longer than a tenth of the run", [gap(3, 4)], false],
    [
      "longer than 3 × the longest response outside it",
      [{ ...gap(3, 5), longestOutsideNs: 0.6 * S }],
      true,
    ],
    ["no longer than that", [{ ...gap(3, 5), longestOutsideNs: 0.7 * S }], false],
    ["with no response outside it to compare", [{ ...gap(0, 5), longestOutsideNs: null }], false],
    ["with nothing outstanding", [{ ...gap(3, 9), outstanding: null }], false],
    [
      "with little of it outstanding",
      [{ ...gap(3, 9), outstanding: { fromNs: 8.5 * S, toNs: 9 * S } }],
      false,
    ],
  ])("%s", (_, gaps, isSilence) => {
    const replyGaps = gaps.map((own) => ({ ...gap(0, 1), ...own }));
    expect(said({ replyGaps }).includes("silent")).toBe(isSilence);
  });

  test("is none in what an earlier version measured, which kept no gaps", () => {
    expect(judged(closed).failures).toEqual([]);
  });
});

describe("failed requests", () => {
  test.each<[string, LoadFixture, number]>([
    ["up to 1 % fail nothing", { endOf: every(100, "reset") }, 0],
    ["above 1 % fail the run", { endOf: every(99, "reset") }, 1],
    ["timed out ones too", { endOf: every(50, "timed out") }, 1],
    ["never sent ones are none", { endOf: every(2, "unsent") }, 0],
    ["dropped ones are none", { endOf: every(2, "dropped") }, 0],
    ["expected errors are none", { endOf: every(2, "expected error") }, 0],
  ])("%s", (_, fixture, count) => {
    expect(judged(fixture).failures).toHaveLength(count);
  });

  test("say their share, the limit and what to do", () => {
    expect(judged({ endOf: every(50, "reset") }).failures[0]?.en).toBe(
      "40 requests failed (2 % of those sent, limit 1 %); set a limit of your own with --fail-if 'errors>5%', name expected errors with --expect-error, or pass with --allow-errors",
    );
  });

  test("fail nothing where they are allowed, or judged by a threshold", () => {
    const { plan, result } = simulateLoad({ endOf: every(10, "reset"), replyGaps: [gap(3, null)] });
    const judge = (...texts: string[]) => ({
      thresholds: texts.map((text) => parseThreshold(text)),
    });
    expect(judgeLoad(plan, result, judge()).failures).toHaveLength(2);
    expect(judgeLoad(plan, result, judge("p99>1s")).failures).toHaveLength(2);
    expect(judgeLoad(plan, result, judge("errors>50%")).failures).toEqual([]);
    expect(judgeLoad(plan, result, { thresholds: [], areErrorsAllowed: true }).failures).toEqual(
      [],
    );
  });

  test("to the end of the run are told from when on", () => {
    const fixture: LoadFixture = { endOf: (i) => (i < 1500 ? "ok" : "wrong reply") };
    expect(judged(fixture).sentence.en).toStartWith("From 1.5 s on, no request got an ok reply. ");
    const few: LoadFixture = { endOf: (i) => (i < 1900 ? "ok" : "wrong reply") };
    expect(judged(few).sentence.en).not.toContain("From 1.9");
  });
});

describe("the exit code of a load run", () => {
  const judgement = (
    isValid: boolean,
    results: readonly ThresholdResult["result"][] = [],
    changes: Partial<LoadJudgement> = {},
  ): LoadJudgement => ({
    ...LOAD_JUDGEMENT,
    isValid,
    thresholds: results.map((result) => thresholdResult("p99>1s", result)),
    ...changes,
  });
  const failures = [unclassified("a silence")];
  const { result: some } = simulateLoad({ durationNs: 1e9, endOf: every(2, "reset") });
  const { result: nothing } = simulateLoad({ durationNs: 1e9, endOf: () => "refused" });

  test.each([
    ["a sound run", "complete", some, judgement(true), 0],
    [
      "too many failed requests, or a silence",
      "complete",
      some,
      judgement(true, [], { failures }),
      1,
    ],
    ["a threshold that passed", "complete", some, judgement(true, ["passed"]), 0],
    ["one that failed", "complete", some, judgement(true, ["passed", "failed"]), 99],
    [
      "one that failed before what failed without it",
      "complete",
      some,
      judgement(true, ["failed"], { failures }),
      99,
    ],
    ["an unknown one", "complete", some, judgement(true, ["unknown"]), 99],
    [
      "an unknown one that is allowed",
      "complete",
      some,
      judgement(true, ["unknown"], { isUnknownAllowed: true }),
      0,
    ],
    [
      "a failed one beside it",
      "complete",
      some,
      judgement(true, ["failed"], { isUnknownAllowed: true }),
      99,
    ],
    ["an invalid run before its thresholds", "complete", some, judgement(false, ["failed"]), 3],
    ["no ok reply before an invalid run", "complete", nothing, judgement(false, ["failed"]), 4],
    ["no result at all", "complete", null, null, 4],
    ["an interruption before all of these", "interrupted", nothing, judgement(false), 130],
  ] as const)("of %s", (_, status, result, judgedAs, code) => {
    expect(loadExitCode({ status, result, judgement: judgedAs })).toBe(code);
  });
});
