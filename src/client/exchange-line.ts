// Sends one line and receives one line, on its own connection. It does not interpret the lines.
import type { Socket } from "bun";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { ConnectionError, type ConnectionErrorCode } from "./connection-error.ts";

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

interface Exchange {
  readonly decoder: TextDecoder;
  unsent: Uint8Array;
  /** Decoded packets, joined once at the end: searching the whole text for each packet would be quadratic. */
  readonly received: string[];
  receivedBytes: number;
}

const LF = 0x0a;

export interface ReceivedLine {
  /** Without its newline. */
  readonly line: string;
  /** False: the peer ended its sending before a newline came. */
  readonly isWhole: boolean;
}

/**
 * Sends `text` and returns the reply up to a newline or up to the peer's FIN.
 * @throws {ConnectionError} if there is no reply in time, or if it exceeds the limit.
 */
export function exchangeLine(
  address: Address,
  text: string,
  { timeoutNs, connectTimeoutNs, maxReplyBytes }: ExchangeLimits,
): Promise<ReceivedLine> {
  return new Promise((resolve, reject) => {
    let socket: Socket<Exchange> | undefined;
    let isSettled = false;
    let connectDeadline: Timer | undefined;
    const settle = (finish: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(deadline);
      clearTimeout(connectDeadline);
      socket?.end();
      finish();
    };
    const fail = (code: ConnectionErrorCode, reason: string): void =>
      settle(() => reject(new ConnectionError(code, reason)));
    const succeed = ({ received }: Exchange, isWhole: boolean): void =>
      settle(() => resolve({ line: received.join(""), isWhole }));
    // Bun.connect has no time-out.
    const deadline = setTimeout(() => fail("timeout", "no reply in time"), timeoutNs / NS_PER_MS);
    if (connectTimeoutNs !== undefined) {
      const giveUp = (): void => fail("no-connection", "ETIMEDOUT");
      connectDeadline = setTimeout(giveUp, connectTimeoutNs / NS_PER_MS);
    }

    const send = (open: Socket<Exchange>): void => {
      const taken = open.write(open.data.unsent);
      if (taken > 0) open.data.unsent = open.data.unsent.subarray(taken);
    };
    const endOfInput = ({ data }: Socket<Exchange>): void => {
      if (data.receivedBytes === 0) fail("lost", "closed before the reply");
      else succeed(data, false);
    };
    Bun.connect<Exchange>({
      ...address,
      data: {
        decoder: new TextDecoder(),
        unsent: new TextEncoder().encode(text),
        received: [],
        receivedBytes: 0,
      },
      socket: {
        open(opened) {
          clearTimeout(connectDeadline);
          send(opened);
        },
        drain: send,
        data({ data }, bytes) {
          if (isSettled) return;
          const end = bytes.indexOf(LF);
          const line = end < 0 ? bytes : bytes.subarray(0, end);
          data.receivedBytes += line.length;
          if (data.receivedBytes > maxReplyBytes) {
            fail("too-long", `more than ${maxReplyBytes} bytes`);
            return;
          }
          data.received.push(data.decoder.decode(line, { stream: end < 0 }));
          if (end >= 0) succeed(data, true);
        },
        end: endOfInput,
        close: endOfInput,
        error(_, error) {
          fail("lost", error.message);
        },
      },
    }).then(
      (connected) => {
        socket = connected;
        if (isSettled) connected.end();
      },
      (error: NodeJS.ErrnoException) => fail("no-connection", error.code ?? error.message),
    );
  });
}
