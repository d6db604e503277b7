// Periodically deletes objects that no row names; the workers take turns.
import { pause } from "../async/retry.ts";
import type { StorageWatch } from "../execute/retry-storage.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { type Sweep, sweepBlobs } from "../storage/sweep-blobs.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";

export interface SweeperOptions {
  readonly everyMs: number;
  /** Younger objects stay. Far longer than the minutes after which a result without a row is rewritten. */
  readonly olderThanMs: number;
  readonly watch: StorageWatch;
  /** For logs: called for each sweep that deleted objects. */
  readonly onSwept?: (sweep: Sweep) => void;
}

/** Returns a function to stop. The first sweep is at a random time within `everyMs`, so that workers take turns. */
export function startSweeper(
  tasks: Pick<TaskStore, "unreferenced">,
  blobs: BlobStore,
  { everyMs, olderThanMs, watch, onSwept }: SweeperOptions,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sweep = async (): Promise<void> => {
    try {
      const swept = await sweepBlobs(tasks, blobs, { olderThanMs, nowMs: Date.now(), signal });
      if (swept.deleted > 0) onSwept?.(swept);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // The next sweep can succeed.
      watch.failed(error);
    }
  };
  const run = async (): Promise<void> => {
    await pause(Math.random() * everyMs, signal);
    for (; !signal.aborted; await pause(everyMs, signal)) await sweep();
  };
  void run();
  return () => stopping.abort();
}
