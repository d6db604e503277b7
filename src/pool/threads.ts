// The threads: one tinypool, started, warmed up, watched, replaced and closed. Each runs one long job of tinypool, in which
// it pulls tasks from the ring; the queue is in task-pool.ts.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { Tinypool, type TinypoolWorker } from "tinypool";
import { isSettledWithin, withDeadline } from "../async/deadline.ts";
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { type Catalogue, say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { TextError } from "../units/text-error.ts";
import { describeThrown, sayThrown } from "./reason.ts";
import { createRingMemory, type RingMemory } from "./ring.ts";
import { createSlotTextMemory, type OutcomeText, type SlotTextMemory } from "./slot-texts.ts";
import type { TaskRequest } from "../protocol/task.ts";
import type { Job, PullJob, ThreadSetup, WarmUpJob, WarmUpReply, Work } from "./work.ts";

/** The task has ended its thread, for example by `process.exit`. */
export class ThreadExit extends TextError {
  override readonly name = "ThreadExit";
  readonly exitCode: number | null;

  constructor(exitCode: number | null) {
    super(sayThrown((texts) => texts.threadExited(exitCode)));
    this.exitCode = exitCode;
  }
}

/** The end of one life of a thread. */
export interface ThreadDeath {
  /** As in the ring. */
  readonly holder: number;
  /** A ThreadExit, or any value that was thrown outside a task's promise. */
  readonly cause: unknown;
}

/** Time limit for loading a user's module on all threads. */
const WARM_UP_LIMIT_NS: Ns = 30 * NS_PER_SECOND;
/** A thread in native code ends only when that code returns; until then only `process.exit` ends the process. */
const CLOSE_LIMIT_NS: Ns = 1 * NS_PER_SECOND;

export interface ThreadsOptions {
  readonly count: number;
  readonly work: Work;
  readonly isTellingStarts?: boolean;
  readonly warmUpLimitNs?: Ns;
}

/** One life of a thread. */
interface Life {
  readonly port: MessagePort;
  readonly abort: AbortController;
}

/**
 * Starts the threads; when the promise resolves, each has loaded and compiled its code. They pull tasks from `pull` on.
 * @throws {OptionsError} if the user's module can't be used; then no thread is left.
 */
export async function startThreads(options: ThreadsOptions): Promise<Threads> {
  const { count, work, warmUpLimitNs = WARM_UP_LIMIT_NS } = options;
  const ring = createRingMemory(count);
  const texts = work.kind === "task" ? createSlotTextMemory(ring.slots) : null;
  const isTellingStarts = options.isTellingStarts ?? false;
  const workerData: ThreadSetup = {
    ring,
    texts,
    moduleUrl: await findModule(work),
    isTellingStarts,
  };
  const pool = new Tinypool({
    filename: new URL("thread.ts", import.meta.url).href,
    name: "runJob",
    minThreads: count,
    maxThreads: count,
    isolateWorkers: false,
    concurrentTasksPerWorker: 1,
    workerData,
  });
  const threads = new Threads(pool, options, { ring, texts });
  try {
    await threads.warmUp(warmUpLimitNs);
    return threads;
  } catch (error) {
    await threads.close();
    throw error;
  }
}

/** Use `startThreads`. */
export class Threads {
  readonly ring: RingMemory;
  /** null for built-in work. */
  readonly texts: SlotTextMemory | null;
  readonly #pool: Tinypool;
  readonly #count: number;
  readonly #work: Work;
  readonly #lives = new Map<number, Life>();
  readonly #watch: ReturnType<typeof watchExits>;
  #amountPerMs = NS_PER_MS;
  #isClosed = false;
  #holders = 0;
  #onDeath: (death: ThreadDeath) => void = () => undefined;

  constructor(
    pool: Tinypool,
    { count, work }: ThreadsOptions,
    shared: { readonly ring: RingMemory; readonly texts: SlotTextMemory | null },
  ) {
    this.#pool = pool;
    this.#count = count;
    this.#work = work;
    this.ring = shared.ring;
    this.texts = shared.texts;
    this.#watch = watchExits(pool);
  }

  /** ns of sleep, iterations of spin or bytes of hash that take 1 ms on a thread alone on a core. */
  get amountPerMs(): number {
    return this.#amountPerMs;
  }

  /** @throws {OptionsError} if the user's module can't be used. */
  async warmUp(limitNs: Ns): Promise<void> {
    const run = (job: Job): Promise<unknown> => this.#run(job);
    await warmUp(run, this.#count, this.#work, limitNs);
    this.#amountPerMs = await calibrate(run, this.#work);
  }

  /** Lets all threads pull, and each replacement when it comes. `onDeath` is called before a replacement pulls. */
  pull(onDeath: (death: ThreadDeath) => void): void {
    this.#onDeath = onDeath;
    for (let i = 0; i < this.#count; i++) void this.#live();
  }

  /** Ends the thread, whatever it does, and replaces it. */
  replace(holder: number): void {
    this.#lives.get(holder)?.abort.abort();
  }

  /** To a thread that wants the text of its task. */
  send(holder: number, request: TaskRequest): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, no window
    this.#lives.get(holder)?.port.postMessage(request);
  }

  /** From a thread whose task has finished with an outcome that has no room in shared memory. */
  receive(holder: number): OutcomeText | undefined {
    const port = this.#lives.get(holder)?.port;
    return port && receiveMessageOnPort(port)?.message;
  }

  /** Ends the threads; resolves within a second, even if a thread can't be interrupted. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.stop();
    await withDeadline(this.#pool.destroy(), CLOSE_LIMIT_NS / NS_PER_MS, () => undefined);
  }

  async #run(job: Job, options?: Parameters<Tinypool["run"]>[1]): Promise<unknown> {
    try {
      return await this.#pool.run(job, options);
    } catch (error) {
      this.#watch.look();
      throw error;
    }
  }

  /** One life of one thread, and after it the next. */
  async #live(): Promise<void> {
    const holder = ++this.#holders;
    const { port1: port, port2 } = new MessageChannel();
    const abort = new AbortController();
    this.#lives.set(holder, { port, abort });
    const job: PullJob = { kind: "pull", work: this.#work.kind, holder, port: port2 };
    // Bun's types give tinypool's another meaning of "transfer list".
    const options = { transferList: [port2] as never, signal: abort.signal };
    const cause: unknown = await this.#run(job, options).catch((error: unknown) => error);
    this.#onDeath({ holder, cause });
    this.#lives.delete(holder);
    port.close();
    if (!this.#isClosed) void this.#live();
  }
}

async function findModule(work: Work): Promise<string | null> {
  if (work.kind !== "task") return null;
  const absolute = path.resolve(work.modulePath);
  if (!(await Bun.file(absolute).exists())) {
    throw badModule(work.modulePath, ({ problems }) => problems.noSuchFile());
  }
  return pathToFileURL(absolute).href;
}

/**
 * tinypool handles errors of threads, but not exits: a task that calls `process.exit` would never settle, and its thread
 * would not be replaced. So an exit is emitted as an error; `look` finds the replacements.
 */
function watchExits(pool: Tinypool): { look(): void; stop(): void } {
  const watched = new WeakSet<TinypoolWorker>();
  let stopped = false;
  const look = (): void => {
    for (const thread of pool.threads) {
      if (watched.has(thread)) continue;
      watched.add(thread);
      thread.once("exit", (exitCode: unknown) => {
        if (stopped) return;
        // Threads that tinypool has removed are not in its list.
        if (pool.threads.includes(thread)) {
          thread.emit("error", new ThreadExit(typeof exitCode === "number" ? exitCode : null));
        }
        look();
      });
    }
  };
  // A thread that ends between tasks fails no task and is replaced; without a listener the event would end the process.
  pool.on("error", look);
  look();
  return {
    look,
    stop: () => {
      stopped = true;
    },
  };
}

async function warmUp(
  run: (job: Job) => Promise<unknown>,
  count: number,
  work: Work,
  limitNs: Ns,
): Promise<void> {
  const arrivals = new Int32Array(new SharedArrayBuffer(4));
  const release = (): void => {
    Atomics.store(arrivals, 0, count);
    Atomics.notify(arrivals, 0);
  };
  const job: WarmUpJob = { kind: "warm-up", work: work.kind, threads: count, arrivals, limitNs };
  const distinct = new Set<number>();
  let failure: ((texts: Catalogue) => string) | null = null;
  const one = async (): Promise<void> => {
    try {
      const { thread, loadFailure } = (await run(job)) as WarmUpReply;
      distinct.add(thread);
      if (loadFailure !== null) failure ??= ({ of }) => of(loadFailure);
    } catch (error) {
      failure ??= ({ of }) => of(describeThrown(error));
    }
    // The other threads would wait for the failed one.
    if (failure !== null) release();
  };
  const warm = Promise.all(Array.from({ length: count }, one));
  const inTime = await isSettledWithin(warm, limitNs / NS_PER_MS);
  if (!inTime) failure ??= ({ problems }) => problems.notLoaded(formatDuration(limitNs));
  if (failure !== null && work.kind === "task") throw badModule(work.modulePath, failure);
  if (failure !== null || distinct.size < count) {
    const reason = failure === null ? "no reason" : say(failure).en;
    throw new Error(`only ${distinct.size} of ${count} threads started: ${reason}`);
  }
}

function badModule(modulePath: string, reason: (texts: Catalogue) => string): OptionsError {
  return new OptionsError(say((texts) => texts.problems.badModule(modulePath, reason(texts))));
}

async function calibrate(run: (job: Job) => Promise<unknown>, work: Work): Promise<number> {
  if (work.kind !== "spin" && work.kind !== "hash") return NS_PER_MS;
  return (await run({ kind: "calibrate", work: work.kind })) as number;
}
