// The answer to a task that was run before, from its row and, where there is one, its object.
import type { Messages } from "../messages/catalogue.ts";
import { TaskError } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { readResult, ResultLostError } from "../storage/stored-result.ts";
import type { TaskRecord } from "../storage/task-record.ts";

/** What a done task's row says; `json` is its result. */
export interface StoredAnswer {
  readonly thread: number;
  readonly serviceNs: number;
  readonly startedAtMs: number;
  readonly json: string;
}

/**
 * Of a task that is `done` or `dead`.
 * @returns a `TaskError` for a dead one, and `unavailable` for one whose object is not there: that is never answered ok.
 * @throws {StorageError} if the object can't be asked for now.
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
