// One request on one connection: sends it in JSON form and waits for the line of its reply.
import { parseRecordReply, type RecordReply } from "../protocol/record.ts";
import { type JsonReply, parseJsonReply, parsePlainReply } from "../protocol/reply.ts";
import type { TaskRequest } from "../protocol/task.ts";
import {
  type Address,
  ConnectionError,
  exchangeLine,
  type ExchangeLimits,
} from "./exchange-line.ts";

/** Longest accepted reply: a peer that never sends a newline must not fill the memory. */
export const MAX_REPLY_BYTES = 64 * 2 ** 20;

/** The reply to a request. */
export interface ReceivedReply<R> {
  readonly reply: R;
  /** The line of the reply as received, without its newline. */
  readonly line: string;
}

export type RequestLimits = Omit<ExchangeLimits, "maxReplyBytes">;

export type ErrorReply = Extract<JsonReply, { status: "error" }>;

/**
 * Sends one task on a connection of its own and waits for its reply, an error reply included.
 * @throws {ConnectionError} if there is no connection, no reply, or none that can be read.
 */
export function askTask(
  address: Address,
  { id, task }: TaskRequest,
  limits: RequestLimits,
): Promise<ReceivedReply<JsonReply>> {
  return ask(address, { id, task }, limits, parseJsonReply);
}

/**
 * Asks for the record of a task.
 * @throws {ConnectionError} as `askTask` does.
 */
export function askRecord(
  address: Address,
  id: string,
  limits: RequestLimits,
): Promise<ReceivedReply<RecordReply | ErrorReply>> {
  return ask(address, { get: id }, limits, (line) => parseRecordReply(line) ?? parseError(line));
}

async function ask<R>(
  address: Address,
  question: object,
  limits: RequestLimits,
  parse: (line: string) => R | undefined,
): Promise<ReceivedReply<R | ErrorReply>> {
  const text = `${JSON.stringify(question)}\n`;
  const received = await exchangeLine(address, text, {
    ...limits,
    maxReplyBytes: MAX_REPLY_BYTES,
  });
  const { line, isWhole } = received;
  const reply = parse(line) ?? parseRefusal(line);
  if (reply !== undefined) return { reply, line };
  // A server that is killed while it writes leaves an incomplete reply.
  throw new ConnectionError(isWhole ? "unreadable" : "lost", line);
}

function parseError(line: string): ErrorReply | undefined {
  const reply = parseJsonReply(line);
  return reply?.status === "error" ? reply : undefined;
}

/** A server with too many connections answers in plain form, since it has not read the request. */
function parseRefusal(line: string): ErrorReply | undefined {
  const plain = parsePlainReply(line);
  if (plain?.status !== "error" || plain.code === null) return undefined;
  return { id: null, status: "error", code: plain.code, message: plain.message };
}
