// Replies: formats the outcome of a task as one line of the wire, and parses it for clients and the harness.
//
//   plain  OK <result> (thread 3, waited 0.000 s, worked 3.001 s)
//          ERR <code>: <message>
//   JSON   {"id":…,"status":"ok","thread":…,"acceptedSeq":…,"waitNs":…,"serviceNs":…,"sojournNs":…,"startedAtMs":…,
//          "result":…}, and before the result "worker" and "hops" where they are known
//          {"id":…,"status":"error","code":…,"message":…}
import { escapeControls } from "./control-characters.ts";
import { type Fields, isObject, parseObject } from "../units/json-object.ts";
import type { Messages } from "../messages/catalogue.ts";
import { messageOf } from "../units/text-error.ts";
import type { Form } from "./request.ts";
import {
  ERROR_CODES,
  type ErrorCode,
  TaskError,
  type TaskFailure,
  type TaskReply,
} from "./task.ts";

export type TaskOutcome = TaskReply | TaskError;

export type JsonReply =
  | { readonly id: string | null; readonly status: "ok"; readonly reply: TaskReply }
  | ({ readonly id: string | null; readonly status: "error" } & TaskFailure);

export type PlainReply =
  | { readonly status: "ok"; readonly text: string }
  /** `code` is null for an unknown code: other services use ERR, too. */
  | { readonly status: "error"; readonly code: ErrorCode | null; readonly message: string };

/**
 * One line with its newline. A result that JSON can't carry (BigInt, a cycle, undefined) becomes a `task-failed`
 * reply.
 */
export function formatReply(
  form: Form,
  id: string | null,
  outcome: TaskOutcome,
  messages: Messages,
): string {
  if (outcome instanceof TaskError) return formatError(form, id, outcome);
  const isText = form === "plain" && typeof outcome.result === "string";
  const result = isText ? outcome.result : encodeResult(outcome.result, messages);
  if (result instanceof TaskError) return formatError(form, id, result);
  const { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs, worker, hops } = outcome;
  if (form === "plain") {
    const name = worker === undefined ? undefined : escapeControls(worker);
    return `OK ${escapeControls(result)} ${messages.ranOnThread(thread, waitNs, serviceNs, name)}\n`;
  }
  const head = JSON.stringify({
    id,
    status: "ok",
    thread,
    acceptedSeq,
    waitNs,
    serviceNs,
    sojournNs,
    startedAtMs,
    worker,
    hops,
  });
  // The result is encoded already, so it is appended to the finished head.
  return `${head.slice(0, -1)},"result":${result}}\n`;
}

function formatError(form: Form, id: string | null, { code, message }: TaskError): string {
  return form === "plain"
    ? `ERR ${code}: ${escapeControls(message)}\n`
    : `${JSON.stringify({ id, status: "error", code, message })}\n`;
}

/** JSON text, for replies and rows; `task-failed` for a result that JSON can't carry. */
export function encodeResult(result: unknown, messages: Messages): string | TaskError {
  try {
    // For undefined, functions and symbols it returns undefined, contrary to its declared type.
    const text = JSON.stringify(result) as string | undefined;
    return text ?? new TaskError("task-failed", messages.resultNotSendable(typeof result));
  } catch (error) {
    const reason = messageOf(error);
    return new TaskError("task-failed", messages.resultNotSendable(reason), { cause: error });
  }
}

/** Parses a line of `formatReply` in JSON form. Never throws: undefined for other lines. */
export function parseJsonReply(line: string): JsonReply | undefined {
  const { id, status, code, message, ...reply } = parseObject(line) ?? {};
  if (id !== null && typeof id !== "string") return undefined;
  if (status === "ok") return isTaskReply(reply) ? { id, status, reply } : undefined;
  if (status !== "error" || !isErrorCode(code) || typeof message !== "string") return undefined;
  return { id, status, code, message };
}

/** Parses a line in plain form; undefined if it starts neither with the word OK nor with the word ERR. */
export function parsePlainReply(line: string): PlainReply | undefined {
  const [, word, text = ""] = /^(OK|ERR)(?: (.*))?$/s.exec(line) ?? [];
  if (word === "OK") return { status: "ok", text };
  if (word !== "ERR") return undefined;
  const [, code, message = ""] = /^([a-z0-9-]+): (.*)$/s.exec(text) ?? [];
  return isErrorCode(code)
    ? { status: "error", code, message }
    : { status: "error", code: null, message: text };
}

const NUMBERS = [
  "thread",
  "acceptedSeq",
  "waitNs",
  "serviceNs",
  "sojournNs",
  "startedAtMs",
] as const satisfies readonly (keyof TaskReply)[];

function isTaskReply(reply: Fields): reply is Fields & TaskReply {
  return (
    NUMBERS.every((name) => Number.isFinite(reply[name])) &&
    (reply["worker"] === undefined || typeof reply["worker"] === "string") &&
    (reply["hops"] === undefined || isHops(reply["hops"])) &&
    "result" in reply
  );
}

function isHops(hops: unknown): boolean {
  return isObject(hops) && Object.values(hops).every((atMs) => Number.isFinite(atMs));
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}
