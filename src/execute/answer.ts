// The answer to a task that was run before, from its row and its object, if it has one.
import type { Messages } from "../messages/catalogue.ts";
import { TaskError } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { readResult, ResultLostError } from "../storage/stored-result.ts";
import type { TaskRecord } from "../storage/task-record.ts";

/** The answer of a done task's row; `json` is its result. */
export interface StoredAnswer {
  readonly thread: number;
  readonly serviceNs: number;
  readonly startedAtMs: number;
  readonly json: string;
}

/**
 * `record` is of a task that is `done` or `dead`.
 * @returns a `TaskError` for a dead task, and `unavailable` for a missing object, which is never answered ok.
 * @throws {StorageError} if the object can't be read now.
 */
export async function answerFromRecord(
  record: TaskRecord,
  blobs: BlobStore,
  messages: Messages,
): Promise<StoredAnswer | TaskError> {
  const { status, result, error, thread, serviceNs, startedAtMs } = record;
  if (status !== "done" || result === null) {
    return new TaskError(error?.code ?? "task-failed", error?.message ?? messages.resultUnknown());
  }
  try {
    const json = await readResult(blobs, result);
    return { thread: thread ?? 0, serviceNs: serviceNs ?? 0, startedAtMs: startedAtMs ?? 0, json };
  } catch (cause) {
    if (!(cause instanceof ResultLostError)) throw cause;
    return new TaskError("unavailable", messages.resultLost(messages.of(cause.text)), { cause });
  }
}
