// One connection, one request at a time: what an end-to-end benchmark calls again and again.
import type { Target } from "../generate/plan/load-target.ts";

export async function openLineConnection(target: Target) {
  let waiting: ((reply: string) => void) | undefined;
  const socket = await Bun.connect({
    ...target,
    socket: { data: (_, bytes) => waiting?.(bytes.toString("utf8")) },
  });
  return {
    /** Sends a line and resolves with the reply's first bytes. */
    ask(line: string): Promise<string> {
      const { promise, resolve } = Promise.withResolvers<string>();
      waiting = resolve;
      socket.write(line);
      return promise;
    },
    close: () => void socket.end(),
  };
}
