// junit.xml: a test case a verdict, and one for the run as a whole, for the tools that show test results.
import type { Judgement, RunRecord, Verdict } from "../../run/sweep/run.ts";
import { formatJunit, runCase, type TestCase } from "../document/junit.ts";

/** Fail is a failure; uncertain, unknown and not identifiable are skipped; an invalid, inconclusive or unfinished run is an error. */
export function junitXml(run: RunRecord): string {
  const cases = [
    runCase(run, run.judgement?.inconclusiveReasons),
    ...(run.judgement?.verdicts ?? []).map((own) => verdictCase(own, run.judgement)),
  ];
  const { label, startedAt } = run;
  return formatJunit({ command: "sweep", label, startedAt }, cases);
}

function verdictCase(
  { name, result, summary, evidence }: Verdict,
  judgement: Judgement | null,
): TestCase {
  if (judgement?.isValid === false) {
    return {
      name,
      outcome: { kind: "skipped", message: `the run is invalid: ${result} does not count` },
    };
  }
  switch (result) {
    case "pass":
      return { name };
    case "fail": {
      const details = Object.entries(evidence).map(([key, value]) => `${key}: ${value ?? ""}`);
      return {
        name,
        outcome: { kind: "failure", message: summary.en, details: details.join("\n") },
      };
    }
    case "uncertain":
    case "not identifiable":
    case "unknown":
      return { name, outcome: { kind: "skipped", message: `${result}: ${summary.en}` } };
    default:
      return result satisfies never;
  }
}
