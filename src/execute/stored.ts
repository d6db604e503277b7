// The local form with a store: tasks run in the pool of this process; their ids, records and results are stored.
import { pause } from "../async/retry.ts";
import type { AcceptedTask } from "../protocol/task.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import {
  BoundedExecute,
  type BoundedOptions,
  clientGone,
  type RunReport,
  shuttingDown,
} from "./bounded-execute.ts";
import { asTaskError } from "./retry-storage.ts";
import { type RunnerOptions, TaskRunner } from "./task-runner.ts";

export interface StoredOptions
  extends
    BoundedOptions,
    Pick<RunnerOptions, "pool" | "tasks" | "blobs" | "inlineLimitBytes" | "leaseNs" | "watch"> {
  /** Time limit for a store that can't be reached; then the answer is `unavailable`. */
  readonly storageTimeoutNs: Ns;
}

/**
 * Every task has a row; a task without an id gets a UUIDv7. A repeated id and text gets the same result, without a thread and
 * without an attempt, while the task is in progress and when it is stored as done.
 */
export class StoredExecute extends BoundedExecute {
  readonly #messages: Messages;
  readonly #runner: TaskRunner;
  readonly #stopping = new AbortController();
  readonly #givingUp = new AbortController();

  constructor(options: StoredOptions) {
    super(options);
    this.#messages = options.messages;
    // The result is stored even if the client has gone.
    const limitMs = options.storageTimeoutNs / NS_PER_MS;
    const budget = { limitMs, signal: this.#givingUp.signal };
    this.#runner = new TaskRunner({
      ...options,
      // A repeated id gets the same outcome, even a failure.
      maxAttempts: 1,
      isStartedAtOnce: false,
      claimBudget: budget,
      storeBudget: budget,
    });
  }

  /**
   * Refuses new tasks and waits for those in progress; after `timeoutNs` tasks that wait for the store are given up. The pool
   * is drained after it; the stores are closed last.
   */
  async drain(timeoutNs: Ns): Promise<void> {
    this.#stopping.abort();
    await this.isDrained(timeoutNs);
    this.#givingUp.abort();
  }

  /** Stops extending leases. Idempotent. */
  close(): void {
    this.#runner.close();
  }

  protected override async run(origin: AcceptedTask, signal: AbortSignal): Promise<RunReport> {
    try {
      for (;;) {
        const report = await this.#runOnce(origin, signal);
        if (report !== undefined) return report;
      }
    } catch (error) {
      throw asTaskError(error, this.#messages);
    }
  }

  /** Undefined if the task must be claimed again, since another process has it. */
  async #runOnce(origin: AcceptedTask, signal: AbortSignal): Promise<RunReport | undefined> {
    const { id, task, client } = origin;
    const end = await this.#runner.run(origin, { id, task, client }, signal);
    switch (end.kind) {
      case "ok": {
        const { thread, serviceNs, startedAtMs, json, run } = end;
        const result: unknown = run === null ? JSON.parse(json) : run.result;
        return { thread, serviceNs, startedAtMs, result };
      }
      case "elsewhere":
        await pause(end.pauseMs, AbortSignal.any([this.#stopping.signal, signal]));
        if (this.#stopping.signal.aborted) throw shuttingDown(this.#messages);
        if (signal.aborted) throw clientGone();
        return undefined;
      case "lost":
        return undefined;
      case "refused":
      case "failed":
      case "unstarted":
        throw end.error;
      default:
        return end satisfies never;
    }
  }
}
