// Combines acknowledgements of one channel: tasks that end in the same turn of the event loop (such as a store's batch) are
// acknowledged by one frame if all deliveries before them are settled. For a quorum queue that is one log entry instead
// of one for each task.

/** The methods of a channel that are used. */
export interface AckChannel {
  readonly active: boolean;
  basicAck(params: { readonly deliveryTag: number; readonly multiple: boolean }): void;
}

export class Acknowledger {
  readonly #channel: AckChannel;
  /** Unsettled deliveries, in the order of their increasing tags. */
  readonly #unsettled = new Set<number>();
  /** To be acknowledged at the end of this turn. */
  #pending = new Set<number>();

  constructor(channel: AckChannel) {
    this.#channel = channel;
  }

  /** Must be called for every delivery, in order. */
  delivered(tag: number): void {
    this.#unsettled.add(tag);
  }

  /** The delivery was rejected by its tag, so it is settled. */
  refused(tag: number): void {
    this.#unsettled.delete(tag);
  }

  /** Acknowledges at the end of this turn of the event loop; if the channel is lost before, the broker delivers again. */
  ack(tag: number): void {
    if (this.#pending.size === 0) setImmediate(() => this.flush());
    this.#pending.add(tag);
  }

  /** Sends the pending acknowledgements. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = new Set();
    if (pending.size === 0 || !this.#channel.active) return;
    // `multiple` settles all deliveries up to this one.
    let upTo: number | undefined;
    for (const tag of this.#unsettled) {
      if (!pending.delete(tag)) break;
      this.#unsettled.delete(tag);
      upTo = tag;
    }
    if (upTo !== undefined) this.#channel.basicAck({ deliveryTag: upTo, multiple: true });
    for (const tag of pending) {
      this.#unsettled.delete(tag);
      this.#channel.basicAck({ deliveryTag: tag, multiple: false });
    }
  }
}
