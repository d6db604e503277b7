// The one way in which a test waits for a state that comes by itself: it looks again until the state is there.

/** Below every test file's own limit (60 s), so that a test that fails names the state and not its time. */
const DEADLINE_MS = 50_000;
const PAUSE_MS = 5;

/**
 * Calls `look` until it neither throws nor returns false, and resolves with what it returned. `look` may hold assertions.
 * @throws {Error} the last failure of `look`, after the deadline.
 */
export async function eventually<T>(look: () => T | Promise<T>): Promise<Exclude<T, false>> {
  const deadlineMs = performance.now() + DEADLINE_MS;
  for (;;) {
    const isLate = performance.now() > deadlineMs;
    try {
      const seen = await look();
      if (seen !== false) return seen as Exclude<T, false>;
      if (isLate) throw new Error(`not within ${DEADLINE_MS / 1000} s: ${String(look)}`);
    } catch (error) {
      if (isLate) throw error;
    }
    await Bun.sleep(PAUSE_MS);
  }
}
