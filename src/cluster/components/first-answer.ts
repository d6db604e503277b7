// Readiness checks over the protocol itself: sends a client's first bytes and checks the answer.

const ASK_TIMEOUT_MS = 1000;

/** False if nothing listens, if there is no answer within 1 s, or if the connection closes. `say` can be empty. */
export async function isAnswering(
  port: number,
  say: string | Uint8Array,
  isRight: (answer: Buffer) => boolean,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ASK_TIMEOUT_MS);
  try {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        open: (opened) => void opened.write(say),
        data: (_, bytes) => resolve(isRight(bytes)),
        close: () => resolve(false),
        error: () => resolve(false),
      },
    });
    const answer = await promise;
    socket.terminate();
    return answer;
  } catch {
    return false; // Refused: it is not listening yet.
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a process listens on this port. */
export async function isListening(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: () => undefined },
    });
    socket.terminate();
    return true;
  } catch {
    return false;
  }
}
