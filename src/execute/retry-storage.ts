// Repeats calls to a store that can't be reached, with growing pauses, until a call succeeds or its caller gives up.
import { type Text, untranslated } from "../units/text.ts";
import { StorageError } from "../storage/task-store.ts";
import { type Backoff, backoffMs, STORAGE_BACKOFF } from "./backoff.ts";

/** Follows the outcomes of calls to a store, and reports when the store fails and when it works again. */
export class StorageWatch {
  readonly #onChange: (isAway: boolean, reason: Text) => void;
  #isAway = false;

  /** `onChange` is called when the store fails (with the reason) and when it works again. */
  constructor(onChange: (isAway: boolean, reason: Text) => void = () => undefined) {
    this.#onChange = onChange;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  worked(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#onChange(false, untranslated(""));
  }

  failed(error: StorageError): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#onChange(true, error.text);
  }
}

/** How long a caller waits for a store that can't be reached. */
export interface Patience {
  /** Counted from the first failure; can be infinite. */
  readonly limitMs: number;
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
}

/**
 * Calls `action` until it resolves.
 * @throws {StorageError} the last one, when the time limit has passed. Other errors of `action` are thrown at once.
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
