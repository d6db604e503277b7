// Commits concurrent calls together: a bounded queue, and one batch at a time. The store implements the commit.
import { say } from "../messages/catalogue.ts";
import { StorageError } from "./task-store.ts";

export interface GroupCommitOptions<Call, Result> {
  /**
   * Commits the calls in order, within `remainingMs`. Resolves with the outcome of each call, in the same order: a
   * StorageError rejects only its call. Rejects if nothing was committed.
   */
  readonly commit: (
    calls: readonly Call[],
    remainingMs: number,
  ) => Promise<readonly (Result | StorageError)[]>;
  /** Whether a single call can have failed the commit: the batch is then committed again in halves. */
  readonly isFaultOfCall?: (error: unknown) => boolean;
  readonly maxBatch: number;
  /** Limit of waiting calls besides the present batch; more are rejected at once. */
  readonly maxWaiting: number;
  /** Time limit of a call; then it rejects with the latest error of the store. */
  readonly timeoutMs: number;
}

/** Minimum time of a batch after a late failure, so that a recovered store is detected. */
const MIN_COMMIT_MS = 100;

interface WaitingCall<Call, Result> {
  readonly call: Call;
  readonly deadlineMs: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: StorageError) => void;
}

export class GroupCommit<Call, Result> {
  readonly #options: GroupCommitOptions<Call, Result>;
  #waiting: WaitingCall<Call, Result>[] = [];
  /** Resolves when no call waits; null while none waits. */
  #working: Promise<void> | null = null;
  #isClosed = false;
  #commits = 0;

  constructor(options: GroupCommitOptions<Call, Result>) {
    this.#options = options;
  }

  /** Batches so far, including those that failed. */
  get commits(): number {
    return this.#commits;
  }

  /** Rejects only with StorageError. */
  run(call: Call): Promise<Result> {
    const { maxWaiting, timeoutMs } = this.#options;
    if (this.#isClosed)
      return Promise.reject(new StorageError(say(({ system }) => system.storeClosed())));
    const waiting = this.#waiting.length;
    if (waiting >= maxWaiting) {
      const message = say(({ system }) => system.storeBusy(waiting, maxWaiting));
      return Promise.reject(new StorageError(message));
    }
    return new Promise((resolve, reject) => {
      const deadlineMs = performance.now() + timeoutMs;
      this.#waiting.push({ call, deadlineMs, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** Commits waiting calls and refuses new ones. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    do {
      // Later code of this turn, and callers just answered, can add calls to the same batch.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#commit(this.#waiting.splice(0, this.#options.maxBatch));
    } while (this.#waiting.length > 0);
    this.#working = null;
  }

  async #commit(batch: readonly WaitingCall<Call, Result>[]): Promise<void> {
    const { commit, isFaultOfCall } = this.#options;
    const deadlineMs = batch[0]?.deadlineMs ?? 0;
    const remainingMs = Math.max(deadlineMs - performance.now(), MIN_COMMIT_MS);
    this.#commits++;
    try {
      const results = await commit(
        batch.map((waiting) => waiting.call),
        remainingMs,
      );
      settle(batch, results);
    } catch (error) {
      if (isFaultOfCall?.(error) !== true) this.#fail(batch, error);
      else if (batch.length === 1) rejectAll(batch, error);
      else {
        const half = batch.length >> 1;
        await this.#commit(batch.slice(0, half));
        await this.#commit(batch.slice(half));
      }
    }
  }

  /** The store failed: rejects the batch and the waiting calls whose deadline has passed. */
  #fail(batch: readonly WaitingCall<Call, Result>[], error: unknown): void {
    const nowMs = performance.now();
    const inTime = this.#waiting.findIndex((waiting) => waiting.deadlineMs > nowMs);
    const late = this.#waiting.splice(0, inTime === -1 ? this.#waiting.length : inTime);
    rejectAll([...batch, ...late], error);
  }
}

function settle<Call, Result>(
  batch: readonly WaitingCall<Call, Result>[],
  results: readonly (Result | StorageError)[],
): void {
  if (results.length !== batch.length) {
    throw new StorageError(`${batch.length} calls were committed with ${results.length} results`);
  }
  for (const [i, result] of results.entries()) {
    if (result instanceof StorageError) batch[i]?.reject(result);
    else batch[i]?.resolve(result);
  }
}

function rejectAll<Call, Result>(
  batch: readonly WaitingCall<Call, Result>[],
  error: unknown,
): void {
  const storageError =
    error instanceof StorageError ? error : new StorageError(String(error), { cause: error });
  for (const waiting of batch) waiting.reject(storageError);
}
