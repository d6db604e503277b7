// Waits for a state that sends no event (another process, a file): the state is checked again and again.
import { pause } from "./retry.ts";

export interface PollOptions {
  /** The pause between two checks. */
  readonly everyMs: number;
  /** Default: no limit. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Resolves with true as soon as `isThere` returns true, with false after the time limit.
 * @throws what `isThere` throws, and the reason of `signal` as soon as that is aborted.
 */
export async function pollUntil(
  isThere: () => boolean | Promise<boolean>,
  { everyMs, timeoutMs = Infinity, signal }: PollOptions,
): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await isThere()) return true;
    if (performance.now() >= endMs) return false;
    await pause(everyMs, signal);
  }
}
