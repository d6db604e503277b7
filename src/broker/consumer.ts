// Delivers tasks to a worker, over a separate connection: under a memory alarm the broker stops reading from connections
// that publish, and would miss the acknowledgements that free memory.
import type { AsyncMessage, Channel } from "rabbitmq-client";
import { Acknowledger } from "./acknowledger.ts";
import type { BrokerAddress } from "./broker-url.ts";
import { type DeliveryContext, type DeliveryOutlet, RabbitDelivery } from "./delivery.ts";
import { BrokerLink } from "./link.ts";
import { decodeTask } from "./message-codec.ts";
import type { TaskConsumer, TaskDelivery } from "./task-broker.ts";
import { declareTopology } from "./topology.ts";

export interface ConsumerOptions extends DeliveryContext {
  readonly address: BrokerAddress;
  readonly connectionName: string;
  /** Limit of unsettled deliveries of a channel, from 1. */
  readonly prefetch: number;
  readonly onDelivery: (delivery: TaskDelivery) => void;
  readonly onChange: () => void;
}

const CONSUMER_TAG = "tasks";

export class RabbitConsumer implements TaskConsumer {
  readonly #options: ConsumerOptions;
  readonly #link: BrokerLink<Channel>;
  #acknowledger: Acknowledger | undefined;
  #cancelled: Promise<void> | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#link = new BrokerLink({
      ...options,
      setUp: async (open) => {
        const channel = await open();
        await this.#start(channel);
        return channel;
      },
    });
  }

  /** Consuming, or closed. */
  get isUp(): boolean {
    return this.#cancelled !== undefined || this.#link.session !== undefined;
  }

  /** @throws {BrokerError} if the broker refuses permanently, or if it is closed before the first session. */
  ready(): Promise<void> {
    return this.#link.ready(Infinity);
  }

  cancel(): Promise<void> {
    this.#cancelled ??= this.#cancel();
    return this.#cancelled;
  }

  async #cancel(): Promise<void> {
    const channel = this.#link.session;
    // A channel that is lost in the meantime delivers nothing, either.
    await channel?.basicCancel(CONSUMER_TAG).catch(() => undefined);
  }

  /** Sends pending acknowledgements; unsettled deliveries return to the queue. Idempotent. */
  close(): Promise<void> {
    this.#acknowledger?.flush();
    return this.#link.close();
  }

  async #start(channel: Channel): Promise<void> {
    const { topology, prefetch } = this.#options;
    await declareTopology(channel, topology);
    if (this.#cancelled !== undefined) return;
    // The queue was deleted: closing the channel starts a new session.
    channel.once("basic.cancel", () => void channel.close());
    await channel.basicQos({ prefetchCount: prefetch });
    const acknowledger = new Acknowledger(channel);
    this.#acknowledger = acknowledger;
    const outlet = { ...this.#options, channel, acknowledger };
    await channel.basicConsume({ queue: topology.tasks, consumerTag: CONSUMER_TAG }, (raw) =>
      this.#deliver(raw, outlet),
    );
  }

  #deliver(raw: AsyncMessage, outlet: DeliveryOutlet): void {
    const { channel, acknowledger } = outlet;
    if (!channel.active) return;
    const { deliveryTag } = raw;
    // Deliveries can arrive after the cancel was sent.
    if (this.#cancelled !== undefined) return channel.basicNack({ deliveryTag, requeue: true });
    const message = decodeTask(raw.body);
    // An invalid message goes unchanged to the dead-letter queue.
    if (message === undefined) return channel.basicNack({ deliveryTag, requeue: false });
    acknowledger.delivered(deliveryTag);
    this.#options.onDelivery(new RabbitDelivery(message, raw, outlet));
  }
}
