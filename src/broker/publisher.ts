// Publishes messages: keeps each one until the broker has confirmed it, and sends it again if its channel is lost. Each
// message has a deadline.
import { isSettledWithin } from "../async/deadline.ts";
import { PendingByKey } from "../async/pending.ts";
import { say } from "../messages/catalogue.ts";
import type { Channel, Envelope } from "rabbitmq-client";
import { formatDuration, NS_PER_MS } from "../units/duration.ts";
import { BrokerError } from "./task-broker.ts";

export interface Outgoing {
  readonly envelope: Envelope;
  readonly body: Buffer;
}

interface Unconfirmed extends Outgoing {
  /** Identifies the message in a return; unique in this process. */
  readonly messageId: string;
  channelsLost: number;
  /** It has no channel. */
  isWaiting: boolean;
}

/** Limit for a message that closes each of its channels. */
const MAX_CHANNELS_LOST = 10;
/** The default limit of newer brokers is 16 MiB. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024 - 64 * 1024;

/** Owns no channel: it gets one by `attach`, and another one after a loss. */
export class ConfirmedPublisher {
  readonly #shown: string;
  readonly #onUnroutable: () => void;
  readonly #beforeSend: () => void;
  /** By message id. */
  readonly #unconfirmed = new PendingByKey<string, void, Unconfirmed>();
  #channel: Channel | undefined;
  #count = 0;
  #closed: BrokerError | undefined;
  #detached = Promise.withResolvers<void>();

  /**
   * `shown` names the broker in errors. `onUnroutable` is called for each mandatory message without a queue, `beforeSend`
   * before each message is written.
   */
  constructor(shown: string, onUnroutable: () => void, beforeSend: () => void) {
    this.#shown = shown;
    this.#onUnroutable = onUnroutable;
    this.#beforeSend = beforeSend;
  }

  /** Must be called once for each channel, before `attach`. */
  async prepare(channel: Channel): Promise<void> {
    channel.on("basic.return", ({ messageId, replyText, routingKey }) => {
      const reason = say(({ system }) => system.brokerNoQueue(this.#shown, routingKey, replyText));
      this.#unconfirmed.reject(messageId ?? "", new BrokerError(reason));
      this.#onUnroutable();
    });
    await channel.confirmSelect();
  }

  /** Sends messages over this channel, waiting ones first; with undefined all messages wait. */
  attach(channel: Channel | undefined): void {
    this.#channel = channel;
    if (channel === undefined) {
      this.#detached.resolve();
      this.#detached = Promise.withResolvers();
      return;
    }
    for (const message of this.#unconfirmed.contexts()) {
      if (message.isWaiting) this.#transmit(message, channel);
    }
  }

  /**
   * Resolves when the broker has confirmed the message. A durable message in a durable queue is then on disk.
   * @throws {BrokerError} if a mandatory message has no queue, if the broker refuses it, or after `timeoutMs`: then it can
   * have arrived, or can still arrive.
   */
  send(outgoing: Outgoing, timeoutMs: number): Promise<void> {
    const { body } = outgoing;
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (body.length > MAX_BODY_BYTES) {
      const reason = say(({ system }) => system.brokerTooLong(body.length, MAX_BODY_BYTES));
      return Promise.reject(new BrokerError(reason));
    }
    const messageId = `${this.#count++}`;
    const envelope = { ...outgoing.envelope, messageId };
    const message = { envelope, body, messageId, channelsLost: 0, isWaiting: true };
    const confirmed = this.#unconfirmed.add(messageId, message, {
      timeoutMs,
      onTimeout: () => this.#timedOut(timeoutMs),
    });
    if (this.#channel !== undefined) this.#transmit(message, this.#channel);
    return confirmed;
  }

  /** Waits until all sent messages are settled, at most `timeoutMs`, and only while there is a channel. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#unconfirmed.size === 0 || this.#channel === undefined) return;
    const end = Promise.race([this.#unconfirmed.whenEmpty(), this.#detached.promise]);
    await isSettledWithin(end, timeoutMs);
    // Callers that waited for a message run first, since they can acknowledge a delivery.
    await new Promise(setImmediate);
  }

  /** Rejects unsettled and later messages. */
  close(): void {
    this.#closed ??= new BrokerError(
      say(({ system }) => system.brokerConnectionClosed(this.#shown)),
    );
    this.#unconfirmed.rejectAll(this.#closed);
  }

  #transmit(message: Unconfirmed, channel: Channel): void {
    const { envelope, body, messageId } = message;
    message.isWaiting = false;
    this.#beforeSend();
    channel.basicPublish(envelope, body).then(
      () => {
        const confirm = (): boolean => this.#unconfirmed.resolve(messageId);
        // The broker returns a message before it confirms it, but the library reports the return one immediate later.
        if (envelope.mandatory === true) setImmediate(confirm);
        else confirm();
      },
      (error: Error) => {
        if (channel.active) this.#unconfirmed.reject(messageId, this.#refused(error));
        else this.#transmitAgain(message, error);
      },
    );
  }

  #transmitAgain(message: Unconfirmed, error: Error): void {
    if (++message.channelsLost >= MAX_CHANNELS_LOST) {
      this.#unconfirmed.reject(message.messageId, this.#refused(error));
    } else if (
      this.#channel?.active === true &&
      this.#unconfirmed.get(message.messageId) !== undefined
    ) {
      this.#transmit(message, this.#channel);
    } else message.isWaiting = true;
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
