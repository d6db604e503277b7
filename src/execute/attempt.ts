// One attempt of a claimed task: runs it on the pool and stores its end. Shared by a local server with a store and a worker.
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../messages/catalogue.ts";
import { TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { storeResult } from "../storage/stored-result.ts";
import type { StoredResult } from "../storage/task-record.ts";
import type { Ending, TaskStore } from "../storage/task-store.ts";
import { NS_PER_MS } from "../units/duration.ts";
import { stampMs } from "./clock.ts";
import { type Patience, retryStorage, type StorageWatch } from "./retry-storage.ts";

/** The stored end of an attempt. */
export type AttemptEnd =
  | {
      readonly kind: "done";
      readonly reply: TaskReply;
      /** Of the result. */
      readonly json: string;
      /** Stamps: the thread was done; its row was durable. */
      readonly endedAtMs: number;
      readonly storedAtMs: number;
    }
  | { readonly kind: "failed"; readonly error: TaskError; readonly isLast: boolean }
  /** Another process has taken it over after a lapsed lease: nothing was written. */
  | { readonly kind: "lost" }
  /** No thread started it: it is released, and the attempt is not counted. */
  | { readonly kind: "unstarted"; readonly error: TaskError };

export interface AttemptsOptions {
  readonly pool: Pick<TaskPool, "run">;
  readonly tasks: Pick<TaskStore, "finish" | "release">;
  readonly blobs: BlobStore;
  /** Name of the process that claimed the tasks. */
  readonly worker: string;
  /** Longer results become objects; 0 makes all of them objects. */
  readonly inlineLimitBytes: number;
  readonly maxAttempts: number;
  /** True if each task has a free thread: a task that the pool gives up has then been started. */
  readonly isStartedAtOnce: boolean;
  readonly messages: Messages;
  readonly watch: StorageWatch;
}

/**
 * The sweep deletes old objects (hours) without a row. If the row has waited this long, because the store of rows could not
 * be reached, the object is written again first.
 */
const OBJECT_IS_FRESH_MS = 5 * 60_000;

type Outcome = Ending["outcome"];
type Run = Omit<Ending, "outcome" | "id" | "worker" | "attempt">;

/**
 * Runs attempt number `attempt` of a claimed task, and stores its end: first the object, then the row.
 * @throws {StorageError} if the end could not be stored in time.
 */
export async function runAttempt(
  options: AttemptsOptions,
  request: TaskRequest & { readonly id: string },
  attempt: number,
  abandoned: AbortSignal,
  patience: Patience,
): Promise<AttemptEnd> {
  const { pool, messages, maxAttempts, tasks, watch, worker } = options;
  const { id } = request;
  const claimedAtMs = stampMs();
  let error: TaskError;
  let failedRun: Run;
  try {
    const reply = await pool.run(request, abandoned);
    const endedAtMs = reply.startedAtMs + reply.serviceNs / NS_PER_MS;
    const json = encodeResult(reply.result, messages);
    const run = pick(reply, endedAtMs);
    if (typeof json === "string") {
      const isKept = await keepResult(options, { id, attempt, run, json }, patience);
      if (!isKept) return { kind: "lost" };
      return { kind: "done", reply, json, endedAtMs, storedAtMs: stampMs() };
    }
    error = json;
    failedRun = run;
  } catch (cause) {
    if (!(cause instanceof TaskError)) throw cause;
    error = cause;
    if (!hasStarted(cause, options.isStartedAtOnce)) {
      await retryStorage(() => tasks.release(id, worker), patience, watch);
      return { kind: "unstarted", error };
    }
    // The pool reports neither thread nor start. With a free thread it started at once.
    const endedAtMs = stampMs();
    const serviceNs = Math.round((endedAtMs - claimedAtMs) * NS_PER_MS);
    failedRun = { thread: null, startedAtMs: claimedAtMs, finishedAtMs: endedAtMs, serviceNs };
  }
  // An attempt that this process's stop has cut short does not count as the task's last failure.
  const isLast = attempt >= maxAttempts && error.code !== "shutting-down";
  const outcome: Outcome = {
    status: isLast ? "dead" : "failed",
    error: { code: error.code, message: error.message },
  };
  const ending: Ending = { id, worker, attempt, ...failedRun, outcome };
  const isKept = await retryStorage(() => tasks.finish(ending), patience, watch);
  return isKept ? { kind: "failed", error, isLast } : { kind: "lost" };
}

/** True when both are durable; false if another process has taken the task over. */
function keepResult(
  { blobs, tasks, inlineLimitBytes, watch, worker }: AttemptsOptions,
  done: { readonly id: string; readonly attempt: number; readonly run: Run; readonly json: string },
  patience: Patience,
): Promise<boolean> {
  const { id, attempt, run, json } = done;
  let result: StoredResult | undefined;
  let writtenAtMs = 0;
  const keep = async (): Promise<boolean> => {
    if (result === undefined || stampMs() - writtenAtMs > OBJECT_IS_FRESH_MS) {
      result = await storeResult(blobs, done, json, inlineLimitBytes);
      writtenAtMs = stampMs();
    }
    return tasks.finish({ id, worker, attempt, ...run, outcome: { status: "done", result } });
  };
  return retryStorage(keep, patience, watch);
}

function pick({ thread, startedAtMs, serviceNs }: TaskReply, finishedAtMs: number): Run {
  return { thread, startedAtMs, finishedAtMs, serviceNs };
}

function hasStarted({ code }: TaskError, isStartedAtOnce: boolean): boolean {
  return code === "task-failed" || (code === "shutting-down" && isStartedAtOnce);
}

function encodeResult(result: unknown, messages: Messages): string | TaskError {
  try {
    // For undefined, functions and symbols it returns undefined, contrary to its declared type.
    const text = JSON.stringify(result) as string | undefined;
    return text ?? new TaskError("task-failed", messages.resultNotSendable(typeof result));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new TaskError("task-failed", messages.resultNotSendable(reason), { cause });
  }
}
