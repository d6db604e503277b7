// Pauses before a retry: doubled each time up to a limit, and random, so that many processes do not retry at once. Pure.

export interface Backoff {
  /** Longest wait after the first failure. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** For a store that can't be reached: short pauses first, then about two seconds. */
export const STORAGE_BACKOFF: Backoff = { firstMs: 50, maxMs: 2000 };

/** For a failed task: another worker or a later time can succeed. */
export const TASK_BACKOFF: Backoff = { firstMs: 500, maxMs: 30_000 };

/** `failures` counts from 1; `random` is in [0, 1). Between half and all of the doubled pause, in whole ms. */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: number): number {
  const longestMs = Math.min(firstMs * 2 ** (failures - 1), maxMs);
  return Math.round(longestMs * (0.5 + random / 2));
}
