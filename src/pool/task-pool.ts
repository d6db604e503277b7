// The pool of a task server: a bounded queue, first come first served, from which threads take one task each.
import { isSettledWithin } from "../async/deadline.ts";
import { onAbort } from "../async/on-abort.ts";
import type { Messages } from "../messages/catalogue.ts";
import { TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Fifo, type FifoPlace } from "./fifo.ts";
import { describeThrown } from "./reason.ts";
import { RingOwner, type TaskEvent } from "./ring.ts";
import { SlotTexts } from "./slot-texts.ts";
import { startThreads, type ThreadDeath, ThreadExit, type Threads } from "./threads.ts";
import { amountOf, type TaskJobFailure, type Work } from "./work.ts";

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

/** A task that a thread has started. */
export interface TaskInHand {
  readonly request: TaskRequest;
  readonly thread: number;
  /** Unix time in ms. */
  readonly startedAtMs: number;
}

export interface TaskPoolOptions {
  readonly threads: number;
  /** Limit of waiting tasks, without those on threads. */
  readonly maxQueue: number;
  readonly work: Work;
  readonly messages: Messages;
  /**
   * Longest time of a task on its thread. Then it is answered `timeout`, and its thread is ended and replaced; native code
   * ends when it returns. Like `onTaskStart` it costs some µs a task. Default none.
   */
  readonly taskTimeoutNs?: Ns | undefined;
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
  const { threads: count, work, onTaskStart, taskTimeoutNs } = options;
  const isTellingStarts = onTaskStart !== undefined || taskTimeoutNs !== undefined;
  return new TaskPool(options, await startThreads({ count, work, isTellingStarts }));
}

/** An accepted task: in the queue, then in a slot of the ring, and settled once. */
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
  /** Set while the task is in the queue. */
  place: FifoPlace<PoolTask> | null;
  /** Set while the task is in the ring. */
  slot: number | null;
  /** Unsubscribes a task that had to wait from its signal. */
  forgetSignal: (() => void) | null;
  timer: Timer | undefined;
}

/** Turns of the event loop without an event after which the main thread sleeps until there is one. */
const EMPTY_TURNS = 16;

/**
 * Tasks go through a queue into the ring, from which free threads take them, oldest first. The ring has room for some more
 * tasks than there are threads, so that a thread that is done finds the next one without the main thread.
 */
export class TaskPool {
  readonly #options: TaskPoolOptions;
  readonly #threads: Threads;
  readonly #ring: RingOwner;
  readonly #texts: SlotTexts | null;
  readonly #queue = new Fifo<PoolTask>();
  readonly #slots: (PoolTask | null)[];
  /** Tasks in the queue and in the ring, those that were given up included while their thread runs them. */
  #outstanding = 0;
  #nextSeq = 0;
  #done = 0;
  #emptyTurns = 0;
  #isListening = false;
  #stopping = false;
  #closed: Promise<void> | null = null;
  #idle: PromiseWithResolvers<void> | undefined;

