// A store that is away is waited for: the call is made again, less and less often, until it works or nobody waits any more.
import { StorageError } from "../storage/task-store.ts";
import { type Backoff, backoffMs, STORAGE_BACKOFF } from "./backoff.ts";

/** Is told how each call to a store went, and tells of the changes. */
export class StorageWatch {
  readonly #onChange: (isAway: boolean, reason: string) => void;
  #isAway = false;

  /** `onChange` is called when the store goes away (with why) and when it is back. */
  constructor(onChange: (isAway: boolean, reason: string) => void = () => undefined) {
    this.#onChange = onChange;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  worked(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#onChange(false, "");
  }

  failed(error: StorageError): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#onChange(true, error.message);
  }
}

/** How long somebody waits for a store that is away. */
export interface Patience {
  /** From the first failure on; may be infinite. */
  readonly limitMs: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/**
 * Calls `action` until it resolves.
 * @throws {StorageError} the last one, when patience has ended; whatever else `action` throws, at once.
 */
export async function retryStorage<T>(
  action: () => Promise<T>,
  { limitMs, signal }: Patience,
  watch: StorageWatch,
  backoff: Backoff = STORAGE_BACKOFF,
): Promise<T> {
  let givenUpAtMs: number | undefined;
  for (let failures = 1; ; failures++) {
    try {
      const value = await action();
      watch.worked();
      return value;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      watch.failed(error);
      givenUpAtMs ??= performance.now() + limitMs;
      const leftMs = givenUpAtMs - performance.now();
      if (signal.aborted || leftMs <= 0) throw error;
      await pause(Math.min(backoffMs(backoff, failures, Math.random()), leftMs), signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
