// bun run client --status ID and --result ID: the record of a task from a server that keeps records.
import { askRecord } from "../../client/task-client.ts";
import { escapeControls } from "../../protocol/control-characters.ts";
import type { Messages } from "../../messages/catalogue.ts";
import type { RecordReply, TaskRecordView } from "../../protocol/record.ts";
import { call, type Calling, errorReplyText } from "./call.ts";
import { EXIT_FAILED } from "../command.ts";

/** Prints the record, for people or as the received JSON. Returns the exit code. */
export async function showStatus(calling: Calling, id: string, isJson: boolean): Promise<number> {
  const { messages } = calling;
  const called = await call(calling, (address, limits) => askRecord(address, id, limits));
  if ("exitCode" in called) return called.exitCode;
  const { reply, line } = called;
  if (isJson) process.stdout.write(`${line}\n`);
  else if (reply.status === "error") process.stdout.write(errorReplyText(reply, messages));
  else process.stdout.write(recordText(reply, messages));
  return reply.status === "error" ? EXIT_FAILED : 0;
}

/** Prints only the result of a done task, as text or as JSON; for other tasks prints the status on stderr. */
export async function showResult(calling: Calling, id: string, isJson: boolean): Promise<number> {
  const { messages } = calling;
  const called = await call(calling, (address, limits) => askRecord(address, id, limits));
  if ("exitCode" in called) return called.exitCode;
  const { reply } = called;
  if (reply.status === "error") {
    process.stderr.write(errorReplyText(reply, messages));
    return EXIT_FAILED;
  }
  const { status, attempts, result, error } = reply.record;
  if (status === "done") {
    process.stdout.write(`${printable(isJson ? JSON.stringify(result) : textOf(result))}\n`);
    return 0;
  }
  console.error(messages.notDone(escapeControls(id), status, attempts));
  if (error !== null) process.stderr.write(errorReplyText(error, messages));
  return EXIT_FAILED;
}

/** One line for each known field. */
export function recordText({ id, record }: RecordReply, messages: Messages): string {
  const lines = [
    messages.recordTask(escapeControls(id), escapeControls(record.task)),
    messages.recordStatus(record.status, record.attempts),
    ...factsOf(record, messages),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function* factsOf(record: TaskRecordView, messages: Messages): Generator<string> {
  const { client, finishedAtMs, startedAtMs, thread, error } = record;
  const from = client === null ? null : escapeControls(client);
  yield messages.recordAccepted(timeOf(record.acceptedAtMs), escapeControls(record.entry), from);
  const startedAt = startedAtMs === null ? null : timeOf(startedAtMs);
  yield messages.recordStarted(startedAt, escapeControls(record.worker), thread);
  if (finishedAtMs !== null) yield messages.recordFinished(timeOf(finishedAtMs), record.serviceNs);
  if (record.status === "done") yield messages.recordResult(escapeControls(textOf(record.result)));
  if (error !== null) yield messages.recordError(error.code, escapeControls(error.message));
}

/** A string unchanged, other values as JSON. */
function textOf(result: unknown): string {
  return typeof result === "string" ? result : JSON.stringify(result);
}

/** Escapes control characters for a terminal; programs get the unchanged text. */
function printable(text: string): string {
  return process.stdout.isTTY ? text.split("\n").map(escapeControls).join("\n") : text;
}

/** ISO 8601, UTC, whole ms. */
function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
