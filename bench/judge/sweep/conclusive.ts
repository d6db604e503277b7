// Whether the run said all that its levels can say: a verdict that is missing although they should have identified it makes the
// run inconclusive. Never a pass.
import type { Text } from "../../../src/units/text.ts";
import type { Expected, LevelAttempt, Verdict, VerdictName } from "../../run/sweep/run.ts";
import type { RequestSample } from "../../run/sweep/sample.ts";
import { say } from "../../messages/texts.ts";
import type { Notice } from "../../run/header.ts";
import { NOTHING } from "./finding.ts";
import { type Remedy, sweepNotice } from "./notices.ts";
import { countText } from "../load/texts.ts";

/**
 * One reason, with what to do about it, for each group of missing verdicts. `judged` are the attempts that count. A verdict
 * that the replies don't tell is not missing where another one failed: then that failure is the reason.
 */
export function inconclusiveReasonsOf(
  verdicts: readonly Verdict[],
  expected: Expected,
  judged: readonly LevelAttempt[],
): Notice[] {
  const hasFailed = verdicts.some(({ result }) => result === "fail");
  const missing = verdicts.filter(
    ({ name, result, evidence }) =>
      isIdentifiable(name, expected, judged) &&
      evidence["severalServers"] !== true &&
      (result === "unknown" || (result === "not identifiable" && !hasFailed)),
  );
  if (missing.length === 0) return [];
  const failures = failuresOf(judged);
  if (
    failures !== undefined &&
    missing.every(({ name }) => !hasWholeLevel(name, expected, judged))
  ) {
    return [noticeOf(missing, failures.why, failures.toDo)];
  }
  return [...Map.groupBy(missing, ({ result }) => result).values()].map((own) => {
    // They share their reason: without steps there is neither a width nor a service time.
    const [first] = own;
    return noticeOf(own, first?.summary ?? NOTHING, remedyOf(own, expected));
  });
}

function noticeOf(missing: readonly Verdict[], why: Text, remedy: Remedy): Notice {
  const verdicts = missing.map(({ name }) => name);
  return sweepNotice("not-judged", { verdicts, why, remedy });
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

/** By the code of the failure. */
const REMEDY_OF_CODE: Readonly<Record<string, Remedy | undefined>> = {
  EMFILE: "descriptors",
  ENFILE: "descriptors",
  EADDRNOTAVAIL: "ports",
  closed: "closed",
  busy: "busy",
};

function failuresOf(
  judged: readonly LevelAttempt[],
): { readonly why: Text; readonly toDo: Remedy } | undefined {
  const samples = judged.flatMap((attempt) => attempt.samples);
  const failed = samples.filter(({ outcome }) => outcome !== "ok" && outcome !== "unfinished");
  const byCode = [...Map.groupBy(failed, codeOf)].sort(([, a], [, b]) => b.length - a.length);
  const [commonest] = byCode;
  if (commonest === undefined) return undefined;
  const [code] = commonest;
  const why = say((texts) =>
    texts.sweepJudgement.missing.failures(
      countText(failed.length, texts),
      texts.counted.requests(samples.length),
      code,
    ),
  );
  return { why, toDo: REMEDY_OF_CODE[code] ?? "other" };
}

function codeOf({ outcome, errorCode }: RequestSample): string {
  return errorCode ?? outcome;
}

function remedyOf(missing: readonly Verdict[], expected: Expected): Remedy {
  if (!expected.isConstant && expected.form === "plain") return "constantService";
  if (missing.some(({ result }) => result === "unknown")) return "reports";
  return expected.lanes === 1 ? "longerService" : "longerServiceOneLane";
}
