// The pool of a task server: a bounded queue, first come first served, in front of threads that take one task each.
import { isSettledWithin } from "../async/deadline.ts";
import { onAbort } from "../async/on-abort.ts";
import type { Messages } from "../messages/catalogue.ts";
import { TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Fifo } from "./fifo.ts";
import { describeThrown } from "./reason.ts";
import { startThreads, ThreadExit, type Threads } from "./threads.ts";
import { createJob, type TaskJobReply, type Work } from "./work.ts";

/** A task has started. Reported within about a millisecond and before the task's end. */
export interface StartedTask {
  /** From 1; a replacement has the number of the thread that it replaces. */
  readonly thread: number;
  readonly request: TaskRequest;
  readonly waitNs: Ns;
}

/** A task of a thread has ended, or was given up. */
export interface EndedTask {
  /** null if the thread ended before it started the task. */
  readonly thread: number | null;
  readonly request: TaskRequest;
  /** null if the task ended its thread, or still runs. */
  readonly serviceNs: Ns | null;
  /** null on success. */
  readonly error: TaskError | null;
}

/** A task that a thread holds. */
export interface TaskInHand {
  readonly request: TaskRequest;
  /** null if the thread has not started the task yet. */
  readonly thread: number | null;
  /** Unix time in ms; null if `thread` is null. */
  readonly startedAtMs: number | null;
}

export interface TaskPoolOptions {
  readonly threads: number;
  /** Limit of waiting tasks, without those on threads. */
  readonly maxQueue: number;
  readonly work: Work;
  readonly messages: Messages;
  /** Costs the threads some µs for each task: give it only if it is needed. Must not throw. */
  readonly onTaskStart?: (started: StartedTask) => void;
  /** Must not throw. */
  readonly onTaskEnd?: (ended: EndedTask) => void;
}

/**
 * Starts and warms up the threads. The caller closes the pool.
 * @throws {OptionsError} if the user's module can't be used; then no thread is left.
 */
export async function createTaskPool(options: TaskPoolOptions): Promise<TaskPool> {
  return new TaskPool(options, await startThreads(options.threads, options.work));
}

/** An accepted task: first waiting, then in a slot (on a thread), and settled once. */
interface PoolTask {
  readonly request: TaskRequest;
  readonly seq: number;
  /** Unix time in ms, to compare with the thread's stamp. */
  readonly acceptedAtMs: number;
  /** The same instant on the main thread's clock. */
  readonly acceptedNs: Ns;
  readonly resolve: (reply: TaskReply) => void;
  readonly reject: (error: TaskError) => void;
  settled: boolean;
  startTold: boolean;
  /** Unsubscribes a waiting task from its signal. */
  forgetSignal: (() => void) | null;
}

/** Gives tasks to free threads only, so that tinypool never queues: order and error codes are decided here. */
export class TaskPool {
  readonly #options: TaskPoolOptions;
  readonly #threads: Threads;
  readonly #queue = new Fifo<PoolTask>();
  readonly #onThreads: (PoolTask | null)[];
  readonly #freeSlots: number[];
  #nextSeq = 0;
  #done = 0;
  #stopping = false;
  #closed: Promise<void> | null = null;
  #idle: PromiseWithResolvers<void> | undefined;

  /** Use `createTaskPool`. */
  constructor(options: TaskPoolOptions, threads: Threads) {
    this.#options = options;
    this.#threads = threads;
    this.#onThreads = Array.from({ length: options.threads }, () => null);
    this.#freeSlots = Array.from({ length: options.threads }, (_, slot) => slot);
  }

  get threads(): number {
    return this.#options.threads;
  }

