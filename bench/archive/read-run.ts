// A run's folder read back, whatever command made it.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { AnyRecord } from "../run/any-record.ts";
import { Comparison } from "../run/compare/comparison.ts";
import { LoadRun } from "../run/load/run.ts";
import { PeersRun } from "../run/peers/run.ts";
import { QueueRun } from "../run/queue/run.ts";
import { parseRequestsCsv } from "../run/sweep/requests-csv.ts";
import { type LevelAttempt, RunRecord } from "../run/sweep/run.ts";
import { attemptKey } from "../run/sweep/summary.ts";
import { LOCAL_LANE, type RequestSample } from "../run/sweep/sample.ts";
import { PEERS_SCHEMA_VERSION, QUEUE_SCHEMA_VERSION, SCHEMA_VERSION } from "../run/versions.ts";
import { type Fields, leaveOutUnmatched, upgradeRecord } from "./upgrade.ts";
import { LEVELS_SO_FAR } from "./new-folder.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { problemsOf, type Schema, type SchemaProblem } from "../../src/units/schema.ts";
import { say, usageError } from "../messages/texts.ts";
import { ofPlace, type Text } from "../../src/units/text.ts";
import { messageOf, textOf } from "../../src/units/text-error.ts";

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
    case "queue":
      throw usageError((texts) => texts.options.hasOwnReport(path, record.command));
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
    throw usageError((texts) => texts.options.notALoad(path, record.command));
  }
  return record;
}

/** The record alone, without the raw rows. @throws {OptionsError} as `readRun`. */
export function readRecord(path: string): AnyRecord {
  const name = RECORD_FILES.find((file) => isFile(join(path, file)));
  if (name === undefined) {
    throw usageError((texts) => texts.options.noRunFolder(path, RECORD_FILES));
  }
  const file = `${path}/${name}`;
  const value = withLevelsSoFar(path, parseJson(readText(join(path, name)), file));
  const { schemaVersion, command } = value;
  if (typeof schemaVersion !== "number")
    throw usageError((texts) => texts.options.noSchemaVersion(file));
  const [schema, version] = SCHEMAS.get(command) ?? [undefined, SCHEMA_VERSION];
  if (schemaVersion > version) {
    throw usageError((texts) => texts.options.newerSchema(file, schemaVersion, version));
  }
  if (schema === undefined) {
    throw usageError((texts) => texts.options.unknownRunCommand(file, String(command)));
  }
  const isOld = schemaVersion < version;
  const record = isOld ? { ...upgradeRecord(value), schemaVersion: version } : value;
  const problems = problemsOf(schema, record);
  if (problems.length > 0) throw new OptionsError(problemTexts(file, problems));
  const checked = record as unknown as AnyRecord;
  return isOld && checked.command === "load" ? leaveOutUnmatched(checked, value) : checked;
}

/** Of each command: the form of its record, and its newest version. */
const SCHEMAS = new Map<unknown, readonly [Schema<AnyRecord>, number]>([
  ["load", [LoadRun, SCHEMA_VERSION]],
  ["sweep", [RunRecord, SCHEMA_VERSION]],
  ["compare", [Comparison, SCHEMA_VERSION]],
  ["peers", [PeersRun, PEERS_SCHEMA_VERSION]],
  ["queue", [QueueRun, QUEUE_SCHEMA_VERSION]],
]);

/** A file that is wrong throughout does not need more to show it. */
const MAX_PROBLEMS = 10;

function problemTexts(file: string, problems: readonly SchemaProblem[]): Text[] {
  const shown = problems
    .slice(0, MAX_PROBLEMS)
    .map((problem) => say((texts) => texts.options.wrongField(file, problem)));
  const more = problems.length - shown.length;
  return more === 0 ? shown : [...shown, say((texts) => texts.options.moreWrongFields(file, more))];
}

/** The bursts of a sweep that goes on or was killed are not in run.json yet. */
function withLevelsSoFar(path: string, value: Fields): Fields {
  const file = join(path, LEVELS_SO_FAR);
  if (value["status"] !== "running" || !isFile(file)) return value;
  // A kill cuts the last line short.
  const lines = readText(file).split("\n").slice(0, -1);
  const levels = lines.map((line) => parseJson(line, file));
  if (!("local" in value)) return { ...value, levels };
  const { local = [], cluster = [] } = Object.groupBy(levels, ({ lane }) =>
    lane === LOCAL_LANE ? "local" : "cluster",
  );
  return { ...value, levels: cluster, local: { levels: local } };
}

function parseJson(text: string, file: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw usageError((texts) => texts.options.brokenFile(file, error.message));
  }
  if (typeof value !== "object" || value === null)
    throw usageError((texts) => texts.options.notARecord(file));
  return value as Fields;
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
  const samplesOf = Map.groupBy(parseRows(file), attemptKey);
  return levels.map((summary): LevelAttempt => {
    const { level, repeat, attempt, lane, isAlone, intendedStartNs, peakInFlight, self } = summary;
    const samples = (samplesOf.get(attemptKey(summary)) ?? []).toSorted(
      (a, b) => a.connection - b.connection,
    );
    if (samples.length !== level) {
      throw usageError((texts) => texts.options.rowsMissing(file, samples.length, summary));
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
    throw usageError((texts) => texts.options.cantRead(file, messageOf(error)));
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
