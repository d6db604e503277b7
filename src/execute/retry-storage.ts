// Repeats calls to a store that can't be reached, with growing pauses, until a call succeeds or its caller gives up.
import { type Backoff, retry } from "../async/retry.ts";
import type { Messages } from "../messages/catalogue.ts";
import { TaskError } from "../protocol/task.ts";
import { StorageError } from "../storage/task-store.ts";
import { type Text, untranslated } from "../units/text.ts";

/** Short pauses first, then about two seconds. */
export const STORAGE_BACKOFF: Backoff = { firstMs: 50, maxMs: 2000 };

/** Follows the outcomes of calls to a store, and reports when the store fails and when it works again. */
export class StorageWatch {
  readonly #onChange: (isAway: boolean, reason: Text) => void;
  #isAway = false;

  /** `onChange` is called when the store fails (with the reason) and when it works again. */
  constructor(onChange: (isAway: boolean, reason: Text) => void = () => undefined) {
    this.#onChange = onChange;
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
export interface RetryBudget {
  /** Counted from the first failure; can be infinite. */
  readonly limitMs: number;
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
}

/**
 * Calls `action` until it resolves.
 * @throws {StorageError} the last one, when the budget is spent. Other errors of `action` are thrown at once.
 */
export async function retryStorage<T>(
  action: () => Promise<T>,
  budget: RetryBudget,
  watch: StorageWatch,
): Promise<T> {
  const isTemporary = (error: unknown): boolean => {
    if (!(error instanceof StorageError)) return false;
    watch.failed(error);
    return true;
  };
  const options = { ...budget, backoff: STORAGE_BACKOFF, isTemporary } as const;
  const value = await retry(action, { ...options, limitFrom: "first failure" });
  watch.worked();
  return value;
}

/** `unavailable` for a StorageError; other errors as they are. */
export function asTaskError(error: unknown, messages: Messages): unknown {
  if (!(error instanceof StorageError)) return error;
  const reason = messages.storageUnavailable(messages.of(error.text));
  return new TaskError("unavailable", reason, { cause: error });
}
