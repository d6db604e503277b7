// What the live page is told, and what it may ask: JSON over one WebSocket. Pure types, shared with the page.
import type { Language } from "../units/text.ts";
import type { Percentiles } from "./windowed-histogram.ts";

/** Width of the slices of time in which arrivals and ends are counted. */
export const BIN_MS = 20;

/** How far back a page can look, and so how much is kept. */
export const HISTORY_MS = 60_000;

/** Window of rates and percentiles. */
export const WINDOW_MS = 10_000;

/** What has been added to a bin of time; several of one bin add up. `bin` × BIN_MS is a Unix time in ms. */
export type Increment = readonly [bin: number, arrived: number, done: number, failed: number];

/** What is sent once, when a page has connected. */
export interface Hello {
  readonly type: "hello";
  readonly form: "server" | "cluster" | "sweep";
  /** Another one after each start of the server: then the page begins anew. */
  readonly instance: string;
  readonly lang: Language;
  /** False: the page is open to other machines, or has nothing to send tasks to. */
  readonly canSend: boolean;
  /** Where clients connect. */
  readonly address: string;
  /** Of a task, where every task takes as long; null where it is not known beforehand. */
  readonly serviceMs: number | null;
  /** `--service` or the user's module, in words that are the same in all languages. */
  readonly work: string;
}

/** A task on a thread; times are Unix times in ms. */
export interface ThreadTask {
  /** Its text, without control characters and cut short. */
  readonly task: string;
  /** null: given to the thread, and not begun yet. */
  readonly startedAtMs: number | null;
}

/** Threads of one process, in their order; null where a thread is free. */
export interface ThreadGroup {
  /** Of its worker; null where there is just one process. */
  readonly name: string | null;
  readonly threads: readonly (ThreadTask | null)[];
}

export interface Totals {
  readonly arrived: number;
  /** Answered with a result. */
  readonly done: number;
  /** Refused ones included. */
  readonly failed: number;
}

/** Of the last 10 s. */
export interface Recent {
  readonly arrivedPerSec: number;
  readonly donePerSec: number;
  /** ns, of tasks that were done. */
  readonly waited: Percentiles | null;
  readonly worked: Percentiles | null;
  readonly total: Percentiles | null;
  /** How many tasks the percentiles rest on. */
  readonly count: number;
}

export interface Activity {
  readonly totals: Totals;
  readonly connections: number;
  readonly waiting: number;
  readonly running: number;
  readonly groups: readonly ThreadGroup[];
  readonly recent: Recent;
}

/** One box of a cluster's picture. */
export interface MemberBox {
  readonly name: string;
  readonly kind: "balancer" | "entry" | "worker" | "engine";
  readonly state: "starting" | "up" | "waiting" | "draining" | "stopping" | "stopped";
  readonly address: string | null;
  readonly restarts: number;
  /** Tasks a second of the last seconds; null where it is not known. */
  readonly perSec: number | null;
  /** Entry: open connections. */
  readonly connections: number | null;
  /** Entry: tasks awaited; worker: tasks on threads; broker: tasks in the queue. */
  readonly tasks: number | null;
  /** Worker: its threads. */
  readonly threads: number | null;
}

export interface SweepLevel {
  readonly lane: number;
  readonly level: number;
  /** From 1; one above that was measured again. */
  readonly attempt: number;
  /** null where no reply came. */
  readonly makespanMs: number | null;
  readonly throughputPerSec: number | null;
  readonly ok: number;
  readonly groups: readonly number[];
}

/** A burst that runs. */
export interface SweepBurst {
  readonly lane: number;
  readonly level: number;
  readonly ok: number;
  readonly failed: number;
}

export interface SweepState {
  readonly title: string;
  /** What happens before and after the levels. */
  readonly phase: string;
  /** Where lanes differ from each other; then the charts are about the first. */
  readonly laneNames: readonly string[];
  /** Makespans by theory, ms. */
  readonly plan: readonly (readonly [level: number, idealMs: number])[];
  readonly totalLevels: number;
  readonly running: readonly SweepBurst[];
  /** Since the last frame; the page keeps them. */
  readonly ended: readonly SweepLevel[];
}

/** What changes. Sent at most some ten times a second, and only when something has changed or a second has passed. */
export interface Frame {
  readonly type: "frame";
  /** Unix time in ms on the server's clock. */
  readonly atMs: number;
  /** Since the last frame to this page. */
  readonly increments?: readonly Increment[];
  readonly activity?: Activity;
  readonly members?: readonly MemberBox[];
  readonly sweep?: SweepState;
}

/** The process ends in its own good time. */
export interface Bye {
  readonly type: "bye";
}

/** What came of what a page has sent. */
export interface Sent {
  readonly type: "sent";
  readonly ref: number;
  readonly done: number;
  readonly failed: number;
  /** Of a single task: its thread and times, or why it failed; of many, why the first one failed. */
  readonly thread: number | null;
  readonly worker: string | null;
  readonly waitNs: number | null;
  readonly serviceNs: number | null;
  readonly problem: string | null;
}

export type ToPage = Hello | Frame | Bye | Sent;

/** The only thing that a page may ask for. */
export interface SendRequest {
  readonly type: "send";
  /** The page's own number for it. */
  readonly ref: number;
  readonly task: string;
  readonly count: number;
}

export const MAX_BURST = 1000;
export const MAX_TASK_LENGTH = 1000;

/** Reads what a page sent; undefined for all that is no request of the above form. */
export function parseSendRequest(text: string): SendRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { type, ref, task, count } = value as Readonly<Record<string, unknown>>;
  if (type !== "send" || !isCount(ref, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  if (!isCount(count, 1, MAX_BURST)) return undefined;
  if (typeof task !== "string" || task.trim() === "" || task.length > MAX_TASK_LENGTH) {
    return undefined;
  }
  return { type, ref, task, count };
}

function isCount(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}
