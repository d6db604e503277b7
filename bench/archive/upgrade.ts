// Records of earlier versions in the form of this one. They are not checked yet: what is not as expected is left as it is,
// for the check to find.
import type { LoadPlan } from "../run/load/plan.ts";
import type { LoadPhase, LoadRun } from "../run/load/run.ts";
import { leaveOutResponses, meansOf } from "../run/load/unmatched.ts";
import { unclassified } from "../run/notice.ts";
import { untranslated } from "../../src/units/text.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Names up to schema version 2. */
const RENAMED: Fields = {
  gaveUp: "censored",
  ownLag: "generatorLag",
  sentHere: "sentInSlice",
  okHere: "completedInSlice",
};

/** Texts, and lists of them, that were English alone up to schema version 1. */
const TEXTS: ReadonlySet<string> = new Set(
  "sentence summary measured example note skipped missing failure doubt limits".split(" "),
);

/** Lists of notices, which were texts up to schema version 2. */
const NOTICES: ReadonlySet<string> = new Set(
  "warnings invalidReasons inconclusiveReasons failures".split(" "),
);

/** As the user or a judge named what is in them. */
const LEFT: ReadonlySet<string> = new Set(["options", "evidence"]);

const REQUEST: Fields = { expectErrors: [], id: null };
const PHASE: Fields = { lastOkNs: null, replyGaps: [], unmatched: null };

/** By the key of an object or of a list of objects: fields that came later, with the value that says "none". */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Fields>>>> = {
  sweep: { judgement: { sampling: "fixed", inconclusiveReasons: [] } },
  load: {
    requests: REQUEST,
    hello: REQUEST,
    run: PHASE,
    warmup: PHASE,
    counts: { expectedErrors: 0 },
    slices: { expectedErrors: 0 },
    byRequest: { unmatched: null },
    judgement: { failures: [], isUnknownAllowed: false },
    thresholds: { kind: "fail-if" },
  },
};

/** Of an object with `schemaVersion` and `command`; the version is left as it is. */
export function upgradeRecord(record: Fields): Fields {
  const defaults = DEFAULTS[String(record["command"])] ?? {};
  const upgraded = upgradeFields(record, "", defaults);
  const { plan } = upgraded;
  if (!isFields(plan) || "isOrdered" in plan || !Array.isArray(plan["requests"])) return upgraded;
  return { ...upgraded, plan: { isOrdered: plan["requests"].every(isHttp), ...plan } };
}

function isHttp(request: unknown): boolean {
  return isFields(request) && isFields(request["reply"]) && request["reply"]["kind"] === "http";
}

function upgradeFields(
  fields: Fields,
  key: string,
  defaults: Readonly<Record<string, Fields>>,
): Fields {
  if (fields["kind"] === "length32be") {
    return { kind: "frame", length: { bytes: 4, endian: "be" }, isInclusive: false };
  }
  if (NOTICES.has(key) && typeof fields["en"] === "string" && typeof fields["es"] === "string") {
    return { ...unclassified({ en: fields["en"], es: fields["es"] }) };
  }
  const entries = Object.entries(fields).map(([name, value]) => [
    RENAMED[name] ?? name,
    LEFT.has(name) ? value : upgradeValue(value, name, defaults),
  ]);
  return { ...defaults[key], ...Object.fromEntries(entries) };
}

function upgradeValue(
  value: unknown,
  key: string,
  defaults: Readonly<Record<string, Fields>>,
): unknown {
  if (Array.isArray(value)) return value.map((one) => upgradeValue(one, key, defaults));
  if (isFields(value)) return upgradeFields(value, key, defaults);
  if (typeof value !== "string") return value;
  // Of a threshold.
  if (key === "result") return { held: "passed", crossed: "failed" }[value] ?? value;
  // "" stood for no note.
  if (key === "note" && value === "") return null;
  if (NOTICES.has(key)) return unclassified(value);
  return TEXTS.has(key) ? untranslated(value) : value;
}

/**
 * Leaves out the percentiles of a load whose record `old` does not say whether they rest on an order that nothing
 * promised, where they do.
 */
export function leaveOutUnmatched(run: LoadRun, old: Fields): LoadRun {
  const before = isFields(old["result"]) ? old["result"]["run"] : undefined;
  const isSaid = !isFields(before) || "unmatched" in before;
  if (run.result === null || isSaid || isMatched(run.plan)) return run;
  const leave = (phase: LoadPhase): LoadPhase =>
    leaveOutResponses(phase, { reason: "no order", ...meansOf(phase) });
  const { result } = run;
  return {
    ...run,
    result: { ...result, run: leave(result.run), warmup: result.warmup && leave(result.warmup) },
  };
}

function isMatched({ pipeline, isOrdered, requests }: LoadPlan): boolean {
  const isById = requests.every(({ reply, id }) => reply.kind === "json-id" || id !== null);
  return pipeline === 1 || isOrdered || isById;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
