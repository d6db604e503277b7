// What is kept of a task that was accepted: one row, whose id is the client's or was given on acceptance.
import type { ErrorCode } from "../protocol/task.ts";
import type { Ns } from "../units/duration.ts";

/** `failed` is kept only until its next attempt; `dead` has used up its attempts. */
export type TaskStatus = "running" | "done" | "failed" | "dead";

/** Where a task came from; kept with its row. */
export interface TaskOrigin {
  /** Never empty: a task without an id of its client's is given a UUIDv7. */
  readonly id: string;
  readonly task: string;
  /** Name of the entry server that accepted it. */
  readonly entry: string;
  /** "192.0.2.7:51034", as the balancer tells it where there is one; null where it is not known. */
  readonly client: string | null;
  /** Unix time in ms, with a fraction, on the entry server's clock. */
  readonly acceptedAtMs: number;
}

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

export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface TaskRecord extends TaskOrigin {
  readonly status: TaskStatus;
  /** Times that a thread has started on it, from 1. */
  readonly attempts: number;
  /** Name of the worker that runs it or ran it last. */
  readonly worker: string;
  /** From 1; null until its last attempt has ended. */
  readonly thread: number | null;
  /** Unix time in ms, with a fraction, on the worker's clock; null until then. */
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** On the thread, of the last attempt. */
  readonly serviceNs: Ns | null;
  /** Of a done task; else null. */
  readonly result: StoredResult | null;
  /** Of the last attempt that failed; null where none has. */
  readonly error: StoredError | null;
  /** Until when the worker has it to itself, unless it extends that: Unix time in ms. Means nothing unless running. */
  readonly leaseUntilMs: number;
}
