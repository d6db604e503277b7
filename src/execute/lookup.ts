// Reads the record of a task from the store, in the form of the wire.
import type { Messages } from "../messages/catalogue.ts";
import type { Lookup, TaskRecordView } from "../protocol/record.ts";
import { TaskError } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { readResult, ResultLostError } from "../storage/stored-result.ts";
import type { TaskRecord, TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { asTaskError, retryStorage, type StorageWatch } from "./retry-storage.ts";

export interface LookupOptions {
  readonly tasks: Pick<TaskStore, "get">;
  readonly blobs: BlobStore;
  /** Time limit for a store that can't be reached; then the answer is `unavailable`. */
  readonly storageTimeoutNs: Ns;
  readonly messages: Messages;
  readonly watch: StorageWatch;
}

/** A done task's record contains its result. If its object is missing, the answer is `unavailable`, never done. */
export function createLookup(options: LookupOptions): Lookup {
  const { tasks, blobs, messages, watch } = options;
  const limitMs = options.storageTimeoutNs / NS_PER_MS;
  const look = async (id: string): Promise<TaskRecordView | undefined> => {
    const record = await tasks.get(id);
    if (record?.status !== "done") return record && { ...record, result: null };
    return { ...record, result: JSON.parse(await resultOf(record, blobs, messages)) };
  };
  return async (id, signal) => {
    try {
      return await retryStorage(() => look(id), { limitMs, signal }, watch);
    } catch (error) {
      throw asTaskError(error, messages);
    }
  };
}

/**
 * The JSON text of a task's result; `record` is `done` or `dead`.
 * @throws {TaskError} the error of a dead task; `unavailable` for a missing object, which is never answered ok.
 * @throws {StorageError} if the object can't be read now.
 */
export async function resultOf(
  { status, result, error }: TaskRecord,
  blobs: BlobStore,
  messages: Messages,
): Promise<string> {
  if (status !== "done" || result === null) {
    throw new TaskError(error?.code ?? "task-failed", error?.message ?? messages.resultUnknown());
  }
  try {
    return await readResult(blobs, result);
  } catch (cause) {
    if (!(cause instanceof ResultLostError)) throw cause;
    throw new TaskError("unavailable", messages.resultLost(messages.of(cause.text)), { cause });
  }
}
