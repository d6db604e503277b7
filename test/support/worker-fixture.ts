// A worker and an entry server in the test's own process, on a real broker and real stores, with tasks that the test ends.
import { onTestFinished } from "bun:test";
import type { TaskBroker } from "../../src/broker/task-broker.ts";
import { DistributedExecute } from "../../src/execute/distributed.ts";
import { StorageWatch } from "../../src/execute/retry-storage.ts";
import {
  type ErrorCode,
  TaskError,
  type TaskReply,
  type TaskRequest,
} from "../../src/protocol/task.ts";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import type { TaskStore } from "../../src/storage/task-store.ts";
import { NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { startWorker, type Worker, type WorkerOptions } from "../../src/worker/worker.ts";
import { Arrivals, openBroker } from "./broker-fixture.ts";
import { messages } from "./test-pools.ts";

export interface StartedRun {
  readonly request: TaskRequest;
  done(result?: unknown): void;
  fail(message: string, code?: ErrorCode): void;
}

/** A pool of four threads, or as many as given, whose tasks end when the test says so. */
export class ScriptedPool {
  readonly threads: number;
  readonly runs = new Arrivals<StartedRun>();

  constructor(threads = 4) {
    this.threads = threads;
  }

  run(request: TaskRequest): Promise<TaskReply> {
    const { promise, resolve, reject } = Promise.withResolvers<TaskReply>();
    const startedAtMs = performance.timeOrigin + performance.now();
    const times = { waitNs: 0, serviceNs: 1000, sojournNs: 1000, startedAtMs };
    this.runs.add({
      request,
      done: (result = request.task) => resolve({ thread: 1, acceptedSeq: 0, ...times, result }),
      fail: (message, code = "task-failed") => reject(new TaskError(code, message)),
    });
    return promise;
  }

  /** What a pool does with what it still runs. */
  drain(): Promise<void> {
    return Promise.resolve();
  }
}

export interface WorkerParts {
  readonly url: string;
  readonly queue: string;
  readonly tasks: TaskStore;
  readonly blobs: BlobStore;
}

/** Stopped with the test, its running tasks given up. */
export async function openWorker(
  { url, queue, tasks, blobs }: WorkerParts,
  name: string,
  { threads, ...options }: Partial<WorkerOptions> & { readonly threads?: number } = {},
): Promise<{ worker: Worker; pool: ScriptedPool; broker: TaskBroker }> {
  const broker = await openBroker(url, queue, name);
  const pool = new ScriptedPool(threads);
  const worker = await startWorker({
    broker,
    pool,
    tasks,
    blobs,
    name,
    inlineLimitBytes: 100,
    maxAttempts: 2,
    leaseNs: 30 * NS_PER_SECOND,
    messages,
    watch: new StorageWatch(),
    backoff: { firstMs: 1, maxMs: 1 },
    ...options,
  });
  onTestFinished(() => {
    for (const run of pool.runs.all) run.done();
    return worker.stop(10 * NS_PER_MS);
  });
  return { worker, pool, broker };
}

export async function openEntry(
  { url, queue }: WorkerParts,
  entry: string,
): Promise<DistributedExecute> {
  const broker = await openBroker(url, queue, entry);
  return new DistributedExecute(broker, {
    name: entry,
    maxInHand: 1000,
    confirmTimeoutNs: 10 * NS_PER_SECOND,
    replyTimeoutNs: 60 * NS_PER_SECOND,
    messages,
  });
}
