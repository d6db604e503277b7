// The way of a stored task, in a local server and in a worker:
//
//   claim → lease → thread → result stored → row finished → what is to be answered
//
// The two differ only in where tasks come from and in what they do with a TaskEnd.
import type { WorkerHops } from "../broker/task-broker.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { TaskPool } from "../pool/task-pool.ts";
import { encodeResult } from "../protocol/reply.ts";
import {
  type AcceptedTask,
  TaskError,
  type TaskReply,
  type TaskRequest,
} from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { storeResult } from "../storage/stored-result.ts";
import type { Ending, StoredResult, TaskRecord, TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { leaseClockMs, stampMs } from "./clock.ts";
import { Leases, type LeasesOptions } from "./leases.ts";
import { resultOf } from "./lookup.ts";
import { type RetryBudget, retryStorage } from "./retry-storage.ts";

export interface RunnerOptions extends LeasesOptions {
  readonly pool: Pick<TaskPool, "run">;
  readonly tasks: TaskStore;
  readonly blobs: BlobStore;
  /** Longer results become objects; 0 makes all of them objects. */
  readonly inlineLimitBytes: number;
  /** Limit of starts of a task before it is given up. */
  readonly maxAttempts: number;
  /** True if each task has a free thread: a task that the pool gives up has then been started. */
  readonly isStartedAtOnce: boolean;
  /** For claims, and for reading the answer of a task that was run before. */
  readonly claimBudget: RetryBudget;
  /** For storing the end of an attempt. */
  readonly storeBudget: RetryBudget;
  readonly messages: Messages;
}

/** What is to be answered or done after a claim. */
export type TaskEnd =
  | {
      readonly kind: "ok";
      /** The process that ran it. */
      readonly worker: string;
      readonly thread: number;
      readonly serviceNs: Ns;
      readonly startedAtMs: number;
      /** The result as JSON text. */
      readonly json: string;
      /** null for a task that was run before. */
      readonly run: FreshRun | null;
    }
  /** It is answered with this error and not run again. `isDead`: this attempt was its last one. */
  | { readonly kind: "refused"; readonly error: TaskError; readonly isDead: boolean }
  /** Attempt number `attempt` has failed and others are left, or this process's stop has cut it short. */
  | { readonly kind: "failed"; readonly error: TaskError; readonly attempt: number }
  /** No thread started it: it is released, and the attempt is not counted. */
  | { readonly kind: "unstarted"; readonly error: TaskError }
  /** Another process has the task: it is claimed again after this pause. */
  | { readonly kind: "elsewhere"; readonly pauseMs: number }
  /**
   * The lease lapsed while the task ran (the store or this process had stalled), and another claim has taken it over. The
   * other end counts and can differ, so nothing was written and this one is not answered: the task is claimed again.
   */
  | { readonly kind: "lost" };

/** A run that this claim has caused. `endedAtMs`: the thread was done; `storedAtMs`: the row was durable. */
interface FreshRun {
  readonly result: unknown;
  readonly stamps: Omit<WorkerHops, "deliveredAtMs" | "repliedAtMs">;
}

/** A task of this process: attempt number `attempt` of it. */
interface Attempt {
  readonly id: string;
  readonly attempt: number;
  readonly claimedAtMs: number;
}

/** How a thread ran an attempt. */
type ThreadRun = Pick<Ending, "thread" | "startedAtMs" | "finishedAtMs" | "serviceNs">;

/** A task that runs elsewhere is claimed again after this time, or when its lease lapses. */
export const CLAIM_AGAIN_MS = 200;

/** Minimum pause: a lease can have lapsed by the local clock and not by the store's. */
const SHORTEST_PAUSE_MS = 50;

/**
 * The sweep deletes old objects (hours) without a row. If the row has waited this long, because the store of rows could not
 * be reached, the object is written again first.
 */
const OBJECT_IS_FRESH_MS = 5 * 60_000;

/** The creator closes it. */
export class TaskRunner {
  readonly #options: RunnerOptions;
  readonly #leases: Leases;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#leases = new Leases(options);
  }

  /**
   * Claims the task and runs it, or finds its answer. The pool gets `request`. After an abort of `abandoned` a task without
   * a thread is released. `onThreadFree` is called as soon as the task needs no thread; its end is stored after it.
   * @throws {StorageError} if a store could not be reached within a budget.
   */
  async run(
    origin: AcceptedTask,
    request: TaskRequest,
    abandoned: AbortSignal,
    onThreadFree: () => void = () => undefined,
  ): Promise<TaskEnd> {
    const { id } = origin;
    const { tasks, name, leaseNs, claimBudget, messages, watch } = this.#options;
    const claim = (): ReturnType<TaskStore["claim"]> =>
      tasks.claim(origin, name, leaseNs / NS_PER_MS, leaseClockMs());
    const claimed = await retryStorage(claim, claimBudget, watch);
    if (claimed.kind !== "mine") onThreadFree();
    switch (claimed.kind) {
      case "mine": {
        const attempt = { id, attempt: claimed.attempt, claimedAtMs: stampMs() };
        this.#leases.hold(id);
        try {
          return await this.#attempt(attempt, request, abandoned, onThreadFree);
        } finally {
          this.#leases.letGo(id);
        }
      }
      case "over":
        return await retryStorage(() => this.#endOf(claimed.record), claimBudget, watch);
      case "running":
        return { kind: "elsewhere", pauseMs: claimPauseMs(claimed.leaseUntilMs - leaseClockMs()) };
      case "conflict":
        return refused(new TaskError("conflict", messages.idKnown(id)));
      default:
        return claimed satisfies never;
    }
  }

  /** Stops extending leases. Idempotent. */
  close(): void {
    this.#leases.close();
  }

  /** The end of a done or dead task. Its object is read; a missing object is never answered ok. */
  async #endOf(record: TaskRecord): Promise<TaskEnd> {
    const { blobs, messages } = this.#options;
    const { worker, thread, serviceNs, startedAtMs } = record;
    try {
      const json = await resultOf(record, blobs, messages);
      const ran = { thread: thread ?? 0, serviceNs: serviceNs ?? 0, startedAtMs: startedAtMs ?? 0 };
      return { kind: "ok", worker, ...ran, json, run: null };
    } catch (error) {
      if (error instanceof TaskError) return refused(error);
      throw error;
    }
  }

  async #attempt(
    of: Attempt,
    request: TaskRequest,
    abandoned: AbortSignal,
    onThreadFree: () => void,
  ): Promise<TaskEnd> {
    const { pool, tasks, name, messages } = this.#options;
    const { claimedAtMs } = of;
    let reply: TaskReply;
    try {
      reply = await pool.run(request, abandoned).finally(onThreadFree);
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      if (this.#hasStarted(error)) return await this.#fail(of, runSince(claimedAtMs), error);
      await this.#store(() => tasks.release(of.id, name));
      return { kind: "unstarted", error };
    }
    const { result, thread, startedAtMs, serviceNs } = reply;
    const endedAtMs = startedAtMs + serviceNs / NS_PER_MS;
    const run = { thread, startedAtMs, serviceNs, finishedAtMs: endedAtMs };
    const json = encodeResult(result, messages);
    if (json instanceof TaskError) return await this.#fail(of, run, json);
    if (!(await this.#keep(of, run, json))) return { kind: "lost" };
    const stamps = { claimedAtMs, startedAtMs, endedAtMs, storedAtMs: stampMs() };
    const ran = { worker: name, thread, serviceNs, startedAtMs, json };
    return { kind: "ok", ...ran, run: { result, stamps } };
  }

  #hasStarted({ code }: TaskError): boolean {
    return (
      ["task-failed", "timeout"].includes(code) ||
      (code === "shutting-down" && this.#options.isStartedAtOnce)
    );
  }

  /** Stores a result: first the object, then the row. False if another process has taken the task over. */
  #keep({ id, attempt }: Attempt, run: ThreadRun, json: string): Promise<boolean> {
    const { tasks, blobs, name: worker, inlineLimitBytes } = this.#options;
    let result: StoredResult | undefined;
    let writtenAtMs = 0;
    return this.#store(async () => {
      if (result === undefined || stampMs() - writtenAtMs > OBJECT_IS_FRESH_MS) {
        result = await storeResult(blobs, { id, attempt }, json, inlineLimitBytes);
        writtenAtMs = stampMs();
      }
      const outcome = { status: "done", result } as const;
      return await tasks.finish({ id, worker, attempt, ...run, outcome });
    });
  }

  async #fail({ id, attempt }: Attempt, run: ThreadRun, error: TaskError): Promise<TaskEnd> {
    const { tasks, name: worker, maxAttempts } = this.#options;
    // An attempt that this process's stop has cut short does not count as the task's last failure.
    const isDead = attempt >= maxAttempts && error.code !== "shutting-down";
    const { code, message } = error;
    const outcome = { status: isDead ? "dead" : "failed", error: { code, message } } as const;
    const ending: Ending = { id, worker, attempt, ...run, outcome };
    if (!(await this.#store(() => tasks.finish(ending)))) return { kind: "lost" };
    return isDead ? { kind: "refused", error, isDead } : { kind: "failed", error, attempt };
  }

  #store<T>(action: () => Promise<T>): Promise<T> {
    return retryStorage(action, this.#options.storeBudget, this.#options.watch);
  }
}

/** A run of which the pool reports neither thread nor start. With a free thread it started at once. */
function runSince(startedAtMs: number): ThreadRun {
  const finishedAtMs = stampMs();
  const serviceNs = Math.round((finishedAtMs - startedAtMs) * NS_PER_MS);
  return { thread: null, startedAtMs, finishedAtMs, serviceNs };
}

/** The pause until the next claim of a task whose lease at another process lapses in `lapsesInMs`. */
export function claimPauseMs(lapsesInMs: number): number {
  return Math.max(SHORTEST_PAUSE_MS, Math.min(Math.ceil(lapsesInMs), CLAIM_AGAIN_MS));
}

function refused(error: TaskError): TaskEnd {
  return { kind: "refused", error, isDead: false };
}
