// The live page of a local server: counts the tasks that pass through `execute`.
import { escapeControls } from "../protocol/control-characters.ts";
import type { Execute } from "../protocol/task.ts";
import type { Recent, ThreadTask } from "./frames.ts";
import type { LiveSource } from "./hub.ts";
import type { Tally } from "./tally.ts";

/** The present state of the server; read about ten times a second while a page is open. */
export interface ServerReading {
  readonly connections: number;
  readonly waiting: number;
  readonly running: number;
  /** By thread number; null for a free thread. */
  readonly threads: readonly (ThreadTask | null)[];
}

const FRAME_MS = 100;
/** Above this rate single tasks can't be followed, so half as many frames are sent. */
const FAST_PER_SEC = 200;
/** Percentiles are the main cost of a frame, so they are computed less often. */
const RECENT_MS = 500;
/** Above this number of threads the texts of tasks are not readable, so they are not sent. */
const MAX_THREADS_WITH_TEXT = 100;
const MAX_TEXT_LENGTH = 80;

/** Returns an `execute` that counts its tasks. */
export function observeExecute(execute: Execute, tally: Tally, nowMs: () => number): Execute {
  return (request, signal) => {
    tally.arrived(nowMs());
    const reply = execute(request, signal);
    reply.then(
      (times) => tally.done(nowMs(), times),
      () => tally.failed(nowMs()),
    );
    return reply;
  };
}

export function createServerSource(
  hello: Omit<LiveSource["hello"], "form">,
  tally: Tally,
  read: () => ServerReading,
): LiveSource {
  let recent: Recent | undefined;
  let recentAtMs = 0;
  return {
    hello: { ...hello, form: "server" },
    get everyMs() {
      return (recent?.donePerSec ?? 0) >= FAST_PER_SEC ? 2 * FRAME_MS : FRAME_MS;
    },
    frame(nowMs, since) {
      const { increments, next } = tally.since(since);
      const { threads, ...reading } = read();
      if (recent === undefined || nowMs - recentAtMs >= RECENT_MS) {
        recent = tally.recent(nowMs);
        recentAtMs = nowMs;
      }
      const activity = {
        totals: tally.totals,
        ...reading,
        groups: [{ name: null, threads: shown(threads) }],
        recent,
      };
      return { frame: { increments, activity }, next };
    },
  };
}

/** The tasks for the page: texts without control characters, truncated. */
export function shown(threads: readonly (ThreadTask | null)[]): (ThreadTask | null)[] {
  return threads.map(
    (task) =>
      task && { ...task, task: threads.length > MAX_THREADS_WITH_TEXT ? "" : cut(task.task) },
  );
}

function cut(text: string): string {
  const whole = escapeControls(text.slice(0, MAX_TEXT_LENGTH));
  return text.length > MAX_TEXT_LENGTH ? `${whole}…` : whole;
}
