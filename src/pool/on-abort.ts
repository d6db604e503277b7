// Abort listeners by the thousand on one signal: an EventTarget removes in linear time, a Set in constant time.

const listenersOf = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` once when `signal` aborts (it must not be aborted yet). The result forgets it again, any number of times. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  // A wrapper of its own, so that one function may be given twice.
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
