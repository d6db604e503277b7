// A task and its outcomes: the types that server, pool, broker and client share.
import type { Ns } from "../units/duration.ts";

/** Error codes of the wire; they are the same in every language. */
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

/** Why a task failed, as it is sent and kept. */
export interface TaskFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** One task failed; the connection and other tasks are not affected. The message names the value and the limit. */
export class TaskError extends Error implements TaskFailure {
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
  /** The text of the task as the client sent it, never empty. */
  readonly task: string;
  /**
   * Address of the client, "192.0.2.7:51034", from the balancer's header if there is one; null if it is not known. It is
   * not part of the wire: the server adds it.
   */
  readonly client?: string | null;
}

/** A task that a server has accepted, as it is published and kept. */
export interface AcceptedTask {
  /** Never empty: a task without an id gets a UUIDv7. */
  readonly id: string;
  readonly task: string;
  /** Name of the server that accepted it. */
  readonly entry: string;
  /** "192.0.2.7:51034", from the balancer's header if there is one; null if it is not known. */
  readonly client: string | null;
  /** Unix time in ms, with a fraction, on the clock of that server. */
  readonly acceptedAtMs: number;
}

/** The report of the thread that ran a task. Stamps and durations are measured on the server's host. */
export interface TaskReply {
  /** The thread that ran it, from 1. */
  readonly thread: number;
  /** Rank of acceptance in this server, from 0, counted over tasks that were queued or started. */
  readonly acceptedSeq: number;
  /** Accepted → starts on a thread. */
  readonly waitNs: Ns;
  /** Service time: on the thread. */
  readonly serviceNs: Ns;
  /** Accepted → the reply is ready to be encoded: wait + service + return. */
  readonly sojournNs: Ns;
  /** When it started on the thread: Unix time in ms, with a fraction. */
  readonly startedAtMs: number;
  /** Name of the worker that ran it; a local server has none. */
  readonly worker?: string;
  /**
   * Stamps of the task's way, as Unix times in ms, with a fraction: acceptedAtMs, confirmedAtMs, deliveredAtMs,
   * claimedAtMs, startedAtMs, endedAtMs, storedAtMs, repliedAtMs, receivedAtMs. They come from several processes and can
   * be compared only on one host.
   */
  readonly hops?: Readonly<Record<string, number>>;
  /** The result of the task, fit for JSON; the built-in kinds of work return the task's text. */
  readonly result: unknown;
}

/**
 * Runs one task. Local: the pool. Distributed: publish, then await the reply.
 * Rejects only with TaskError. An aborted `signal` means that the client is gone: a task that has not started leaves the
 * queue; a running task finishes, and its outcome is dropped.
 */
export type Execute = (request: TaskRequest, signal: AbortSignal) => Promise<TaskReply>;
