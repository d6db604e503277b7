// A worker: takes tasks from the broker, runs each on a thread, keeps how it ended, replies.
//
//   delivery → claim → thread → object, if it is large → row → reply → ack
//
// In this order, so that whatever dies in between, the message comes again and finds what was done already.
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

/** What the pool is given, and hands back in its events. */
export interface WorkerTask extends TaskRequest {
  readonly id: string;
  readonly acceptedAtMs: number;
}

export interface WorkerOptions {
  /** No two workers that share a store may have the same. */
  readonly name: string;
  readonly inlineLimitBytes: number;
  /** Times that a task may start on a thread before it is given up. */
  readonly maxAttempts: number;
  /** How long a task is ours without word from us. */
  readonly leaseNs: Ns;
  readonly messages: Messages;
  /** Told how the stores are. */
  readonly watch: StorageWatch;
  /** For logs: a task failed and comes again, as attempt `attempt` of `maxAttempts`, after `delayMs` at the earliest. */
  readonly onRetry?: (task: TaskMessage, attempt: number, delayMs: number) => void;
  /** For logs: a task is answered with an error that no thread had to do with, or for the last time. */
  readonly onRefused?: (task: TaskMessage, error: TaskError) => void;
  /** For logs: another worker has the task that we run. */
  readonly onLost?: (id: string) => void;
  /** Between the attempts of a task that fails. */
  readonly backoff?: Backoff;
}

export interface Worker {
  /** Tasks that are delivered and not settled. */
  readonly inHand: number;
  /**
   * Takes no further tasks, gives back those that no thread has, and waits for the others. Those that are not done after
   * `timeoutNs` are given up, kept as failed, and given back. Resolves when all is settled that can be; broker, store and
   * pool are closed after it, in this order.
   */
  stop(timeoutNs: Ns): Promise<void>;
}

/** How long the rows of tasks that were given up may take. */
const LAST_WORDS_NS: Ns = 2 * NS_PER_SECOND;

const never = new AbortController().signal;

/** Begins to consume; waits for the broker. As many tasks are in hand at a time as the pool has threads. */
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
  /** Texts of the tasks in hand, by id. */
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
    // A broker that is away may not answer; what it would deliver comes to others.
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
    // A second message with an id that we have in hand: a client asked over two entries, or the connection broke and the
    // broker delivers anew what is on our threads. It waits for no slot and does not ask the store: it comes again until
    // the row has the answer.
    if (this.#texts.get(id) === task) {
      void this.#handling.add(delivery.retryLater(LOOK_AGAIN_MS));
      return;
    }
    void this.#handling.add(this.#handle(delivery, stampMs()));
  }

  /** Settles the delivery in any case: what can't be kept goes back to the queue. */
  async #handle(delivery: TaskDelivery, deliveredAtMs: number): Promise<void> {
    const { id, task } = delivery.message;
    // With another text it is a conflict, which the store tells.
    const isFirst = !this.#texts.has(id);
    if (isFirst) this.#texts.set(id, task);
    await this.#slots.take();
    let settle: () => Promise<void> | void;
    try {
      settle = await this.#work(delivery, deliveredAtMs);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // We stop, and the store is away: never acknowledged, so it comes again.
      settle = () => delivery.requeue();
    } finally {
      this.#slots.giveBack();
      if (isFirst) this.#texts.delete(id);
    }
    await settle();
  }

  /** What takes a slot; how the delivery is settled after it takes none. */
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
    // What is finished is kept, however long that takes: it waits in memory, and as it is not acknowledged, at most as
    // many tasks as there are threads wait so.
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
    } else if (end.kind === "failed" && step.do === "bury") {
      onRefused?.(message, end.error);
      const { code, message: reason } = end.error;
      await delivery.reply(errorReply(id, name, end.error));
      await delivery.bury({ code, message: reason });
    } else if (step.do === "retry") {
      onRetry?.(message, attempt + 1, step.delayMs);
      await delivery.retryLater(step.delayMs);
    } else if (step.do === "ask-again" && step.delayMs > 0) {
      await delivery.retryLater(step.delayMs);
    } else {
      delivery.requeue();
    }
  }

  /** The answer to a task that is over; its object is read, and one that is not there is never answered ok. */
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

/** Its row is stored: told to whoever asked, then acknowledged. */
async function answer(delivery: TaskDelivery, reply: WorkerReply): Promise<void> {
  await delivery.reply(reply);
  delivery.ack();
}

function errorReply(id: string, worker: string, { code, message }: TaskError): WorkerReply {
  return { id, worker, status: "error", code, message };
}
