// A worker: takes tasks from the broker, runs each on a thread, stores its end, replies.
//
//   delivery → claim → thread → object, if it is large → row → reply → ack
//
// In this order: after a crash at any point the message is delivered again and finds what was already done.
import type {
  TaskBroker,
  TaskConsumer,
  TaskDelivery,
  TaskMessage,
  WorkerReply,
} from "../broker/task-broker.ts";
import { answerFromRecord } from "../execute/answer.ts";
import { type AttemptEnd, type AttemptsOptions, runAttempt } from "../execute/attempt.ts";
import { type Backoff, TASK_BACKOFF } from "../execute/backoff.ts";
import { leaseClockMs, stampMs } from "../execute/clock.ts";
import { InHand } from "../execute/in-hand.ts";
import { Leases } from "../execute/leases.ts";
import { type Patience, retryStorage, type StorageWatch } from "../execute/retry-storage.ts";
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../messages/catalogue.ts";
import { TaskError, type TaskRequest } from "../protocol/task.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import type { TaskRecord } from "../storage/task-record.ts";
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { afterAttempt, afterClaim, LOOK_AGAIN_MS } from "./next-step.ts";
import { Slots } from "./slots.ts";

/** The request for the pool, which its events return. */
export interface WorkerTask extends TaskRequest {
  readonly id: string;
  readonly acceptedAtMs: number;
}

export interface WorkerOptions {
  /** Unique among workers that share a store. */
  readonly name: string;
  readonly inlineLimitBytes: number;
  /** Limit of starts of a task before it is given up. */
  readonly maxAttempts: number;
  /** Length of a lease without an extension. */
  readonly leaseNs: Ns;
  readonly messages: Messages;
  /** Follows the state of the stores. */
  readonly watch: StorageWatch;
  /** For logs: a task failed and is retried, as attempt `attempt` of `maxAttempts`, after `delayMs` or later. */
  readonly onRetry?: (task: TaskMessage, attempt: number, delayMs: number) => void;
  /** For logs: a task is answered with an error without a thread, or after its last attempt. */
  readonly onRefused?: (task: TaskMessage, error: TaskError) => void;
  /** For logs: another worker has taken over a running task. */
  readonly onLost?: (id: string) => void;
  /** Pauses between the attempts of a failing task. */
  readonly backoff?: Backoff;
}

export interface Worker {
  /** Tasks that are delivered and not settled. */
  readonly inHand: number;
  /**
   * Takes no further tasks, returns those without a thread to the queue, and waits for the others. After `timeoutNs` the
   * remaining tasks are given up, stored as failed, and returned. Resolves when all possible deliveries are settled; broker,
   * store and pool are closed after it, in this order.
   */
  stop(timeoutNs: Ns): Promise<void>;
}

/** Time limit for storing the rows of tasks that were given up. */
const LAST_WORDS_NS: Ns = 2 * NS_PER_SECOND;

const never = new AbortController().signal;

/** Waits for the broker and starts to consume. At most as many tasks are in progress as the pool has threads. */
export async function startWorker(
  broker: Pick<TaskBroker, "consume">,
  pool: Pick<TaskPool, "run" | "drain" | "threads">,
  tasks: TaskStore,
  blobs: BlobStore,
  options: WorkerOptions,
): Promise<Worker> {
  const worker = new ConsumingWorker(pool, tasks, blobs, options);
  await worker.consume(broker);
  return worker;
}

