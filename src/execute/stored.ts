// The local form with a store: tasks run in the pool of this process; their ids, records and results are stored.
//
//   claim → pool → result stored → row finished → reply
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Execute, TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import type { TaskOrigin } from "../storage/task-record.ts";
import { type Claim, StorageError, type TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { answerFromRecord } from "./answer.ts";
import { type AttemptEnd, type AttemptsOptions, runAttempt } from "./attempt.ts";
import { leaseClockMs, stampMs } from "./clock.ts";
import { InHand } from "./in-hand.ts";
import { Leases } from "./leases.ts";
import { storageUnavailable } from "./lookup.ts";
import { pause, type Patience, retryStorage, type StorageWatch } from "./retry-storage.ts";
import { shareById } from "./share-by-id.ts";
import { waitWithin } from "./times.ts";

export interface StoredOptions {
  /** Name of this server in its claims. */
  readonly name: string;
  /** Limit of tasks in progress: on threads, queued, or waiting for the store. The next one is answered `busy`. */
  readonly maxInHand: number;
  readonly inlineLimitBytes: number;
  readonly leaseNs: Ns;
  /** Time limit for a store that can't be reached; then the answer is `unavailable`. */
  readonly storageTimeoutNs: Ns;
  readonly messages: Messages;
  readonly watch: StorageWatch;
}

export interface StoredExecute {
  readonly execute: Execute;
  /**
   * Refuses new tasks and waits for those in progress; after `timeoutNs` tasks that wait for the store are given up. The pool
   * is drained after it; the stores are closed last.
   */
  drain(timeoutNs: Ns): Promise<void>;
  /** Stops extending leases. Idempotent. */
  close(): void;
}

/** If another process has the task, its row is read again after this pause, or when the lease lapses. */
const LOOK_AGAIN_MS = 250;

/**
 * Every task has a row; a task without an id gets a UUIDv7. A repeated id and text gets the same result, without a thread and
 * without an attempt, while the task is in progress and when it is stored as done.
 */
export function createStoredExecute(
  pool: Pick<TaskPool, "run">,
  tasks: TaskStore,
  blobs: BlobStore,
  options: StoredOptions,
): StoredExecute {
  const { name, maxInHand, inlineLimitBytes, messages, watch } = options;
  const leaseMs = options.leaseNs / NS_PER_MS;
  const leases = new Leases({ tasks, worker: name, leaseMs, watch });
  const attempts: AttemptsOptions = {
    pool,
    tasks,
    blobs,
    worker: name,
    inlineLimitBytes,
    // A repeated id gets the same outcome, even a failure.
    maxAttempts: 1,
    isStartedAtOnce: false,
    messages,
    watch,
  };
  const inHand = new InHand();
  const stopping = new AbortController();
  const givingUp = new AbortController();
  let nextSeq = 0;

  const claim = (origin: TaskOrigin, patience: Patience): Promise<Claim> =>
    retryStorage(() => tasks.claim(origin, name, leaseMs, leaseClockMs()), patience, watch);

  async function attempt(
    request: TaskRequest & { readonly id: string },
    number: number,
    signal: AbortSignal,
    patience: Patience,
  ): Promise<AttemptEnd> {
    leases.hold(request.id);
    try {
      return await runAttempt(attempts, request, number, signal, patience);
    } finally {
      leases.letGo(request.id);
    }
  }

  /** Claims and runs the task, or finds its answer; undefined if its row must be read again. */
  async function runOnce(
    origin: TaskOrigin,
    signal: AbortSignal,
    patience: Patience,
  ): Promise<Answer | undefined> {
    const { id, task, client } = origin;
    const claimed = await claim(origin, patience);
    switch (claimed.kind) {
      case "mine": {
        const request = { id, task, client };
        const end = await attempt(request, claimed.attempt, signal, patience);
        if (end.kind === "done") return end.reply;
        // Lost: the process that took it over stores its end.
        if (end.kind === "lost") return undefined;
        throw end.error;
      }
      case "over": {
        const read = (): ReturnType<typeof answerFromRecord> =>
          answerFromRecord(claimed.record, blobs, messages);
        const answer = await retryStorage(read, patience, watch);
        if (answer instanceof TaskError) throw answer;
        const { thread, serviceNs, startedAtMs, json } = answer;
        return { thread, serviceNs, startedAtMs, result: JSON.parse(json) };
      }
      case "running": {
        const lapsesInMs = Math.max(claimed.leaseUntilMs - leaseClockMs(), 1);
        const waiting = AbortSignal.any([stopping.signal, signal]);
        await pause(Math.min(lapsesInMs, LOOK_AGAIN_MS), waiting);
        if (stopping.signal.aborted) throw shuttingDown();
        if (signal.aborted) throw new TaskError("unavailable", "the client is gone");
        return undefined;
      }
      case "conflict":
        throw new TaskError("conflict", messages.idKnown(id));
      default:
        return claimed satisfies never;
    }
  }

  async function run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    if (stopping.signal.aborted) throw shuttingDown();
    if (inHand.size >= maxInHand) {
      throw new TaskError("busy", messages.tasksInHand(inHand.size, maxInHand));
    }
    const acceptedNs = Bun.nanoseconds();
    const acceptedSeq = nextSeq++;
    const origin: TaskOrigin = {
      id: request.id ?? Bun.randomUUIDv7(),
      task: request.task,
      entry: name,
      client: request.client ?? null,
      acceptedAtMs: stampMs(),
    };
    // The result is stored even if the client has gone.
    const patience = { limitMs: options.storageTimeoutNs / NS_PER_MS, signal: givingUp.signal };
    try {
      for (;;) {
        const answer = await runOnce(origin, signal, patience);
        if (answer === undefined) continue;
        const { thread, serviceNs, startedAtMs, result } = answer;
        const sojournNs = Bun.nanoseconds() - acceptedNs;
        const accepted = { acceptedAtMs: origin.acceptedAtMs, sojournNs };
        const waitNs = waitWithin(accepted, startedAtMs, serviceNs);
        return { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs, result };
      }
    } catch (error) {
      throw error instanceof StorageError ? storageUnavailable(error, messages) : error;
    }
  }

  const shuttingDown = (): TaskError => new TaskError("shutting-down", messages.shuttingDown());

  return {
    execute: shareById((request, signal) => inHand.add(run(request, signal)), messages),
    async drain(timeoutNs) {
      stopping.abort();
      await inHand.empty(timeoutNs);
      givingUp.abort();
    },
    close: () => leases.close(),
  };
}

type Answer = Pick<TaskReply, "thread" | "serviceNs" | "startedAtMs" | "result">;
