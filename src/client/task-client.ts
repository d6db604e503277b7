// One question, one connection: send it in JSON form, wait for the one line that answers it.
import { parseRecordReply, type RecordReply } from "../protocol/record.ts";
import { type JsonReply, parseJsonReply, parsePlainReply } from "../protocol/reply.ts";
import type { TaskRequest } from "../protocol/task.ts";
import type { Ns } from "../units/duration.ts";
import { ConnectionError } from "./connection-error.ts";
import { type Address, exchangeLine } from "./exchange-line.ts";

/** Longest reply taken: a peer that sends on and on without a newline must not fill our memory. */
export const MAX_REPLY_BYTES = 64 * 2 ** 20;

export interface Answer<R> {
  readonly reply: R;
  /** The reply's line as it came, without its newline. */
  readonly line: string;
}

export interface AskLimits {
  /** Of connecting and waiting together. */
  readonly timeoutNs: Ns;
  /** Of connecting alone, where that is to be told from waiting; then it fails as `no-connection`. */
  readonly connectTimeoutNs?: Ns;
}

export type ErrorReply = Extract<JsonReply, { status: "error" }>;

/**
 * Sends one task on a connection of its own and waits for its reply, an error reply included.
 * @throws {ConnectionError} if there is no connection, no reply, or none that can be read.
 */
export function askTask(
  address: Address,
  { id, task }: TaskRequest,
  limits: AskLimits,
): Promise<Answer<JsonReply>> {
  return ask(address, { id, task }, limits, parseJsonReply);
}

/**
 * Asks for the record of a task.
 * @throws {ConnectionError} as `askTask` does.
 */
export function askRecord(
  address: Address,
  id: string,
  limits: AskLimits,
): Promise<Answer<RecordReply | ErrorReply>> {
  return ask(address, { get: id }, limits, (line) => parseRecordReply(line) ?? parseError(line));
}

async function ask<R>(
  address: Address,
  question: object,
  limits: AskLimits,
  parse: (line: string) => R | undefined,
): Promise<Answer<R | ErrorReply>> {
  const text = `${JSON.stringify(question)}\n`;
  const received = await exchangeLine(address, text, {
    ...limits,
    maxReplyBytes: MAX_REPLY_BYTES,
  });
  const { line, isWhole } = received;
  const reply = parse(line) ?? parseRefusal(line);
  if (reply !== undefined) return { reply, line };
  // Half a reply is what a server leaves that dies while it writes.
  throw new ConnectionError(isWhole ? "unreadable" : "lost", line);
}

function parseError(line: string): ErrorReply | undefined {
  const reply = parseJsonReply(line);
  return reply?.status === "error" ? reply : undefined;
}

/** A server with too many connections says so in plain form: it has not read what form we speak. */
function parseRefusal(line: string): ErrorReply | undefined {
  const plain = parsePlainReply(line);
  if (plain?.status !== "error" || plain.code === null) return undefined;
  return { id: null, status: "error", code: plain.code, message: plain.message };
}
