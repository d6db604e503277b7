// Keeps one member running: starts it, waits until it is ready, and starts it again when it ends by itself.
import { backoffMs, pause } from "../async/retry.ts";
import type { ProcessIdentity } from "./components/process-tree.ts";
import type { Text } from "../units/text.ts";
import { textOf } from "../units/text-error.ts";

/** A member that is ready. */
export interface Running {
  /** The processes that run now, the main one first. */
  processes(): readonly ProcessIdentity[];
  /** Resolves with a short reason when it has ended. */
  readonly ended: Promise<Text>;
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
  onSpawn: (main: ProcessIdentity) => void,
) => Promise<Running>;

export interface SupervisorEvents {
  /** At every change of `state` or of processes. */
  readonly onChange: () => void;
  readonly onReady: (tookMs: number) => void;
  readonly onDied: (reason: Text, delayMs: number) => void;
  readonly onStartFailed: (reason: Text, delayMs: number) => void;
}

export type SupervisedState = "starting" | "up" | "waiting" | "stopping" | "stopped";

/** The pauses before restarts: they are announced, so they have no random part. */
const BACKOFF = { firstMs: 200, maxMs: 10_000 } as const;
/** After this uptime, the failure count is reset. */
const LONG_LIFE_MS = 10_000;

export class Supervisor {
  readonly #start: Start;
  readonly #events: SupervisorEvents;
  readonly #stopping = new AbortController();
  readonly #firstReady = Promise.withResolvers<void>();
  /** Settles with the first start. If the first start fails, it is not repeated. */
  readonly firstReady = this.#firstReady.promise;
  readonly #over: Promise<void>;
  #state: SupervisedState = "starting";
  #processes: readonly ProcessIdentity[] = [];
  #running: Running | undefined;
  #restarts = 0;
  #failures = 0;
  #stopped: Promise<void> | undefined;

  /** Starts the member at once. */
  constructor(start: Start, events: SupervisorEvents) {
    this.#start = start;
    this.#events = events;
    this.firstReady.catch(() => undefined); // Not every caller waits for it.
    this.#over = this.#run().finally(() => this.#firstReady.reject(new Error("stopped")));
  }

  get state(): SupervisedState {
    return this.#state;
  }

  /** Empty while it does not run. */
  get processes(): readonly ProcessIdentity[] {
    return this.#processes;
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Stops it without a restart. Idempotent; never rejects. */
  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      this.#change("stopping");
      this.#stopping.abort();
      await this.#running?.stop();
      await this.#over;
      this.#processes = [];
      this.#change("stopped");
    })();
    return this.#stopped;
  }

  /** Sends SIGKILL; the member is then started again. */
  kill(): void {
    this.#running?.kill();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      const report = await this.#runOnce();
      if (report === undefined || signal.aborted) return;
      const delayMs = backoffMs(BACKOFF, ++this.#failures, 1);
      report(delayMs);
      await pause(delayMs, signal);
      if (signal.aborted) return;
      this.#restarts++;
      if (this.#state === "waiting") this.#change("starting");
    }
  }

  /** Resolves when it has ended, with the function that reports the end; with undefined if it is not started again. */
  async #runOnce(): Promise<((delayMs: number) => void) | undefined> {
    const { signal } = this.#stopping;
    const { onChange, onDied, onReady, onStartFailed } = this.#events;
    const beganAtMs = performance.now();
    let running: Running;
    try {
      running = await this.#start(signal, (main) => {
        this.#processes = [main];
        onChange();
      });
    } catch (error) {
      if (this.#restarts > 0) return (delayMs) => onStartFailed(textOf(error), delayMs);
      this.#firstReady.reject(error);
      return undefined;
    }
    this.#running = running;
    this.#processes = running.processes();
    // It became ready during `stop`, which had not seen it.
    if (signal.aborted) {
      await running.stop();
      return undefined;
    }
    const upAtMs = performance.now();
    this.#change("up");
    onReady(upAtMs - beganAtMs);
    this.#firstReady.resolve();
    const reason = await running.ended;
    const uptimeMs = performance.now() - upAtMs;
    // Other processes of the member can still run.
    await running.stop();
    if (signal.aborted) return undefined;
    this.#running = undefined;
    this.#processes = [];
    if (uptimeMs >= LONG_LIFE_MS) this.#failures = 0;
    this.#change("waiting");
    return (delayMs) => onDied(reason, delayMs);
  }

  #change(state: SupervisedState): void {
    this.#state = state;
    this.#events.onChange();
  }
}
