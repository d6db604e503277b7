// Readiness by the real thing: a client's first words, and whether what comes back is what a ready server says.

const ASK_TIMEOUT_MS = 1000;

/** False where nothing listens, nothing comes within 1 s, or it is closed first. `say` may be empty. */
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
    return false; // Refused: it does not listen yet.
  } finally {
    clearTimeout(timer);
  }
}

/** Whether something listens there. */
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