  /** Tasks that threads hold, including tasks that were given up. */
  get running(): number {
    return this.threads - this.#freeSlots.length;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Tasks that have ended, with success or not. */
  get done(): number {
    return this.#done;
  }

  /** Tasks that threads hold now, in no order. Cheap to read: tasks are not slowed. */
  get inHand(): readonly TaskInHand[] {
    return this.#onThreads.flatMap((task, slot) => {
      if (task === null) return [];
      const thread = this.#threadOf(slot);
      const startedAtMs = thread === null ? null : (this.#threads.slots.startedAtMs[slot] ?? null);
      return [{ request: task.request, thread, startedAtMs }];
    });
  }

  /**
   * Accepts a task and runs it in its turn. After an abort of `signal` a waiting task leaves the queue; a running task
   * finishes, and its outcome is dropped.
   * @throws {TaskError} `busy` if the queue is full, `shutting-down`, `task-failed`; `unavailable` if aborted while waiting.
   */
  run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    const { maxQueue, messages } = this.#options;
    if (this.#stopping) return Promise.reject(this.#shuttingDown());
    if (signal.aborted) return Promise.reject(abandoned());
    // A free slot means an empty queue: a freed slot goes to the first waiting task.
    const slot = this.#freeSlots.pop();
    if (slot === undefined && this.waiting >= maxQueue) {
      return Promise.reject(new TaskError("busy", messages.queueFull(this.waiting, maxQueue)));
    }
    return new Promise((resolve, reject) => {
      const task: PoolTask = {
        request,
        seq: this.#nextSeq++,
        acceptedAtMs: performance.timeOrigin + performance.now(),
        acceptedNs: Bun.nanoseconds(),
        resolve,
        reject,
        settled: false,
        startTold: false,
        forgetSignal: null,
      };
      if (slot === undefined) this.#wait(task, signal);
      else this.#start(task, slot);
    });
  }

  /** Refuses new tasks; resolves when all accepted tasks are answered, at the latest after `timeoutNs`. */
  async drain(timeoutNs: Ns): Promise<void> {
    this.#stopping = true;
    if (this.#isIdle()) return;
    this.#idle ??= Promise.withResolvers();
    await isSettledWithin(this.#idle.promise, timeoutNs / NS_PER_MS);
    this.#giveUp();
  }

  /** Gives up all tasks and ends the threads, within about a second. Idempotent. */
  close(): Promise<void> {
    this.#stopping = true;
    this.#giveUp();
    this.#closed ??= this.#threads.close();
    return this.#closed;
  }

  #wait(task: PoolTask, signal: AbortSignal): void {
    const place = this.#queue.push(task);
    task.forgetSignal = onAbort(signal, () => {
      this.#queue.remove(place);
      task.reject(abandoned());
      this.#tellIfIdle();
    });
  }

  #start(task: PoolTask, slot: number): void {
    const { slots, amountPerMs } = this.#threads;
    const job = createJob(this.#options.work, amountPerMs, task, slot);
    this.#onThreads[slot] = task;
    Atomics.store(slots.threads, slot, 0);
    if (this.#options.onTaskStart !== undefined) {
      const started = Atomics.waitAsync(slots.threads, slot, 0);
      if (started.async) void started.value.then(() => this.#tellStart(task, slot));
    }
    this.#threads.run(job).then(
      (reply) => this.#ended(task, slot, reply),
      (error: unknown) => this.#died(task, slot, error),
    );
  }

  #ended(task: PoolTask, slot: number, { serviceNs, result, failure }: TaskJobReply): void {
    const { messages, work } = this.#options;
    const thread = this.#threadOf(slot);
    const startedAtMs = this.#threads.slots.startedAtMs[slot] ?? 0;
    this.#release(task, slot);
    if (failure !== null) {
      const worded = failure.kind === "threw" ? messages.taskThrew : messages.resultNotSendable;
      const error = new TaskError("task-failed", worded(failure.reason[messages.language]));
      this.#fail(task, { thread, serviceNs, error });
    } else if (!task.settled) {
      const waitNs = waitOf(task, startedAtMs);
      // The durations come from two clocks, so their sum can be slightly longer than this difference.
      const sojournNs = Math.max(Bun.nanoseconds() - task.acceptedNs, waitNs + serviceNs);
      this.#settle(task, { thread, serviceNs, error: null });
      task.resolve({
        thread: thread ?? 0,
        acceptedSeq: task.seq,
        waitNs,
        serviceNs,
        sojournNs,
        startedAtMs,
        result: work.kind === "task" ? result : task.request.task,
      });
    }
    this.#tellIfIdle();
  }

