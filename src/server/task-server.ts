// The TCP shell: Bun.listen → conversation → execute → reply. It knows no pool and no broker.
import type { Socket } from "bun";
import type { ConversationOptions } from "../protocol/conversation.ts";
import { formatReply } from "../protocol/reply.ts";
import { type Execute, TaskError, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";

export interface ServerOptions extends Omit<ConversationOptions, "nowNs"> {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Open connections; the next one is answered `busy` and closed. */
  readonly maxConnections: number;
  /** A task, a line (null) or a connection (null) was refused. */
  readonly onRefused?: ((request: TaskRequest | null, error: TaskError) => void) | undefined;
}

export interface TaskServer {
  readonly hostname: string;
  /** The real one, also where 0 was asked for. */
  readonly port: number;
  readonly openConnections: number;
  /** Closes the listener; connections go on. */
  stopAccepting(): void;
  /** Lets replies that are ready leave, then closes every connection, after `deadlineNs` at the latest. Idempotent. */
  close(deadlineNs: Ns): Promise<void>;
}

/** Refused connections that may wait for their peer's FIN; beyond that they are closed at once. */
const MAX_REFUSED = 100;

/**
 * Listens. `execute` is called once for each task and may reject with TaskError.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if it can't listen there.
 */
export function createTaskServer(options: ServerOptions, execute: Execute): TaskServer {
  const connections = new Set<Connection>();
  const refused = new Set<Connection>();
  const forget = (connection: Connection): void => {
    connection.closed();
    connections.delete(connection);
    refused.delete(connection);
    if (connections.size + refused.size === 0) onEmpty?.();
  };
  let onEmpty: (() => void) | undefined;
  const ofConnection: ConnectionOptions = { ...options, nowNs: Bun.nanoseconds };

  const open = (socket: Socket<Connection>): void => {
    const connection = new Connection(socket, ofConnection, execute);
    socket.data = connection;
    if (connections.size < options.maxConnections) {
      connections.add(connection);
      return;
    }
    refused.add(connection);
    const { messages, maxConnections } = options;
    const error = new TaskError("busy", messages.tooManyConnections(maxConnections));
    options.onRefused?.(null, error);
    if (refused.size > MAX_REFUSED) socket.terminate();
    else connection.refuse(formatReply("plain", null, error, messages));
  };

  const listener = Bun.listen<Connection>({
    hostname: options.hostname,
    port: options.port,
    allowHalfOpen: true,
    socket: {
      open,
      data: ({ data }, bytes) => data.received(bytes),
      drain: ({ data }) => data.drained(),
      end: ({ data }) => data.peerEnded(),
      close: ({ data }) => forget(data),
      // What went wrong shows in the `close` that follows.
      error: () => undefined,
    },
  });
  let isAccepting = true;
  const stopAccepting = (): void => {
    if (isAccepting) listener.stop();
    isAccepting = false;
  };
  return {
    hostname: listener.hostname,
    port: listener.port,
    get openConnections() {
      return connections.size;
    },
    stopAccepting,
    async close(deadlineNs) {
      stopAccepting();
      const empty = Promise.withResolvers<void>();
      onEmpty = empty.resolve;
      for (const connection of connections) connection.stop();
      if (connections.size + refused.size === 0) return;
      const timer = setTimeout(empty.resolve, deadlineNs / NS_PER_MS);
      await empty.promise;
      clearTimeout(timer);
      for (const connection of [...connections, ...refused]) connection.close();
    },
  };
}
