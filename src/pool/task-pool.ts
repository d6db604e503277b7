// The pool of a task server: a bounded queue, first come first served, in front of threads that take one task each.
import type { Messages } from "../messages/catalogue.ts";
import { TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Fifo } from "./fifo.ts";
import { onAbort } from "./on-abort.ts";
import { describeThrown } from "./reason.ts";
import { startThreads, ThreadExit, type Threads } from "./threads.ts";
import { createJob, type TaskJobReply, type Work } from "./work.ts";

/** A task has started; told within about a millisecond, always before its end. */
export interface StartedTask {
  /** From 1; a thread that replaces another has its number. */
  readonly thread: number;
  readonly request: TaskRequest;
  readonly waitNs: Ns;
}

/** A task that had been given to a thread has ended, or is given up. */
export interface EndedTask {
  /** null if its thread died before it could start the task. */
  readonly thread: number | null;
  readonly request: TaskRequest;
  /** null if the task took its thread along, or still runs. */
  readonly serviceNs: Ns | null;
  /** null if it went well. */
  readonly error: TaskError | null;
}

/** A task that a thread has in hand. */
export interface TaskInHand {
  readonly request: TaskRequest;
  /** null: given to a thread that has not begun it yet. */
  readonly thread: number | null;
  /** Unix time in ms; null as `thread`. */
  readonly startedAtMs: number | null;
}

export interface TaskPoolOptions {
  readonly threads: number;
  /** How many tasks may wait, besides those on threads. */
  readonly maxQueue: number;
  readonly work: Work;
  readonly messages: Messages;
  /** Costs the threads some µs a task, so leave it out where nobody reads it. Must not throw. */
  readonly onTaskStart?: (started: StartedTask) => void;
  /** Must not throw. */
  readonly onTaskEnd?: (ended: EndedTask) => void;
}

export interface TaskPool {
  readonly threads: number;
  /** Tasks that threads have in hand, given-up ones included. */
  readonly running: number;
  readonly waiting: number;
  /** Tasks that threads have ended, well or badly. */
  readonly done: number;
  /** What threads have in hand at this instant, in no order: for whoever looks now and then, at no cost to the tasks. */
  readonly inHand: readonly TaskInHand[];
  /**
   * Accepts a task and runs it when its turn comes. Once `signal` is aborted nobody hears the outcome: a task that
   * waits leaves the queue, one that runs goes on.
   * @throws {TaskError} `busy` if the queue is full, `shutting-down`, `task-failed`; `unavailable` if aborted while waiting.
   */
  run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply>;
  /** From now on refuses tasks; resolves when those accepted are answered, which `timeoutNs` later they are in any case. */
  drain(timeoutNs: Ns): Promise<void>;
  /** Gives up what is in hand and ends the threads, within about a second. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts the threads; they are warm when the promise resolves. The caller closes the pool.
 * @throws {OptionsError} if the user's module can't be used; no thread is left.
 */
export async function createTaskPool(options: TaskPoolOptions): Promise<TaskPool> {
  return new PushPool(options, await startThreads(options.threads, options.work));
}

/** An accepted task: first waiting, then in a slot (on a thread), and settled once. */
interface AcceptedTask {
  readonly request: TaskRequest;
  readonly seq: number;
  /** Unix time in ms, to compare with the thread's stamp. */
  readonly acceptedAtMs: number;
  /** The same instant on the main thread's own clock. */
  readonly acceptedNs: Ns;
  readonly resolve: (reply: TaskReply) => void;
  readonly reject: (error: TaskError) => void;
  settled: boolean;
  startTold: boolean;
  /** Ends listening to the signal of a task that waits. */
  forgetSignal: (() => void) | null;
}

/** Pushes a task to a thread as soon as one is free, so that tinypool never has a queue, and order and codes are ours. */
class PushPool implements TaskPool {
  readonly #options: TaskPoolOptions;
  readonly #threads: Threads;
  readonly #queue = new Fifo<AcceptedTask>();
  readonly #onThreads: (AcceptedTask | null)[];
  readonly #freeSlots: number[];
  #nextSeq = 0;
  #done = 0;
  #stopping = false;
  #closed: Promise<void> | null = null;
  #whenIdle: (() => void)[] = [];

  constructor(options: TaskPoolOptions, threads: Threads) {
    this.#options = options;
    this.#threads = threads;
    this.#onThreads = Array.from({ length: options.threads }, () => null);
    this.#freeSlots = Array.from({ length: options.threads }, (_, slot) => slot);
  }

  get threads(): number {
    return this.#options.threads;
  }

  get running(): number {
    return this.threads - this.#freeSlots.length;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  get done(): number {
    return this.#done;
  }

