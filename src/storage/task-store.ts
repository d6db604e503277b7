// The store of rows of tasks. Implemented by SQLite (embedded) and PostgreSQL; one conformance suite tests both.
import { TextError } from "../units/text-error.ts";
import type { AcceptedTask, TaskFailure } from "../protocol/task.ts";
import type { TaskRecordView } from "../protocol/record.ts";
import type { Ns } from "../units/duration.ts";

/** The result of a task: JSON text in the row, or an object beside it. */
export type StoredResult =
  | { readonly kind: "inline"; readonly json: string }
  | {
      readonly kind: "blob";
      readonly key: string;
      readonly bytes: number;
      /** Lower-case hex. */
      readonly sha256: string;
    };

/** The record of an accepted task: one row. Its id comes from the client or was generated. */
export interface TaskRecord extends AcceptedTask, Omit<TaskRecordView, "result"> {
  /** Null unless the task is done. */
  readonly result: StoredResult | null;
  /** When the worker's lease lapses unless it is extended: Unix time in ms. Only valid while running. */
  readonly leaseUntilMs: number;
}

/** The outcome of a claim. */
export type Claim =
  /** Claimed until the lease lapses; `attempt` is the number of this attempt, from 1. */
  | { readonly kind: "mine"; readonly attempt: number }
  /** Done or dead: the task is not run again; its row has the answer. */
  | { readonly kind: "over"; readonly record: TaskRecord }
  /** Another worker has claimed it, or this worker already has. */
  | { readonly kind: "running"; readonly leaseUntilMs: number }
  /** The id belongs to a task with another text. */
  | { readonly kind: "conflict" };

/** How an attempt ended. */
export interface Ending {
  readonly id: string;
  /** The worker and its attempt: if the lease was taken over, the ending is not written. */
  readonly worker: string;
  readonly attempt: number;
  readonly thread: number | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly serviceNs: Ns;
  readonly outcome:
    | { readonly status: "done"; readonly result: StoredResult }
    /** Another attempt follows. */
    | { readonly status: "failed"; readonly error: TaskFailure }
    /** It was the last one. */
    | { readonly status: "dead"; readonly error: TaskFailure };
}

/** The store can't be reached, or refused a call. The call can be repeated. */
export class StorageError extends TextError {
  override readonly name = "StorageError";
}

/**
 * All methods reject only with `StorageError`. A call that has resolved is durable. Concurrent calls are committed together:
 * ten endings at once make one transaction.
 */
export interface TaskStore {
  /**
   * Claims a task for a free thread: creates its row if there is none, takes over a task that failed or whose lease has
   * lapsed, and counts the attempt. `nowMs` is Unix time in ms on the caller's clock.
   */
  claim(origin: AcceptedTask, worker: string, leaseMs: number, nowMs: number): Promise<Claim>;
  /** Extends the leases of these tasks if they are still this worker's; resolves with the extended ids. */
  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]>;
  /** Writes the end of an attempt; false if the task is no longer this worker's, and nothing was written. */
  finish(ending: Ending): Promise<boolean>;
  /** Releases a claimed task that was not started; the attempt is not counted. */
  release(id: string, worker: string): Promise<void>;
  get(id: string): Promise<TaskRecord | undefined>;
  /** Returns the blob keys that no row names. */
  unreferenced(keys: readonly string[]): Promise<readonly string[]>;
  /** Idempotent. */
  close(): Promise<void>;
}
