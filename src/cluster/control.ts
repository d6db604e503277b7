// The control socket of a running cluster: a Unix socket that only its user can reach, one request a connection.
import { ClusterError } from "./cluster-error.ts";
import { type ControlReply, type ControlRequest, parseControlRequest } from "./control-protocol.ts";
import type { ClusterMessages } from "../messages/catalogue.ts";
import type { ClusterStatus } from "./status.ts";
import { OptionsError } from "../units/options-error.ts";

/** One that asked and does not read the answer must not hold us up. */
const CLOSE_LIMIT_MS = 500;

/** Longest request; a longer one is no request of ours. */
const MAX_REQUEST_BYTES = 4096;

/** Answers one request; `say` tells how it goes on the way. Rejects with `ClusterError` to refuse. */
export type Answer = (
  request: ControlRequest,
  say: (text: string) => void,
) => Promise<ClusterStatus | undefined>;

export interface ControlServer {
  /** Takes no further requests; resolves when what was answered has gone out, or after 500 ms. */
  close(): Promise<void>;
}

interface Peer {
  request: string;
  isAsked: boolean;
  /** What the socket has not taken yet. */
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
      const status = await answer(parseControlRequest(line), (say) => send(socket, { say }));
      last = status === undefined ? { done: true } : { status };
    } catch (error) {
      if (!(error instanceof ClusterError || error instanceof OptionsError)) throw error;
      last = { error: error.message };
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
          void ask(socket, peer.request.slice(0, end)); // Rejects only with a bug of ours.
        } else if (peer.request.length > MAX_REQUEST_BYTES) {
          socket.terminate();
        }
      },
      drain: flush,
      close({ data: { left } }) {
        peers.delete(left);
        left.resolve();
      },
      error() {}, // The peer is gone; what it asked for goes on.
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
 * Asks a running cluster and resolves with its status, if that was asked for.
 * @throws {ClusterError} if it refuses, or ends before it has answered.
 */
export async function askCluster(
  path: string,
  request: ControlRequest,
  say: (text: string) => void,
  messages: ClusterMessages,
): Promise<ClusterStatus | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<ClusterStatus | undefined>();
  const lost = (): void => reject(new ClusterError(messages.lost()));
  let text = "";
  const decoder = new TextDecoder();
  const onLine = (line: string): void => {
    const reply = JSON.parse(line) as ControlReply;
    if ("say" in reply) say(reply.say);
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
    throw new ClusterError(messages.noCluster());
  }
  socket.write(`${JSON.stringify(request)}\n`);
  try {
    return await promise;
  } finally {
    socket.end();
  }
}
