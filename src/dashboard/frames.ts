// Messages between the live page and its server: JSON over one WebSocket. Pure types, shared with the page.
import { parseObject } from "../units/json-object.ts";
import type { Text } from "../units/text.ts";

/** Width of the bins of time in which arrivals, completions and failures are counted. */
export const BIN_MS = 20;

/** How much of the past a page can show. */
export const HISTORY_MS = 60_000;

/** The one window of all rates and percentiles; see window.ts. */
export const WINDOW_MS = 10_000;
/** Width of the slices that the window consists of. */
export const SLICE_MS = 500;

/** Counts to add to a bin of time; a bin can have several increments. `bin` × BIN_MS is a Unix time in ms. */
export type Increment = readonly [bin: number, arrived: number, done: number, failed: number];

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Sent once, when a page has connected. */
export interface Hello {
  readonly type: "hello";
  readonly form: "server" | "cluster" | "sweep";
  /** False if the page is open to other machines, or if there is no server to send tasks to. */
  readonly canSend: boolean;
  /** The address for clients. */
  readonly address: string;
  /** Service time if it is the same for every task; null if it is not known beforehand. */
  readonly serviceMs: number | null;
  /** The value of `--service` or the user's module; not translated. */
  readonly work: string;
}

/** A task on a thread. */
export interface ThreadTask {
  /** The task's text, without control characters, truncated. */
  readonly task: string;
  /** Unix time in ms; null if the thread has the task but has not started it. */
  readonly startedAtMs: number | null;
}

/** Threads of one process, in order of their numbers; null for a free thread. */
export interface ThreadGroup {
  /** The worker's name; null if there is only one process. */
  readonly name: string | null;
  readonly threads: readonly (ThreadTask | null)[];
}

export interface Totals {
  readonly arrived: number;
  /** Tasks answered with a result. */
  readonly done: number;
  /** Failed and refused tasks. */
  readonly failed: number;
}

/** Of the window. */
export interface Recent {
  readonly arrivedPerSec: number;
  readonly donePerSec: number;
  /** ns, of tasks that were done. */
  readonly waited: Percentiles | null;
  readonly worked: Percentiles | null;
  readonly total: Percentiles | null;
  /** Tasks that the percentiles are computed from. */
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

/** Tasks done a second in a cluster, over the window, counted twice: where they are answered and where they run. */
export interface ClusterFlow {
  readonly entriesPerSec: number;
  readonly workersPerSec: number;
}

/** One box of a cluster's picture. */
export interface MemberBox {
  readonly name: string;
  readonly kind: "balancer" | "entry" | "worker" | "engine";
  readonly state: "starting" | "up" | "waiting" | "draining" | "stopping" | "stopped";
  readonly address: string | null;
  readonly restarts: number;
  /** Entry and worker: tasks done a second, over the window; null where it is not counted. */
  readonly perSec: number | null;
  /** Entry server: open connections. */
  readonly connections: number | null;
  /** Entry server: tasks whose reply is pending; worker: tasks on threads; broker: tasks in the queue. */
  readonly tasks: number | null;
  /** Worker: number of threads. */
  readonly threads: number | null;
}

export interface SweepLevel {
  readonly lane: number;
  readonly level: number;
  /** From 1; a level that is measured again has 2, 3, … */
  readonly attempt: number;
  /** null if no reply came. */
  readonly makespanMs: number | null;
  readonly throughputPerSec: number | null;
  readonly ok: number;
  readonly groups: readonly number[];
}

/** A burst that is under way. */
export interface SweepBurst {
  readonly lane: number;
  readonly level: number;
  readonly ok: number;
  readonly failed: number;
}

export interface SweepState {
  readonly title: Text;
  /** What the sweep does before and after the levels; empty during the levels. */
  readonly phase: Text;
  /** Names of the lanes if they measure different systems (the charts then show the first lane), else empty. */
  readonly laneNames: readonly Text[];
  /** Theoretical makespans, ms. */
  readonly plan: readonly (readonly [level: number, idealMs: number])[];
  readonly totalLevels: number;
  readonly running: readonly SweepBurst[];
  /** Levels that ended since the last frame; the page keeps them. */
  readonly ended: readonly SweepLevel[];
}

/** The changing state. Sent at most ten times a second, and only after a change or after a second. */
export interface Frame {
  readonly type: "frame";
  /** Unix time in ms on the server's clock. */
  readonly atMs: number;
  /** Since the last frame to this page. */
  readonly increments?: readonly Increment[];
  readonly activity?: Activity;
  readonly members?: readonly MemberBox[];
  readonly flow?: ClusterFlow;
  readonly sweep?: SweepState;
}

/** The server shuts down. */
export interface Bye {
  readonly type: "bye";
}

/** Where a task was run, and its times. */
export interface RanTask {
  readonly thread: number;
  readonly worker: string | null;
  readonly waitNs: number;
  readonly serviceNs: number;
}

/** The outcome of a SendRequest. */
export interface Sent {
  readonly type: "sent";
  readonly ref: number;
  readonly done: number;
  readonly failed: number;
  /** Of a single task; null for a burst and for a task that failed. */
  readonly only: RanTask | null;
  /** Why the first failed task failed. */
  readonly problem: Text | null;
}

export type ToPage = Hello | Frame | Bye | Sent;

/** The only request that a page can make. */
export interface SendRequest {
  readonly type: "send";
  /** The page's own number of the request. */
  readonly ref: number;
  readonly task: string;
  readonly count: number;
}

export const MAX_BURST = 1000;
export const MAX_TASK_LENGTH = 1000;

/** Parses a message of a page; undefined if it is not a valid SendRequest. */
export function parseSendRequest(text: string): SendRequest | undefined {
  const { type, ref, task, count } = parseObject(text) ?? {};
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
