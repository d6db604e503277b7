// The broker on RabbitMQ, with rabbitmq-client: one connection publishes and receives replies, and each consumer has one.
import { isSettledWithin } from "../async/deadline.ts";
import type { AcceptedTask } from "../protocol/task.ts";
import { type Messages, messagesFor, say } from "../messages/catalogue.ts";
import type { Channel } from "rabbitmq-client";
import { parseBrokerUrl, type BrokerAddress } from "./broker-url.ts";
import { RabbitConsumer } from "./consumer.ts";
import { type DeliveryContext, taskMessage } from "./delivery.ts";
import type { WindowLimits } from "./delivery-window.ts";
import { BrokerLink, type OpenChannel } from "./link.ts";
import { ConfirmedPublisher } from "./publisher.ts";
import { ReplyInbox } from "./reply-inbox.ts";
import {
  BrokerError,
  type TaskBroker,
  type TaskConsumer,
  type TaskDelivery,
  type WorkerReply,
} from "./task-broker.ts";
import { declareTasks, declareTopology, topologyOf } from "./topology.ts";

export interface TaskBrokerOptions {
  /** Queue of the tasks; the names of the other queues start with it. Declared if it does not exist. */
  readonly queue: string;
  /** Name of this process, shown by the broker's tools. */
  readonly name: string;
  /** Time limit of the first connection; default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Language of the errors in replies; default English. */
  readonly messages?: Messages;
}

const CONNECT_TIMEOUT_MS = 10_000;
const FLUSH_TIMEOUT_MS = 5000;

/**
 * Connects and declares the queues; the caller closes it. For `url` see parseBrokerUrl.
 * @throws {OptionsError} if the address or the queue's name can't be used.
 * @throws {BrokerError} if the broker refuses (the password, a queue with other settings), or can't be reached in time.
 */
export async function createTaskBroker(
  url: string,
  options: TaskBrokerOptions,
): Promise<TaskBroker> {
  const broker = new RabbitBroker(parseBrokerUrl(url), options);
  try {
    await broker.ready(options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
  } catch (error) {
    await broker.close();
    throw error;
  }
  return broker;
}

interface PublishingSession {
  readonly open: OpenChannel;
  readonly channel: Channel;
}

class RabbitBroker implements TaskBroker {
  readonly #address: BrokerAddress;
  readonly #name: string;
  readonly #context: DeliveryContext;
  readonly #link: BrokerLink<PublishingSession>;
  readonly #consumers = new Set<RabbitConsumer>();
  readonly #listeners: ((isUp: boolean) => void)[] = [];
  #inbox: ReplyInbox | undefined;
  #wasUp = false;
  #closed: Promise<void> | undefined;

  constructor(
    address: BrokerAddress,
    { queue, name, messages = messagesFor("en") }: TaskBrokerOptions,
  ) {
    const topology = topologyOf(queue);
    this.#address = address;
    this.#name = name;
    const publisher = new ConfirmedPublisher(
      address.shown,
      () => this.#declareAgain(),
      () => this.#link.corkTurn(),
    );
    this.#context = { publisher, topology, messages };
    this.#link = new BrokerLink({
      address,
      connectionName: `${name}: publishes`,
      setUp: async (open) => {
        const channel = await open();
        await declareTopology(channel, topology);
        await publisher.prepare(channel);
        await this.#inbox?.open(open);
        return { open, channel };
      },
      onChange: (session) => {
        publisher.attach(session?.channel);
        this.#tellChange();
      },
    });
  }

  ready(timeoutMs: number): Promise<void> {
    return this.#link.ready(timeoutMs);
  }

  get isUp(): boolean {
    return (
      this.#closed === undefined &&
      this.#link.session !== undefined &&
      [...this.#consumers].every((consumer) => consumer.isUp)
    );
  }

  onChange(listener: (isUp: boolean) => void): void {
    this.#listeners.push(listener);
  }

  onReply(listener: (reply: WorkerReply) => void): void {
    this.#inbox = new ReplyInbox(this.#context.topology, this.#name, listener);
    const session = this.#link.session;
    // Otherwise the next session opens it. No task is published before the queue of its reply exists.
    if (session !== undefined) this.#attachAfter(this.#inbox.open(session.open));
  }

  publish(message: AcceptedTask, timeoutMs: number): Promise<void> {
    const { publisher, topology } = this.#context;
    const envelope = { routingKey: topology.tasks };
    return publisher.send(taskMessage(message, envelope, this.#inbox?.queue), timeoutMs);
  }

  async consume(
    limits: WindowLimits,
    onDelivery: (delivery: TaskDelivery) => void,
  ): Promise<TaskConsumer> {
    if (this.#closed !== undefined)
      throw new BrokerError(say(({ system }) => system.brokerClosed()));
    const consumer = new RabbitConsumer({
      ...this.#context,
      address: this.#address,
      connectionName: `${this.#name}: consumes`,
      limits,
      onDelivery,
      onChange: () => this.#tellChange(),
    });
    this.#consumers.add(consumer);
    try {
      await consumer.ready();
    } catch (error) {
      this.#consumers.delete(consumer);
      await consumer.close();
      throw error;
    }
    return consumer;
  }

  async queued(): Promise<number | null> {
    const channel = this.#link.session?.channel;
    if (channel === undefined) return null;
    try {
      // The same declaration as before: a passive one would close the channel if the queue was deleted.
      return await declareTasks(channel, this.#context.topology);
    } catch {
      return null; // The broker was lost in the meantime; the link reports that.
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const cancels = [...this.#consumers].map((consumer) => consumer.cancel());
    await isSettledWithin(Promise.all(cancels), FLUSH_TIMEOUT_MS);
    const { publisher } = this.#context;
    await publisher.flush(FLUSH_TIMEOUT_MS);
    publisher.close();
    // Only now: a task that was passed on is acknowledged after the broker's confirm.
    await Promise.all([...this.#consumers].map((consumer) => consumer.close()));
    await this.#removeInbox();
    await this.#link.close();
    this.#tellChange();
  }

  /** A queue was deleted: later messages wait until it is declared again. */
  #declareAgain(): void {
    const channel = this.#link.session?.channel;
    if (channel) this.#attachAfter(declareTopology(channel, this.#context.topology));
  }

  /** Messages wait until `made` resolves; if it rejects, a new session is set up. */
  #attachAfter(made: Promise<unknown>): void {
    const { publisher } = this.#context;
    publisher.attach(undefined);
    made.then(
      () => publisher.attach(this.#link.session?.channel),
      () => this.#link.renew(),
    );
  }

  async #removeInbox(): Promise<void> {
    const channel = this.#link.session?.channel;
    if (channel === undefined || this.#inbox === undefined) return;
    // If this fails, the queue expires.
    await isSettledWithin(channel.queueDelete(this.#inbox.queue), FLUSH_TIMEOUT_MS);
  }

  #tellChange(): void {
    const { isUp } = this;
    if (isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    for (const listener of this.#listeners) listener(isUp);
  }
}
