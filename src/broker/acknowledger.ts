// Acknowledgements of one channel, put together: tasks that end in the same turn of the event loop (a store's batch does
// that) are acknowledged by one frame as far as everything before them is settled too. To a quorum queue that is one
// entry of its log instead of one a task.

/** The part of a channel that is needed. */
export interface AckChannel {
  readonly active: boolean;
  basicAck(params: { readonly deliveryTag: number; readonly multiple: boolean }): void;
}

export class Acknowledger {
  readonly #channel: AckChannel;
  /** Delivered and not settled, in the order of their tags, which the broker counts up. */
  readonly #unsettled = new Set<number>();
  /** To be acknowledged at the end of this turn. */
  #pending = new Set<number>();

  constructor(channel: AckChannel) {
    this.#channel = channel;
  }

  /** To be told of every delivery, in order. */
  delivered(tag: number): void {
    this.#unsettled.add(tag);
  }

  /** It was refused by its tag: nothing is left to be said of it. */
  refused(tag: number): void {
    this.#unsettled.delete(tag);
  }

  /** Sent when this turn of the event loop ends; where the channel is lost before, the broker delivers the task again. */
  ack(tag: number): void {
    if (this.#pending.size === 0) setImmediate(() => this.flush());
    this.#pending.add(tag);
  }

  /** Sends what was given to `ack`. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = new Set();
    if (pending.size === 0 || !this.#channel.active) return;
    // All up to this one are settled with it.
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
