// The form of junit.xml, whatever its test cases are about.
import type { Text } from "../../../src/units/text.ts";
import { escapeXml } from "./escape.ts";

export interface TestCase {
  readonly name: string;
  /** Undefined: passed. */
  readonly outcome?: {
    readonly kind: "failure" | "error" | "skipped";
    readonly message: string;
    readonly details?: string;
  };
}

export interface TestSuite {
  readonly command: "sweep" | "load" | "compare";
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** The whole file: one suite. */
export function formatJunit(suite: TestSuite, cases: readonly TestCase[]): string {
  const count = (kind: string): number =>
    cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const { command, label, startedAt } = suite;
  const name = label === "" ? `escalera ${command}` : `escalera ${command} ${label}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(name)}" ${counts} timestamp="${escapeXml(startedAt)}">`,
    ...cases.map((own) => formatCase(own, command)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** The run as a whole: an error where it is invalid or unfinished, or for any of `moreProblems`. */
export function runCase(
  { status, judgement }: JudgedRun,
  moreProblems: readonly (string | Text)[] = [],
): TestCase {
  const problems = [
    ...(status === "complete" ? [] : [`the run is ${status}`]),
    ...(judgement === null ? ["the run is not judged"] : judgement.invalidReasons.map(english)),
    ...moreProblems.map(english),
  ];
  if (judgement?.isValid === false && judgement.invalidReasons.length === 0) {
    problems.push("the run is invalid");
  }
  return caseOf("run", "error", problems);
}

/** Passed without problems; else they are its details, and the first of them its message. */
export function caseOf(
  name: string,
  kind: "failure" | "error",
  problems: readonly string[],
): TestCase {
  const [message] = problems;
  return message === undefined
    ? { name }
    : { name, outcome: { kind, message, details: problems.join("\n") } };
}

function english(reason: string | Text): string {
  return typeof reason === "string" ? reason : reason.en;
}

/** What a sweep and a load have in common here. */
interface JudgedRun {
  readonly status: "running" | "complete" | "interrupted";
  readonly judgement: {
    readonly isValid: boolean;
    readonly invalidReasons: readonly (string | Text)[];
  } | null;
}

function formatCase({ name, outcome }: TestCase, command: TestSuite["command"]): string {
  const start = `    <testcase classname="escalera.${command}" name="${escapeXml(name)}"`;
  if (outcome === undefined) return `${start}/>`;
  const { kind, message, details = "" } = outcome;
  return `${start}><${kind} message="${escapeXml(message)}">${escapeXml(details)}</${kind}></testcase>`;
}
