// A load run that an earlier version wrote, in the form that this one reads.
import type { LoadPlan, ReplyRule, RequestSpec } from "../run/load/plan.ts";
import type {
  LoadCounts,
  LoadJudgement,
  LoadPhase,
  LoadResult,
  LoadRun,
  NamedResult,
  ThresholdResult,
} from "../run/load/run.ts";
import { leaveOutResponses, meansOf } from "../run/load/unmatched.ts";
import { noticeOf } from "./upgrade-sweep-run.ts";
import { type Text, untranslated } from "../../src/units/text.ts";

/**
 * Names are today's; fields that came later get the value that says "none"; percentiles that rest on an order that nothing promised go; texts of
 * one language are shown in every language.
 */
export function upgradeLoadRun(run: LoadRun): LoadRun {
  const plan = upgradePlan(run.plan);
  return {
    ...run,
    plan,
    result: run.result && upgradeResult(run.result, isMatched(plan)),
    judgement: run.judgement && upgradeJudgement(run.judgement),
    warnings: run.warnings.map(noticeOf),
  };
}

/** A text that an earlier version kept in English alone. */
export function textOf(text: string | Text): Text {
  return typeof text === "string" ? untranslated(text) : text;
}

const RESULTS: Readonly<Record<string, ThresholdResult["result"]>> = {
  held: "passed",
  crossed: "failed",
};

function upgradeJudgement(judgement: LoadJudgement): LoadJudgement {
  return {
    ...judgement,
    sentence: textOf(judgement.sentence),
    invalidReasons: judgement.invalidReasons.map(noticeOf),
    failures: ((judgement as Partial<LoadJudgement>).failures ?? []).map(noticeOf),
    warnings: judgement.warnings.map(noticeOf),
    thresholds: judgement.thresholds.map((own): ThresholdResult => ({
      ...own,
      kind: (own as Partial<ThresholdResult>).kind ?? "fail-if",
      result: RESULTS[own.result] ?? own.result,
      measured: textOf(own.measured),
    })),
    isUnknownAllowed: (judgement as Partial<LoadJudgement>).isUnknownAllowed ?? false,
  };
}

function upgradePlan(plan: Omit<LoadPlan, "isOrdered">): LoadPlan {
  const { requests, greeting } = plan;
  return {
    isOrdered: requests.every(({ reply }) => reply.kind === "http"),
    ...plan,
    requests: requests.map(upgradeRequest),
    greeting: {
      greeting: greeting.greeting && upgradeRule(greeting.greeting),
      hello: greeting.hello.map(upgradeRequest),
    },
  };
}

function upgradeRequest(request: Omit<RequestSpec, "expectErrors" | "id">): RequestSpec {
  return { expectErrors: [], id: null, ...request, reply: upgradeRule(request.reply) };
}

function upgradeRule(rule: ReplyRule): ReplyRule {
  return (rule.kind as string) === "length32be"
    ? { kind: "frame", length: { bytes: 4, endian: "be" }, isInclusive: false }
    : rule;
}

function isMatched({ pipeline, isOrdered, requests }: LoadPlan): boolean {
  const isById = requests.every(({ reply, id }) => reply.kind === "json-id" || id !== null);
  return pipeline === 1 || isOrdered || isById;
}

function upgradeResult(result: LoadResult, isKnown: boolean): LoadResult {
  return {
    ...result,
    run: upgradePhase(result.run, isKnown),
    warmup: result.warmup && upgradePhase(result.warmup, isKnown),
  };
}

/** Names up to schema version 2. */
const RENAMED = {
  gaveUp: "censored",
  ownLag: "generatorLag",
  sentHere: "sentInSlice",
  okHere: "completedInSlice",
} as const;

function rename<Own extends object>(own: Own): Own {
  const names: Readonly<Record<string, string>> = RENAMED;
  const entries = Object.entries(own).map(([name, value]) => [names[name] ?? name, value]);
  return Object.fromEntries(entries) as Own;
}

type OldCounts = Omit<LoadCounts, "expectedErrors">;
type OldNamed = Omit<NamedResult, "unmatched">;
type OldPhase = Omit<LoadPhase, "lastOkNs" | "replyGaps" | "unmatched" | "byRequest"> & {
  readonly byRequest: readonly OldNamed[];
};

function upgradePhase(old: OldPhase, isKnown: boolean): LoadPhase {
  const phase: LoadPhase = {
    lastOkNs: null,
    replyGaps: [],
    unmatched: null,
    ...rename(old),
    counts: upgradeCounts(old.counts),
    failures: old.failures.map((tally) => ({ ...tally, example: textOf(tally.example) })),
    slices: old.slices.map((slice) => ({
      ...rename(slice),
      expectedErrors: (slice as { expectedErrors?: number }).expectedErrors ?? 0,
    })),
    byRequest: old.byRequest.map((own) => ({
      unmatched: null,
      ...rename(own),
      counts: upgradeCounts(own.counts),
    })),
  };
  if (isKnown || "unmatched" in old) return phase;
  return leaveOutResponses(phase, { reason: "no order", ...meansOf(phase) });
}

function upgradeCounts(counts: OldCounts): LoadCounts {
  return { expectedErrors: 0, ...counts };
}
