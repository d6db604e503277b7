import { untranslated } from "../../src/units/text.ts";
import { unclassified } from "../run/notice.ts";
import type { Notice } from "../run/header.ts";
import { inEnglish } from "../../test/support/in-english.ts";
import { describe, expect, test } from "bun:test";
import type { Judgement, VerdictResult } from "../run/sweep/run.ts";
import { compareExitCode, strongestExitCode, sweepExitCode } from "./exit-code.ts";
import type { ComparisonResult, MetricVerdict } from "../run/compare/comparison.ts";
import { invalidReasonsOf } from "./sweep/validity.ts";
import { judge } from "./sweep/judge.ts";
import { defaultBounds } from "./sweep/bounds.ts";
import { expectedOf, simulateSweep, SOUND_SELF } from "../../test/support/simulate-sweep.ts";

const NONE = untranslated("");

function judgement(
  result: VerdictResult,
  isValid: boolean,
  inconclusiveReasons: readonly Notice[] = [],
): Judgement {
  const verdict = { name: "width", result, summary: NONE, evidence: {} } as const;
  const said = { sampling: "fixed", sentence: NONE, warnings: [], invalidReasons: [] } as const;
  return { verdicts: [verdict], ...said, isValid, inconclusiveReasons };
}

function levelOf(ok: number, failed = 0) {
  return { ok, failed, timedOut: 0, isJudged: true };
}

describe("the exit code", () => {
  const some = [levelOf(0), levelOf(3)];
  test.each([
    ["a pass", "complete", some, judgement("pass", true), 0],
    ["what can't be told", "complete", some, judgement("not identifiable", true), 0],
    ["what is uncertain", "complete", some, judgement("uncertain", true), 0],
    [
      "a missing verdict",
      "complete",
      some,
      judgement("unknown", true, [unclassified("missing")]),
      3,
    ],
    [
      "a missing verdict before a failed one",
      "complete",
      some,
      judgement("fail", true, [unclassified("missing")]),
      3,
    ],
    ["1 % of failed requests", "complete", [levelOf(99, 1)], judgement("pass", true), 0],
    ["more failed requests than that", "complete", [levelOf(98, 2)], judgement("pass", true), 1],
    ["a failed verdict", "complete", some, judgement("fail", true), 1],
    ["an invalid run before its verdicts", "complete", some, judgement("fail", false), 3],
    ["nothing ok before an invalid run", "complete", [levelOf(0)], judgement("unknown", false), 4],
    ["no level at all", "complete", [], null, 4],
    ["an interruption before all of these", "interrupted", [], judgement("fail", false), 130],
  ] as const)("of %s", (_, status, levels, judged, code) => {
    expect(sweepExitCode({ status, levels, judgement: judged })).toBe(code);
  });

  test("of what is uncertain is 3 under --strict, and 0 with --allow-unknown", () => {
    const run = {
      status: "complete",
      levels: some,
      judgement: judgement("uncertain", true),
    } as const;
    expect(sweepExitCode(run, { isStrict: true })).toBe(3);
    expect(sweepExitCode(run, { isStrict: true, allowUnknown: true })).toBe(0);
  });

  test("of a missing verdict is 0 with --allow-unknown, but that of an invalid run is not", () => {
    const run = { status: "complete", levels: some } as const;
    const missing = { ...run, judgement: judgement("unknown", true, [unclassified("missing")]) };
    expect(sweepExitCode(missing, { allowUnknown: true })).toBe(0);
    const invalid = { ...run, judgement: judgement("pass", false) };
    expect(sweepExitCode(invalid, { allowUnknown: true })).toBe(3);
  });

  test("of failed requests is 0 with --allow-errors", () => {
    const run = {
      status: "complete",
      levels: [levelOf(50, 50)],
      judgement: judgement("pass", true),
    } as const;
    expect(sweepExitCode(run, { allowErrors: true })).toBe(0);
  });

  test("is of several the first of 70, 130, 4, 3, 99, 1", () => {
    const codes = [1, 99, 3, 4, 130, 70];
    for (const [i, code] of codes.entries())
      expect(strongestExitCode(codes.slice(0, i + 1))).toBe(code);
    expect(strongestExitCode([])).toBe(0);
  });
});

