// A server in this process that answers each line after a fixed time: as slow as a test wants it.
import type { Socket } from "bun";

export interface SlowServer {
  readonly port: number;
  stop(): void;
}

export function startSlowServer(serviceMs: number): SlowServer {
  const answer = (socket: Socket): void => void socket.write("OK\n");
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        for (const byte of bytes) if (byte === 10) setTimeout(answer, serviceMs, socket);
      },
    },
  });
  return { port: server.port, stop: () => server.stop(true) };
}
