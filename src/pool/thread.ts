// The code that runs in a thread of the pool: tinypool imports it and calls `runJob`, one call at a time. A thread is
// warmed up, then pulls tasks from the ring in one call that does not return.
import type { MessagePort } from "node:worker_threads";
import type { TaskRequest } from "../protocol/task.ts";
import { NS_PER_MS } from "../units/duration.ts";
import { amountPerMs, hash, spin } from "./cpu-work.ts";
import { RingThread } from "./ring.ts";
import { type OutcomeText, SlotTexts } from "./slot-texts.ts";
import { callTask, loadTask, outcomeText } from "./user-task.ts";
import type {
  BuiltInKind,
  CalibrateJob,
  Job,
  PullJob,
  ThreadSetup,
  WarmUpJob,
  WarmUpReply,
} from "./work.ts";

// tinypool's module has the same value, but takes 50 ms to import in a thread.
// oxlint-disable-next-line no-underscore-dangle -- the name is tinypool's
const { workerId: thread, workerData } = process.__tinypool_state__;
const { ring: memory, texts, moduleUrl, isTellingStarts }: ThreadSetup = workerData;

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

export function runJob(job: Job): number | undefined | Promise<WarmUpReply | undefined> {
  switch (job.kind) {
    case "pull":
      if (job.work === "task") return pullForModule(job);
      pullBuiltIn(job.work, job.holder);
      return undefined;
    case "warm-up":
      return warmUp(job);
    case "calibrate":
      return calibrate(job);
    default:
      return job satisfies never;
  }
}

/** Returns only if a task was taken back from it: then the thread is about to be ended. */
function pullBuiltIn(kind: BuiltInKind, holder: number): void {
  const ring = new RingThread(memory, holder);
  const run = builtIn[kind];
  for (;;) {
    const slot = ring.claim();
    start(ring, slot);
    const startNs = Bun.nanoseconds();
    run(memory.amount[slot] ?? 0);
    const serviceNs = Bun.nanoseconds() - startNs;
    if (!ring.finish(slot)) return;
    memory.serviceNs[slot] = serviceNs;
    ring.tell(slot, "finished");
  }
}

/**
 * As above. It blocks the thread while there is no task, never while the promise of one is pending.
 */
async function pullForModule({ holder, port }: PullJob): Promise<undefined> {
  if (texts === null || moduleUrl === null) throw new Error("a thread without a module");
  const ring = new RingThread(memory, holder);
  const slotTexts = new SlotTexts(texts);
  const printed = [process.stdout, process.stderr];
  for (;;) {
    const slot = ring.claim();
    const request = slotTexts.readRequest(slot) ?? (await requestByMessage(ring, slot, port));
    // A replacement loads the module with its first task, before that task counts as started.
    // oxlint-disable-next-line no-await-in-loop -- one task at a time
    const loaded = await loadTask(moduleUrl);
    start(ring, slot);
    const startNs = Bun.nanoseconds();
    // oxlint-disable-next-line no-await-in-loop -- one task at a time
    const outcome = await callTask(loaded, request);
    const serviceNs = Bun.nanoseconds() - startNs;
    const said: OutcomeText = outcomeText(outcome);
    if (!ring.finish(slot)) return;
    memory.serviceNs[slot] = serviceNs;
    // The message is in the port before the main thread hears that the task has finished.
    if (!slotTexts.writeOutcome(slot, said)) port.postMessage(said);
    ring.tell(slot, "finished");
    // oxlint-disable-next-line no-await-in-loop -- one task at a time
    for (const stream of printed) if (stream.writableLength > 0) await flushed(stream);
  }
}

/** A thread that blocks writes nothing, so what a task has printed is awaited. */
function flushed(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((resolve) => stream.write("", resolve));
}

function requestByMessage(ring: RingThread, slot: number, port: MessagePort): Promise<TaskRequest> {
  const request = new Promise<TaskRequest>((resolve) => port.once("message", resolve));
  ring.tell(slot, "wants text");
  return request;
}

function start(ring: RingThread, slot: number): void {
  memory.startedAtMs[slot] = performance.timeOrigin + performance.now();
  Atomics.store(memory.thread, slot, thread);
  if (isTellingStarts) ring.tell(slot, "started");
}

/** The amount of each kind of work that compiles its code path: some ms in total. */
const WARM_UP: Readonly<Record<BuiltInKind, { readonly times: number; readonly amount: number }>> =
  {
    sleep: { times: 20, amount: 1000 },
    spin: { times: 4, amount: 2 ** 20 },
    hash: { times: 20, amount: 2 ** 16 },
  };

async function warmUp({ work, threads, arrivals, limitNs }: WarmUpJob): Promise<WarmUpReply> {
  if (work === "task") {
    const loaded = await loadTask(moduleUrl ?? "");
    if (typeof loaded === "object") return { thread, loadFailure: loaded };
  } else {
    const { times, amount } = WARM_UP[work];
    for (let i = 0; i < times; i++) builtIn[work](amount);
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
