// SQLite and files in a fresh folder for each test.
import { afterEach, beforeEach } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { createBlobStore, createTaskStore } from "../../src/storage/open-stores.ts";
import type { TaskStore } from "../../src/storage/task-store.ts";

export interface EmbeddedStores {
  tasks: TaskStore;
  blobs: BlobStore;
}

/** Call it at the top of a test file; its fields are valid within a test. */
export function useEmbeddedStores(): EmbeddedStores {
  const stores = {} as EmbeddedStores;
  let folder = "";
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "escalera-stores-"));
    stores.tasks = await createTaskStore(`sqlite:${join(folder, "tasks.db")}`);
    stores.blobs = await createBlobStore(`file:${join(folder, "blobs")}`);
  });
  afterEach(async () => {
    await stores.tasks.close();
    await stores.blobs.close();
    rmSync(folder, { recursive: true });
  });
  return stores;
}

/** The same store with other methods. */
export function storeWith(tasks: TaskStore, others: Partial<TaskStore>): TaskStore {
  return {
    claim: (...args) => tasks.claim(...args),
    extend: (...args) => tasks.extend(...args),
    finish: (ending) => tasks.finish(ending),
    release: (...args) => tasks.release(...args),
    get: (id) => tasks.get(id),
    unreferenced: (keys) => tasks.unreferenced(keys),
    close: () => tasks.close(),
    ...others,
  };
}
