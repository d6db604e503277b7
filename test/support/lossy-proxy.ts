// A TCP proxy that can lose what the server says, as a network that fails after a request has arrived.

export interface LossyProxy {
  readonly port: number;
  /** From now on what the server says is lost; resolves when that has happened once, and resets all connections. */
  loseNextAnswer(): Promise<void>;
  stop(): void;
}

interface Pair {
  client: Bun.Socket<Pair> | null;
  server: Bun.Socket<Pair> | null;
  /** What the client said before the server was connected. */
  early: Uint8Array[];
}

/** To a server on this machine. Carries what fits into a socket's buffer at a time, which small messages do. */
export function startLossyProxy(serverPort: number): LossyProxy {
  const pairs = new Set<Pair>();
  let onLoss: (() => void) | null = null;

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.client?.terminate();
    pair.server?.terminate();
  }

  async function connect(pair: Pair): Promise<void> {
    try {
      await Bun.connect<Pair>({
        hostname: "127.0.0.1",
        port: serverPort,
        data: pair,
        socket: {
          open(socket) {
            pair.server = socket;
            for (const bytes of pair.early) socket.write(bytes);
          },
          data(_, bytes) {
            if (onLoss === null) pair.client?.write(bytes);
            else {
              const lost = onLoss;
              onLoss = null;
              for (const each of pairs) end(each);
              lost();
            }
          },
          close: () => end(pair),
          error: () => end(pair),
        },
      });
    } catch {
      // The server is away: so is the client's connection.
      end(pair);
    }
  }

  const listener = Bun.listen<Pair>({
    hostname: "127.0.0.1",
    port: 0,
    data: { client: null, server: null, early: [] },
    socket: {
      open(client) {
        const pair: Pair = { client, server: null, early: [] };
        client.data = pair;
        pairs.add(pair);
        void connect(pair);
      },
      data({ data: pair }, bytes) {
        if (pair.server === null) pair.early.push(bytes.slice());
        else pair.server.write(bytes);
      },
      close: ({ data: pair }) => end(pair),
      error: ({ data: pair }) => end(pair),
    },
  });
  return {
    port: listener.port,
    loseNextAnswer: () =>
      new Promise((resolve) => {
        onLoss = resolve;
      }),
    stop() {
      for (const pair of pairs) end(pair);
      listener.stop(true);
    },
  };
}
