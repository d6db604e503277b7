// The control socket of a running cluster: a Unix socket for its user only, with one request per connection.
import { ClusterError } from "./cluster-error.ts";
import { type ControlReply, type ControlRequest, parseControlRequest } from "./control-protocol.ts";
import { say } from "../messages/catalogue.ts";
import type { ClusterStatus } from "./status.ts";
import { OptionsError } from "../units/options-error.ts";
import { joinTexts, type Text } from "../units/text.ts";

/** Time limit for a peer to read its answer when the cluster ends. */
const CLOSE_LIMIT_MS = 500;

/** Longest request; a longer one is invalid. */
const MAX_REQUEST_BYTES = 4096;

/** Answers one request; `say` reports its progress. Rejects with `ClusterError` to refuse. */
export type Answer = (
  request: ControlRequest,
  say: (text: Text) => void,
) => Promise<ClusterStatus | undefined>;

export interface ControlServer {
  /** Accepts no further requests; resolves when all answers have been sent, or after 500 ms. */
  close(): Promise<void>;
}

interface Peer {
  request: string;
  isAsked: boolean;
  /** Bytes that the socket has not accepted yet. */
  pending: Uint8Array;
  isOver: boolean;
  readonly left: PromiseWithResolvers<void>;
}

export function createControlServer(path: string, answer: Answer): ControlServer {
  const send = (socket: Bun.Socket<Peer>, reply: ControlReply): void => {
    const line = new TextEncoder().encode(`${JSON.stringify(reply)}\n`);
    socket.data.pending = Buffer.concat([socket.data.pending, line]);
    flush(socket);
  };
  const ask = async (socket: Bun.Socket<Peer>, line: string): Promise<void> => {
    let last: ControlReply;
    try {
      const status = await answer(parseControlRequest(line), (text) => send(socket, { say: text }));
      last = status === undefined ? { done: true } : { status };
    } catch (error) {
      if (error instanceof OptionsError) last = { error: joinTexts(error.problems, "\n") };
      else if (error instanceof ClusterError) last = { error: error.text };
      else throw error;
    }
    socket.data.isOver = true;
    send(socket, last);
  };
  const peers = new Set<PromiseWithResolvers<void>>();
  const listener = Bun.listen<Peer>({
    unix: path,
    socket: {
      open(socket) {
        const left = Promise.withResolvers<void>();
        peers.add(left);
        const pending = new Uint8Array();
        socket.data = { request: "", isAsked: false, pending, isOver: false, left };
      },
      data(socket, bytes) {
        const peer = socket.data;
        if (peer.isAsked) return;
        peer.request += bytes.toString("utf8");
        const end = peer.request.indexOf("\n");
        if (end >= 0) {
          peer.isAsked = true;
          void ask(socket, peer.request.slice(0, end)); // Rejects only because of a bug.
        } else if (peer.request.length > MAX_REQUEST_BYTES) {
          socket.terminate();
        }
      },
      drain: flush,
      close({ data: { left } }) {
        peers.delete(left);
        left.resolve();
      },
      error() {}, // The peer is gone; its request is still carried out.
    },
  });
  return {
    async close() {
      listener.stop();
      const left = Promise.all([...peers].map(({ promise }) => promise));
      await Promise.race([left, Bun.sleep(CLOSE_LIMIT_MS)]);
      listener.stop(true);
    },
  };
}

function flush(socket: Bun.Socket<Peer>): void {
  const { data: peer } = socket;
  const written = socket.write(peer.pending);
  if (written > 0) peer.pending = peer.pending.subarray(written);
  if (peer.isOver && peer.pending.length === 0) socket.shutdown();
}

/**
 * Sends a request to a running cluster; resolves with the cluster's status if the request asks for it.
 * @throws {ClusterError} if the cluster refuses, or ends before it answers.
 */
export async function askCluster(
  path: string,
  request: ControlRequest,
  tell: (text: Text) => void,
): Promise<ClusterStatus | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ClusterStatus | undefined>();
  const lost = (): void => reject(new ClusterError(say(({ cluster }) => cluster.lost())));
  let text = "";
  const decoder = new TextDecoder();
  const onLine = (line: string): void => {
    const reply = JSON.parse(line) as ControlReply;
    if ("say" in reply) tell(reply.say);
    else if ("error" in reply) reject(new ClusterError(reply.error));
    else resolve("status" in reply ? reply.status : undefined);
  };
  let socket: Bun.Socket;
  try {
    socket = await Bun.connect({
      unix: path,
      socket: {
        data(_, bytes) {
          const lines = (text + decoder.decode(bytes, { stream: true })).split("\n");
          text = lines.pop() ?? "";
          for (const line of lines) onLine(line);
        },
        end: lost,
        close: lost,
        error: lost,
      },
    });
  } catch {
    throw new ClusterError(say(({ cluster }) => cluster.noCluster()));
  }
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    return await promise;
  } finally {
    socket.end();
  }
}
