// Sends one line and receives one line, on its own connection. It does not interpret the lines.
import type { Socket } from "bun";
import { withDeadline } from "../async/deadline.ts";
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
  const reply = new LineReply(maxReplyBytes);
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
      data: (_, bytes) => reply.receive(bytes),
      end: () => reply.end(),
      close: () => reply.end(),
      error: (_, error) => reply.fail("lost", error.message),
    },
  });
  // Bun.connect has no time-out. A connect that would end later than the whole exchange needs none, either.
  const connectTimeoutMs = connectTimeoutNs < timeoutNs ? connectTimeoutNs / NS_PER_MS : Infinity;
  withDeadline(connecting, connectTimeoutMs, () => reply.fail("no-connection", "ETIMEDOUT")).catch(
    (error: NodeJS.ErrnoException) => reply.fail("no-connection", error.code ?? error.message),
  );
  try {
    return await withDeadline(reply.line, timeoutNs / NS_PER_MS, () => {
      throw new ConnectionError("timeout", "no reply in time");
    });
  } finally {
    connecting.then(
      (socket) => socket.end(),
      () => undefined,
    );
  }
}

const LF = 0x0a;

/** A reply in packets of any size. */
class LineReply {
  readonly #maxBytes: number;
  readonly #outcome = Promise.withResolvers<ReceivedLine>();
  readonly #decoder = new TextDecoder();
  /** Decoded packets, joined once at the end: searching the whole text for each packet would be quadratic. */
  readonly #packets: string[] = [];
  #bytes = 0;
  #isOver = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws {ConnectionError} if the connection fails, or the reply exceeds the limit. */
  get line(): Promise<ReceivedLine> {
    return this.#outcome.promise;
  }

  receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const end = bytes.indexOf(LF);
    const packet = end < 0 ? bytes : bytes.subarray(0, end);
    this.#bytes += packet.length;
    if (this.#bytes > this.#maxBytes) {
      this.fail("too-long", `more than ${this.#maxBytes} bytes`);
      return;
    }
    this.#packets.push(this.#decoder.decode(packet, { stream: end < 0 }));
    if (end >= 0) this.#succeed(true);
  }

  /** The peer sends nothing more. */
  end(): void {
    if (this.#bytes === 0) this.fail("lost", "closed before the reply");
    else this.#succeed(false);
  }

  fail(code: ConnectionErrorCode, reason: string): void {
    this.#isOver = true;
    this.#outcome.reject(new ConnectionError(code, reason));
  }

  #succeed(isWhole: boolean): void {
    this.#isOver = true;
    this.#outcome.resolve({ line: this.#packets.join(""), isWhole });
  }
}
