// junit.xml of a load run: a test case for the run's validity, one for what failed, and one a threshold. In English.
import type { LoadJudgement, LoadRun, ThresholdResult } from "../../run/load/run.ts";
import { caseOf, formatJunit, runCase, type TestCase } from "../document/junit.ts";

/**
 * A threshold that failed, or is unknown and not allowed to be, is a failure; an invalid or unfinished run is an error, and
 * nothing else of it counts.
 */
export function loadJunit(run: LoadRun): string {
  const { label, startedAt, judgement, result } = run;
  const nothing =
    result === null || result.run.counts.ok === 0 ? ["no request got an ok reply"] : [];
  return formatJunit({ command: "load", label, startedAt }, [
    runCase(run, nothing),
    ...(judgement === null ? [] : judgedCases(judgement)),
  ]);
}

function judgedCases(judgement: LoadJudgement): TestCase[] {
  const { isValid, failures, thresholds, isUnknownAllowed } = judgement;
  if (!isValid) return thresholds.map(notCounted);
  return [
    caseOf(
      "failed requests and silences",
      "failure",
      failures.map(({ en }) => en),
    ),
    ...thresholds.map((own) => thresholdCase(own, isUnknownAllowed)),
  ];
}

function notCounted(own: ThresholdResult): TestCase {
  const message = `the run is invalid: ${own.result} does not count`;
  return { name: nameOf(own), outcome: { kind: "skipped", message } };
}

function thresholdCase(own: ThresholdResult, isUnknownAllowed: boolean): TestCase {
  const { result, measured } = own;
  const name = nameOf(own);
  if (result === "passed") return { name };
  const kind = result === "unknown" && isUnknownAllowed ? "skipped" : "failure";
  return { name, outcome: { kind, message: `${result}: ${measured.en}` } };
}

function nameOf({ kind, text }: ThresholdResult): string {
  return kind === "fail-if" ? text : `pass if ${text}`;
}
