// Keeps one member running: starts it, waits until it is ready, and starts it again when it ends by itself.
import type { ProcessIdentity } from "./components/process-tree.ts";
import type { Text } from "../units/text.ts";
import { textOf } from "../units/text-error.ts";

/** A member that is ready. */
export interface Running {
  /** Its processes, its main one first. */
  readonly marks: readonly ProcessIdentity[];
  /** Resolves with a short reason when it has ended. */
  readonly ended: Promise<string>;
  /** Stops it gracefully, within a bounded time. Idempotent. */
  stop(): Promise<void>;
  /** Sends SIGKILL, as a crash. */
  kill(): void;
}

/**
 * Starts a member and resolves when it is ready. Rejects if it fails or is aborted; then none of its processes is left.
 * `onSpawn` is called with its main process as soon as that exists.
 */
export type Start = (
  signal: AbortSignal,
  onSpawn: (mark: ProcessIdentity) => void,
) => Promise<Running>;

export interface SupervisorEvents {
  /** At every change of `state` or of processes. */
  readonly onChange: () => void;
  readonly onReady: (tookMs: number) => void;
  readonly onDied: (reason: string, delayMs: number) => void;
  readonly onStartFailed: (reason: Text, delayMs: number) => void;
}

export type SupervisedState = "starting" | "up" | "waiting" | "stopping" | "stopped";

export interface Supervised {
  readonly state: SupervisedState;
  /** Empty while it does not run. */
  readonly marks: readonly ProcessIdentity[];
  /** How often it was started again. */
  readonly restarts: number;
  /** Settles with the first start. If the first start fails, it is not repeated. */
  readonly firstReady: Promise<void>;
  /** Resolves when it is up; rejects if it is stopped before. */
  untilUp(): Promise<void>;
  /** Stops it without a restart. Idempotent; never rejects. */
  stop(): Promise<void>;
  /** Sends SIGKILL; the member is then started again. */
  kill(): void;
}

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 10_000;
/** After this uptime, the failure count is reset. */
const LONG_LIFE_MS = 10_000;

/** Pause before the start that follows `failures` ends in a row, from 1: 200 ms, doubled up to 10 s. */
export function restartDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
}

export function supervise(start: Start, events: SupervisorEvents): Supervised {
  const stopping = new AbortController();
  const firstReady = Promise.withResolvers<void>();
  firstReady.promise.catch(() => undefined); // Nobody has to wait for it.
  const waiters = new Set<PromiseWithResolvers<void>>();
  let state: SupervisedState = "starting";
  let marks: readonly ProcessIdentity[] = [];
  let running: Running | undefined;
  let restarts = 0;

  const change = (next: SupervisedState): void => {
    state = next;
    for (const waiter of next === "up" || next === "stopped" ? waiters : []) {
      if (next === "up") waiter.resolve();
      else waiter.reject(new Error("stopped"));
      waiters.delete(waiter);
    }
    events.onChange();
  };

  const life = async (): Promise<void> => {
    let failures = 0;
    for (let isFirst = true; !stopping.signal.aborted; isFirst = false) {
      if (!isFirst) restarts++;
      const beganAtMs = performance.now();
      let reason: string;
      try {
        running = await start(stopping.signal, (mark) => {
          marks = [mark];
          events.onChange();
        });
      } catch (error) {
        if (isFirst) firstReady.reject(error);
        if (isFirst || stopping.signal.aborted) return;
        const delayMs = restartDelayMs(++failures);
        events.onStartFailed(textOf(error), delayMs);
        await pause(delayMs);
        continue;
      }
      ({ marks } = running);
      // It became ready during `stop`, which had not seen it.
      if (stopping.signal.aborted) return await running.stop();
      const upAtMs = performance.now();
      change("up");
      events.onReady(upAtMs - beganAtMs);
      firstReady.resolve();
      reason = await running.ended;
      if (stopping.signal.aborted) return;
      // Other processes of the member can still run.
      await running.stop();
      running = undefined;
      marks = [];
      if (performance.now() - upAtMs >= LONG_LIFE_MS) failures = 0;
      const delayMs = restartDelayMs(++failures);
      change("waiting");
      events.onDied(reason, delayMs);
      await pause(delayMs);
      if (!stopping.signal.aborted) change("starting");
    }
  };

  const pause = async (delayMs: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, delayMs);
    stopping.signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  };

  const over = life().finally(() => {
    firstReady.reject(new Error("stopped"));
  });
  let ending: Promise<void> | undefined;
  return {
    get state() {
      return state;
    },
    get marks() {
      return marks;
    },
    get restarts() {
      return restarts;
    },
    firstReady: firstReady.promise,
    untilUp() {
      if (state === "up") return Promise.resolve();
      const waiter = Promise.withResolvers<void>();
      if (state === "stopped") waiter.reject(new Error("stopped"));
      else waiters.add(waiter);
      return waiter.promise;
    },
    stop() {
      ending ??= (async () => {
        change("stopping");
        stopping.abort();
        await running?.stop();
        await over;
        marks = [];
        change("stopped");
      })();
      return ending;
    },
    kill() {
      running?.kill();
    },
  };
}
