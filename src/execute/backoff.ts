// How long to wait before trying again: doubled each time up to a limit, and spread so that many do not come at once. Pure.

export interface Backoff {
  /** Longest wait after the first failure. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** A store that is away: soon again at first, then about once in two seconds. */
export const STORAGE_BACKOFF: Backoff = { firstMs: 50, maxMs: 2000 };

/** A task that failed: another worker or another second may suit it better. */
export const TASK_BACKOFF: Backoff = { firstMs: 500, maxMs: 30_000 };

/** `failures` counts from 1; `random` is in [0, 1). Between half and the whole of the doubled wait, in whole ms. */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number, random: number): number {
  const longestMs = Math.min(firstMs * 2 ** (failures - 1), maxMs);
  return Math.round(longestMs * (0.5 + random / 2));
}
