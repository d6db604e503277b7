// One task, one connection: send it in JSON form, wait for the one line that answers it.
import type { Socket } from "bun";
import { type JsonReply, parseJsonReply, parsePlainReply } from "../protocol/reply.ts";
import type { TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";

export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** `no-connection`: never stood. `lost`: ended before the reply. `unreadable`: replied, but with no reply of ours. */
export type ConnectionErrorCode = "no-connection" | "lost" | "timeout" | "unreadable";

/** The connection failed, and with it the task's answer: the task itself may have run. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Answer {
  readonly reply: JsonReply;
  /** The reply's line as it came, without its newline. */
  readonly line: string;
}

/**
 * Sends one task on a connection of its own and waits for its reply, an error reply included.
 * `timeoutNs` bounds connecting and waiting together.
 * @throws {ConnectionError} if there is no connection, no reply, or none that can be read.
 */
export async function askTask(
  address: Address,
  request: TaskRequest,
  timeoutNs: Ns,
): Promise<Answer> {
  const line = await exchangeLine(address, `${JSON.stringify(request)}\n`, timeoutNs);
  const reply = parseJsonReply(line) ?? parseRefusal(line);
  if (reply === undefined) throw new ConnectionError("unreadable", line);
  return { reply, line };
}

/** A server with too many connections says so in plain form: it has not read what form we speak. */
function parseRefusal(line: string): JsonReply | undefined {
  const plain = parsePlainReply(line);
  if (plain?.status !== "error" || plain.code === null) return undefined;
  return { id: null, status: "error", code: plain.code, message: plain.message };
}

interface Exchange {
  readonly decoder: TextDecoder;
  unsent: Uint8Array;
  received: string;
}

/** Sends `text` and returns what comes back up to a newline, or up to the peer's end of its sending. */
function exchangeLine(address: Address, text: string, timeoutNs: Ns): Promise<string> {
  return new Promise((resolve, reject) => {
    let socket: Socket<Exchange> | undefined;
    let isSettled = false;
    const settle = (finish: () => void): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(deadline);
      socket?.end();
      finish();
    };
    const fail = (code: ConnectionErrorCode, reason: string): void =>
      settle(() => reject(new ConnectionError(code, reason)));
    // Bun.connect has no time-out of its own.
    const deadline = setTimeout(() => fail("timeout", "no reply in time"), timeoutNs / NS_PER_MS);

    const send = (open: Socket<Exchange>): void => {
      const taken = open.write(open.data.unsent);
      if (taken > 0) open.data.unsent = open.data.unsent.subarray(taken);
    };
    const endOfInput = ({ data }: Socket<Exchange>): void => {
      if (data.received === "") fail("lost", "closed before the reply");
      else settle(() => resolve(data.received));
    };
    Bun.connect<Exchange>({
      ...address,
      data: {
        decoder: new TextDecoder(),
        unsent: new TextEncoder().encode(text),
        received: "",
      },
      socket: {
        open: send,
        drain: send,
        data({ data }, bytes) {
          data.received += data.decoder.decode(bytes, { stream: true });
          const end = data.received.indexOf("\n");
          if (end >= 0) settle(() => resolve(data.received.slice(0, end)));
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
