// The code that runs in a thread of the pool: tinypool imports it and calls `runJob`, one call at a time.
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { amountPerMs, hash, spin } from "./cpu-work.ts";
import { describeThrown, sayThrown } from "./reason.ts";
import type { Text } from "../units/text.ts";
import type {
  BuiltInJob,
  BuiltInKind,
  CalibrateJob,
  Job,
  ModuleJob,
  TaskFunction,
  TaskJobReply,
  ThreadSetup,
  WarmUpJob,
  WarmUpReply,
} from "./work.ts";

// tinypool's module has the same value, but takes 50 ms to import in a thread.
// oxlint-disable-next-line no-underscore-dangle -- the name is tinypool's
const { workerId: thread, workerData } = process.__tinypool_state__;
const { slots, moduleUrl }: ThreadSetup = workerData;

/** A cell that is never notified: waiting on it is a sleep that `terminate()` can end. */
const never = new Int32Array(new SharedArrayBuffer(4));
/** The last state of `spin`, kept so that the compiler can't drop the work. */
let spinState = 1;

const builtIn: Readonly<Record<BuiltInKind, (amount: number) => void>> = {
  sleep: (durationNs) => {
    const endNs = Bun.nanoseconds() + durationNs;
    for (let leftNs = durationNs; leftNs > 0; leftNs = endNs - Bun.nanoseconds()) {
      Atomics.wait(never, 0, 0, leftNs / NS_PER_MS);
    }
  },
  spin: (iterations) => {
    spinState = spin(iterations, spinState);
  },
  hash: (bytes) => {
    hash(bytes);
  },
};

/** Built-in work is answered without a promise: each promise costs the thread a turn. */
export function runJob(
  job: Job,
): TaskJobReply | WarmUpReply | number | Promise<TaskJobReply | WarmUpReply> {
  switch (job.kind) {
    case "task":
      return runTask(job);
    case "warm-up":
      return warmUp(job);
    case "calibrate":
      return calibrate(job);
    case "sleep":
    case "spin":
    case "hash":
      return runBuiltIn(job);
    default:
      return job satisfies never;
  }
}

function runBuiltIn(job: BuiltInJob): TaskJobReply {
  sayStarted(job.slot);
  const startNs = Bun.nanoseconds();
  builtIn[job.kind](job.amount);
  return { serviceNs: Bun.nanoseconds() - startNs, result: null, failure: null };
}

async function runTask(job: ModuleJob): Promise<TaskJobReply> {
  // A replacement thread loads the module with its first task, before that task counts as started.
  const loaded = await loadTask();
  sayStarted(job.slot);
  if (typeof loaded === "object") return failed("threw", loaded, 0);
  const startNs = Bun.nanoseconds();
  let result: unknown;
  try {
    result = await loaded(job.task, { id: job.id });
  } catch (thrown) {
    return failed("threw", describeThrown(thrown), Bun.nanoseconds() - startNs);
  }
  const serviceNs = Bun.nanoseconds() - startNs;
  try {
    return { serviceNs, result: sendable(result), failure: null };
  } catch (error) {
    return failed("not-sendable", describeThrown(error), serviceNs);
  }
}

function failed(kind: "threw" | "not-sendable", reason: Text, serviceNs: Ns): TaskJobReply {
  return { serviceNs, result: null, failure: { kind, reason } };
}

/**
 * Checked here, because a result that can't be cloned would end the thread, and a result that JSON can't write would fail
 * in the server. @throws {Error} of any class, with the reason.
 */
function sendable(result: unknown): unknown {
  if (result === undefined) return null;
  if (typeof result === "object" || typeof result === "bigint") {
    JSON.stringify(structuredClone(result));
    return result;
  }
  return structuredClone(result);
}

function sayStarted(slot: number): void {
  slots.startedAtMs[slot] = performance.timeOrigin + performance.now();
  Atomics.store(slots.threads, slot, thread);
  Atomics.notify(slots.threads, slot);
}

let loading: Promise<TaskFunction | Text> | null = null;

/** The user's function, or the reason of a failed import. If tinypool imported it, a failure would never settle. */
function loadTask(): Promise<TaskFunction | Text> {
  loading ??= importTask();
  return loading;
}

async function importTask(): Promise<TaskFunction | Text> {
  try {
    const module: { default?: unknown } = await import(moduleUrl ?? "");
    if (typeof module.default === "function") return module.default as TaskFunction;
    return sayThrown((texts) => texts.noDefaultFunction);
  } catch (error) {
    return describeThrown(error);
  }
}

/** The amount of each kind of work that compiles its code path: some ms in total. */
const WARM_UP: Readonly<Record<BuiltInKind, { readonly times: number; readonly amount: number }>> =
  {
    sleep: { times: 20, amount: 1000 },
    spin: { times: 4, amount: 2 ** 20 },
    hash: { times: 20, amount: 2 ** 16 },
  };

async function warmUp({ work, threads, arrivals, limitNs }: WarmUpJob): Promise<WarmUpReply> {
  const loaded = work === "task" ? await loadTask() : null;
  if (loaded !== null && typeof loaded === "object") return { thread, loadFailure: loaded };
  if (work !== "task") {
    const { times, amount } = WARM_UP[work];
    for (let i = 0; i < times; i++) runBuiltIn({ kind: work, slot: thread - 1, amount });
  }
  Atomics.add(arrivals, 0, 1);
  Atomics.notify(arrivals, 0);
  const endNs = Bun.nanoseconds() + limitNs;
  for (let leftNs = limitNs; leftNs > 0; leftNs = endNs - Bun.nanoseconds()) {
    const arrived = Atomics.load(arrivals, 0);
    if (arrived >= threads) break;
    Atomics.wait(arrivals, 0, arrived, leftNs / NS_PER_MS);
  }
  return { thread, loadFailure: null };
}

function calibrate({ work }: CalibrateJob): number {
  return amountPerMs(builtIn[work]);
}
