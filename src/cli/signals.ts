// SIGINT and SIGTERM: the first asks to stop, a later one insists.

/** Ctrl-C under `bun run` reaches the script twice, 0.2–2 ms apart: signals this close together are one. */
const SAME_SIGNAL_MS = 250;

/** Exit code of a process that a signal ended: 128 + the signal's number. */
export const EXIT_BY_SIGNAL: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/**
 * Calls `onStop` at the first SIGINT or SIGTERM, `onInsist` at the next one that is a signal of its own.
 * Returns a function that takes the handlers away again.
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

/** Resolves at the first signal to stop, with what takes the handlers away again; the next one ends the process at once. */
export async function untilStopped(): Promise<() => void> {
  const stopped = Promise.withResolvers<void>();
  const forget = onStopSignals(
    () => stopped.resolve(),
    (signal) => process.exit(EXIT_BY_SIGNAL[signal] ?? 1),
  );
  await stopped.promise;
  return forget;
}
