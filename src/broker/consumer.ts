// Delivers tasks to a worker, over a separate connection: under a memory alarm the broker stops reading from connections
// that publish, and would miss the acknowledgements that free memory.
import type { Channel } from "rabbitmq-client";
import type { BrokerAddress } from "./broker-url.ts";
import type { DeliveryContext } from "./delivery.ts";
import { DeliveryWindow, type WindowLimits } from "./delivery-window.ts";
import { BrokerLink } from "./link.ts";
import { Subscription } from "./subscription.ts";
import type { TaskConsumer, TaskDelivery } from "./task-broker.ts";
import { declareTopology } from "./topology.ts";

export interface ConsumerOptions extends DeliveryContext {
  readonly address: BrokerAddress;
  readonly connectionName: string;
  readonly limits: WindowLimits;
  readonly onDelivery: (delivery: TaskDelivery) => void;
  readonly onChange: () => void;
}

export class RabbitConsumer implements TaskConsumer {
  readonly #options: ConsumerOptions;
  readonly #window: DeliveryWindow;
  readonly #link: BrokerLink<Channel>;
  #subscription: Subscription | undefined;
  #cancelled: Promise<void> | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#window = new DeliveryWindow(options.limits);
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
    this.#cancelled ??= this.#subscription?.cancel() ?? Promise.resolve();
    return this.#cancelled;
  }

  /** Sends pending settlements; unsettled deliveries return to the queue. Idempotent. */
  close(): Promise<void> {
    this.#subscription?.flush();
    return this.#link.close();
  }

  async #start(channel: Channel): Promise<void> {
    await declareTopology(channel, this.#options.topology);
    if (this.#cancelled !== undefined) return;
    // The queue was deleted: closing the channel starts a new session.
    channel.once("basic.cancel", () => void channel.close());
    this.#window.reset();
    this.#subscription = new Subscription(channel, this.#window, {
      ...this.#options,
      onRoom: () => this.#subscription?.followSoon(),
      onSilence: () => this.#link.drop(),
    });
    await this.#subscription.open();
  }
}
