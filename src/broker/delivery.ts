// One delivered task, and the four ways to settle it.
import type { AsyncMessage, Channel } from "rabbitmq-client";
import type { AcceptedTask, TaskFailure } from "../protocol/task.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { encodeReply, encodeTask } from "./message-codec.ts";
import { type ConfirmedPublisher, MAX_BODY_BYTES } from "./publisher.ts";
import type { TaskDelivery, WorkerReply } from "./task-broker.ts";
import { type TaskTopology, waitQueueFor } from "./topology.ts";

/** Longer than a restart of the broker. */
const CONFIRM_TIMEOUT_MS = 20_000;
/** All headers of a message must fit in one frame of 8 KiB. */
const MAX_ERROR_CHARACTERS = 1000;

/** Own headers: how often the task returned from a wait queue; why it was given up. */
const RETRIES = "retries";
const ERROR_CODE = "error-code";
const ERROR_MESSAGE = "error-message";

/** The context of all deliveries of a channel. */
export interface DeliveryOutlet {
  /** Only the channel of a delivery can acknowledge it. When the channel is lost, the broker delivers the task again. */
  readonly channel: Channel;
  /** The acknowledger of that channel. */
  readonly acknowledger: Acknowledger;
  readonly publisher: ConfirmedPublisher;
  readonly topology: TaskTopology;
  /** Language of the errors in replies. */
  readonly messages: Messages;
}

export class RabbitDelivery implements TaskDelivery {
  readonly message: AcceptedTask;
  readonly #raw: AsyncMessage;
  readonly #outlet: DeliveryOutlet;
  #isSettled = false;

  constructor(message: AcceptedTask, raw: AsyncMessage, outlet: DeliveryOutlet) {
    this.message = message;
    this.#raw = raw;
    this.#outlet = outlet;
  }

  get isRedelivered(): boolean {
    return this.#raw.redelivered || this.#retries > 0;
  }

  get #retries(): number {
    const retries: unknown = this.#raw.headers?.[RETRIES];
    return typeof retries === "number" ? retries : 0;
  }

  /** Best effort; never rejects. A client without a reply asks again with its id. */
  async reply(reply: WorkerReply): Promise<void> {
    const queue = this.#raw.replyTo;
    if (queue === undefined) return;
    const body = encodeReply(reply);
    const sent = this.#outlet.publisher.send(
      {
        envelope: { routingKey: queue },
        body:
          body.length > MAX_BODY_BYTES
            ? encodeReply(tooLong(reply, body.length, this.#outlet.messages))
            : body,
      },
      CONFIRM_TIMEOUT_MS,
    );
    await sent.catch(() => undefined);
  }

  ack(): void {
    if (this.#settle()) this.#acknowledge();
  }

  requeue(): void {
    if (this.#settle()) this.#refuse(true);
  }

  /** Never rejects: if the broker does not accept it in time, the task returns to the queue at once. */
  async retryLater(delayMs: number): Promise<void> {
    if (!this.#settle()) return;
    const { queue } = waitQueueFor(this.#outlet.topology, delayMs);
    const isKept = await this.#pass({
      routingKey: queue,
      headers: { [RETRIES]: this.#retries + 1 },
    });
    if (isKept) this.#acknowledge();
    else this.#refuse(true);
  }

  /** Never rejects: if the broker does not accept it in time, the task is dead-lettered without its error. */
  async deadLetter(error: TaskFailure): Promise<void> {
    if (!this.#settle()) return;
    const message = error.message.slice(0, MAX_ERROR_CHARACTERS).toWellFormed();
    const isKept = await this.#pass({
      exchange: this.#outlet.topology.dead,
      routingKey: this.#outlet.topology.tasks,
      headers: { [ERROR_CODE]: error.code, [ERROR_MESSAGE]: message },
    });
    if (isKept) this.#acknowledge();
    else this.#refuse(false);
  }

  /** False if it is settled, or if the broker will deliver it again. */
  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    return this.#outlet.channel.active;
  }

  /** Publishes the task to another queue; true if the broker has confirmed it. */
  #pass(envelope: {
    readonly exchange?: string;
    readonly routingKey: string;
    readonly headers: Record<string, string | number>;
  }): Promise<boolean> {
    const { replyTo } = this.#raw;
    return this.#outlet.publisher
      .send(
        {
          envelope: {
            ...envelope,
            ...TASK_ENVELOPE,
            ...(replyTo === undefined ? {} : { replyTo }),
          },
          body: encodeTask(this.message),
        },
        CONFIRM_TIMEOUT_MS,
      )
      .then(
        () => true,
        () => false,
      );
  }

  #acknowledge(): void {
    this.#outlet.acknowledger.ack(this.#raw.deliveryTag);
  }

  #refuse(requeue: boolean): void {
    const { channel, acknowledger } = this.#outlet;
    const { deliveryTag } = this.#raw;
    acknowledger.refused(deliveryTag);
    if (channel.active) channel.basicNack({ deliveryTag, requeue });
  }
}

/** Every task is durable, and refused if there is no queue for it. */
export const TASK_ENVELOPE = {
  durable: true,
  mandatory: true,
  contentType: "application/json",
} as const;

function tooLong({ id, worker }: WorkerReply, bytes: number, messages: Messages): WorkerReply {
  const message = messages.resultTooLong(bytes, MAX_BODY_BYTES);
  return { id, worker, status: "error", code: "unavailable", message };
}
