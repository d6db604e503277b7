// The distributed form, on the entry server: a task is published to the broker, its reply awaited by its id.
//
//   publish, confirmed = accepted → a worker runs it, keeps it, replies → reply
import { textOf } from "../units/text-error.ts";
import type { TaskBroker, TaskMessage, WorkerReply } from "../broker/task-broker.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Execute, TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { stampMs } from "./clock.ts";
import { InHand } from "./in-hand.ts";
import { shareById } from "./share-by-id.ts";
import { waitWithin } from "./times.ts";

export interface DistributedOptions {
  /** Name of this entry server. */
  readonly entry: string;
  /** Tasks that wait for a confirm or a reply; the next one is answered `busy`. */
  readonly maxInHand: number;
  /** How long a broker that is away is waited for; then the answer is `unavailable`. */
  readonly confirmTimeoutNs: Ns;
  /** From acceptance on; then the answer is `timeout`, and the task goes on. */
  readonly replyTimeoutNs: Ns;
  readonly messages: Messages;
}

export interface DistributedExecute {
  readonly execute: Execute;
  /** Tasks that wait for a confirm or a reply. */
  readonly inHand: number;
  /** Tasks whose replies have come, errors included. */
  readonly answered: number;
  /**
   * From now on refuses tasks and waits for the replies to those in hand. Those that have none after `timeoutNs` are
   * answered `shutting-down`; they go on, and can be asked for by their ids.
   */
  drain(timeoutNs: Ns): Promise<void>;
}

/** A task whose reply is awaited. */
interface Awaited {
  readonly message: TaskMessage;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: TaskError) => void;
  /** Undefined until the broker has it. */
  confirmedAtMs: number | undefined;
}

/**
 * The same id and text, asked again while it is in hand here, shares its one message and reply; asked elsewhere at the
 * same time, or later, the workers see to it that it is run once. `broker` must have no other listener for replies.
 */
export function createDistributedExecute(
  broker: Pick<TaskBroker, "publish" | "onReply" | "onChange">,
  options: DistributedOptions,
): DistributedExecute {
  const { entry, maxInHand, messages } = options;
  const confirmTimeoutMs = options.confirmTimeoutNs / NS_PER_MS;
  const replyTimeoutMs = options.replyTimeoutNs / NS_PER_MS;
  const awaited = new Map<string, Awaited>();
  const inHand = new InHand();
  let isStopping = false;
  let nextSeq = 0;
  let answered = 0;
  let hasBeenDown = false;

  broker.onReply((reply) => {
    const one = awaited.get(reply.id);
    // Later replies to the same task say the same; those after the time-out are heard by nobody.
    if (one === undefined) return;
    answered++;
    one.resolve(reply);
  });
  broker.onChange((isUp) => {
    if (isUp && hasBeenDown) askAgain();
    if (!isUp) hasBeenDown = true;
  });

  /**
   * Replies that were on their way when the connection broke may be lost. What is awaited is therefore published again:
   * a task that is done is answered from its row, one that is not has a second message that changes nothing.
   */
  function askAgain(): void {
    for (const one of awaited.values()) {
      if (one.confirmedAtMs === undefined) continue;
      // If this fails too, the broker is away again, and will come back again.
      broker.publish(one.message, confirmTimeoutMs).catch(() => undefined);
    }
  }

  /** Publishes and waits for the worker's reply. */
  function ask(message: TaskMessage): { one: Awaited; reply: Promise<WorkerReply> } {
    const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
    const one: Awaited = { message, resolve, reject, confirmedAtMs: undefined };
    awaited.set(message.id, one);
    const late = setTimeout(
      () => reject(new TaskError("timeout", messages.replyLate(options.replyTimeoutNs))),
      replyTimeoutMs,
    );
    const end = (): void => {
      clearTimeout(late);
      awaited.delete(message.id);
    };
    promise.then(end, end);
    broker.publish(message, confirmTimeoutMs).then(
      () => {
        one.confirmedAtMs = stampMs();
      },
      (cause: unknown) => {
        const reason = messages.of(textOf(cause));
        reject(new TaskError("unavailable", messages.brokerUnavailable(reason), { cause }));
      },
    );
    return { one, reply: promise };
  }

  async function run(request: TaskRequest, signal: AbortSignal): Promise<TaskReply> {
    if (isStopping) throw new TaskError("shutting-down", messages.shuttingDown());
    if (signal.aborted) throw new TaskError("unavailable", "nobody waits for the reply any more");
    if (inHand.size >= maxInHand) {
      throw new TaskError("busy", messages.tasksInHand(inHand.size, maxInHand));
    }
    const acceptedNs = Bun.nanoseconds();
    const acceptedAtMs = stampMs();
    const acceptedSeq = nextSeq++;
    const { one, reply } = ask({
      id: request.id ?? Bun.randomUUIDv7(),
      task: request.task,
      entry,
      client: request.client ?? null,
      acceptedAtMs,
    });
    const answer = await reply;
    const receivedAtMs = stampMs();
    if (answer.status === "error") throw new TaskError(answer.code, answer.message);
    const { thread, serviceNs, startedAtMs, worker, json, hops } = answer;
    const { confirmedAtMs } = one;
    const sojournNs = Bun.nanoseconds() - acceptedNs;
    return {
      thread,
      acceptedSeq,
      waitNs: waitWithin({ acceptedAtMs, sojournNs }, startedAtMs, serviceNs),
      serviceNs,
      sojournNs,
      startedAtMs,
      worker,
      ...(hops !== null && {
        hops: {
          acceptedAtMs,
          // A reply may overtake the confirm.
          ...(confirmedAtMs !== undefined && { confirmedAtMs }),
          ...hops,
          receivedAtMs,
        },
      }),
      result: parseResult(json, messages),
    };
  }

  return {
    // The broker never gives a task back, so the signals of those who have gone are of no consequence in `run`.
    execute: shareById((request, signal) => inHand.add(run(request, signal)), messages),
    get inHand() {
      return inHand.size;
    },
    get answered() {
      return answered;
    },
    async drain(timeoutNs) {
      isStopping = true;
      if (await inHand.empty(timeoutNs)) return;
      const error = new TaskError("shutting-down", messages.stoppedWaiting());
      for (const one of awaited.values()) one.reject(error);
    },
  };
}

function parseResult(json: string, messages: Messages): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TaskError("task-failed", messages.resultNotSendable(reason), { cause });
  }
}
