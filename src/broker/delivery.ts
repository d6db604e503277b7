// One delivered task, and the four ways to settle it.
import type { AsyncMessage, Channel, Envelope } from "rabbitmq-client";
import type { AcceptedTask, TaskFailure } from "../protocol/task.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { encodeReply, encodeTask } from "./message-codec.ts";
import { type ConfirmedPublisher, MAX_BODY_BYTES, type Outgoing } from "./publisher.ts";
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

/** What all deliveries of a broker share. */
export interface DeliveryContext {
  readonly publisher: ConfirmedPublisher;
  readonly topology: TaskTopology;
  /** Language of the errors in replies. */
  readonly messages: Messages;
}

export interface DeliveryOutlet extends DeliveryContext {
  /** Only the channel of a delivery can acknowledge it. When the channel is lost, the broker delivers the task again. */
  readonly channel: Channel;
  /** The acknowledger of that channel. */
  readonly acknowledger: Acknowledger;
  /** The task needs no thread any more. */
  readonly onRunEnded: () => void;
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

  runEnded(): void {
    this.#outlet.onRunEnded();
  }

  /** Best effort; never rejects. A client without a reply asks again with its id. */
  async reply(reply: WorkerReply): Promise<void> {
    const queue = this.#raw.replyTo;
    if (queue === undefined) return;
    const { publisher, messages } = this.#outlet;
    let body = encodeReply(reply);
    if (body.length > MAX_BODY_BYTES) body = encodeReply(tooLong(reply, body.length, messages));
    const outgoing = { envelope: { routingKey: queue }, body };
    await publisher.send(outgoing, CONFIRM_TIMEOUT_MS).catch(() => undefined);
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
    const routingKey = waitQueueFor(this.#outlet.topology, delayMs);
    const headers = { [RETRIES]: this.#retries + 1 };
    if (await this.#pass({ routingKey, headers })) this.#acknowledge();
    else this.#refuse(true);
  }

  /** Never rejects: if the broker does not accept it in time, the task is dead-lettered without its error. */
  async deadLetter(error: TaskFailure): Promise<void> {
    if (!this.#settle()) return;
    const { dead: exchange, tasks: routingKey } = this.#outlet.topology;
    const message = error.message.slice(0, MAX_ERROR_CHARACTERS).toWellFormed();
    const headers = { [ERROR_CODE]: error.code, [ERROR_MESSAGE]: message };
    if (await this.#pass({ exchange, routingKey, headers })) this.#acknowledge();
    else this.#refuse(false);
  }

  /** False if it is settled, or if the broker will deliver it again. */
  #settle(): boolean {
    this.runEnded();
    if (this.#isSettled) return false;
    this.#isSettled = true;
    return this.#outlet.channel.active;
  }

  /** Publishes the task to another queue; true if the broker has confirmed it. */
  #pass(envelope: Envelope): Promise<boolean> {
    const outgoing = taskMessage(this.message, envelope, this.#raw.replyTo);
    return this.#outlet.publisher.send(outgoing, CONFIRM_TIMEOUT_MS).then(
      () => true,
      () => false,
    );
  }

  #acknowledge(): void {
    this.#outlet.acknowledger.ack(this.#raw.deliveryTag);
  }

  #refuse(requeue: boolean): void {
    this.#outlet.acknowledger.refuse(this.#raw.deliveryTag, requeue);
  }
}

/** Every task is durable, and refused if there is no queue for it. `replyTo` is the queue for its reply, if it has one. */
export function taskMessage(task: AcceptedTask, envelope: Envelope, replyTo?: string): Outgoing {
  const kind = { durable: true, mandatory: true, contentType: "application/json" };
  return {
    envelope: { ...envelope, ...kind, ...(replyTo !== undefined && { replyTo }) },
    body: encodeTask(task),
  };
}

function tooLong({ id, worker }: WorkerReply, bytes: number, messages: Messages): WorkerReply {
  const message = messages.resultTooLong(bytes, MAX_BODY_BYTES);
  return { id, worker, status: "error", code: "unavailable", message };
}
