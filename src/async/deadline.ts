// A wait with a time limit, which a signal can end too. For every promise that may never settle: a connect, a request, a
// process that is asked to stop. The work itself is not stopped by the limit; its late outcome is ignored.
import { onAbort } from "./on-abort.ts";

/** The limit of setTimeout, 24.8 days. A longer time limit, such as Infinity, is none. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The outcome of `work`; after `timeoutMs` without one, the outcome of `onTimeout`, which returns a value or throws the
 * caller's own error.
 * @throws the reason of `signal` as soon as that is aborted.
 */
export async function withDeadline<Result, Late = never>(
  work: PromiseLike<Result>,
  timeoutMs: number,
  onTimeout: () => Late,
  signal?: AbortSignal,
): Promise<Result | Late> {
  const limit = Promise.withResolvers<Late>();
  const timer =
    timeoutMs > MAX_TIMER_MS
      ? undefined
      : setTimeout(() => limit.resolve(Promise.try(onTimeout)), timeoutMs);
  let forget = (): unknown => undefined;
  if (signal?.aborted === true) limit.reject(signal.reason);
  else if (signal !== undefined) forget = onAbort(signal, () => limit.reject(signal.reason));
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/**
 * Whether `promise` resolved or rejected within `timeoutMs`. For a close that must not be blocked by a silent peer.
 * Never rejects.
 */
export function isSettledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const isSettled = (): boolean => true;
  return withDeadline(promise.then(isSettled, isSettled), timeoutMs, () => false);
}