describe("a run", () => {
  const sound = simulateSweep({}, [11, 20, 35], 1);
  const limited = {
    ...SOUND_SELF,
    limits: [untranslated("the generator's event loop was 40 ms late (limit 25 ms)")],
  };
  const spoil = (attempt: number) =>
    sound.map((burst) => (burst.level === 20 ? { ...burst, attempt, self: limited } : burst));

  test("is valid where a second attempt was sound", () => {
    const expected = expectedOf();
    const again = sound
      .filter(({ level }) => level === 20)
      .map((burst) => ({ ...burst, attempt: 2 }));
    expect(
      judge(expected, defaultBounds(expected), [...spoil(1), ...again], { seed: 1 }).isValid,
    ).toBe(true);
  });

  test("is invalid where the second was no better, and the sentence says so first", () => {
    const expected = expectedOf();
    const judged = inEnglish(
      judge(expected, defaultBounds(expected), [...sound, ...spoil(2)], { seed: 1 }),
    );
    expect(judged.isValid).toBe(false);
    expect(judged.invalidReasons).toEqual([
      "level 20: the generator's event loop was 40 ms late (limit 25 ms), again when measured alone",
    ]);
    expect(judged.sentence).toStartWith(
      "This run is invalid: the generator or its host was the limit (level 20",
    );
    expect(judged.verdicts.map(({ result }) => result)).toEqual(["pass", "pass", "pass", "pass"]);
  });

  test("is invalid where there was no second", () => {
    expect(invalidReasonsOf(spoil(1)).map(({ en }) => en)).toEqual([
      "level 20: the generator's event loop was 40 ms late (limit 25 ms), and it was not measured again",
    ]);
  });
});

describe("the exit code of a comparison", () => {
  const compared = (
    verdicts: readonly MetricVerdict[],
    changes: { readonly isValid?: boolean; readonly isBeyondTolerance?: boolean } = {},
  ): ComparisonResult => ({
    method: "blocks",
    unitsA: 10,
    unitsB: 10,
    metrics: verdicts.map((verdict) => ({
      name: "p50",
      a: { kind: "none" },
      b: { kind: "none" },
      difference: null,
      isBound: false,
      interval: null,
      adjustedChance: null,
      verdict,
      isBeyondTolerance: changes.isBeyondTolerance ?? false,
      note: null,
    })),
    sentence: { en: "", es: "" },
    isValid: changes.isValid ?? true,
    invalidReasons: [],
    warnings: [],
  });

  test.each<[string, ComparisonResult | null, number, number]>([
    ["of no difference", compared(["no difference seen"]), 0, 0],
    ["of too few data for anything", compared(["too few data", "too few data"]), 3, 0],
    ["where nothing is known", compared(["unknown", "too few data"]), 3, 0],
    ["where one metric is known", compared(["no difference seen", "too few data"]), 0, 0],
    ["worse beyond the tolerance", compared(["worse"], { isBeyondTolerance: true }), 99, 99],
    ["of an invalid run", compared(["worse"], { isValid: false, isBeyondTolerance: true }), 3, 3],
    ["of nothing measured", compared([]), 4, 4],
    ["of no result", null, 4, 4],
  ])("%s", (_, result, code, codeIfAllowed) => {
    expect(compareExitCode(result)).toBe(code);
    expect(compareExitCode(result, { isUnknownAllowed: true })).toBe(codeIfAllowed);
  });

  test("is that of what ended its measuring, where that counts for more", () => {
    expect(compareExitCode(compared(["too few data"]), { failureCode: 130 })).toBe(130);
    expect(compareExitCode(compared(["worse"]), { failureCode: 1 })).toBe(1);
  });
});