  get inHand(): readonly TaskInHand[] {
    return this.#onThreads.flatMap((task, slot) => {
      if (task === null) return [];
      const thread = this.#threadOf(slot);
      const startedAtMs = thread === null ? null : (this.#threads.slots.startedAtMs[slot] ?? null);
      return [{ request: task.request, thread, startedAtMs }];
    });
  }

  run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    const { maxQueue, messages } = this.#options;
    if (this.#stopping) return Promise.reject(this.#shuttingDown());
    if (signal.aborted) return Promise.reject(abandoned());
    // A free slot means an empty queue: whoever frees one gives it to the first that waits.
    const slot = this.#freeSlots.pop();
    if (slot === undefined && this.waiting >= maxQueue) {
      return Promise.reject(new TaskError("busy", messages.queueFull(this.waiting, maxQueue)));
    }
    return new Promise((resolve, reject) => {
      const task: AcceptedTask = {
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

  async drain(timeoutNs: Ns): Promise<void> {
    this.#stopping = true;
    if (this.#isIdle()) return;
    const idle = Promise.withResolvers<void>();
    this.#whenIdle.push(idle.resolve);
    const timer = setTimeout(idle.resolve, timeoutNs / NS_PER_MS);
    await idle.promise;
    clearTimeout(timer);
    this.#giveUp();
  }

  close(): Promise<void> {
    this.#stopping = true;
    this.#giveUp();
    this.#closed ??= this.#threads.close();
    return this.#closed;
  }

  #wait(task: AcceptedTask, signal: AbortSignal): void {
    const place = this.#queue.push(task);
    task.forgetSignal = onAbort(signal, () => {
      this.#queue.remove(place);
      task.reject(abandoned());
      this.#tellIfIdle();
    });
  }

  #start(task: AcceptedTask, slot: number): void {
    const { slots, amountPerMs } = this.#threads;
    const job = createJob(this.#options.work, amountPerMs, task.request, task.seq, slot);
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

  #ended(task: AcceptedTask, slot: number, { serviceNs, result, failure }: TaskJobReply): void {
    const { messages, work } = this.#options;
    const thread = this.#threadOf(slot);
    const startedAtMs = this.#threads.slots.startedAtMs[slot] ?? 0;
    this.#release(task, slot);
    if (failure !== null) {
      const worded = failure.kind === "threw" ? messages.taskThrew : messages.resultNotSendable;
      const error = new TaskError("task-failed", worded(failure.reason));
      this.#fail(task, { thread, serviceNs, error });
    } else if (!task.settled) {
      const waitNs = waitOf(task, startedAtMs);
      // Two clocks took part, so their sum may be a hair longer than what this one says.
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

  #died(task: AcceptedTask, slot: number, cause: unknown): void {
    const { messages } = this.#options;
    const message =
      cause instanceof ThreadExit
        ? messages.threadEnded(cause.exitCode)
        : messages.taskThrew(describeThrown(cause));
    const thread = this.#threadOf(slot);
    this.#release(task, slot);
    const error = new TaskError("task-failed", message, { cause });
    this.#fail(task, { thread, serviceNs: null, error });
    this.#tellIfIdle();
  }

  /** Takes the ended task off its slot and gives that to the next one, before anything that can wait is done. */
  #release(task: AcceptedTask, slot: number): void {
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

  /** Called when the thread has notified its slot and again when the task ends: the first that finds it started tells. */
  #tellStart(task: AcceptedTask, slot: number): void {
    const { onTaskStart } = this.#options;
    if (onTaskStart === undefined || task.startTold || task.settled) return;
    // The slot may be another task's by now.
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

  #fail(task: AcceptedTask, ended: Omit<EndedTask, "request"> & { error: TaskError }): void {
    if (task.settled) return;
    this.#settle(task, ended);
    task.reject(ended.error);
  }

  #settle(task: AcceptedTask, ended: Omit<EndedTask, "request">): void {
    task.settled = true;
    this.#options.onTaskEnd?.({ ...ended, request: task.request });
  }

  /** Answers all that is in hand with `shutting-down`; what threads run goes on unheard. */
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
    if (this.#whenIdle.length === 0 || !this.#isIdle()) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #shuttingDown(): TaskError {
    return new TaskError("shutting-down", this.#options.messages.shuttingDown());
  }
}

/** Accepted → started, in ns. The stamps are of two threads, so a difference of some 100 ns may come out negative. */
function waitOf(task: AcceptedTask, startedAtMs: number): Ns {
  return Math.max(0, Math.round((startedAtMs - task.acceptedAtMs) * NS_PER_MS));
}

/** Nobody is left to read this, so it is worded in one language and its code is of no consequence. */
function abandoned(): TaskError {
  return new TaskError("unavailable", "nobody waits for the reply any more");
}
