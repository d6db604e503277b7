// Combines acknowledgements of one channel: tasks that end in the same turn of the event loop (such as a store's batch) are
// acknowledged by one frame if all deliveries before them are settled. For a quorum queue that is one log entry instead
// of one for each task.

/** The methods of a channel that are used. */
export interface AckChannel {
  readonly active: boolean;
  basicAck(params: { readonly deliveryTag: number; readonly multiple: boolean }): void;
  basicNack(params: { readonly deliveryTag: number; readonly requeue: boolean }): void;
}

export class Acknowledger {
  readonly #channel: AckChannel;
  /** Unsettled deliveries, in the order of their increasing tags, and what is called when they are settled. */
  readonly #unsettled = new Map<number, () => void>();
  /** To be acknowledged at the end of this turn. */
  #pending = new Set<number>();
  /** To be refused; whether they return to the queue. */
  #refused = new Map<number, boolean>();
  #isHeld = false;

  constructor(channel: AckChannel) {
    this.#channel = channel;
  }

  /** Must be called for every delivery, in order. `onSettled` is called when its settlement is sent. */
  delivered(tag: number, onSettled: () => void): void {
    this.#unsettled.set(tag, onSettled);
  }

  /** Refuses a delivery at the end of this turn, as `ack`. Without `requeue` it is dead-lettered. */
  refuse(tag: number, requeue: boolean): void {
    this.#flushSoon();
    this.#refused.set(tag, requeue);
  }

  /** Acknowledges at the end of this turn of the event loop; if the channel is lost before, the broker delivers again. */
  ack(tag: number): void {
    this.#flushSoon();
    this.#pending.add(tag);
  }

  /** Sends nothing until `resume`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Sends what was held. */
  resume(): void {
    this.#isHeld = false;
    this.flush();
  }

  /** Sends the pending settlements. */
  flush(): void {
    if (this.#isHeld) return;
    const [pending, refused] = [this.#pending, this.#refused];
    this.#pending = new Set();
    this.#refused = new Map();
    if (!this.#channel.active) return;
    for (const [tag, requeue] of refused) {
      this.#channel.basicNack({ deliveryTag: tag, requeue });
      this.#settled(tag);
    }
    if (pending.size > 0) this.#acknowledge(pending);
  }

  #acknowledge(pending: Set<number>): void {
    // `multiple` settles all deliveries up to this one.
    let upTo: number | undefined;
    for (const tag of this.#unsettled.keys()) {
      if (!pending.delete(tag)) break;
      this.#settled(tag);
      upTo = tag;
    }
    if (upTo !== undefined) this.#channel.basicAck({ deliveryTag: upTo, multiple: true });
    for (const tag of pending) {
      this.#settled(tag);
      this.#channel.basicAck({ deliveryTag: tag, multiple: false });
    }
  }

  #flushSoon(): void {
    if (this.#pending.size === 0 && this.#refused.size === 0) setImmediate(() => this.flush());
  }

  #settled(tag: number): void {
    this.#unsettled.get(tag)?.();
    this.#unsettled.delete(tag);
  }
}
