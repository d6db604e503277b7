// Messages on their way to the broker: each is kept until the broker has confirmed it, and sent again on the next channel
// when the one it went over is lost. Every one has its deadline.
import { say } from "../messages/catalogue.ts";
import type { Channel, Envelope } from "rabbitmq-client";
import { formatDuration, NS_PER_MS } from "../units/duration.ts";
import { settledWithin } from "./settled-within.ts";
import { BrokerError } from "./task-broker.ts";

export interface Outgoing {
  readonly envelope: Envelope;
  readonly body: Buffer;
}

interface Unconfirmed extends Outgoing {
  /** Names it in a return of the broker; of this process. */
  readonly messageId: string;
  channelsLost: number;
  /** Does nothing once it is settled. */
  settle(error?: BrokerError): void;
}

/** A message that closes its channel each time must not do so without end. */
const MAX_CHANNELS_LOST = 10;
/** Newer brokers take no more than 16 MiB by default. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024 - 64 * 1024;

/** Owns no channel: it is given one, and another when that is lost. */
export class ConfirmedPublisher {
  readonly #shown: string;
  readonly #onUnroutable: () => void;
  /** Not yet confirmed, by message id, in the order in which they came. */
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  /** Those of them that no channel has. */
  readonly #waiting = new Set<Unconfirmed>();
  #channel: Channel | undefined;
  #count = 0;
  #closed: BrokerError | undefined;
  #endFlush: (() => void) | undefined;

  /** `shown` names the broker in errors. `onUnroutable` hears of each mandatory message that no queue took. */
  constructor(shown: string, onUnroutable: () => void) {
    this.#shown = shown;
    this.#onUnroutable = onUnroutable;
  }

  /** To be called once for each channel, before `attach`. */
  async prepare(channel: Channel): Promise<void> {
    channel.on("basic.return", ({ messageId, replyText, routingKey }) => {
      const reason = say(({ system }) => system.brokerNoQueue(this.#shown, routingKey, replyText));
      this.#unconfirmed.get(messageId ?? "")?.settle(new BrokerError(reason));
      this.#onUnroutable();
    });
    await channel.confirmSelect();
  }

  /** From now on messages go over this channel, those that wait first; undefined: they wait. */
  attach(channel: Channel | undefined): void {
    this.#channel = channel;
    if (channel === undefined) {
      this.#endFlush?.();
      return;
    }
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const message of waiting) this.#transmit(message, channel);
  }

  /**
   * Resolves when the broker has the message: on disk, where it is durable and its queue too.
   * @throws {BrokerError} if no queue takes a mandatory one, if the broker refuses it, or after `timeoutMs`: then it may
   * have arrived or may still arrive.
   */
  send(outgoing: Outgoing, timeoutMs: number): Promise<void> {
    const { body } = outgoing;
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (body.length > MAX_BODY_BYTES) {
      const reason = say(({ system }) => system.brokerTooLong(body.length, MAX_BODY_BYTES));
      return Promise.reject(new BrokerError(reason));
    }
    return new Promise((resolve, reject) => {
      const messageId = `${this.#count++}`;
      const message: Unconfirmed = {
        envelope: { ...outgoing.envelope, messageId },
        body,
        messageId,
        channelsLost: 0,
        settle: (error) => {
          if (!this.#unconfirmed.delete(messageId)) return;
          this.#waiting.delete(message);
          clearTimeout(timer);
          if (error === undefined) resolve();
          else reject(error);
          if (this.#unconfirmed.size === 0) this.#endFlush?.();
        },
      };
      const timer = setTimeout(() => message.settle(this.#timedOut(timeoutMs)), timeoutMs);
      this.#unconfirmed.set(messageId, message);
      if (this.#channel === undefined) this.#waiting.add(message);
      else this.#transmit(message, this.#channel);
    });
  }

  /** Waits until all is settled that was sent, at most this long, and no longer than there is a channel. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#unconfirmed.size === 0 || this.#channel === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endFlush = resolve;
    await settledWithin(promise, timeoutMs);
    this.#endFlush = undefined;
    // Whoever waited for a message goes on first: to acknowledge what it was about.
    await new Promise(setImmediate);
  }

  /** What is not settled yet rejects, and so does all that comes. */
  close(): void {
    this.#closed ??= new BrokerError(
      say(({ system }) => system.brokerConnectionClosed(this.#shown)),
    );
    for (const message of this.#unconfirmed.values()) message.settle(this.#closed);
  }

  #transmit(message: Unconfirmed, channel: Channel): void {
    const { envelope, body } = message;
    channel.basicPublish(envelope, body).then(
      () => {
        // The broker returns a message first and confirms it then, but the library tells of the return an immediate later.
        if (envelope.mandatory === true) setImmediate(() => message.settle());
        else message.settle();
      },
      (error: Error) => {
        if (channel.active) message.settle(this.#refused(error));
        else this.#transmitAgain(message, error);
      },
    );
  }

  #transmitAgain(message: Unconfirmed, error: Error): void {
    if (!this.#unconfirmed.has(message.messageId)) return;
    message.channelsLost++;
    if (message.channelsLost >= MAX_CHANNELS_LOST) message.settle(this.#refused(error));
    else if (this.#channel?.active === true) this.#transmit(message, this.#channel);
    else this.#waiting.add(message);
  }

  #refused(error: Error): BrokerError {
    const message = say(({ system }) => system.brokerRefusedMessage(this.#shown, error.message));
    return new BrokerError(message, { cause: error });
  }

  #timedOut(timeoutMs: number): BrokerError {
    const limit = formatDuration(timeoutMs * NS_PER_MS);
    const isReachable = this.#channel !== undefined;
    return new BrokerError(
      say(({ system }) => system.brokerUnconfirmed(this.#shown, limit, isReachable)),
    );
  }
}
