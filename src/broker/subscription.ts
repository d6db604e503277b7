// The consumers of one channel: follows the window of the worker, and passes deliveries on.
import type { AsyncMessage, Channel } from "rabbitmq-client";
import { withDeadline } from "../async/deadline.ts";
import { Acknowledger } from "./acknowledger.ts";
import { type DeliveryContext, RabbitDelivery } from "./delivery.ts";
import type { DeliveryWindow, Part, WindowChange } from "./delivery-window.ts";
import { decodeTask } from "./message-codec.ts";
import type { TaskDelivery } from "./task-broker.ts";

export interface SubscriptionOptions extends DeliveryContext {
  readonly onDelivery: (delivery: TaskDelivery) => void;
  /** The window has changed: the present subscription is to follow it. */
  readonly onRoom: () => void;
  /** The broker does not answer on this channel. */
  readonly onSilence: () => void;
}

/** A recovering broker can leave a request unanswered; until it is answered, acknowledgements are held. */
const CHANGE_TIMEOUT_MS = 15_000;

/** Ends with its channel. */
export class Subscription {
  readonly #channel: Channel;
  readonly #window: DeliveryWindow;
  readonly #options: SubscriptionOptions;
  readonly #acknowledger: Acknowledger;
  #prefetch = 0;
  #isChanging = false;
  #isChangeAsked = false;
  #isCancelled = false;

  constructor(channel: Channel, window: DeliveryWindow, options: SubscriptionOptions) {
    this.#channel = channel;
    this.#window = window;
    this.#options = options;
    this.#acknowledger = new Acknowledger(channel);
  }

  /** Asks for the first tasks. Rejects if the channel is lost. */
  async open(): Promise<void> {
    const change = this.#window.change();
    if (change !== undefined) await this.#apply(change);
  }

  /** Stops further deliveries. Resolves when the broker has confirmed; a channel that is lost delivers nothing, either. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    const cancels = this.#window.parts.map(({ consumerTag }) =>
      this.#channel.basicCancel(consumerTag),
    );
    await Promise.allSettled(cancels);
  }

  /** Sends pending settlements. */
  flush(): void {
    this.#acknowledger.resume();
  }

  /** Follows the window at the end of this turn: tasks that end in one turn make one change. */
  followSoon(): void {
    if (this.#isChangeAsked) return;
    this.#isChangeAsked = true;
    setImmediate(() => {
      this.#isChangeAsked = false;
      void this.#follow();
    });
  }

  async #follow(): Promise<void> {
    if (this.#isChanging || this.#isCancelled || !this.#channel.active) return;
    const change = this.#window.change();
    if (change === undefined) return;
    try {
      await withDeadline(this.#apply(change), CHANGE_TIMEOUT_MS, this.#options.onSilence);
    } catch {
      return; // The channel is lost: the next session begins anew.
    }
    this.followSoon();
  }

  async #apply({ opened, retired }: WindowChange): Promise<void> {
    this.#isChanging = true;
    if (retired.length > 0) this.#acknowledger.hold();
    await this.#consume(opened);
    const last = retired.at(-1);
    for (const part of retired) {
      // Its frame is written at once, since the channel has no other request. Acknowledgements follow it.
      const cancelled = this.#channel.basicCancel(part.consumerTag);
      if (part === last) this.#acknowledger.resume();
      await cancelled;
    }
    this.#isChanging = false;
  }

  async #consume(part: Part): Promise<void> {
    const { consumerTag, size } = part;
    // It holds for consumers that come after it.
    if (size !== this.#prefetch) await this.#channel.basicQos({ prefetchCount: size });
    this.#prefetch = size;
    const { tasks: queue } = this.#options.topology;
    await this.#channel.basicConsume({ queue, consumerTag }, (raw) => this.#deliver(raw, part));
  }

  #deliver(raw: AsyncMessage, part: Part): void {
    const channel = this.#channel;
    if (!channel.active) return;
    const { deliveryTag } = raw;
    const place = this.#window.delivered(part);
    const acknowledger = this.#acknowledger;
    acknowledger.delivered(deliveryTag, () => {
      this.#window.settled(place);
      this.#options.onRoom();
    });
    const onRunEnded = (): void => {
      this.#window.ended(place);
      this.#options.onRoom();
    };
    // Deliveries can arrive after the cancel was sent.
    const message = this.#isCancelled ? undefined : decodeTask(raw.body);
    if (message === undefined) {
      onRunEnded();
      // An invalid message goes unchanged to the dead-letter queue.
      return acknowledger.refuse(deliveryTag, this.#isCancelled);
    }
    const outlet = { ...this.#options, channel, acknowledger, onRunEnded };
    this.#options.onDelivery(new RabbitDelivery(message, raw, outlet));
  }
}
