// One task and what may become of it: the words that server, pool, broker and client share.
import type { Ns } from "../units/duration.ts";

/** Codes of the wire; they never change with the language. */
export const ERROR_CODES = [
  "busy",
  "line-too-long",
  "bad-utf8",
  "bad-request",
  "conflict",
  "unauthorized",
  "timeout",
  "task-failed",
  "shutting-down",
  "unavailable",
  "unknown-id",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One task failed; the connection and all other tasks go on. The message names the value and the limit. */
export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface TaskRequest {
  /** The client's idempotency key; null when it gave none. */
  readonly id: string | null;
  /** What to do: the text as the client sent it, never empty. */
  readonly task: string;
}

/** What one thread says of the one task it ran. Every stamp and duration is of the server's host. */
export interface TaskReply {
  /** The thread that ran it, from 1. */
  readonly thread: number;
  /** Rank of acceptance in this server, from 0, counted over tasks that were queued or started. */
  readonly acceptedSeq: number;
  /** Accepted → starts on a thread. */
  readonly waitNs: Ns;
  /** On the thread. */
  readonly serviceNs: Ns;
  /** Accepted → the reply is ready to be encoded: wait + service + return. */
  readonly sojournNs: Ns;
  /** When it started on the thread: Unix time in ms, with a fraction. */
  readonly startedAtMs: number;
  /** What the task gave back, fit for JSON; the built-in kinds of work give the task's own text. */
  readonly result: unknown;
}

/**
 * Runs one task. Local: the pool. Distributed: publish, then await the reply.
 * Rejects only with TaskError. An aborted `signal` says that nobody waits for the reply any more: a task that has not
 * started is taken out of the queue, one that runs goes on unheard.
 */
export type Execute = (request: TaskRequest, signal: AbortSignal) => Promise<TaskReply>;
