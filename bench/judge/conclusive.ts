// Whether the run said all that its levels can say: a verdict that is missing although they should have identified it makes the
// run inconclusive. Never a pass.
import { counted } from "../../src/units/counted.ts";
import { REMEDIES } from "../measure/failure.ts";
import type { Expected, LevelAttempt, Verdict, VerdictName } from "../measure/run.ts";
import type { RequestSample } from "../measure/sample.ts";

/**
 * One reason, with what to do about it, for each group of missing verdicts. `judged` are the attempts that count. A verdict
 * that the replies don't tell is not missing where another one failed: then that failure is the reason.
 */
export function inconclusiveReasonsOf(
  verdicts: readonly Verdict[],
  expected: Expected,
  judged: readonly LevelAttempt[],
): string[] {
  const hasFailed = verdicts.some(({ result }) => result === "fail");
  const missing = verdicts.filter(
    ({ name, result }) =>
      isIdentifiable(name, expected, judged) &&
      (result === "unknown" || (result === "not identifiable" && !hasFailed)),
  );
  if (missing.length === 0) return [];
  const failures = failuresOf(judged);
  if (
    failures !== undefined &&
    missing.every(({ name }) => !hasWholeLevel(name, expected, judged))
  ) {
    return [`${namesOf(missing)} can't be judged: ${failures}`];
  }
  return [...Map.groupBy(missing, ({ result }) => result).values()].map((own) => {
    const why = [...new Set(own.map(({ summary }) => summary))].join("; ");
    return `${namesOf(own)} can't be told: ${why}. ${whatToDo(own, expected)}`;
  });
}

/**
 * Width shows where more clients than threads came at once; service and overhead where a burst had two full steps; order
 * where there were more than two groups and one server that reports its order of acceptance.
 */
function isIdentifiable(
  name: VerdictName,
  expected: Expected,
  judged: readonly LevelAttempt[],
): boolean {
  // Those that an interruption cut off were not measured.
  const measured = judged.filter(({ samples }) =>
    samples.every(({ outcome }) => outcome !== "unfinished"),
  );
  const isReported = expected.form === "json" && expected.topology === undefined;
  if (name === "order" && !isReported) return false;
  // Of service times that vary, a system that reports none shows its width at most, and neither S nor the overhead.
  if (!expected.isConstant && expected.form === "plain" && name !== "width") return false;
  return measured.some(({ level }) => level >= leastLevel(name, expected));
}

function leastLevel(name: VerdictName, { threads }: Expected): number {
  switch (name) {
    case "width":
      return threads + 1;
    case "service":
    case "overhead":
      return 2 * threads;
    case "order":
      return 2 * threads + 1;
    default:
      return name satisfies never;
  }
}

function hasWholeLevel(
  name: VerdictName,
  expected: Expected,
  judged: readonly LevelAttempt[],
): boolean {
  return judged.some(
    ({ level, samples }) =>
      level >= leastLevel(name, expected) && samples.every(({ outcome }) => outcome === "ok"),
  );
}

/** Of the generator's own machine, by the code of the failure. */
const REMEDY_OF_CODE: Readonly<Record<string, string | undefined>> = {
  EMFILE: REMEDIES["out of descriptors"],
  ENFILE: REMEDIES["out of descriptors"],
  EADDRNOTAVAIL: REMEDIES["out of ports"],
  closed:
    "look at the limits of connections and open files (ulimit -n) of the system, or use fewer clients",
  busy: "raise the server's limit of waiting tasks, or use fewer clients",
};

function failuresOf(judged: readonly LevelAttempt[]): string | undefined {
  const samples = judged.flatMap((attempt) => attempt.samples);
  const failed = samples.filter(({ outcome }) => outcome !== "ok" && outcome !== "unfinished");
  const byCode = [...Map.groupBy(failed, codeOf)].sort(([, a], [, b]) => b.length - a.length);
  const [commonest] = byCode;
  if (commonest === undefined) return undefined;
  const [code] = commonest;
  const requests = `${failed.length} of ${counted(samples.length, "request")} failed`;
  const remedy = REMEDY_OF_CODE[code] ?? "find out why they fail, or use fewer clients";
  return `${requests} (most: ${code}), and levels with failures are not judged. What to do: ${remedy}`;
}

function codeOf({ outcome, errorCode }: RequestSample): string {
  return errorCode ?? outcome;
}

function whatToDo(missing: readonly Verdict[], expected: Expected): string {
  if (!expected.isConstant && expected.form === "plain") {
    return "What to do: expect a constant --service, or measure a server that reports its service times";
  }
  if (missing.some(({ result }) => result === "unknown")) {
    return "What to do: check what the server reports of itself (see the warnings)";
  }
  const isAlone = expected.lanes === 1;
  return `What to do: take a longer --service${isAlone ? "" : ", or --lanes 1"}, on a machine with less else to do`;
}

/** "width, service and overhead". */
function namesOf(verdicts: readonly Verdict[]): string {
  const names = verdicts.map(({ name }) => name);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
