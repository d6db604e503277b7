// The distributed form, on the entry server: publishes a task to the broker and waits for the reply with its id.
//
//   publish, confirmed = accepted → a worker runs it, stores it, replies → reply
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
  /** Time limit for a broker that can't be reached; then the answer is `unavailable`. */
  readonly confirmTimeoutNs: Ns;
  /** Counted from the acceptance; then the answer is `timeout`, and the task still runs. */
  readonly replyTimeoutNs: Ns;
  readonly messages: Messages;
}

export interface DistributedExecute {
  readonly execute: Execute;
  /** Tasks that wait for a confirm or a reply. */
  readonly inHand: number;
  /** Tasks with a reply, errors included. */
  readonly answered: number;
  /**
   * Refuses new tasks and waits for pending replies. After `timeoutNs` the remaining tasks are answered `shutting-down`; they
   * still run, and clients can ask again with their ids.
   */
  drain(timeoutNs: Ns): Promise<void>;
}

/** A task whose reply is pending. */
interface Awaited {
  readonly message: TaskMessage;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: TaskError) => void;
  /** Undefined until the broker has it. */
  confirmedAtMs: number | undefined;
}

/**
 * A repeated id and text shares the message and the reply while the task is in progress here. On other entry servers, or
 * later, the workers run it only once. `broker` must have no other listener for replies.
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
    // Later replies to a task are the same; replies after the time-out are dropped.
    if (one === undefined) return;
    answered++;
    one.resolve(reply);
  });
  broker.onChange((isUp) => {
    if (isUp && hasBeenDown) askAgain();
    if (!isUp) hasBeenDown = true;
  });

  /**
   * A lost connection can lose replies, so tasks with a pending reply are published again: a done task is answered from its
   * row; for others a second message has no effect.
   */
  function askAgain(): void {
    for (const one of awaited.values()) {
      if (one.confirmedAtMs === undefined) continue;
      // If this fails, too, the broker is lost again, and the next session repeats it.
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
    if (signal.aborted) throw new TaskError("unavailable", "the client is gone");
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
          // A reply can arrive before the confirm.
          ...(confirmedAtMs !== undefined && { confirmedAtMs }),
          ...hops,
          receivedAtMs,
        },
      }),
      result: parseResult(json, messages),
    };
  }

  return {
    // A published task can't be withdrawn, so `run` ignores the signals of clients that have gone.
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
