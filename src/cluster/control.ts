// The control socket of a running cluster: a Unix socket for its user only, with one request per connection.
import { connect, createServer, type Server, type Socket } from "node:net";
import { isSettledWithin } from "../async/deadline.ts";
import { ClusterError } from "./components/cluster-error.ts";
import {
  type ControlReply,
  type ControlRequest,
  parseControlReply,
  parseControlRequest,
} from "./control-protocol.ts";
import { readLines } from "../protocol/read-lines.ts";
import type { ClusterStatus } from "./status.ts";
import { OptionsError } from "../units/options-error.ts";
import { joinTexts, type Text } from "../units/text.ts";

/** Time limit for a peer to read its answer when the cluster ends. */
const CLOSE_LIMIT_MS = 500;

/** Longest request; a longer one is invalid. */
const MAX_REQUEST_BYTES = 4096;

/** Carries out one request; `tell` reports its progress. Rejects with `ClusterError` to refuse. */
export type RequestHandler = (
  request: ControlRequest,
  tell: (text: Text) => void,
) => Promise<ClusterStatus | undefined>;

export class ControlServer {
  readonly #handle: RequestHandler;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(path: string, handle: RequestHandler) {
    this.#handle = handle;
    this.#server = createServer((socket) => this.#accept(socket)).listen(path);
  }

  /** Accepts no further requests; resolves when all answers have been sent, or after 500 ms. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await isSettledWithin(closed, CLOSE_LIMIT_MS);
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined); // The peer is gone; its request is still carried out.
    let request = "";
    let isAsked = false;
    socket.on("data", (bytes) => {
      if (isAsked) return;
      request += bytes.toString("utf8");
      const end = request.indexOf("\n");
      if (end >= 0) {
        isAsked = true;
        void this.#answer(socket, request.slice(0, end)); // Rejects only because of a bug.
      } else if (request.length > MAX_REQUEST_BYTES) socket.destroy();
    });
  }

  async #answer(socket: Socket, line: string): Promise<void> {
    const send = (reply: ControlReply): void => void socket.write(`${JSON.stringify(reply)}\n`);
    try {
      const status = await this.#handle(parseControlRequest(line), (text) => send({ say: text }));
      send(status === undefined ? { done: true } : { status });
    } catch (error) {
      if (error instanceof OptionsError) send({ error: joinTexts(error.problems, "\n") });
      else if (error instanceof ClusterError) send({ error: error.text });
      else throw error;
    }
    socket.end();
  }
}

/**
 * Sends a request to a running cluster; resolves with the cluster's status if the request asks for it.
 * @throws {ClusterError} if the cluster refuses, ends before it answers, or is of another version.
 */
export async function askCluster(
  path: string,
  request: ControlRequest,
  tell: (text: Text) => void,
): Promise<ClusterStatus | undefined> {
  let isConnected = false;
  let last: ControlReply | undefined;
  const onLine = (line: string): void => {
    const reply = parseControlReply(line);
    if ("say" in reply) tell(reply.say);
    else last = reply;
  };
  const socket = connect(path, () => {
    isConnected = true;
    socket.write(`${JSON.stringify(request)}\n`);
  });
  try {
    await readLines(socket, onLine, Infinity);
  } catch {
    // Not connected, or lost: then there is no answer.
  }
  if (last === undefined) {
    const isLost = isConnected;
    throw new ClusterError((t) => (isLost ? t.lost() : t.noCluster()));
  }
  if ("error" in last) throw new ClusterError(last.error);
  return "status" in last ? last.status : undefined;
}
