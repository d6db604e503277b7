// Publishes messages: keeps each one until the broker has confirmed it, and sends it again if its channel is lost. Each
// message has a deadline.
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
  /** Identifies the message in a return; unique in this process. */
  readonly messageId: string;
  channelsLost: number;
  /** No effect after the first call. */
  settle(error?: BrokerError): void;
}

/** Limit for a message that closes each of its channels. */
const MAX_CHANNELS_LOST = 10;
/** The default limit of newer brokers is 16 MiB. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024 - 64 * 1024;

/** Owns no channel: it gets one by `attach`, and another one after a loss. */
export class ConfirmedPublisher {
  readonly #shown: string;
  readonly #onUnroutable: () => void;
  /** Unconfirmed messages by message id, in order. */
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  /** The unconfirmed messages that have no channel. */
  readonly #waiting = new Set<Unconfirmed>();
  #channel: Channel | undefined;
  #count = 0;
  #closed: BrokerError | undefined;
  #endFlush: (() => void) | undefined;

  /** `shown` names the broker in errors. `onUnroutable` is called for each mandatory message without a queue. */
  constructor(shown: string, onUnroutable: () => void) {
    this.#shown = shown;
    this.#onUnroutable = onUnroutable;
  }

  /** Must be called once for each channel, before `attach`. */
  async prepare(channel: Channel): Promise<void> {
    channel.on("basic.return", ({ messageId, replyText, routingKey }) => {
      const reason = say(({ system }) => system.brokerNoQueue(this.#shown, routingKey, replyText));
      this.#unconfirmed.get(messageId ?? "")?.settle(new BrokerError(reason));
      this.#onUnroutable();
    });
    await channel.confirmSelect();
  }

  /** Sends messages over this channel, waiting ones first; with undefined all messages wait. */
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

  /** Waits until all sent messages are settled, at most `timeoutMs`, and only while there is a channel. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#unconfirmed.size === 0 || this.#channel === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endFlush = resolve;
    await settledWithin(promise, timeoutMs);
    this.#endFlush = undefined;
    // Callers that waited for a message run first, since they can acknowledge a delivery.
    await new Promise(setImmediate);
  }

  /** Rejects unsettled and later messages. */
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
        // The broker returns a message before it confirms it, but the library reports the return one immediate later.
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
