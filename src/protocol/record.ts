// The record of a task on the wire: formats the reply to `{"get":"<id>"}`, and parses it for clients.
//
//   {"id":…,"status":"record","record":{"status":"done","task":…,"attempts":1,"entry":…,"worker":…,"thread":…,
//    "client":…,"acceptedAtMs":…,"startedAtMs":…,"finishedAtMs":…,"serviceNs":…,"result":…,"error":null}}
import type { Ns } from "../units/duration.ts";
import { isObject, parseObject } from "../units/json-object.ts";
import type { Messages } from "../messages/catalogue.ts";
import { formatReply, isErrorCode } from "./reply.ts";
import { type AcceptedTask, TaskError, type TaskFailure } from "./task.ts";

export const RECORD_STATUSES = ["running", "done", "failed", "dead"] as const;

/** The record of an accepted task. Stamps are Unix times in ms, with a fraction. */
export interface TaskRecordView extends Omit<AcceptedTask, "id"> {
  /** `failed`: the next attempt is pending; `dead`: all attempts have failed. */
  readonly status: (typeof RECORD_STATUSES)[number];
  /** How often a thread has started it, from 1. */
  readonly attempts: number;
  /** Name of the worker that runs it or ran it last. */
  readonly worker: string;
  /** From 1; null until its last attempt has ended. */
  readonly thread: number | null;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** Service time of the last attempt. */
  readonly serviceNs: Ns | null;
  /** The result of a done task, fit for JSON; null for other tasks. */
  readonly result: unknown;
  /** The error of the last failed attempt; null if none has failed. */
  readonly error: TaskFailure | null;
}

/**
 * The record of a task by its id; undefined if there is none. Rejects only with TaskError. An aborted `signal` means that
 * the client is gone.
 */
export type Lookup = (id: string, signal: AbortSignal) => Promise<TaskRecordView | undefined>;

export interface RecordReply {
  readonly id: string;
  readonly status: "record";
  readonly record: TaskRecordView;
}

/** The outcome of a lookup. */
export type LookupOutcome = TaskRecordView | TaskError;

/** One line with its newline, in JSON form. */
export function formatRecordReply(id: string, outcome: LookupOutcome, messages: Messages): string {
  if (outcome instanceof TaskError) return formatReply("json", id, outcome, messages);
  const { status, task, attempts, entry, worker, thread, client } = outcome;
  const { acceptedAtMs, startedAtMs, finishedAtMs, serviceNs, result, error } = outcome;
  // Field by field: the object can have more fields than the wire.
  const record = {
    status,
    task,
    attempts,
    entry,
    worker,
    thread,
    client,
    acceptedAtMs,
    startedAtMs,
    finishedAtMs,
    serviceNs,
    result: result ?? null,
    error,
  };
  return `${JSON.stringify({ id, status: "record", record })}\n`;
}

/** Parses a line of `formatRecordReply`. Never throws: undefined for other lines, error replies included. */
export function parseRecordReply(line: string): RecordReply | undefined {
  const { id, status, record } = parseObject(line) ?? {};
  if (status !== "record" || typeof id !== "string" || !isRecord(record)) return undefined;
  return { id, status, record };
}

const TEXTS = ["task", "entry", "worker"] as const satisfies readonly (keyof TaskRecordView)[];
const NUMBERS = ["attempts", "acceptedAtMs"] as const satisfies readonly (keyof TaskRecordView)[];
const NUMBERS_OR_NULL = [
  "thread",
  "startedAtMs",
  "finishedAtMs",
  "serviceNs",
] as const satisfies readonly (keyof TaskRecordView)[];

function isRecord(fields: unknown): fields is TaskRecordView {
  return (
    isObject(fields) &&
    RECORD_STATUSES.some((status) => status === fields["status"]) &&
    TEXTS.every((name) => typeof fields[name] === "string") &&
    NUMBERS.every((name) => Number.isFinite(fields[name])) &&
    NUMBERS_OR_NULL.every((name) => fields[name] === null || Number.isFinite(fields[name])) &&
    (fields["client"] === null || typeof fields["client"] === "string") &&
    "result" in fields &&
    isRecordError(fields["error"])
  );
}

function isRecordError(error: unknown): boolean {
  return (
    error === null ||
    (isObject(error) && isErrorCode(error["code"]) && typeof error["message"] === "string")
  );
}
