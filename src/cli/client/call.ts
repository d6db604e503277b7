// The requests of `bun run client`: sends each one, repeats it with --retry, and prints failures on stderr.
import {
  type Address,
  ConnectionError,
  type ConnectionErrorCode,
} from "../../client/exchange-line.ts";
import { retryRequest } from "../../client/retry-request.ts";
import {
  MAX_REPLY_BYTES,
  type ReceivedReply,
  type RequestLimits,
} from "../../client/task-client.ts";
import { escapeControls } from "../../protocol/control-characters.ts";
import type { Messages } from "../../messages/catalogue.ts";
import { formatReply } from "../../protocol/reply.ts";
import { type ErrorCode, TaskError } from "../../protocol/task.ts";
import type { Ns } from "../../units/duration.ts";
import { EXIT_FAILED } from "../command.ts";

const EXIT_NO_CONNECTION = 4;
const EXIT_TIMEOUT = 5;

const EXIT_OF: Readonly<Record<ConnectionErrorCode, number>> = {
  timeout: EXIT_TIMEOUT,
  // A connection that was lost before the reply counts as no connection.
  "no-connection": EXIT_NO_CONNECTION,
  lost: EXIT_NO_CONNECTION,
  unreadable: EXIT_FAILED,
  "too-long": EXIT_FAILED,
};

export interface Calling {
  readonly address: Address;
  /** Time limit of all tries together. */
  readonly timeoutNs: Ns;
  /** Whether temporary failures are repeated. */
  readonly isRetrying: boolean;
  readonly messages: Messages;
}

type AnyReply =
  | { readonly status: "ok" | "record" }
  | { readonly status: "error"; readonly code: ErrorCode; readonly message: string };

/** The reply (an error reply included), or the exit code after the failure was printed on stderr. */
export async function call<R extends AnyReply>(
  calling: Calling,
  ask: (address: Address, limits: RequestLimits) => Promise<ReceivedReply<R>>,
): Promise<ReceivedReply<R> | { readonly exitCode: number }> {
  const { address, timeoutNs, isRetrying, messages } = calling;
  const askOnce = (limits: RequestLimits): Promise<ReceivedReply<R>> => ask(address, limits);
  try {
    if (!isRetrying) return await askOnce({ timeoutNs });
    return await retryRequest(askOnce, timeoutNs, (cause, pauseNs) => {
      const reason =
        cause instanceof ConnectionError
          ? failureText(cause, calling)
          : refusalText(cause.received.reply, messages);
      console.error(messages.retrying(reason, pauseNs));
    });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    console.error(`error: ${failureText(error, calling)}`);
    return { exitCode: EXIT_OF[error.code] };
  }
}

/** "ERR busy: …", with its newline. */
export function errorReplyText(
  { code, message }: { readonly code: ErrorCode; readonly message: string },
  messages: Messages,
): string {
  return formatReply("plain", null, new TaskError(code, message), messages);
}

function refusalText(reply: AnyReply, messages: Messages): string {
  return reply.status === "error" ? errorReplyText(reply, messages).trimEnd() : reply.status;
}

export function failureText(
  error: ConnectionError,
  { address, timeoutNs, messages }: Omit<Calling, "isRetrying">,
): string {
  const where = `${address.hostname}:${address.port}`;
  switch (error.code) {
    case "no-connection":
      return messages.cannotConnect(where, error.message);
    case "lost":
      return messages.connectionLost(where);
    case "timeout":
      return messages.replyTimedOut(where, timeoutNs);
    case "unreadable":
      return messages.unreadableReply(where, escapeControls(error.message.slice(0, 200)));
    case "too-long":
      return messages.replyTooLong(where, MAX_REPLY_BYTES);
    default:
      return error.code satisfies never;
  }
}
