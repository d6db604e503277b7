// Removes objects without a row: their attempt ended after the object was written and before the row was.
import type { BlobInfo, BlobStore } from "./blob-store.ts";
import { RESULTS_PREFIX } from "./stored-result.ts";
import type { TaskStore } from "./task-store.ts";

const PAGE_SIZE = 500;

export interface SweepOptions {
  /**
   * Younger objects stay: their row can be pending. Must be longer than a worker holds a result while the store of rows
   * can't be reached, and than the clocks of hosts differ.
   */
  readonly olderThanMs: number;
  /** Unix time in ms. */
  readonly nowMs: number;
  /** Ends the sweep early, between objects. */
  readonly signal?: AbortSignal;
}

export interface Sweep {
  /** Checked objects, young ones included. */
  readonly seen: number;
  readonly deleted: number;
  readonly deletedBytes: number;
}

/** Several processes can sweep at once. @throws {StorageError} if a store fails; deleted objects stay deleted. */
export async function sweepBlobs(
  tasks: Pick<TaskStore, "unreferenced">,
  blobs: BlobStore,
  options: SweepOptions,
): Promise<Sweep> {
  const { olderThanMs, nowMs, signal } = options;
  const sweep = { seen: 0, deleted: 0, deletedBytes: 0 };
  let page: BlobInfo[] = [];

  async function sweepPage(): Promise<void> {
    const unreferenced = new Set(await tasks.unreferenced(page.map((blob) => blob.key)));
    for (const blob of page) {
      if (!unreferenced.has(blob.key) || signal?.aborted === true) continue;
      await blobs.delete(blob.key);
      sweep.deleted++;
      sweep.deletedBytes += blob.bytes;
    }
    page = [];
  }

  for await (const blob of blobs.list(RESULTS_PREFIX)) {
    if (signal?.aborted === true) break;
    sweep.seen++;
    if (nowMs - blob.modifiedAtMs <= olderThanMs) continue;
    page.push(blob);
    if (page.length === PAGE_SIZE) await sweepPage();
  }
  if (page.length > 0) await sweepPage();
  return sweep;
}
