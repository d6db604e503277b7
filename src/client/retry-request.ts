// Repeats a request until its reply is final. The id makes that safe: the same id and text have one result.
import { type Backoff, retry } from "../async/retry.ts";
import type { ErrorCode } from "../protocol/task.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { ConnectionError } from "./exchange-line.ts";
import type { ReceivedReply, RequestLimits } from "./task-client.ts";

/** Time limit of one connect: the peer can be gone, and another peer can have the same address. */
const CONNECT_TIMEOUT_NS: Ns = 3 * NS_PER_SECOND;

const BACKOFF: Backoff = { firstMs: 100, maxMs: 2000 };

/** Temporary error replies: the server restarts, or the broker becomes reachable again. */
const TEMPORARY_CODES: readonly ErrorCode[] = ["unavailable", "shutting-down"];

type AnyReply = { readonly status: string; readonly code?: ErrorCode };

/** A temporary error reply, thrown so that the request is repeated. */
export class TemporaryRefusal<Reply> extends Error {
  readonly received: ReceivedReply<Reply>;

  constructor(received: ReceivedReply<Reply>) {
    super("temporary error reply");
    this.received = received;
  }
}

/**
 * Calls `request` until its reply is final, within `timeoutNs` in total; each call gets the remaining time. Failed and lost
 * connections and temporary error replies are repeated after 0.1 s, then after twice as long each time, up to 2 s, each less
 * a random part of up to half. Without time for another try the last outcome counts. `onRetry` is called before each pause.
 * @throws {ConnectionError} of the last try.
 */
export async function retryRequest<Reply extends AnyReply>(
  request: (limits: RequestLimits) => Promise<ReceivedReply<Reply>>,
  timeoutNs: Ns,
  onRetry: (cause: ConnectionError | TemporaryRefusal<Reply>, pauseNs: Ns) => void,
): Promise<ReceivedReply<Reply>> {
  const isCause = (error: unknown): error is ConnectionError | TemporaryRefusal<Reply> =>
    error instanceof TemporaryRefusal ||
    (error instanceof ConnectionError && ["no-connection", "lost"].includes(error.code));
  const once = async (leftMs: number): Promise<ReceivedReply<Reply>> => {
    const leftNs = Math.round(leftMs * NS_PER_MS);
    const received = await request({ timeoutNs: leftNs, connectTimeoutNs: CONNECT_TIMEOUT_NS });
    const { code } = received.reply;
    if (code !== undefined && TEMPORARY_CODES.includes(code)) throw new TemporaryRefusal(received);
    return received;
  };
  try {
    return await retry(once, {
      backoff: BACKOFF,
      isTemporary: isCause,
      limitMs: timeoutNs / NS_PER_MS,
      onRetry: (cause, pauseMs) => {
        if (isCause(cause)) onRetry(cause, pauseMs * NS_PER_MS);
      },
    });
  } catch (error) {
    if (error instanceof TemporaryRefusal) return error.received;
    throw error;
  }
}
