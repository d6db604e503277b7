// The kinds of work, and the messages between the main thread and the threads. Pure: nothing here runs a task.
import type { TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import type { Text } from "../units/text.ts";
import { drawServiceNs, type ServiceTime } from "../units/service-time.ts";

/** The built-in kinds of work; their result is the task's text. */
export type BuiltInKind = "sleep" | "spin" | "hash";

/** The work of every task of a pool. */
export type Work =
  | { readonly kind: BuiltInKind; readonly service: ServiceTime; readonly seed: number }
  | {
      readonly kind: "task";
      /** The user's module: relative to the working folder, or absolute. */
      readonly modulePath: string;
    };

/** The default export of a user's module. Its result must be fit for structured clone and for JSON. */
export type TaskFunction = (task: string, context: { readonly id: string | null }) => unknown;

/** Shared memory in which threads report started tasks: one slot for each task on a thread. */
export interface Slots {
  /** Written before `threads`: Unix time in ms, with a fraction. */
  readonly startedAtMs: Float64Array<SharedArrayBuffer>;
  /** 0 until the task has started, then the number of its thread; `Atomics.notify` reports the change. */
  readonly threads: Int32Array<SharedArrayBuffer>;
}

/** The start data of every thread, replacements included. */
export interface ThreadSetup {
  readonly slots: Slots;
  /** file: URL of the user's module, null for built-in work. */
  readonly moduleUrl: string | null;
}

/** A task of built-in work for a thread, without its text, which the thread does not need. */
export interface BuiltInJob {
  readonly kind: BuiltInKind;
  readonly slot: number;
  /** ns of sleep, iterations of spin, bytes of hash. */
  readonly amount: number;
}

/** A task of the user's module for a thread. */
export interface ModuleJob {
  readonly kind: "task";
  readonly slot: number;
  readonly id: string | null;
  readonly task: string;
}

export type TaskJob = BuiltInJob | ModuleJob;

/**
 * The job of a pool's task, `seq` (from 0) in the order of acceptance; equal arguments make equal jobs, so a seed makes a run repeatable.
 * `amountPerMs`: see Threads.
 */
export function createJob(
  work: Work,
  amountPerMs: number,
  { request: { id, task }, seq }: { readonly request: TaskRequest; readonly seq: number },
  slot: number,
): TaskJob {
  if (work.kind === "task") return { kind: "task", slot, id, task };
  const serviceNs = drawServiceNs(work.service, work.seed, seq);
  return { kind: work.kind, slot, amount: Math.round((serviceNs / NS_PER_MS) * amountPerMs) };
}

/** The reply of a thread that survived its task. */
export interface TaskJobReply {
  readonly serviceNs: Ns;
  readonly result: unknown;
  readonly failure: null | { readonly kind: "threw" | "not-sendable"; readonly reason: Text };
}

/** Prepares a thread, then holds it until all threads are ready, so that no thread runs two of these jobs. */
export interface WarmUpJob {
  readonly kind: "warm-up";
  readonly work: Work["kind"];
  readonly threads: number;
  /** One cell: how many threads are ready. */
  readonly arrivals: Int32Array<SharedArrayBuffer>;
  /** How long a thread waits for the others. */
  readonly limitNs: Ns;
}

export interface WarmUpReply {
  readonly thread: number;
  /** Why the user's module can't be used. */
  readonly loadFailure: Text | null;
}

/** Measures how much CPU work one thread does while the others are idle. Its reply: amount per ms. */
export interface CalibrateJob {
  readonly kind: "calibrate";
  readonly work: "spin" | "hash";
}

export type Job = TaskJob | WarmUpJob | CalibrateJob;
