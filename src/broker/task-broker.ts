// Between entry servers and workers: tasks go one way, replies the other. RabbitMQ implements it.
import { TextError } from "../units/text-error.ts";
import type { ErrorCode } from "../protocol/task.ts";
import type { Ns } from "../units/duration.ts";

/** A task as it travels. */
export interface TaskMessage {
  readonly id: string;
  readonly task: string;
  /** Name of the entry server that accepted it. */
  readonly entry: string;
  readonly client: string | null;
  /** Unix time in ms, with a fraction, on the entry server's clock. */
  readonly acceptedAtMs: number;
}

/** Unix times in ms, with a fraction, of one task's way through a worker; for a waterfall on one host. */
export interface WorkerHops {
  readonly deliveredAtMs: number;
  readonly claimedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly storedAtMs: number;
  readonly repliedAtMs: number;
}

/** What a worker answers. Of a task that was done before, `hops` is null. */
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
  | { readonly status: "error"; readonly code: ErrorCode; readonly message: string }
);

/** The broker can't be reached, or refused a request. */
export class BrokerError extends TextError {
  override readonly name = "BrokerError";
}

/** One task in a worker's hands. Exactly one of the four settles it; a settled one can't be settled again. */
export interface TaskDelivery {
  readonly message: TaskMessage;
  /** True where it was delivered before, to whomever. */
  readonly isRedelivered: boolean;
  /**
   * Sends the reply to the entry server that holds the client; resolves when the broker has it. Best effort: it never
   * rejects, and gives up after 20 s, as a client without a reply asks again by the id.
   */
  reply(reply: WorkerReply): Promise<void>;
  /** It is done with: its row is stored. */
  ack(): void;
  /** Back to the queue, for whoever takes it next. It counts as a delivery, of which a task has 21 at most. */
  requeue(): void;
  /** Comes again after about this long, to whoever takes it next, without counting as a delivery; then settled. */
  retryLater(delayMs: number): Promise<void>;
  /** To the dead-letter queue, with its error; then settled. */
  bury(error: { readonly code: ErrorCode; readonly message: string }): Promise<void>;
}

export interface TaskConsumer {
  /** No further deliveries come; those in hand go on. Resolves when the broker knows. Idempotent. */
  cancel(): Promise<void>;
}

/** For entry servers. */
export interface TaskPublisher {
  /**
   * Resolves when the broker has confirmed the task: it is accepted. Waits through short absences of the broker.
   * @throws {BrokerError} after `timeoutMs`, or at once where the queue is not there. What timed out may still arrive: the
   * id makes that harmless.
   */
  publish(message: TaskMessage, timeoutMs: number): Promise<void>;
}

/** One connection to a broker that comes back by itself. Whoever creates it closes it. */
export interface TaskBroker extends TaskPublisher {
  /** Connected, the queues are declared, and the broker takes messages (no memory or disk alarm). */
  readonly isUp: boolean;
  /** Called at each change of `isUp`. */
  onChange(listener: (isUp: boolean) => void): void;
  /** Replies to the tasks that this process published come here, whatever their order; at most one listener. */
  onReply(listener: (reply: WorkerReply) => void): void;
  /** At most `prefetch` deliveries are unsettled at a time. Starts again by itself when the broker comes back. */
  consume(prefetch: number, onDelivery: (delivery: TaskDelivery) => void): Promise<TaskConsumer>;
  /** Tasks in the queue that no worker holds; null while the broker is away. For whoever looks now and then. */
  queued(): Promise<number | null>;
  /** Waits until what was settled is on its way. Idempotent. */
  close(): Promise<void>;
}
