// Promises that are not settled yet. `PendingCount` for work whose end is awaited (a drain); `PendingByKey` for messages
// whose answers come by an id.

/** Counts unsettled promises, and waits until there are none. */
export class PendingCount {
  #size = 0;
  #whenEmpty: PromiseWithResolvers<void> | undefined;

  get size(): number {
    return this.#size;
  }

  /** Counts a promise until it is settled; returns it. */
  add<Result>(promise: Promise<Result>): Promise<Result> {
    this.#size++;
    const leave = (): void => {
      this.#size--;
      if (this.#size > 0) return;
      this.#whenEmpty?.resolve();
      this.#whenEmpty = undefined;
    };
    // Not `finally`: its promise would be a second, unhandled rejection.
    promise.then(leave, leave);
    return promise;
  }

  /** Resolves when none is left; with `isSettledWithin` if that can last too long. */
  whenEmpty(): Promise<void> {
    if (this.#size === 0) return Promise.resolve();
    this.#whenEmpty ??= Promise.withResolvers();
    return this.#whenEmpty.promise;
  }
}

interface PendingEntry<Result, Context> extends PromiseWithResolvers<Result> {
  readonly context: Context;
  readonly timer: Timer | undefined;
}

export interface PendingLimit {
  /** Up to 24.8 days. */
  readonly timeoutMs: number;
  /** The error of a promise that was not settled in time. */
  readonly onTimeout: () => Error;
}

/** Promises that others settle by key; each has a time limit. `Context` is what the owner keeps with each (its message). */
export class PendingByKey<Key, Result, Context> {
  readonly #entries = new Map<Key, PendingEntry<Result, Context>>();
  readonly #count = new PendingCount();

  get size(): number {
    return this.#entries.size;
  }

  /** The contexts of all pending promises, oldest first. */
  contexts(): Context[] {
    return [...this.#entries.values()].map(({ context }) => context);
  }

  get(key: Key): Context | undefined {
    return this.#entries.get(key)?.context;
  }

  /** `key` must not be pending yet. */
  add(key: Key, context: Context, { timeoutMs, onTimeout }: PendingLimit): Promise<Result> {
    if (this.#entries.has(key)) throw new Error(`"${String(key)}" is pending already`);
    const timer = setTimeout(() => this.reject(key, onTimeout()), timeoutMs);
    const entry = { ...Promise.withResolvers<Result>(), context, timer };
    this.#entries.set(key, entry);
    return this.#count.add(entry.promise);
  }

  /** False if no promise is pending under this key: it was never added, or is settled. */
  resolve(key: Key, result: Result): boolean {
    const entry = this.#take(key);
    entry?.resolve(result);
    return entry !== undefined;
  }

  /** As `resolve`. */
  reject(key: Key, error: Error): boolean {
    const entry = this.#take(key);
    entry?.reject(error);
    return entry !== undefined;
  }

  rejectAll(error: Error): void {
    for (const key of this.#entries.keys()) this.reject(key, error);
  }

  /** Resolves when none is left. */
  whenEmpty(): Promise<void> {
    return this.#count.whenEmpty();
  }

  #take(key: Key): PendingEntry<Result, Context> | undefined {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    clearTimeout(entry?.timer);
    return entry;
  }
}
