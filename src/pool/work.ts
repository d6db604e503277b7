// The kinds of work, and the messages between the main thread and the threads. Pure: nothing here runs a task.
import type { MessagePort } from "node:worker_threads";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import type { Text } from "../units/text.ts";
import { drawServiceNs, type ServiceTime } from "../units/service-time.ts";
import type { RingMemory } from "./ring.ts";
import type { SlotTextMemory } from "./slot-texts.ts";

/** The built-in kinds of work; their result is the task's text. */
export type BuiltInKind = "sleep" | "spin" | "hash";

export interface BuiltInWork {
  readonly kind: BuiltInKind;
  readonly service: ServiceTime;
  readonly seed: number;
}

/** The work of every task of a pool. */
export type Work =
  | BuiltInWork
  | {
      readonly kind: "task";
      /** The user's module: relative to the working folder, or absolute. */
      readonly modulePath: string;
    };

/** The default export of a user's module. Its result must be fit for structured clone and for JSON. */
export type TaskFunction = (task: string, context: { readonly id: string | null }) => unknown;

/** The start data of every thread, replacements included. */
export interface ThreadSetup {
  readonly ring: RingMemory;
  /** null for built-in work, whose threads need no texts. */
  readonly texts: SlotTextMemory | null;
  /** file: URL of the user's module, null for built-in work. */
  readonly moduleUrl: string | null;
  /** Telling costs some µs a task. */
  readonly isTellingStarts: boolean;
}

/**
 * The amount of built-in work of task number `seq` (from 0, in the order of acceptance): ns of sleep, iterations of spin,
 * bytes of hash. A seed makes a run repeatable. `amountPerMs`: see Threads.
 */
export function amountOf(work: BuiltInWork, amountPerMs: number, seq: number): number {
  const serviceNs = drawServiceNs(work.service, work.seed, seq);
  return Math.round((serviceNs / NS_PER_MS) * amountPerMs);
}

/** Why a task has no result, though its thread survived it. */
export interface TaskJobFailure {
  readonly kind: "threw" | "not-sendable";
  readonly reason: Text;
}

/** Takes tasks from the ring until the thread ends. */
export interface PullJob {
  readonly kind: "pull";
  readonly work: Work["kind"];
  /** The number of this life of the thread. */
  readonly holder: number;
  /** For texts that have no room in shared memory: a TaskRequest to the thread, an OutcomeText from it. */
  readonly port: MessagePort;
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

export type Job = PullJob | WarmUpJob | CalibrateJob;
