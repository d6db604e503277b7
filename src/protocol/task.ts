// One task and what may become of it: the words that server, pool, broker and client share.
import type { Ns } from "../units/duration.ts";
import type { TaskRecordView } from "./record.ts";

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
  /**
   * "192.0.2.7:51034", as the balancer tells it where there is one; null where it is not known. Never of the wire: the
   * server that read the request adds it.
   */
  readonly client?: string | null;
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
  /** Name of the worker whose thread it was; a server with threads of its own says none. */
  readonly worker?: string;
  /**
   * When the task passed where, as Unix times in ms, with a fraction: acceptedAtMs, confirmedAtMs, deliveredAtMs,
   * claimedAtMs, startedAtMs, endedAtMs, storedAtMs, repliedAtMs, receivedAtMs. Stamps of several processes: of one
   * host they may be compared.
   */
  readonly hops?: Readonly<Record<string, number>>;
  /** What the task gave back, fit for JSON; the built-in kinds of work give the task's own text. */
  readonly result: unknown;
}

/**
 * Runs one task. Local: the pool. Distributed: publish, then await the reply.
 * Rejects only with TaskError. An aborted `signal` says that nobody waits for the reply any more: a task that has not
 * started is taken out of the queue, one that runs goes on unheard.
 */
export type Execute = (request: TaskRequest, signal: AbortSignal) => Promise<TaskReply>;

/**
 * The record of a task by its id; undefined if there is none. Rejects only with TaskError. An aborted `signal` says that
 * nobody waits for the answer any more.
 */
export type Lookup = (id: string, signal: AbortSignal) => Promise<TaskRecordView | undefined>;
