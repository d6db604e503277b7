// SIGINT and SIGTERM: the first one asks to stop, a later one stops at once.

/** Ctrl-C under `bun run` reaches the script twice, 0.2–2 ms apart: signals within this time count as one. */
const SAME_SIGNAL_MS = 250;

/** Exit code of a process that a signal ended: 128 + the signal's number. */
export const EXIT_BY_SIGNAL: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Calls `onStop` at the first SIGINT or SIGTERM, and `onInsist` at each later, distinct one.
 * Returns a function that removes the handlers.
 */
export function onStopSignals(
  onStop: (signal: NodeJS.Signals) => void,
  onInsist: (signal: NodeJS.Signals) => void,
): () => void {
  let lastAtMs: number | undefined;
  const handle = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now();
    const isFirst = lastAtMs === undefined;
    const isEcho = lastAtMs !== undefined && nowMs - lastAtMs < SAME_SIGNAL_MS;
    lastAtMs = nowMs;
    if (isFirst) onStop(signal);
    else if (!isEcho) onInsist(signal);
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return () => {
    process.off("SIGINT", handle);
    process.off("SIGTERM", handle);
  };
}

/** Resolves at the first signal; the next signal ends the process at once. */
export async function untilStopped(): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  onStopSignals(
    () => stopped.resolve(),
    (signal) => process.exit(EXIT_BY_SIGNAL[signal] ?? 1),
  );
  await stopped.promise;
}