  /** Use `createTaskPool`. */
  constructor(options: TaskPoolOptions, threads: Threads) {
    this.#options = options;
    this.#threads = threads;
    this.#ring = new RingOwner(threads.ring);
    this.#texts = threads.texts && new SlotTexts(threads.texts);
    this.#slots = Array.from({ length: threads.ring.slots }, () => null);
    threads.pull((death) => this.#onDeath(death));
  }

  get threads(): number {
    return this.#options.threads;
  }

  /** Tasks that threads run or are about to take, including tasks that were given up. */
  get running(): number {
    return Math.min(this.#outstanding, this.threads);
  }

  get waiting(): number {
    return this.#outstanding - this.running;
  }

  /** Tasks that have ended, with success or not. */
  get done(): number {
    return this.#done;
  }

  /** Tasks that threads have started, in no order. Cheap to read: tasks are not slowed. */
  get inHand(): readonly TaskInHand[] {
    return this.#slots.flatMap((task, slot) => {
      const thread = task && this.#threadOf(slot);
      if (task === null || thread === null) return [];
      return [{ request: task.request, thread, startedAtMs: this.#startOf(slot) }];
    });
  }

  /**
   * Accepts a task and runs it in its turn. After an abort of `signal` a waiting task leaves the queue; a running task
   * finishes, and its outcome is dropped.
   * @throws {TaskError} `busy` if the queue is full, `shutting-down`, `task-failed`, `timeout`; `unavailable` if aborted
   * while waiting.
   */
  run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    const { maxQueue, messages } = this.#options;
    if (this.#stopping) return Promise.reject(this.#shuttingDown());
    if (signal.aborted) return Promise.reject(abandoned());
    const hasToWait = this.#outstanding >= this.threads;
    if (hasToWait && this.waiting >= maxQueue) {
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
        place: null,
        slot: null,
        forgetSignal: null,
        timer: undefined,
      };
      this.#outstanding++;
      if (hasToWait) task.forgetSignal = onAbort(signal, () => this.#leave(task));
      if (this.#queue.size > 0 || !this.#publish(task)) task.place = this.#queue.push(task);
      this.#listen();
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
    // Its wait would keep the process alive.
    this.#ring.wake();
    this.#closed ??= this.#threads.close();
    return this.#closed;
  }

  /** False if the ring has no room. */
  #publish(task: PoolTask): boolean {
    const slot = this.#ring.reserve();
    if (slot === undefined) return false;
    const { work } = this.#options;
    if (work.kind === "task") this.#texts?.writeRequest(slot, task.request);
    else this.#threads.ring.amount[slot] = amountOf(work, this.#threads.amountPerMs, task.seq);
    task.place = null;
    task.slot = slot;
    this.#slots[slot] = task;
    this.#ring.publish(slot);
    return true;
  }

  #refill(): void {
    for (let next = this.#queue.first; next !== undefined; next = this.#queue.first) {
      if (!this.#publish(next)) return;
      this.#queue.shift();
    }
  }

  /** A task whose client is gone leaves, unless a thread has it already. */
  #leave(task: PoolTask): void {
    if (!this.#takeOut(task)) return;
    task.reject(abandoned());
    this.#tellIfIdle();
  }

  /** Takes a waiting task out of queue or ring: false if a thread has it. */
  #takeOut(task: PoolTask): boolean {
    if (task.place !== null) {
      this.#queue.remove(task.place);
      task.place = null;
    } else if (task.slot === null || !this.#ring.withdraw(task.slot)) {
      return false;
    } else {
      this.#slots[task.slot] = null;
      task.slot = null;
    }
    task.forgetSignal?.();
    this.#outstanding--;
    return true;
  }

  /** Takes events of the threads each turn of the event loop while tasks are outstanding. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#emptyTurns = 0;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    const events = this.#ring.takeEvents(this.#onEvent);
    if (events > 0) this.#refill();
    this.#emptyTurns = events > 0 ? 0 : this.#emptyTurns + 1;
    if (this.#outstanding === 0 || this.#closed !== null) this.#isListening = false;
    else if (this.#emptyTurns < EMPTY_TURNS) setImmediate(this.#turn);
    else this.#sleep();
  };

  #sleep(): void {
    const event = this.#ring.untilEvent();
    if (event === undefined) setImmediate(this.#turn);
    else void event.then(this.#turn);
  }

  readonly #onEvent = (slot: number, event: TaskEvent): void => {
    const task = this.#slots[slot];
    if (!task) return;
    if (event === "finished") this.#onFinished(task, slot);
    else if (event === "started") this.#onStarted(task, slot);
    else this.#threads.send(this.#ring.holderOf(slot) ?? 0, task.request);
  };

  #onStarted(task: PoolTask, slot: number): void {
    this.#tellStart(task, slot);
    const { taskTimeoutNs } = this.#options;
    if (taskTimeoutNs === undefined || task.settled) return;
    const endMs = this.#startOf(slot) + taskTimeoutNs / NS_PER_MS;
    const leftMs = endMs - performance.timeOrigin - performance.now();
    task.timer = setTimeout(() => this.#onTimeout(task, slot), Math.max(0, Math.ceil(leftMs)));
  }

  #onTimeout(task: PoolTask, slot: number): void {
    const holder = this.#ring.holderOf(slot);
    if (task.slot !== slot || holder === undefined) return;
    const thread = this.#threadOf(slot);
    // It can have finished just now: then its outcome counts.
    if (!this.#ring.takeBack(slot, holder)) return;
    this.#threads.replace(holder);
    const { messages, taskTimeoutNs } = this.#options;
    const error = new TaskError("timeout", messages.taskTimedOut(taskTimeoutNs ?? 0));
    this.#end(task, slot);
    this.#fail(task, { thread, serviceNs: null, error });
    this.#refill();
    this.#tellIfIdle();
  }

  #onFinished(task: PoolTask, slot: number): void {
    const thread = this.#threadOf(slot);
    const startedAtMs = this.#startOf(slot);
    const serviceNs = this.#threads.ring.serviceNs[slot] ?? 0;
    const outcome = this.#outcomeOf(task, slot);
    this.#tellStart(task, slot);
    this.#ring.release(slot);
    this.#end(task, slot);
    if (outcome instanceof TaskError) {
      this.#fail(task, { thread, serviceNs, error: outcome });
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
        result: outcome.result,
      });
    }
    this.#tellIfIdle();
  }

  #outcomeOf(task: PoolTask, slot: number): { readonly result: unknown } | TaskError {
    if (this.#texts === null) return { result: task.request.task };
    const said =
      this.#texts.readOutcome(slot) ?? this.#threads.receive(this.#ring.holderOf(slot) ?? 0);
    if (said?.form === "text") return { result: said.text };
    if (said?.form === "json") return { result: JSON.parse(said.text) as unknown };
    const { messages } = this.#options;
    if (said === undefined) return new TaskError("task-failed", messages.threadEnded(null));
    const { kind, reason } = JSON.parse(said.text) as TaskJobFailure;
    const worded = kind === "threw" ? messages.taskThrew : messages.resultNotSendable;
    return new TaskError("task-failed", worded(reason[messages.language]));
  }

  /** Fails the task that the thread held, if it held one; whatever the thread has told before counts. */
  #onDeath({ holder, cause }: ThreadDeath): void {
    this.#ring.takeEvents(this.#onEvent);
    const { messages } = this.#options;
    for (const [slot, task] of this.#slots.entries()) {
      if (task === null || this.#ring.holderOf(slot) !== holder) continue;
      const thread = this.#threadOf(slot);
      this.#tellStart(task, slot);
      if (!this.#ring.takeBack(slot, holder)) continue;
      this.#end(task, slot);
      const message =
        cause instanceof ThreadExit
          ? messages.threadEnded(cause.exitCode)
          : messages.taskThrew(describeThrown(cause)[messages.language]);
      const error = new TaskError("task-failed", message, { cause });
      this.#fail(task, { thread, serviceNs: null, error });
    }
    this.#refill();
    this.#tellIfIdle();
  }

  /** A task has left its slot. */
  #end(task: PoolTask, slot: number): void {
    this.#slots[slot] = null;
    task.slot = null;
    this.#outstanding--;
    task.forgetSignal?.();
    clearTimeout(task.timer);
    if (!task.settled) this.#done++;
  }

  /** Called when the thread says so and when the task ends; the first call that finds it started reports it. */
  #tellStart(task: PoolTask, slot: number): void {
    const { onTaskStart } = this.#options;
    if (onTaskStart === undefined || task.startTold || task.settled) return;
    const thread = this.#threadOf(slot);
    if (thread === null) return;
    task.startTold = true;
    onTaskStart({ thread, request: task.request, waitNs: waitOf(task, this.#startOf(slot)) });
  }

  /** The thread that has started the task in this slot; null if none has. */
  #threadOf(slot: number): number | null {
    return Atomics.load(this.#threads.ring.thread, slot) || null;
  }

  /** Unix time in ms. */
  #startOf(slot: number): number {
    return this.#threads.ring.startedAtMs[slot] ?? 0;
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
    const inQueue = [...this.#queue];
    const inRing = this.#slots.filter((task) => task !== null);
    for (const task of [...inRing, ...inQueue]) {
      if (this.#takeOut(task)) {
        task.reject(this.#shuttingDown());
      } else if (task.slot !== null) {
        this.#tellStart(task, task.slot);
        const thread = this.#threadOf(task.slot);
        this.#fail(task, { thread, serviceNs: null, error: this.#shuttingDown() });
      }
    }
    this.#tellIfIdle();
  }

  #isIdle(): boolean {
    return this.#queue.size === 0 && this.#slots.every((task) => task === null || task.settled);
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
