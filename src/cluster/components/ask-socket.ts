// Short exchanges with a local server in its own protocol: readiness checks and admin sockets.
import { connect, type NetConnectOpts } from "node:net";
import { withDeadline } from "../../async/deadline.ts";

const HOST = "127.0.0.1";
const READY_LIMIT_MS = 1000;

/**
 * Sends bytes and resolves with the answer, which ends when `isWhole` returns true or the peer closes the connection.
 * Undefined if nothing listens, if the connection is lost, or after the time limit.
 */
export async function askSocket(
  place: NetConnectOpts,
  question: string | Uint8Array,
  timeoutMs: number,
  isWhole: (answer: Buffer) => boolean = () => false,
): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  let answer = Buffer.alloc(0);
  const socket = connect(place, () => socket.write(question));
  socket.on("data", (bytes: Buffer) => {
    answer = Buffer.concat([answer, bytes]);
    if (isWhole(answer)) resolve(answer);
  });
  socket.on("error", () => resolve(undefined));
  socket.on("close", () => resolve(answer));
  const received = await withDeadline(promise, timeoutMs, () => undefined);
  socket.destroy();
  return received;
}

/** Whether the first bytes of the answer, which must arrive within 1 s, are right. */
export async function isAnswering(
  port: number,
  question: string | Uint8Array,
  isRight: (answer: Buffer) => boolean,
): Promise<boolean> {
  const answer = await askSocket({ host: HOST, port }, question, READY_LIMIT_MS, () => true);
  return answer !== undefined && isRight(answer);
}

/** Whether a process listens on this port. */
export async function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, HOST, () => resolve(true));
  socket.on("error", () => resolve(false));
  const isThere = await promise;
  socket.destroy();
  return isThere;
}
