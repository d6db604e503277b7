// junit.xml: a test case a verdict, and one for the run as a whole, for the tools that show test results.
import type { Judgement, RunRecord, Verdict } from "../measure/run.ts";
import { escapeXml } from "./escape.ts";

interface TestCase {
  readonly name: string;
  /** Undefined: passed. */
  readonly outcome?: {
    readonly kind: "failure" | "error" | "skipped";
    readonly message: string;
    readonly details?: string;
  };
}

/** Fail is a failure, unknown and not identifiable are skipped; an invalid or unfinished run is an error. */
export function junitXml(run: RunRecord): string {
  const cases = [
    runCase(run),
    ...(run.judgement?.verdicts ?? []).map((own) => verdictCase(own, run.judgement)),
  ];
  const count = (kind: string): number =>
    cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const name = run.label === "" ? "escalera sweep" : `escalera sweep ${run.label}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(name)}" ${counts} timestamp="${escapeXml(run.startedAt)}">`,
    ...cases.map(formatCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function runCase({ status, judgement }: RunRecord): TestCase {
  const problems = [
    ...(status === "complete" ? [] : [`the run is ${status}`]),
    ...(judgement === null ? ["the run is not judged"] : judgement.invalidReasons),
  ];
  if (judgement?.isValid === false && judgement.invalidReasons.length === 0) {
    problems.push("the run is invalid");
  }
  const [message] = problems;
  if (message === undefined) return { name: "run" };
  return { name: "run", outcome: { kind: "error", message, details: problems.join("\n") } };
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
      return { name, outcome: { kind: "failure", message: summary, details: details.join("\n") } };
    }
    case "not identifiable":
    case "unknown":
      return { name, outcome: { kind: "skipped", message: `${result}: ${summary}` } };
    default:
      return result satisfies never;
  }
}

function formatCase({ name, outcome }: TestCase): string {
  const start = `    <testcase classname="escalera.sweep" name="${escapeXml(name)}"`;
  if (outcome === undefined) return `${start}/>`;
  const { kind, message, details = "" } = outcome;
  return `${start}><${kind} message="${escapeXml(message)}">${escapeXml(details)}</${kind}></testcase>`;
}
