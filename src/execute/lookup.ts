// Reads the record of a task from the store, in the form of the wire.
import type { Messages } from "../messages/catalogue.ts";
import type { Lookup, TaskRecordView } from "../protocol/record.ts";
import { TaskError } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import type { TaskRecord } from "../storage/task-record.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { answerFromRecord } from "./answer.ts";
import { retryStorage, type StorageWatch } from "./retry-storage.ts";

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
    if (record === undefined) return undefined;
    return { ...viewOf(record), result: await resultOf(record) };
  };
  const resultOf = async (record: TaskRecord): Promise<unknown> => {
    if (record.status !== "done") return null;
    const answer = await answerFromRecord(record, blobs, messages);
    if (answer instanceof TaskError) throw answer;
    return JSON.parse(answer.json);
  };
  return async (id, signal) => {
    try {
      return await retryStorage(() => look(id), { limitMs, signal }, watch);
    } catch (error) {
      throw error instanceof StorageError ? storageUnavailable(error, messages) : error;
    }
  };
}

export function storageUnavailable(cause: StorageError, messages: Messages): TaskError {
  return new TaskError("unavailable", messages.storageUnavailable(messages.of(cause.text)), {
    cause,
  });
}

function viewOf(record: TaskRecord): Omit<TaskRecordView, "result"> {
  const { status, task, attempts, entry, worker, thread, client } = record;
  const { acceptedAtMs, startedAtMs, finishedAtMs, serviceNs, error } = record;
  return {
    status,
    task,
    attempts,
    entry,
    worker,
    thread,
    client,
    acceptedAtMs,
    startedAtMs,
    finishedAtMs,
    serviceNs,
    error,
  };
}
