// How a server that keeps records accepts a task and replies to it, in the stored local and in the distributed form: the
// bound, the id, the number and the times of a task. Running it is the form's part.
import { isSettledWithin } from "../async/deadline.ts";
import { PendingCount } from "../async/pending.ts";
import type { Messages } from "../messages/catalogue.ts";
import {
  type AcceptedTask,
  type Execute,
  TaskError,
  type TaskReply,
  type TaskRequest,
} from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { stampMs, waitWithin } from "./clock.ts";
import { shareById } from "./share-by-id.ts";

export interface BoundedOptions {
  /** Name of this server in rows and messages. */
  readonly name: string;
  /** Limit of tasks in progress; the next one is answered `busy`. */
  readonly maxInHand: number;
  readonly messages: Messages;
}

/** The part of a reply that depends on where the task was run. */
export type RunReport = Omit<TaskReply, "acceptedSeq" | "waitNs" | "sojournNs">;

export abstract class BoundedExecute {
  /** A repeated id and text shares the run and the reply while the task is in progress. */
  readonly execute: Execute;
  readonly #options: BoundedOptions;
  readonly #pending = new PendingCount();
  #isStopping = false;
  #nextSeq = 0;

  constructor(options: BoundedOptions) {
    this.#options = options;
    this.execute = shareById(
      (request, signal) => this.#pending.add(this.#accept(request, signal)),
      options.messages,
    );
  }

  /** Tasks in progress. */
  get inHand(): number {
    return this.#pending.size;
  }

  /** Rejects only with TaskError. An aborted `signal` means that all clients of the task have gone. */
  protected abstract run(origin: AcceptedTask, signal: AbortSignal): Promise<RunReport>;

  /** Refuses new tasks; resolves with true when none is in progress, or with false after `timeoutNs`. */
  protected isDrained(timeoutNs: Ns): Promise<boolean> {
    this.#isStopping = true;
    return isSettledWithin(this.#pending.whenEmpty(), timeoutNs / NS_PER_MS);
  }

  async #accept(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    const { name, maxInHand, messages } = this.#options;
    if (this.#isStopping) throw shuttingDown(messages);
    if (signal.aborted) throw clientGone();
    if (this.inHand >= maxInHand) {
      throw new TaskError("busy", messages.tasksInHand(this.inHand, maxInHand));
    }
    const acceptedNs = Bun.nanoseconds();
    const acceptedSeq = this.#nextSeq++;
    const acceptedAtMs = stampMs();
    const { id, task, client = null } = request;
    const origin = { id: id ?? Bun.randomUUIDv7(), task, entry: name, client, acceptedAtMs };
    const report = await this.run(origin, signal);
    const sojournNs = Bun.nanoseconds() - acceptedNs;
    const waitNs = waitWithin(acceptedAtMs, sojournNs, report.startedAtMs, report.serviceNs);
    return { ...report, acceptedSeq, waitNs, sojournNs };
  }
}

export function shuttingDown(messages: Messages): TaskError {
  return new TaskError("shutting-down", messages.shuttingDown());
}

/** Never shown to a user, so not translated. */
export function clientGone(): TaskError {
  return new TaskError("unavailable", "the client is gone");
}
