// A worker: takes tasks from the broker, runs each on a thread, replies.
//
//   delivery → claim → thread → object, if it is large → row → reply → ack
//
// A thread is free when its task is done: while that is stored, replied and acknowledged, it runs another one.
// In this order: after a crash at any point the message is delivered again and finds what was already done.
import { isSettledWithin } from "../async/deadline.ts";
import { PendingCount } from "../async/pending.ts";
import { type Backoff, backoffMs } from "../async/retry.ts";
import { Semaphore } from "../async/semaphore.ts";
import type { TaskBroker, TaskConsumer, TaskDelivery } from "../broker/task-broker.ts";
import { stampMs } from "../execute/clock.ts";
import {
  CLAIM_AGAIN_MS,
  type RunnerOptions,
  type TaskEnd,
  TaskRunner,
} from "../execute/task-runner.ts";
import type { TaskPool } from "../pool/task-pool.ts";
import type { AcceptedTask, TaskError, TaskRequest } from "../protocol/task.ts";
import { StorageError } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";

/** The request for the pool, which its events return. */
export interface WorkerTask extends TaskRequest {
  readonly id: string;
  readonly acceptedAtMs: number;
}

export interface WorkerOptions extends Omit<
  RunnerOptions,
  "isStartedAtOnce" | "claimBudget" | "storeBudget"
> {
  readonly broker: Pick<TaskBroker, "consume">;
  readonly pool: Pick<TaskPool, "run" | "drain" | "threads">;
  /** For logs: a task failed and is retried, as attempt `attempt` of `maxAttempts`, after `delayMs` or later. */
  readonly onRetry?: (task: AcceptedTask, attempt: number, delayMs: number) => void;
  /** For logs: a task is answered with an error without a thread, or after its last attempt. */
  readonly onRefused?: (task: AcceptedTask, error: TaskError) => void;
  /** Pauses between the attempts of a failing task. */
  readonly backoff?: Backoff;
}

/** For a failed task: another worker or a later time can succeed. */
const TASK_BACKOFF: Backoff = { firstMs: 500, maxMs: 30_000 };

/** Limit of tasks whose end is being stored, replied and acknowledged, for each thread. */
const ENDED_PER_THREAD = 4;

/** Time limit for storing the rows of tasks that were given up. */
const LAST_ROWS_MS = 2000;

const never = new AbortController().signal;

