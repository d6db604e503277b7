// Sends one line and receives one line, on its own connection. It does not interpret the lines.
import type { Socket } from "bun";
import { withDeadline } from "../async/deadline.ts";
import { LineSplitter } from "../protocol/line-splitter.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

export interface ExchangeLimits {
  /** Time limit for connecting and waiting together. */
  readonly timeoutNs: Ns;
  /** Separate time limit for connecting, which fails as `no-connection`. */
  readonly connectTimeoutNs?: Ns;
  /** Limit of a reply without a newline. */
  readonly maxReplyBytes: number;
}

export interface ReceivedLine {
  /** Without its newline. */
  readonly line: string;
  /** False: the peer ended its sending before a newline came. */
  readonly isWhole: boolean;
}

/**
 * `no-connection`: it was not established. `lost`: it ended before the reply. `unreadable`: the reply is invalid.
 * `too-long`: the reply exceeds the limit.
 */
export type ConnectionErrorCode = "no-connection" | "lost" | "timeout" | "unreadable" | "too-long";

/** The connection failed, so the reply is missing. The task itself can have run. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Sends `text` and returns the reply up to a newline or up to the peer's FIN.
 * @throws {ConnectionError} if there is no reply in time, or if it exceeds the limit.
 */
export async function exchangeLine(
  address: Address,
  text: string,
  { timeoutNs, connectTimeoutNs = Infinity, maxReplyBytes }: ExchangeLimits,
): Promise<ReceivedLine> {
  const reply = Promise.withResolvers<ReceivedLine>();
  const fail = (code: ConnectionErrorCode, reason: string): void =>
    reply.reject(new ConnectionError(code, reason));
  const succeed = (line: Uint8Array, isWhole: boolean): void =>
    reply.resolve({ line: new TextDecoder().decode(line), isWhole });
  const splitter = new LineSplitter(maxReplyBytes);
  const receive = (packet: Uint8Array): void => {
    splitter.push(packet);
    const line = splitter.next();
    if (line?.isTooLong === true) fail("too-long", `more than ${maxReplyBytes} bytes`);
    else if (line !== undefined) succeed(line.bytes, true);
  };
  /** The peer sends nothing more. */
  const end = (): void => {
    if (splitter.rest.length === 0) fail("lost", "closed before the reply");
    else succeed(splitter.takeRest(), false);
  };
  let unsent: Uint8Array = new TextEncoder().encode(text);
  const send = (socket: Socket): void => {
    const taken = socket.write(unsent);
    if (taken > 0) unsent = unsent.subarray(taken);
  };
  const connecting = Bun.connect({
    ...address,
    socket: {
      open: send,
      drain: send,
      data: (_, packet) => receive(packet),
      end,
      close: end,
      error: (_, error) => fail("lost", error.message),
    },
  });
  // Bun.connect has no time-out. A connect that would end later than the whole exchange needs none, either.
  const connectTimeoutMs = connectTimeoutNs < timeoutNs ? connectTimeoutNs / NS_PER_MS : Infinity;
  withDeadline(connecting, connectTimeoutMs, () => fail("no-connection", "ETIMEDOUT")).catch(
    (error: NodeJS.ErrnoException) => fail("no-connection", error.code ?? error.message),
  );
  try {
    return await withDeadline(reply.promise, timeoutNs / NS_PER_MS, () => {
      throw new ConnectionError("timeout", "no reply in time");
    });
  } finally {
    connecting.then(
      (socket) => socket.end(),
      () => undefined,
    );
  }
}
