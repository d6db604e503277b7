// The record of an accepted task: one row. Its id comes from the client or was generated.
import type { ErrorCode } from "../protocol/task.ts";
import type { Ns } from "../units/duration.ts";

/** `failed`: until its next attempt; `dead`: all attempts have failed. */
export type TaskStatus = "running" | "done" | "failed" | "dead";

/** The origin of a task, stored in its row. */
export interface TaskOrigin {
  /** Never empty: a task without an id gets a UUIDv7. */
  readonly id: string;
  readonly task: string;
  /** Name of the entry server that accepted it. */
  readonly entry: string;
  /** "192.0.2.7:51034", from the balancer's header if there is one; null if it is not known. */
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
  /** How often a thread has started it, from 1. */
  readonly attempts: number;
  /** Name of the worker that runs it or ran it last. */
  readonly worker: string;
  /** From 1; null until its last attempt has ended. */
  readonly thread: number | null;
  /** Unix time in ms, with a fraction, on the worker's clock; null until then. */
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** Service time of the last attempt. */
  readonly serviceNs: Ns | null;
  /** Null unless the task is done. */
  readonly result: StoredResult | null;
  /** The error of the last failed attempt; null if none has failed. */
  readonly error: StoredError | null;
  /** When the worker's lease lapses unless it is extended: Unix time in ms. Only valid while running. */
  readonly leaseUntilMs: number;
}
