// The requests of `bun run client`: sends each one, repeats it with --retry, and prints failures on stderr.
import { ConnectionError } from "../../client/connection-error.ts";
import type { Address } from "../../client/exchange-line.ts";
import { retry, type Setback } from "../../client/retry.ts";
import { type Answer, type AskLimits, MAX_REPLY_BYTES } from "../../client/task-client.ts";
import { escapeControls } from "../../protocol/control-characters.ts";
import type { Messages } from "../../messages/catalogue.ts";
import { formatReply } from "../../protocol/reply.ts";
import { type ErrorCode, TaskError } from "../../protocol/task.ts";
import type { Ns } from "../../units/duration.ts";
import { EXIT_FAILED } from "../command.ts";

const EXIT_NO_CONNECTION = 4;
const EXIT_TIMEOUT = 5;

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

/** The answer (an error reply included), or the exit code after the failure was printed on stderr. */
export async function call<R extends AnyReply>(
  calling: Calling,
  ask: (address: Address, limits: AskLimits) => Promise<Answer<R>>,
): Promise<{ readonly answer: Answer<R> } | { readonly exitCode: number }> {
  const { address, timeoutNs, isRetrying, messages } = calling;
  const askOnce = (limits: AskLimits): Promise<Answer<R>> => ask(address, limits);
  const tellSetback = (setback: Setback<R>, delayNs: Ns): void =>
    console.error(messages.askingAgain(describeSetback(setback, calling), delayNs));
  try {
    const answer = isRetrying
      ? await retry(askOnce, timeoutNs, tellSetback)
      : await askOnce({ timeoutNs });
    return { answer };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    console.error(`error: ${describeFailure(error, calling)}`);
    return { exitCode: exitCodeOf(error) };
  }
}

/** "ERR busy: …", with its newline. */
export function describeError(
  { code, message }: { readonly code: ErrorCode; readonly message: string },
  messages: Messages,
): string {
  return formatReply("plain", null, new TaskError(code, message), messages);
}

function describeSetback<R extends AnyReply>(setback: Setback<R>, calling: Calling): string {
  if (setback.kind === "failed") return describeFailure(setback.error, calling);
  const { reply } = setback.answer;
  return reply.status === "error" ? describeError(reply, calling.messages).trimEnd() : reply.status;
}

export function describeFailure(
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

function exitCodeOf(error: ConnectionError): number {
  switch (error.code) {
    case "timeout":
      return EXIT_TIMEOUT;
    // A connection that was lost before the reply counts as no connection.
    case "no-connection":
    case "lost":
      return EXIT_NO_CONNECTION;
    case "unreadable":
    case "too-long":
      return EXIT_FAILED;
    default:
      return error.code satisfies never;
  }
}
