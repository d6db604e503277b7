// A run's folder read back, whatever command made it.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../judge/compare/comparison.ts";
import type { LoadRun } from "../run/load/run.ts";
import { parseRequestsCsv } from "../run/sweep/requests-csv.ts";
import { type LevelAttempt, type RunRecord, SCHEMA_VERSION } from "../run/sweep/run.ts";
import type { RequestSample } from "../run/sweep/sample.ts";
import { upgradeComparison } from "./upgrade-comparison.ts";
import { upgradeLoadRun } from "./upgrade-load-run.ts";
import { upgradeSweepRun } from "./upgrade-sweep-run.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { say } from "../messages/texts.ts";
import { ofPlace } from "../../src/units/text.ts";
import { textOf } from "../../src/units/text-error.ts";

export type SavedRun =
  | { readonly kind: "load"; readonly path: string; readonly run: LoadRun }
  /** `attempts` come from requests.csv. */
  | {
      readonly kind: "sweep";
      readonly path: string;
      readonly run: RunRecord;
      readonly attempts: readonly LevelAttempt[];
      /** Of a cluster's run, from requests-local.csv. */
      readonly localAttempts?: readonly LevelAttempt[];
    }
  | { readonly kind: "compare"; readonly path: string; readonly comparison: Comparison };

/** A run of `bun bench peers`, as far as others need to know of it. */
export interface PeersHead {
  readonly command: "peers";
  readonly label: string;
  readonly status: RunRecord["status"];
  readonly startedAt: string;
  readonly contests: readonly { readonly name: string }[];
}

/** A run of `bun bench queue`, as far as others need to know of it. */
export interface QueueHead {
  readonly command: "queue";
  readonly label: string;
  readonly status: RunRecord["status"];
  readonly startedAt: string;
  readonly broker: string;
  readonly phases: readonly { readonly name: string; readonly receivingPerSec: number | null }[];
}

export type AnyRecord = LoadRun | RunRecord | Comparison | PeersHead | QueueHead;

const RECORD_FILES = ["run.json", "compare.json", "peers.json", "queue.json"] as const;

/** @throws {OptionsError} if it is no run's folder, its files are broken, or a newer version wrote them. */
export function readRun(path: string): SavedRun {
  const record = readRecord(path);
  switch (record.command) {
    case "load":
      return { kind: "load", path, run: record };
    case "compare":
      return { kind: "compare", path, comparison: record };
    case "sweep":
      return { kind: "sweep", path, run: record, ...readBursts(path, record) };
    case "peers":
      throw new OptionsError(say((texts) => texts.options.hasOwnReport(path, "peers")));
    case "queue":
      throw new OptionsError(say((texts) => texts.options.hasOwnReport(path, "queue")));
    default:
      return record satisfies never;
  }
}

/**
 * A load run, which a comparison is made of.
 * @throws {OptionsError} as `readRun`, and if another command made it.
 */
export function readLoadRun(path: string): LoadRun {
  const record = readRecord(path);
  if (record.command !== "load") {
    throw new OptionsError(say((texts) => texts.options.notALoad(path, record.command)));
  }
  return record;
}

/** The record alone, without the raw rows. @throws {OptionsError} as `readRun`. */
export function readRecord(path: string): AnyRecord {
  const name = RECORD_FILES.find((file) => isFile(join(path, file)));
  if (name === undefined) {
    throw new OptionsError(say((texts) => texts.options.noRunFolder(path, RECORD_FILES)));
  }
  const value = parseJson(join(path, name));
  const file = `${path}/${name}`;
  const { schemaVersion, command } = value;
  if (typeof schemaVersion !== "number")
    throw new OptionsError(say((texts) => texts.options.noSchemaVersion(file)));
  if (schemaVersion > SCHEMA_VERSION) {
    throw new OptionsError(
      say((texts) => texts.options.newerSchema(file, schemaVersion, SCHEMA_VERSION)),
    );
  }
  const wanted = FIELDS.get(String(command));
  if (wanted === undefined) {
    throw new OptionsError(say((texts) => texts.options.unknownRunCommand(file, String(command))));
  }
  const missing = wanted.filter((field) => !(field in value));
  if (missing.length > 0)
    throw new OptionsError(say((texts) => texts.options.missingFields(file, missing)));
  // Written by us, and of a form that we know; what a hand may have changed in it is not checked further.
  const record = value as unknown as AnyRecord;
  switch (record.command) {
    case "load":
      return upgradeLoadRun(record);
    case "sweep":
      return upgradeSweepRun(record);
    case "compare":
      return upgradeComparison(record);
    case "peers":
    case "queue":
      return record;
    default:
      return record satisfies never;
  }
}

const SHARED_FIELDS = ["label", "status", "startedAt", "environment", "commandLine"] as const;

/** What no record of a command can be without. */
const FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["load", [...SHARED_FIELDS, "plan", "result", "judgement", "warnings", "options"]],
  ["sweep", [...SHARED_FIELDS, "expected", "bounds", "levels", "judgement", "warnings"]],
  ["compare", [...SHARED_FIELDS, "a", "b", "tolerance", "result"]],
  ["peers", [...SHARED_FIELDS, "contests"]],
  ["queue", [...SHARED_FIELDS, "broker", "phases"]],
]);

function parseJson(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new OptionsError(say((texts) => texts.options.brokenFile(file, error.message)));
  }
  if (typeof value !== "object" || value === null)
    throw new OptionsError(say((texts) => texts.options.notARecord(file)));
  return value as Record<string, unknown>;
}

function readBursts(path: string, { levels, local }: RunRecord) {
  return {
    attempts: readAttempts(join(path, "requests.csv"), levels),
    ...(local !== undefined && {
      localAttempts: readAttempts(join(path, "requests-local.csv"), local.levels),
    }),
  };
}

/** Bursts in the order of their levels: their raw samples are rows of the file. */
function readAttempts(file: string, levels: RunRecord["levels"]): LevelAttempt[] {
  const samplesOf = Map.groupBy(parseRows(file), keyOf);
  return levels.map((summary): LevelAttempt => {
    const { level, repeat, attempt, lane, isAlone, intendedStartNs, peakInFlight, self } = summary;
    const samples = (samplesOf.get(keyOf(summary)) ?? []).toSorted(
      (a, b) => a.connection - b.connection,
    );
    if (samples.length !== level) {
      throw new OptionsError(
        say((texts) => texts.options.rowsMissing(file, samples.length, summary)),
      );
    }
    return {
      level,
      repeat,
      attempt,
      lane,
      isAlone,
      intendedStartNs,
      peakInFlight,
      samples,
      self,
    };
  });
}

function keyOf({ level, repeat, attempt }: Pick<LevelAttempt, "level" | "repeat" | "attempt">) {
  return `${level}.${repeat}.${attempt}`;
}

function parseRows(file: string): RequestSample[] {
  const text = readText(file);
  try {
    return parseRequestsCsv(text);
  } catch (error) {
    throw new OptionsError(ofPlace(file, textOf(error)));
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionsError(say((texts) => texts.options.cantRead(file, reason)));
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