class ConsumingWorker implements Worker {
  readonly #pool: Pick<TaskPool, "run" | "drain" | "threads">;
  readonly #tasks: TaskStore;
  readonly #blobs: BlobStore;
  readonly #options: WorkerOptions;
  readonly #attempts: AttemptsOptions;
  readonly #leases: Leases;
  readonly #slots: Slots;
  readonly #handling = new InHand();
  /** Texts of the tasks in progress, by id. */
  readonly #texts = new Map<string, string>();
  readonly #stopping = new AbortController();
  readonly #givingUp = new AbortController();
  #consumer: TaskConsumer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(
    pool: Pick<TaskPool, "run" | "drain" | "threads">,
    tasks: TaskStore,
    blobs: BlobStore,
    options: WorkerOptions,
  ) {
    const { name, leaseNs, watch, onLost } = options;
    this.#pool = pool;
    this.#tasks = tasks;
    this.#blobs = blobs;
    this.#options = options;
    this.#attempts = { ...options, pool, tasks, blobs, worker: name, isStartedAtOnce: true };
    this.#leases = new Leases({
      tasks,
      worker: name,
      leaseMs: leaseNs / NS_PER_MS,
      watch,
      ...(onLost !== undefined && { onLost }),
    });
    this.#slots = new Slots(pool.threads);
  }

  get inHand(): number {
    return this.#handling.size;
  }

  async consume(broker: Pick<TaskBroker, "consume">): Promise<void> {
    this.#consumer = await broker.consume(this.#pool.threads, (delivery) =>
      this.#deliver(delivery),
    );
  }

  stop(timeoutNs: Ns): Promise<void> {
    this.#stopped ??= this.#stop(timeoutNs);
    return this.#stopped;
  }

  async #stop(timeoutNs: Ns): Promise<void> {
    this.#stopping.abort();
    this.#slots.open();
    // A broker that can't be reached may not answer; other workers get its deliveries.
    void this.#consumer?.cancel();
    if (!(await this.#handling.empty(timeoutNs))) {
      await this.#pool.drain(0);
      await this.#handling.empty(LAST_WORDS_NS);
      this.#givingUp.abort();
      await this.#handling.empty(LAST_WORDS_NS);
    }
    this.#leases.close();
  }

  #deliver(delivery: TaskDelivery): void {
    const { id, task } = delivery.message;
    if (this.#stopping.signal.aborted) {
      delivery.requeue();
      return;
    }
    // A second message with an id in progress: a client asked over two entry servers, or after a lost connection the broker
    // delivers tasks again that are on these threads. It needs no slot and no claim: it is delivered again until the row
    // has the answer.
    if (this.#texts.get(id) === task) {
      void this.#handling.add(delivery.retryLater(LOOK_AGAIN_MS));
      return;
    }
    void this.#handling.add(this.#handle(delivery, stampMs()));
  }

  /** Always settles the delivery: if its end can't be stored, the task returns to the queue. */
  async #handle(delivery: TaskDelivery, deliveredAtMs: number): Promise<void> {
    const { id, task } = delivery.message;
    // With another text it is a conflict, which the store detects.
    const isFirst = !this.#texts.has(id);
    if (isFirst) this.#texts.set(id, task);
    await this.#slots.take();
    let settle: () => Promise<void> | void;
    try {
      settle = await this.#work(delivery, deliveredAtMs);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // The worker stops and the store can't be reached: without an acknowledgement the task is delivered again.
      settle = () => delivery.requeue();
    } finally {
      this.#slots.giveBack();
      if (isFirst) this.#texts.delete(id);
    }
    await settle();
  }

  /** The part that needs a slot; settling the delivery needs none. */
  async #work(delivery: TaskDelivery, deliveredAtMs: number): Promise<() => Promise<void> | void> {
    const { message } = delivery;
    const { id } = message;
    const { name, leaseNs, messages, watch } = this.#options;
    const leaseMs = leaseNs / NS_PER_MS;
    const waiting: Patience = { limitMs: Infinity, signal: this.#stopping.signal };
    if (this.#stopping.signal.aborted) return () => delivery.requeue();
    const claim = (): ReturnType<TaskStore["claim"]> =>
      this.#tasks.claim(message, name, leaseMs, leaseClockMs());
    const claimed = await retryStorage(claim, waiting, watch);
    const claimedAtMs = stampMs();
    const step = afterClaim(claimed, leaseClockMs());
    switch (step.do) {
      case "run": {
        const { attempt } = step;
        const end = await this.#run(message, attempt);
        return () => this.#settle(delivery, attempt, end, { deliveredAtMs, claimedAtMs });
      }
      case "answer": {
        const reply = await this.#replyFrom(step.record, waiting);
        return () => answer(delivery, reply);
      }
      case "wait":
        return () => delivery.retryLater(step.delayMs);
      case "refuse": {
        const error = new TaskError("conflict", messages.idKnown(id));
        this.#options.onRefused?.(message, error);
        return () => answer(delivery, errorReply(id, name, error));
      }
      default:
        return step satisfies never;
    }
  }

  async #run(
    { id, task, client, acceptedAtMs }: TaskMessage,
    attempt: number,
  ): Promise<AttemptEnd> {
    const request: WorkerTask = { id, task, client, acceptedAtMs };
    // A finished result is stored without a time limit. It waits in memory; since it is not acknowledged, at most as many
    // tasks wait as there are threads.
    const patience: Patience = { limitMs: Infinity, signal: this.#givingUp.signal };
    this.#leases.hold(id);
    try {
      return await runAttempt(this.#attempts, request, attempt, never, patience);
    } finally {
      this.#leases.letGo(id);
    }
  }

  async #settle(
    delivery: TaskDelivery,
    attempt: number,
    end: AttemptEnd,
    came: { readonly deliveredAtMs: number; readonly claimedAtMs: number },
  ): Promise<void> {
    const { name, onRefused, onRetry, backoff = TASK_BACKOFF } = this.#options;
    const { message } = delivery;
    const { id } = message;
    const step = afterAttempt(end, attempt, backoff, Math.random());
    if (end.kind === "done") {
      const { reply, json, endedAtMs, storedAtMs } = end;
      const { thread, serviceNs, startedAtMs } = reply;
      const repliedAtMs = stampMs();
      const hops = { ...came, startedAtMs, endedAtMs, storedAtMs, repliedAtMs };
      const ok = { status: "ok", thread, serviceNs, startedAtMs, json, hops } as const;
      await answer(delivery, { id, worker: name, ...ok });
    } else if (end.kind === "failed" && step.do === "dead-letter") {
      onRefused?.(message, end.error);
      const { code, message: reason } = end.error;
      await delivery.reply(errorReply(id, name, end.error));
      await delivery.deadLetter({ code, message: reason });
    } else if (step.do === "retry") {
      onRetry?.(message, attempt + 1, step.delayMs);
      await delivery.retryLater(step.delayMs);
    } else if (step.do === "redeliver" && step.delayMs > 0) {
      await delivery.retryLater(step.delayMs);
    } else {
      delivery.requeue();
    }
  }

  /** The answer to a done or dead task. Its object is read; a missing object is never answered ok. */
  async #replyFrom(record: TaskRecord, patience: Patience): Promise<WorkerReply> {
    const { name, messages, watch, onRefused } = this.#options;
    const { id, worker } = record;
    const read = (): ReturnType<typeof answerFromRecord> =>
      answerFromRecord(record, this.#blobs, messages);
    const found = await retryStorage(read, patience, watch);
    if (found instanceof TaskError) {
      onRefused?.(record, found);
      return errorReply(id, name, found);
    }
    return { id, worker, status: "ok", ...found, hops: null };
  }
}

/** The row is stored: sends the reply, then acknowledges. */
async function answer(delivery: TaskDelivery, reply: WorkerReply): Promise<void> {
  await delivery.reply(reply);
  delivery.ack();
}

function errorReply(id: string, worker: string, { code, message }: TaskError): WorkerReply {
  return { id, worker, status: "error", code, message };
}