/** Waits for the broker and starts to consume. A task is taken only when a thread is free for it. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const worker = new Worker(options);
  await worker.consume();
  return worker;
}

export class Worker {
  readonly #options: WorkerOptions;
  readonly #runner: TaskRunner;
  /** A task is claimed only when it has a permit, so that a free thread starts it. */
  readonly #threads: Semaphore;
  readonly #handling = new PendingCount();
  /** Texts of the tasks in progress, by id. */
  readonly #texts = new Map<string, string>();
  readonly #stopping = new AbortController();
  readonly #givingUp = new AbortController();
  #consumer: TaskConsumer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#threads = new Semaphore(options.pool.threads);
    this.#runner = new TaskRunner({
      ...options,
      isStartedAtOnce: true,
      claimBudget: { limitMs: Infinity, signal: this.#stopping.signal },
      // A result waits in memory for its store. It is not acknowledged, so the limits of `consume` bound them.
      storeBudget: { limitMs: Infinity, signal: this.#givingUp.signal },
    });
  }

  /** Tasks that are delivered and not settled. */
  get inHand(): number {
    return this.#handling.size;
  }

  async consume(): Promise<void> {
    const { broker, pool } = this.#options;
    const { threads } = pool;
    const limits = { threads, maxEnded: ENDED_PER_THREAD * threads };
    this.#consumer = await broker.consume(limits, (delivery) => this.#deliver(delivery));
  }

  /**
   * Takes no further tasks, returns those without a thread to the queue, and waits for the others. After `timeoutNs` the
   * remaining tasks are given up, stored as failed, and returned. Resolves when all possible deliveries are settled; broker,
   * store and pool are closed after it, in this order.
   */
  stop(timeoutNs: Ns): Promise<void> {
    this.#stopped ??= this.#stop(timeoutNs);
    return this.#stopped;
  }

  async #stop(timeoutNs: Ns): Promise<void> {
    this.#stopping.abort();
    this.#threads.open();
    // A broker that can't be reached may not answer; other workers get its deliveries.
    void this.#consumer?.cancel();
    const isSettled = (timeoutMs: number): Promise<boolean> =>
      isSettledWithin(this.#handling.whenEmpty(), timeoutMs);
    if (!(await isSettled(timeoutNs / NS_PER_MS))) {
      await this.#options.pool.drain(0);
      await isSettled(LAST_ROWS_MS);
      this.#givingUp.abort();
      await isSettled(LAST_ROWS_MS);
    }
    this.#runner.close();
  }

  #deliver(delivery: TaskDelivery): void {
    const { id, task } = delivery.message;
    if (this.#stopping.signal.aborted) {
      delivery.requeue();
      return;
    }
    // A second message with an id in progress: a client asked over two entry servers, or after a lost connection the broker
    // delivers tasks again that are on these threads. It needs no thread and no claim: it is delivered again until the row
    // has the answer.
    if (this.#texts.get(id) === task) {
      void this.#handling.add(delivery.retryLater(CLAIM_AGAIN_MS));
      return;
    }
    void this.#handling.add(this.#handle(delivery, stampMs()));
  }

  /** Always settles the delivery. */
  async #handle(delivery: TaskDelivery, deliveredAtMs: number): Promise<void> {
    const { id, task, client, acceptedAtMs } = delivery.message;
    const request: WorkerTask = { id, task, client, acceptedAtMs };
    // With another text it is a conflict, which the store detects.
    const isFirst = !this.#texts.has(id);
    if (isFirst) this.#texts.set(id, task);
    await this.#threads.acquire();
    let hasThread = true;
    const freeThread = (): void => {
      if (!hasThread) return;
      hasThread = false;
      this.#threads.release();
      delivery.runEnded();
    };
    let end: TaskEnd | undefined;
    try {
      if (!this.#stopping.signal.aborted) {
        end = await this.#runner.run(delivery.message, request, never, freeThread);
      }
    } catch (error) {
      // The worker stops and the store can't be reached.
      if (!(error instanceof StorageError)) throw error;
    } finally {
      freeThread();
      if (isFirst) this.#texts.delete(id);
    }
    if (end === undefined) delivery.requeue();
    else await this.#settle(delivery, end, deliveredAtMs);
  }

  /** The end is stored: sends the reply, if there is one, then settles. */
  async #settle(delivery: TaskDelivery, end: TaskEnd, deliveredAtMs: number): Promise<void> {
    const { name, onRefused } = this.#options;
    const { message } = delivery;
    const { id } = message;
    switch (end.kind) {
      case "ok": {
        const { kind: _, run, ...ok } = end;
        const hops = run && { deliveredAtMs, ...run.stamps, repliedAtMs: stampMs() };
        await delivery.reply({ id, status: "ok", ...ok, hops });
        return delivery.ack();
      }
      case "refused": {
        const error = { code: end.error.code, message: end.error.message };
        onRefused?.(message, end.error);
        await delivery.reply({ id, worker: name, status: "error", ...error });
        return end.isDead ? await delivery.deadLetter(error) : delivery.ack();
      }
      case "failed":
        return await this.#retry(delivery, end);
      case "elsewhere":
        return await delivery.retryLater(end.pauseMs);
      // Not acknowledged: the message can be the only one with the address of the entry server. If the connection was lost,
      // it belongs to another worker, and settling it here has no effect.
      case "lost":
        return await delivery.retryLater(CLAIM_AGAIN_MS);
      case "unstarted":
        return delivery.requeue();
      default:
        return end satisfies never;
    }
  }

  async #retry(
    delivery: TaskDelivery,
    { error, attempt }: Extract<TaskEnd, { kind: "failed" }>,
  ): Promise<void> {
    // This process's stop cut it short: another worker can try at once.
    if (error.code === "shutting-down") return delivery.requeue();
    const { onRetry, backoff = TASK_BACKOFF } = this.#options;
    const delayMs = backoffMs(backoff, attempt, Math.random());
    onRetry?.(delivery.message, attempt + 1, delayMs);
    await delivery.retryLater(delayMs);
  }
}
