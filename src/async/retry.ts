// Calls that fail are repeated with growing, random pauses: `retry` for a call with a time limit; `backoffMs` and `pause`
// for a loop that has its own end (a supervisor, a connection that is restored for as long as its owner lives).
import { onAbort } from "./on-abort.ts";

export interface Backoff {
  /** Longest pause after the first failure; doubled with each further failure. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * The pause after `failures` failures in a row (from 1), in whole ms: between half of the doubled pause and all of it, so
 * that many processes do not retry at the same time. `random` is in [0, 1]; 1 gives the whole pause.
 */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: number): number {
  const longestMs = Math.min(firstMs * 2 ** (failures - 1), maxMs);
  return Math.round(longestMs * (0.5 + random / 2));
}

/** Resolves after `ms`, or as soon as `signal` is aborted. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      forget?.();
      resolve();
    }, ms);
    const forget =
      signal &&
      onAbort(signal, () => {
        clearTimeout(timer);
        resolve();
      });
  });
}

export interface RetryOptions {
  readonly backoff: Backoff;
  /** Errors after which another call can succeed; others are thrown at once. */
  readonly isTemporary: (error: unknown) => boolean;
  /** No call begins later than this after the start of `limitFrom`. Infinity: no limit. */
  readonly limitMs: number;
  /** "first failure" where a call has a long time limit of its own. Default "first call". */
  readonly limitFrom?: "first call" | "first failure";
  /** Aborted: the last error is thrown instead of another call. */
  readonly signal?: AbortSignal;
  /** Called before each pause. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
}

/**
 * Calls `action` until it resolves. `leftMs` is what is left of the time limit at the call's start, at least 0.
 * @throws the last error of `action`, when no time is left for a pause and another call.
 */
export async function retry<Result>(
  action: (leftMs: number) => Promise<Result>,
  { backoff, isTemporary, limitMs, limitFrom = "first call", signal, onRetry }: RetryOptions,
): Promise<Result> {
  const isAborted = (): boolean => signal?.aborted === true;
  let endMs = limitFrom === "first call" ? performance.now() + limitMs : undefined;
  for (let failures = 1; ; failures++) {
    try {
      return await action(endMs === undefined ? limitMs : Math.max(0, endMs - performance.now()));
    } catch (error) {
      if (!isTemporary(error)) throw error;
      const nowMs = performance.now();
      endMs ??= nowMs + limitMs;
      const pauseMs = backoffMs(backoff, failures, Math.random());
      if (isAborted() || nowMs + pauseMs >= endMs) throw error;
      onRetry?.(error, pauseMs);
      await pause(pauseMs, signal);
      if (isAborted()) throw error;
    }
  }
}
