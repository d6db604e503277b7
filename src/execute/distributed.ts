// The distributed form, on the entry server: publishes a task to the broker and waits for the reply with its id.
//
//   publish, confirmed = accepted → a worker runs it, stores it, replies → reply
import { PendingByKey } from "../async/pending.ts";
import { Semaphore } from "../async/semaphore.ts";
import type { TaskBroker, WorkerReply } from "../broker/task-broker.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type AcceptedTask, TaskError } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { messageOf, textOf } from "../units/text-error.ts";
import { BoundedExecute, type BoundedOptions, type RunReport } from "./bounded-execute.ts";
import { stampMs } from "./clock.ts";

export interface DistributedOptions extends BoundedOptions {
  /** Time limit for a broker that can't be reached; then the answer is `unavailable`. */
  readonly confirmTimeoutNs: Ns;
  /** Counted from the acceptance; then the answer is `timeout`, and the task still runs. */
  readonly replyTimeoutNs: Ns;
}

/**
 * Limit of tasks that were published again after a reconnect and are not confirmed yet. Up to `maxInHand` tasks at once would
 * delay the confirms of new tasks, and fill the memory of a broker that has just started.
 */
export const MAX_REDELIVERING = 100;

/** From one connect of the broker to its loss. */
interface Session {
  isLost: boolean;
}

/** A task whose reply is pending. */
interface PublishedTask {
  readonly message: AcceptedTask;
  /** The latest publish. */
  published: Promise<void>;
  /** Undefined until the broker has it. */
  confirmedAtMs: number | undefined;
  /** The session of the latest confirm. */
  confirmedIn: Session | undefined;
}

/**
 * A repeated id and text shares the message and the reply while the task is in progress here. On other entry servers, or
 * later, the workers run it only once. `broker` must have no other listener for replies.
 */
export class DistributedExecute extends BoundedExecute {
  readonly #broker: Pick<TaskBroker, "publish">;
  readonly #options: DistributedOptions;
  readonly #pending = new PendingByKey<string, WorkerReply, PublishedTask>();
  readonly #redelivering = new Semaphore(MAX_REDELIVERING);
  #session: Session = { isLost: false };
  #answered = 0;

  constructor(
    broker: Pick<TaskBroker, "publish" | "onReply" | "onChange">,
    options: DistributedOptions,
  ) {
    super(options);
    this.#broker = broker;
    this.#options = options;
    broker.onReply((reply) => {
      // Later replies to a task are the same; replies after the time-out are dropped.
      if (this.#pending.resolve(reply.id, reply)) this.#answered++;
    });
    broker.onChange((isUp) => {
      if (!isUp) this.#session.isLost = true;
      else if (this.#session.isLost) void this.#redeliver((this.#session = { isLost: false }));
    });
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
    if (await this.isDrained(timeoutNs)) return;
    const message = this.#options.messages.stoppedWaiting();
    this.#pending.rejectAll(new TaskError("shutting-down", message));
  }

  /** A published task can't be withdrawn, so it does not matter whether its clients have gone. */
  protected override async run(message: AcceptedTask): Promise<RunReport> {
    const { replyTimeoutNs, messages } = this.#options;
    const { id, acceptedAtMs } = message;
    const task: PublishedTask = {
      message,
      published: Promise.resolve(),
      confirmedAtMs: undefined,
      confirmedIn: undefined,
    };
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

  #publish(task: PublishedTask): Promise<void> {
    const timeoutMs = this.#options.confirmTimeoutNs / NS_PER_MS;
    task.published = this.#broker.publish(task.message, timeoutMs).then(() => {
      task.confirmedAtMs ??= stampMs();
      task.confirmedIn = this.#session;
    });
    return task.published;
  }

  /**
   * A lost connection can lose replies, so accepted tasks with a pending reply are published again, in their order and at
   * most MAX_REDELIVERING at a time: a done task is answered from its row; for others a second message has no effect. The
   * next loss ends this; the session after it begins anew.
   */
  async #redeliver(session: Session): Promise<void> {
    for (const task of this.#pending.contexts()) {
      // The publisher itself sends a message again that was not confirmed.
      if (task.confirmedAtMs === undefined) continue;
      await this.#redelivering.acquire();
      void this.#publishAgain(task, session).finally(() => this.#redelivering.release());
      if (session.isLost) return;
    }
  }

  async #publishAgain(task: PublishedTask, session: Session): Promise<void> {
    // If it was published again in an earlier session and not confirmed, the publisher sends it in this session.
    await task.published.catch(() => undefined);
    const isPending = this.#pending.get(task.message.id) === task;
    if (!isPending || session.isLost || task.confirmedIn === session) return;
    // If this fails, the broker is lost again, and the next session repeats it.
    await this.#publish(task).catch(() => undefined);
  }
}

function parseResult(json: string, messages: Messages): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new TaskError("task-failed", messages.resultNotSendable(reason), { cause });
  }
}
