// The distributed form, on the entry server: publishes a task to the broker and waits for the reply with its id.
//
//   publish, confirmed = accepted → a worker runs it, stores it, replies → reply
import { PendingByKey } from "../async/pending.ts";
import type { TaskBroker, TaskMessage, WorkerReply } from "../broker/task-broker.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Execute, TaskError } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { textOf } from "../units/text-error.ts";
import { stampMs } from "./clock.ts";
import { Intake, type RunReport } from "./intake.ts";

export interface DistributedOptions {
  /** Name of this entry server. */
  readonly name: string;
  /** Tasks that wait for a confirm or a reply; the next one is answered `busy`. */
  readonly maxInHand: number;
  /** Time limit for a broker that can't be reached; then the answer is `unavailable`. */
  readonly confirmTimeoutNs: Ns;
  /** Counted from the acceptance; then the answer is `timeout`, and the task still runs. */
  readonly replyTimeoutNs: Ns;
  readonly messages: Messages;
}

/** A task whose reply is pending. */
interface PublishedTask {
  readonly message: TaskMessage;
  /** Undefined until the broker has it. */
  confirmedAtMs: number | undefined;
}

/**
 * A repeated id and text shares the message and the reply while the task is in progress here. On other entry servers, or
 * later, the workers run it only once. `broker` must have no other listener for replies.
 */
export class DistributedExecute {
  readonly #broker: Pick<TaskBroker, "publish">;
  readonly #options: DistributedOptions;
  readonly #intake: Intake;
  readonly #pending = new PendingByKey<string, WorkerReply, PublishedTask>();
  #hasBeenDown = false;
  #answered = 0;

  constructor(
    broker: Pick<TaskBroker, "publish" | "onReply" | "onChange">,
    options: DistributedOptions,
  ) {
    this.#broker = broker;
    this.#options = options;
    // A published task can't be withdrawn, so the signal of clients that have gone is ignored.
    this.#intake = new Intake(options, (message) => this.#run(message));
    broker.onReply((reply) => {
      // Later replies to a task are the same; replies after the time-out are dropped.
      if (this.#pending.resolve(reply.id, reply)) this.#answered++;
    });
    broker.onChange((isUp) => {
      if (!isUp) this.#hasBeenDown = true;
      else if (this.#hasBeenDown) this.#redeliver();
    });
  }

  get execute(): Execute {
    return this.#intake.execute;
  }

  /** Tasks that wait for a confirm or a reply. */
  get inHand(): number {
    return this.#intake.size;
  }

  /** Tasks with a reply, errors included. */
  get answered(): number {
    return this.#answered;
  }

  /**
   * Refuses new tasks and waits for pending replies. After `timeoutNs` the remaining tasks are answered `shutting-down`; they
   * still run, and clients can ask again with their ids.
   */
  async drain(timeoutNs: Ns): Promise<void> {
    if (await this.#intake.drain(timeoutNs)) return;
    const message = this.#options.messages.stoppedWaiting();
    this.#pending.rejectAll(new TaskError("shutting-down", message));
  }

  async #run(message: TaskMessage): Promise<RunReport> {
    const { replyTimeoutNs, messages } = this.#options;
    const { id, acceptedAtMs } = message;
    const task: PublishedTask = { message, confirmedAtMs: undefined };
    const reply = this.#pending.add(id, task, {
      timeoutMs: replyTimeoutNs / NS_PER_MS,
      onTimeout: () => new TaskError("timeout", messages.replyLate(replyTimeoutNs)),
    });
    this.#publish(task).catch((cause: unknown) => {
      const reason = messages.brokerUnavailable(messages.of(textOf(cause)));
      this.#pending.reject(id, new TaskError("unavailable", reason, { cause }));
    });
    const answer = await reply;
    const receivedAtMs = stampMs();
    if (answer.status === "error") throw new TaskError(answer.code, answer.message);
    const { thread, serviceNs, startedAtMs, worker, json, hops } = answer;
    const { confirmedAtMs } = task;
    // A reply can arrive before the confirm.
    const confirmed = confirmedAtMs !== undefined && { confirmedAtMs };
    return {
      thread,
      serviceNs,
      startedAtMs,
      worker,
      ...(hops !== null && { hops: { acceptedAtMs, ...confirmed, ...hops, receivedAtMs } }),
      result: parseResult(json, messages),
    };
  }

  async #publish(task: PublishedTask): Promise<void> {
    await this.#broker.publish(task.message, this.#options.confirmTimeoutNs / NS_PER_MS);
    task.confirmedAtMs ??= stampMs();
  }

  /**
   * A lost connection can lose replies, so accepted tasks with a pending reply are published again: a done task is answered
   * from its row; for others a second message has no effect.
   */
  #redeliver(): void {
    for (const task of this.#pending.contexts()) {
      if (task.confirmedAtMs === undefined) continue;
      // If this fails, too, the broker is lost again, and the next session repeats it.
      this.#publish(task).catch(() => undefined);
    }
  }
}

function parseResult(json: string, messages: Messages): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TaskError("task-failed", messages.resultNotSendable(reason), { cause });
  }
}
