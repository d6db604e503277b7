// Tasks on their way to a worker, over a connection of its own: a broker in need of memory stops reading from connections
// that publish, and would not hear the acknowledgements that free it.
import type { AsyncMessage, Channel } from "rabbitmq-client";
import { Acknowledger } from "./acknowledger.ts";
import type { BrokerAddress } from "./broker-url.ts";
import { RabbitDelivery } from "./delivery.ts";
import { BrokerLink } from "./link.ts";
import { decodeTask } from "./message-codec.ts";
import type { ConfirmedPublisher } from "./publisher.ts";
import type { TaskConsumer, TaskDelivery } from "./task-broker.ts";
import { declareTopology, type TaskTopology } from "./topology.ts";

export interface ConsumerOptions {
  readonly address: BrokerAddress;
  readonly connectionName: string;
  readonly topology: TaskTopology;
  /** At most this many deliveries of one channel are unsettled at a time, from 1. */
  readonly prefetch: number;
  readonly publisher: ConfirmedPublisher;
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
      address: options.address,
      connectionName: options.connectionName,
      setUp: async (open) => {
        const channel = await open();
        await this.#start(channel);
        return channel;
      },
      onChange: options.onChange,
    });
  }

  /** Deliveries come, or need not come any more. */
  get isUp(): boolean {
    return this.#cancelled !== undefined || this.#link.session !== undefined;
  }

  /** @throws {BrokerError} if the broker refuses for good, or it is closed before it ever stood. */
  ready(): Promise<void> {
    return this.#link.ready(Infinity);
  }

  cancel(): Promise<void> {
    this.#cancelled ??= this.#cancel();
    return this.#cancelled;
  }

  async #cancel(): Promise<void> {
    const channel = this.#link.session;
    // A channel that is lost meanwhile delivers nothing either.
    await channel?.basicCancel(CONSUMER_TAG).catch(() => undefined);
  }

  /** Acknowledgements that were given are sent; what is unsettled goes back to the queue. Idempotent. */
  close(): Promise<void> {
    this.#acknowledger?.flush();
    return this.#link.close();
  }

  async #start(channel: Channel): Promise<void> {
    const { topology, prefetch } = this.#options;
    await declareTopology(channel, topology);
    if (this.#cancelled !== undefined) return;
    // The queue was deleted: all is set up anew when the channel closes.
    channel.once("basic.cancel", () => void channel.close());
    await channel.basicQos({ prefetchCount: prefetch });
    const acknowledger = new Acknowledger(channel);
    this.#acknowledger = acknowledger;
    await channel.basicConsume({ queue: topology.tasks, consumerTag: CONSUMER_TAG }, (raw) =>
      this.#deliver(raw, channel, acknowledger),
    );
  }

  #deliver(raw: AsyncMessage, channel: Channel, acknowledger: Acknowledger): void {
    if (!channel.active) return;
    const { deliveryTag } = raw;
    // Some are on their way already when the broker hears of the end.
    if (this.#cancelled !== undefined) return channel.basicNack({ deliveryTag, requeue: true });
    const message = decodeTask(raw.body);
    // Not a task of ours: to the dead-letter queue, as it is.
    if (message === undefined) return channel.basicNack({ deliveryTag, requeue: false });
    const { publisher, topology, onDelivery } = this.#options;
    acknowledger.delivered(deliveryTag);
    onDelivery(new RabbitDelivery(message, raw, { channel, acknowledger, publisher, topology }));
  }
}
