// Abort listeners in constant time: thousands of listeners can share one signal. An EventTarget removes a listener in
// linear time, a Set in constant time. For every wait that a signal can end; the signal itself keeps one listener.

const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` once when `signal` aborts (it must not be aborted yet). Returns an idempotent function to unsubscribe. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  // A separate wrapper, so that the same function can be registered twice.
  const entry = (): void => listener();
  listeners.add(entry);
  return () => listeners.delete(entry);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  listenersOf.set(signal, listeners);
  signal.addEventListener(
    "abort",
    () => {
      for (const listener of listeners) listener();
      listeners.clear();
    },
    { once: true },
  );
  return listeners;
}
