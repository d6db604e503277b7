// The broker between entry servers and workers: tasks in one direction, replies in the other. Implemented by RabbitMQ.
import { TextError } from "../units/text-error.ts";
import type { AcceptedTask, TaskFailure } from "../protocol/task.ts";
import type { WindowLimits } from "./delivery-window.ts";
import type { Ns } from "../units/duration.ts";

/** Stamps of a task in a worker: Unix times in ms, with a fraction; for a waterfall on one host. */
export interface WorkerHops {
  readonly deliveredAtMs: number;
  readonly claimedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly storedAtMs: number;
  readonly repliedAtMs: number;
}

/** The reply of a worker. `hops` is null for a task that was done before. */
export type WorkerReply = {
  readonly id: string;
  readonly worker: string;
} & (
  | {
      readonly status: "ok";
      readonly thread: number;
      readonly serviceNs: Ns;
      readonly startedAtMs: number;
      /** Of the result. */
      readonly json: string;
      readonly hops: WorkerHops | null;
    }
  | ({ readonly status: "error" } & TaskFailure)
);

/** The broker can't be reached, or refused a request. */
export class BrokerError extends TextError {
  override readonly name = "BrokerError";
}

/** A task that was delivered to a worker. Exactly one of the four methods settles it, once. */
export interface TaskDelivery {
  readonly message: AcceptedTask;
  /** True if it was delivered before, to any worker. */
  readonly isRedelivered: boolean;
  /** The task needs no thread any more: the worker can be given another one before this one is settled. Idempotent. */
  runEnded(): void;
  /**
   * Sends the reply to the entry server of the client; resolves when the broker has it. Best effort: it never rejects and
   * gives up after 20 s, since a client without a reply asks again with its id.
   */
  reply(reply: WorkerReply): Promise<void>;
  /** Acknowledges the task: its row is stored. */
  ack(): void;
  /** Returns it to the queue. That counts as a delivery, of which a task has at most 21. */
  requeue(): void;
  /** Delivers it again after about this delay, to any worker, without counting as a delivery. */
  retryLater(delayMs: number): Promise<void>;
  /** Moves it to the dead-letter queue, with its error. */
  deadLetter(error: TaskFailure): Promise<void>;
}

export interface TaskConsumer {
  /** Stops further deliveries; unsettled ones stay. Resolves when the broker has confirmed. Idempotent. */
  cancel(): Promise<void>;
}

/** A connection to a broker that reconnects by itself. The creator closes it. */
export interface TaskBroker {
  /** True if it is connected, the queues are declared, and the broker accepts messages (no memory or disk alarm). */
  readonly isUp: boolean;
  /** Called at each change of `isUp`. */
  onChange(listener: (isUp: boolean) => void): void;
  /**
   * Resolves when the broker has confirmed the task: it is accepted. Waits while the broker can't be reached.
   * @throws {BrokerError} after `timeoutMs`, or at once if there is no queue. After a time-out the task can still arrive:
   * its id makes that harmless.
   */
  publish(message: AcceptedTask, timeoutMs: number): Promise<void>;
  /** Receives the replies to tasks that this process published, in any order; at most one listener. */
  onReply(listener: (reply: WorkerReply) => void): void;
  /**
   * At most `threads` deliveries need a thread at a time, and at most `maxEnded` more are unsettled. Consuming resumes by
   * itself after a loss.
   */
  consume(
    limits: WindowLimits,
    onDelivery: (delivery: TaskDelivery) => void,
  ): Promise<TaskConsumer>;
  /** Tasks in the queue that no worker holds; null while the broker can't be reached. */
  queued(): Promise<number | null>;
  /** Waits until pending settlements have been sent. Idempotent. */
  close(): Promise<void>;
}
