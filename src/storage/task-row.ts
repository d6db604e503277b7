// A task's row in both databases, and the values that are written to it.
import { say } from "../messages/catalogue.ts";
import { isErrorCode } from "../protocol/reply.ts";
import type { AcceptedTask, ErrorCode } from "../protocol/task.ts";
import { type Claim, type Ending, StorageError, type TaskRecord } from "./task-store.ts";

/** A record as TASK_COLUMNS selects it: texts are encoded, 64-bit integers can be read as text. */
export interface TaskRow extends Omit<TaskRecord, "serviceNs" | "result" | "error"> {
  readonly serviceNs: number | string | null;
  readonly resultJson: string | null;
  readonly resultKey: string | null;
  readonly resultBytes: number | string | null;
  readonly resultSha256: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** The columns of a SELECT. */
export const TASK_COLUMNS = `id, task, status, attempts, entry, client, worker, thread,
  accepted_at_ms AS "acceptedAtMs", started_at_ms AS "startedAtMs", finished_at_ms AS "finishedAtMs",
  service_ns AS "serviceNs", result_json AS "resultJson", result_key AS "resultKey",
  result_bytes AS "resultBytes", result_sha256 AS "resultSha256", error_code AS "errorCode",
  error_message AS "errorMessage", lease_until_ms AS "leaseUntilMs"`;

export function toRecord({
  resultJson,
  resultKey,
  resultBytes,
  resultSha256,
  errorCode,
  errorMessage,
  ...row
}: TaskRow): TaskRecord {
  const blob = resultKey !== null && resultBytes !== null && resultSha256 !== null;
  return {
    ...row,
    id: fromColumnText(row.id),
    task: fromColumnText(row.task),
    entry: fromColumnText(row.entry),
    client: row.client === null ? null : fromColumnText(row.client),
    worker: fromColumnText(row.worker),
    serviceNs: row.serviceNs === null ? null : Number(row.serviceNs),
    result:
      resultJson !== null
        ? { kind: "inline", json: resultJson }
        : blob
          ? { kind: "blob", key: resultKey, bytes: Number(resultBytes), sha256: resultSha256 }
          : null,
    error:
      errorCode === null
        ? null
        : { code: toErrorCode(errorCode), message: fromColumnText(errorMessage ?? "") },
  };
}

function toErrorCode(text: string): ErrorCode {
  if (isErrorCode(text)) return text;
  throw new StorageError(say(({ system }) => system.unknownCode(text)));
}

/** The values of a claim, by column. */
export function claimColumns(
  { id, task, entry, client, acceptedAtMs }: AcceptedTask,
  worker: string,
  leaseMs: number,
  nowMs: number,
) {
  return {
    id: toColumnText(id),
    task: toColumnText(task),
    entry: toColumnText(entry),
    client: client === null ? null : toColumnText(client),
    accepted_at_ms: acceptedAtMs,
    worker: toColumnText(worker),
    claimed_at_ms: nowMs,
    lease_until_ms: nowMs + leaseMs,
  };
}

export type ClaimColumns = ReturnType<typeof claimColumns>;

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

/** The outcome of a claim, by the row that exists; "free" if the task can be claimed. */
export function judgeClaim(row: TaskRow, { task, claimed_at_ms }: ClaimColumns): Claim | "free" {
  if (row.task !== task) return { kind: "conflict" };
  switch (row.status) {
    case "done":
    case "dead":
      return { kind: "over", record: toRecord(row) };
    case "running":
      return row.leaseUntilMs > claimed_at_ms
        ? { kind: "running", leaseUntilMs: row.leaseUntilMs }
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
