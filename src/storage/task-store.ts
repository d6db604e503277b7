// Where rows of tasks are kept. SQLite (embedded) and PostgreSQL implement it; one conformance suite holds both to this.
import { TextError } from "../units/text-error.ts";
import type { Ns } from "../units/duration.ts";
import type { StoredError, StoredResult, TaskOrigin, TaskRecord } from "./task-record.ts";

/** What came of asking for a task to run. */
export type Claim =
  /** It is the worker's until its lease lapses; `attempt` counts this one, from 1. */
  | { readonly kind: "mine"; readonly attempt: number }
  /** Done, or dead: it is not run again, and answered from its row. */
  | { readonly kind: "over"; readonly record: TaskRecord }
  /** Another worker has it, or this one already. */
  | { readonly kind: "running"; readonly leaseUntilMs: number }
  /** The id is known with another text. */
  | { readonly kind: "conflict" };

/** How an attempt ended. */
export interface Ending {
  readonly id: string;
  /** The worker that claimed it and the attempt it was: one whose lease was taken over changes nothing. */
  readonly worker: string;
  readonly attempt: number;
  readonly thread: number | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly serviceNs: Ns;
  readonly outcome:
    | { readonly status: "done"; readonly result: StoredResult }
    /** Another attempt will come. */
    | { readonly status: "failed"; readonly error: StoredError }
    /** It was the last one. */
    | { readonly status: "dead"; readonly error: StoredError };
}

/** The store can't be reached, or refused a call. The call can be repeated. */
export class StorageError extends TextError {
  override readonly name = "StorageError";
}

/**
 * All methods reject with `StorageError` alone. What has resolved is durable. Calls that come together are committed
 * together: ten endings at once make one transaction.
 */
export interface TaskStore {
  /**
   * Takes a task to run it, when a thread is free for it: makes its row if there is none, takes over one that failed or
   * whose lease has lapsed, and counts the attempt. `nowMs` is Unix time in ms on the caller's clock.
   */
  claim(origin: TaskOrigin, worker: string, leaseMs: number, nowMs: number): Promise<Claim>;
  /** Puts off the lapse of these tasks' leases, where they are still this worker's; resolves with the ids that were. */
  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]>;
  /** Writes how an attempt ended; false where the task is not this worker's attempt any more, and nothing was written. */
  finish(ending: Ending): Promise<boolean>;
  /** Gives a claimed task back unrun, without the attempt: its thread never started. */
  release(id: string, worker: string): Promise<void>;
  get(id: string): Promise<TaskRecord | undefined>;
  /** Of these blob keys, those that no row names. */
  unreferenced(keys: readonly string[]): Promise<readonly string[]>;
  /** Idempotent. */
  close(): Promise<void>;
}
