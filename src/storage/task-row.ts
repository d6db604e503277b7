// A task's row in both databases, and the values that are written to it.
import { say } from "../messages/catalogue.ts";
import { ERROR_CODES, type ErrorCode } from "../protocol/task.ts";
import type { StoredResult, TaskOrigin, TaskRecord, TaskStatus } from "./task-record.ts";
import { type Claim, type Ending, StorageError } from "./task-store.ts";

/** Columns in the order of the table. 64-bit integers can be read as text. */
export interface TaskRow {
  readonly id: string;
  readonly task: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly entry: string;
  readonly client: string | null;
  readonly worker: string;
  readonly thread: number | null;
  readonly accepted_at_ms: number;
  readonly started_at_ms: number | null;
  readonly finished_at_ms: number | null;
  readonly service_ns: number | string | null;
  readonly result_json: string | null;
  readonly result_key: string | null;
  readonly result_bytes: number | string | null;
  readonly result_sha256: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly lease_until_ms: number;
}

/** The columns of a SELECT. */
export const TASK_COLUMNS = `id, task, status, attempts, entry, client, worker, thread, accepted_at_ms, started_at_ms,
  finished_at_ms, service_ns, result_json, result_key, result_bytes, result_sha256, error_code, error_message,
  lease_until_ms`;

export function toRecord(row: TaskRow): TaskRecord {
  return {
    id: fromColumnText(row.id),
    task: fromColumnText(row.task),
    status: row.status,
    attempts: row.attempts,
    entry: fromColumnText(row.entry),
    client: row.client === null ? null : fromColumnText(row.client),
    worker: fromColumnText(row.worker),
    thread: row.thread,
    acceptedAtMs: row.accepted_at_ms,
    startedAtMs: row.started_at_ms,
    finishedAtMs: row.finished_at_ms,
    serviceNs: row.service_ns === null ? null : Number(row.service_ns),
    result: toResult(row),
    error:
      row.error_code === null
        ? null
        : { code: toErrorCode(row.error_code), message: fromColumnText(row.error_message ?? "") },
    leaseUntilMs: row.lease_until_ms,
  };
}

function toResult(row: TaskRow): StoredResult | null {
  if (row.result_json !== null) return { kind: "inline", json: row.result_json };
  if (row.result_key === null || row.result_bytes === null || row.result_sha256 === null)
    return null;
  return {
    kind: "blob",
    key: row.result_key,
    bytes: Number(row.result_bytes),
    sha256: row.result_sha256,
  };
}

function toErrorCode(text: string): ErrorCode {
  const code = ERROR_CODES.find((known) => known === text);
  if (code === undefined) throw new StorageError(say(({ system }) => system.unknownCode(text)));
  return code;
}

/** The initial values of a row, by column. */
export function originColumns(origin: TaskOrigin) {
  return {
    id: toColumnText(origin.id),
    task: toColumnText(origin.task),
    entry: toColumnText(origin.entry),
    client: origin.client === null ? null : toColumnText(origin.client),
    accepted_at_ms: origin.acceptedAtMs,
  };
}

/** The values of an ending, by column, and the columns that identify its row. */
export function endingColumns(ending: Ending) {
  const { outcome } = ending;
  const result = outcome.status === "done" ? outcome.result : null;
  const blob = result?.kind === "blob" ? result : null;
  const error = outcome.status === "done" ? null : outcome.error;
  return {
    id: toColumnText(ending.id),
    worker: toColumnText(ending.worker),
    attempt: ending.attempt,
    status: outcome.status,
    thread: ending.thread,
    started_at_ms: ending.startedAtMs,
    finished_at_ms: ending.finishedAtMs,
    service_ns: Math.round(ending.serviceNs),
    result_json: result?.kind === "inline" ? result.json : null,
    result_key: blob?.key ?? null,
    result_bytes: blob?.bytes ?? null,
    result_sha256: blob?.sha256 ?? null,
    error_code: error?.code ?? null,
    error_message: error === null ? null : toColumnText(error.message),
  };
}

export type EndingColumns = ReturnType<typeof endingColumns>;

/**
 * The outcome of a claim, by the row that exists; "free" if the task can be claimed. `task` is the claim's text, encoded for
 * its column.
 */
export function judgeClaim(row: TaskRow, task: string, nowMs: number): Claim | "free" {
  if (row.task !== task) return { kind: "conflict" };
  switch (row.status) {
    case "done":
    case "dead":
      return { kind: "over", record: toRecord(row) };
    case "running":
      return row.lease_until_ms > nowMs
        ? { kind: "running", leaseUntilMs: row.lease_until_ms }
        : "free";
    case "failed":
      return "free";
    default:
      row.status satisfies never;
      throw new StorageError(say(({ system }) => system.unknownStatus(row.status)));
  }
}

/** Whether this ending has been written already: a repeated call is answered as the first one was. */
export function isEnded(row: TaskRow, ending: EndingColumns): boolean {
  return (
    row.status === ending.status && row.worker === ending.worker && row.attempts === ending.attempt
  );
}

const UNSTORABLE = /[\\\0]|\p{Surrogate}/gu;
const ESCAPE = /\\(?:u([0-9a-f]{4})|(.))/g;

/**
 * Encodes any JavaScript string as text that every database accepts. PostgreSQL refuses U+0000, and a lone surrogate would
 * return as another character: an id would not equal itself.
 *
 *   \ → \\      U+0000 → \0      lone surrogate → \uXXXX      other characters stay
 */
export function toColumnText(text: string): string {
  return text.replace(UNSTORABLE, (character) => {
    if (character === "\\") return "\\\\";
    if (character === "\0") return "\\0";
    return `\\u${character.charCodeAt(0).toString(16)}`;
  });
}

/** Decodes the result of `toColumnText`. */
export function fromColumnText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(ESCAPE, (_, surrogate: string | undefined, character: string) => {
    if (surrogate !== undefined) return String.fromCharCode(Number.parseInt(surrogate, 16));
    return character === "0" ? "\0" : character;
  });
}