  #died(task: PoolTask, slot: number, cause: unknown): void {
    const { messages } = this.#options;
    const message =
      cause instanceof ThreadExit
        ? messages.threadEnded(cause.exitCode)
        : messages.taskThrew(describeThrown(cause)[messages.language]);
    const thread = this.#threadOf(slot);
    this.#release(task, slot);
    const error = new TaskError("task-failed", message, { cause });
    this.#fail(task, { thread, serviceNs: null, error });
    this.#tellIfIdle();
  }

  /** Frees the slot of an ended task and starts the next task there, before any other work. */
  #release(task: PoolTask, slot: number): void {
    this.#tellStart(task, slot);
    if (!task.settled) this.#done++;
    const next = this.#queue.shift();
    if (next === undefined) {
      this.#onThreads[slot] = null;
      this.#freeSlots.push(slot);
    } else {
      next.forgetSignal?.();
      this.#start(next, slot);
    }
  }

  /** Called when the thread notifies its slot and when the task ends; the first call that finds it started reports it. */
  #tellStart(task: PoolTask, slot: number): void {
    const { onTaskStart } = this.#options;
    if (onTaskStart === undefined || task.startTold || task.settled) return;
    // The slot can belong to another task already.
    const thread = this.#onThreads[slot] === task ? this.#threadOf(slot) : null;
    if (thread === null) return;
    task.startTold = true;
    const waitNs = waitOf(task, this.#threads.slots.startedAtMs[slot] ?? 0);
    onTaskStart({ thread, request: task.request, waitNs });
  }

  /** The thread that has started the task in this slot; null if none has. */
  #threadOf(slot: number): number | null {
    return Atomics.load(this.#threads.slots.threads, slot) || null;
  }

  #fail(task: PoolTask, ended: Omit<EndedTask, "request"> & { error: TaskError }): void {
    if (task.settled) return;
    this.#settle(task, ended);
    task.reject(ended.error);
  }

  #settle(task: PoolTask, ended: Omit<EndedTask, "request">): void {
    task.settled = true;
    this.#options.onTaskEnd?.({ ...ended, request: task.request });
  }

  /** Answers all tasks with `shutting-down`; the outcomes of running tasks are dropped. */
  #giveUp(): void {
    for (let task = this.#queue.shift(); task !== undefined; task = this.#queue.shift()) {
      task.forgetSignal?.();
      task.reject(this.#shuttingDown());
    }
    for (const [slot, task] of this.#onThreads.entries()) {
      if (task === null) continue;
      this.#tellStart(task, slot);
      this.#fail(task, {
        thread: this.#threadOf(slot),
        serviceNs: null,
        error: this.#shuttingDown(),
      });
    }
    this.#tellIfIdle();
  }

  #isIdle(): boolean {
    return this.waiting === 0 && this.#onThreads.every((task) => task === null || task.settled);
  }

  #tellIfIdle(): void {
    if (this.#idle !== undefined && this.#isIdle()) this.#idle.resolve();
  }

  #shuttingDown(): TaskError {
    return new TaskError("shutting-down", this.#options.messages.shuttingDown());
  }
}

/** Accepted → started, in ns. The stamps come from two threads: a difference can be negative by some 100 ns. */
function waitOf(task: PoolTask, startedAtMs: number): Ns {
  return Math.max(0, Math.round((startedAtMs - task.acceptedAtMs) * NS_PER_MS));
}

/** Never shown to a user, so not translated. */
function abandoned(): TaskError {
  return new TaskError("unavailable", "the client is gone");
}
