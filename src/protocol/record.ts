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

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => Number.isFinite(value);
const orNull =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || is(value);
const isFailure = (value: unknown): boolean =>
  isObject(value) && isErrorCode(value["code"]) && isText(value["message"]);

/** The fields of a record on the wire, in their order, with what each must be. */
const FIELDS: Readonly<Record<keyof TaskRecordView, (value: unknown) => boolean>> = {
  status: (value) => RECORD_STATUSES.some((known) => known === value),
  task: isText,
  attempts: isNumber,
  entry: isText,
  worker: isText,
  thread: orNull(isNumber),
  client: orNull(isText),
  acceptedAtMs: isNumber,
  startedAtMs: orNull(isNumber),
  finishedAtMs: orNull(isNumber),
  serviceNs: orNull(isNumber),
  result: () => true,
  error: orNull(isFailure),
};
const FIELD_NAMES = Object.keys(FIELDS) as (keyof TaskRecordView)[];

/** One line with its newline, in JSON form. */
export function formatRecordReply(
  id: string,
  outcome: TaskRecordView | TaskError,
  messages: Messages,
): string {
  if (outcome instanceof TaskError) return formatReply("json", id, outcome, messages);
  // Field by field: the object can have more fields than the wire.
  const record = Object.fromEntries(FIELD_NAMES.map((name) => [name, outcome[name] ?? null]));
  return `${JSON.stringify({ id, status: "record", record })}\n`;
}

/** Parses a line of `formatRecordReply`. Never throws: undefined for other lines, error replies included. */
export function parseRecordReply(line: string): RecordReply | undefined {
  const { id, status, record } = parseObject(line) ?? {};
  if (status !== "record" || typeof id !== "string" || !isRecord(record)) return undefined;
  return { id, status, record };
}

function isRecord(fields: unknown): fields is TaskRecordView {
  return (
    isObject(fields) && FIELD_NAMES.every((name) => name in fields && FIELDS[name](fields[name]))
  );
}
