// The live page of one server with threads of its own: its tasks are watched on their way through `execute`.
import { escapeControls } from "../protocol/control-characters.ts";
import type { Execute } from "../protocol/task.ts";
import type { Hello, Recent, ThreadTask } from "./frames.ts";
import type { LiveSource } from "./hub.ts";
import type { Tally } from "./tally.ts";

/** What the server has in hand at an instant; read some ten times a second while somebody looks, else never. */
export interface ServerReading {
  readonly connections: number;
  readonly waiting: number;
  readonly running: number;
  /** In the order of their numbers; null: free. */
  readonly threads: readonly (ThreadTask | null)[];
}

const FRAME_MS = 100;
/** From so many tasks a second on nobody can follow single ones: half as many frames say as much and cost half. */
const FAST_PER_SEC = 200;
/** Percentiles cost most of a frame, and nobody reads them ten times a second. */
const RECENT_MS = 500;
/** Where more threads than this are drawn, nobody could read the tasks' texts. */
const MAX_THREADS_WITH_TEXT = 100;
const MAX_TEXT_LENGTH = 80;

/** Counts what passes through `execute`, which it gives back. */
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
  hello: Omit<Hello, "type" | "instance" | "canSend" | "form">,
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

/** Fit for a row of the page: no control characters, and no longer than fits. */
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
