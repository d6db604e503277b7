// Now and then, one worker or another deletes the objects that no row names.
import type { StorageWatch } from "../execute/retry-storage.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { type Sweep, sweepBlobs } from "../storage/sweep-blobs.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";

export interface SweeperOptions {
  readonly everyMs: number;
  /** Younger objects are left alone; far more than the minutes that a result waits for its row before it is rewritten. */
  readonly olderThanMs: number;
  readonly watch: StorageWatch;
  /** For logs: told of each sweep that deleted something. */
  readonly onSwept?: (sweep: Sweep) => void;
}

/** The result ends the sweeping. The first sweep comes at a random time within `everyMs`, so that workers take turns. */
export function startSweeper(
  tasks: Pick<TaskStore, "unreferenced">,
  blobs: BlobStore,
  { everyMs, olderThanMs, watch, onSwept }: SweeperOptions,
): () => void {
  const stopping = new AbortController();
  const sweep = async (): Promise<void> => {
    const options = { olderThanMs, nowMs: Date.now(), signal: stopping.signal };
    try {
      const swept = await sweepBlobs(tasks, blobs, options);
      if (swept.deleted > 0) onSwept?.(swept);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // The next one may go well.
      watch.failed(error);
    }
  };
  const goOn = async (): Promise<void> => {
    await sweep();
    if (!stopping.signal.aborted) timer = next(everyMs);
  };
  const next = (delayMs: number): Timer => setTimeout(() => void goOn(), delayMs);
  let timer = next(Math.random() * everyMs);
  return () => {
    stopping.abort();
    clearTimeout(timer);
  };
}
