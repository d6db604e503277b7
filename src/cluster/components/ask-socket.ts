// Short exchanges with a local server in its own protocol: readiness checks and admin sockets.
import { withDeadline } from "../../async/deadline.ts";

const READY_LIMIT_MS = 1000;

type Place = { readonly port: number } | { readonly unix: string };

/**
 * Sends bytes and resolves with the answer, which ends when `isWhole` returns true or the peer closes the connection.
 * Undefined if nothing listens, if the connection is lost, or after the time limit.
 */
export async function askSocket(
  place: Place,
  question: string | Uint8Array,
  timeoutMs: number,
  isWhole: (answer: Buffer) => boolean = () => false,
): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  let answer = Buffer.alloc(0);
  const handlers: Bun.SocketHandler = {
    open: (socket) => void socket.write(question),
    data(_, bytes) {
      answer = Buffer.concat([answer, bytes]);
      if (isWhole(answer)) resolve(answer);
    },
    close: () => resolve(answer),
    error: () => resolve(undefined),
  };
  try {
    const socket = await connect(place, handlers);
    const received = await withDeadline(promise, timeoutMs, () => undefined);
    socket.terminate();
    return received;
  } catch {
    return undefined; // Refused: it is not listening yet.
  }
}

/** Whether the first bytes of the answer, which must arrive within 1 s, are right. */
export async function isAnswering(
  port: number,
  question: string | Uint8Array,
  isRight: (answer: Buffer) => boolean,
): Promise<boolean> {
  const answer = await askSocket({ port }, question, READY_LIMIT_MS, () => true);
  return answer !== undefined && isRight(answer);
}

/** Whether a process listens on this port. */
export async function isListening(port: number): Promise<boolean> {
  try {
    const socket = await connect({ port }, { data: () => undefined });
    socket.terminate();
    return true;
  } catch {
    return false;
  }
}

function connect(place: Place, socket: Bun.SocketHandler): Promise<Bun.Socket<unknown>> {
  return "unix" in place
    ? Bun.connect({ unix: place.unix, socket })
    : Bun.connect({ hostname: "127.0.0.1", port: place.port, socket });
}
