// Parses one line of the wire: a task, a request for a task's record, or an error. Framing is in line-splitter.ts.
//
//   a task    any text · {"task":…} · {"id":…,"task":…}
//   a record  {"get":<id>}
import type { Messages } from "../messages/catalogue.ts";
import { messageOf } from "../units/text-error.ts";
import { TaskError, type TaskRequest } from "./task.ts";
import { decodeUtf8 } from "./utf8.ts";

/** The form of a request; its reply has the same form. */
export type Form = "plain" | "json";

export type ParsedRequest =
  | { readonly form: Form; readonly request: TaskRequest }
  | { readonly form: "json"; readonly getId: string }
  | { readonly form: Form; readonly id: string | null; readonly error: TaskError };

/** Longest `id`, in UTF-16 units as JavaScript counts them. */
export const MAX_ID_CHARACTERS = 256;

const OPENING_BRACE = 0x7b;

/** The first byte decides: `{` is JSON, every other line (an empty one, too) is plain. */
export function formOf(firstByte: number | undefined): Form {
  return firstByte === OPENING_BRACE ? "json" : "plain";
}

/** Parses a line without its ending. Errors are `bad-utf8` and `bad-request`; in JSON they keep the id if it is readable. */
export function parseRequestLine(line: Uint8Array, messages: Messages): ParsedRequest {
  const form = formOf(line[0]);
  const text = decodeUtf8(line);
  if (text === undefined) {
    return { form, id: null, error: new TaskError("bad-utf8", messages.badUtf8()) };
  }
  if (form === "json") return parseJsonRequest(text, messages);
  if (isBlank(text)) return refuse("plain", null, messages.emptyTask());
  return { form, request: { id: null, task: text } };
}

function parseJsonRequest(text: string, messages: Messages): ParsedRequest {
  let fields: { readonly id?: unknown; readonly task?: unknown; readonly get?: unknown };
  try {
    // It starts with {, so the value is an object.
    fields = JSON.parse(text) as typeof fields;
  } catch (error) {
    return refuse("json", null, messages.badJson(reasonOf(error)));
  }
  const idProblem = findIdProblem("id", fields.id, messages);
  if (idProblem !== undefined) return refuse("json", null, idProblem);
  const id = (fields.id ?? null) as string | null;
  const { task } = fields;
  const getId = fields.get ?? null;
  if (getId !== null) {
    const getProblem = findIdProblem("get", getId, messages);
    if (getProblem !== undefined) return refuse("json", id, getProblem);
    if (task !== undefined || id !== null) return refuse("json", id, messages.getIsAlone());
    return { form: "json", getId: getId as string };
  }
  if (task === undefined) return refuse("json", id, messages.missingTask());
  if (typeof task !== "string") return refuse("json", id, messages.notText("task"));
  if (isBlank(task)) return refuse("json", id, messages.emptyTask());
  return { form: "json", request: { id, task } };
}

function findIdProblem(field: "id" | "get", id: unknown, messages: Messages): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id !== "string") return messages.notText(field);
  if (id === "") return messages.emptyId(field);
  return id.length > MAX_ID_CHARACTERS
    ? messages.idTooLong(field, id.length, MAX_ID_CHARACTERS)
    : undefined;
}

function refuse(form: Form, id: string | null, message: string): ParsedRequest {
  return { form, id, error: new TaskError("bad-request", message) };
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** The message of the JSON parser, without its redundant prefix. */
function reasonOf(error: unknown): string {
  return messageOf(error).replace(/^JSON Parse error: /, "");
}
