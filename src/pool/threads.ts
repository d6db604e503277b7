// The threads: one tinypool, started, warmed up, watched and closed. It does not queue: see task-pool.ts.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Tinypool, type TinypoolWorker } from "tinypool";
import { isSettledWithin, withDeadline } from "../async/deadline.ts";
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { type Catalogue, say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { TextError } from "../units/text-error.ts";
import { describeThrown, sayThrown } from "./reason.ts";
import type {
  CalibrateJob,
  Job,
  Slots,
  TaskJob,
  TaskJobReply,
  ThreadSetup,
  WarmUpJob,
  WarmUpReply,
  Work,
} from "./work.ts";

/** The task has ended its thread, for example by `process.exit`. */
export class ThreadExit extends TextError {
  override readonly name = "ThreadExit";
  readonly exitCode: number | null;

  constructor(exitCode: number | null) {
    super(sayThrown((texts) => texts.threadExited(exitCode)));
    this.exitCode = exitCode;
  }
}

export interface Threads {
  readonly slots: Slots;
  /** ns of sleep, iterations of spin or bytes of hash that take 1 ms on a thread alone on a core. */
  readonly amountPerMs: number;
  /**
   * Runs one task on a free thread. The caller runs at most as many tasks as there are threads, each in its own slot.
   * @throws {ThreadExit} if the task ended its thread.
   * @throws any value that was thrown outside the task's promise, which ends the thread.
   */
  run(job: TaskJob): Promise<TaskJobReply>;
  /** Ends the threads; resolves within a second, even if a thread can't be interrupted. */
  close(): Promise<void>;
}

/** Time limit for loading a user's module on all threads. */
const WARM_UP_LIMIT_NS: Ns = 30 * NS_PER_SECOND;
/** A thread in native code ends only when that code returns; until then only `process.exit` ends the process. */
const CLOSE_LIMIT_NS: Ns = 1 * NS_PER_SECOND;

/**
 * Starts `count` threads; when the promise resolves, each has loaded and compiled its code.
 * @throws {OptionsError} if the user's module can't be used; then no thread is left.
 */
export async function startThreads(
  count: number,
  work: Work,
  warmUpLimitNs: Ns = WARM_UP_LIMIT_NS,
): Promise<Threads> {
  const slots: Slots = {
    startedAtMs: new Float64Array(new SharedArrayBuffer(8 * count)),
    threads: new Int32Array(new SharedArrayBuffer(4 * count)),
  };
  const workerData: ThreadSetup = { slots, moduleUrl: await findModule(work) };
  const pool = new Tinypool({
    filename: new URL("thread.ts", import.meta.url).href,
    name: "runJob",
    minThreads: count,
    maxThreads: count,
    isolateWorkers: false,
    concurrentTasksPerWorker: 1,
    workerData,
  });
  const watch = watchExits(pool);
  const run = (job: Job): Promise<unknown> =>
    pool.run(job).then(undefined, (error: unknown) => {
      watch.look();
      throw error;
    });
  const close = async (): Promise<void> => {
    watch.stop();
    await withDeadline(pool.destroy(), CLOSE_LIMIT_NS / NS_PER_MS, () => undefined);
  };
  try {
    await warmUp(run, count, work, warmUpLimitNs);
    const amountPerMs = await calibrate(run, work);
    return { slots, amountPerMs, run: run as Threads["run"], close };
  } catch (error) {
    await close();
    throw error;
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
  run: (job: WarmUpJob) => Promise<unknown>,
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

async function calibrate(
  run: (job: CalibrateJob) => Promise<unknown>,
  work: Work,
): Promise<number> {
  if (work.kind !== "spin" && work.kind !== "hash") return NS_PER_MS;
  return (await run({ kind: "calibrate", work: work.kind })) as number;
}
