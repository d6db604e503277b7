// The queue of replies to one process. It is durable and outlives a lost connection, so that replies sent meanwhile are
// not lost; the messages in it are not durable, as a client can ask again. Unread for ten minutes it is deleted.
import { replyQueueName, type TaskTopology } from "./topology.ts";
import { decodeReply } from "./message-codec.ts";
import type { OpenChannel } from "./link.ts";
import type { WorkerReply } from "./task-broker.ts";
import type { Channel } from "rabbitmq-client";

const EXPIRES_MS = 600_000;
/** Of the process's name, in the queue's. */
const MAX_NAME_CHARACTERS = 16;

export class ReplyInbox {
  readonly #topology: TaskTopology;
  readonly #name: string;
  readonly #listener: (reply: WorkerReply) => void;
  #queue: string;

  constructor(topology: TaskTopology, name: string, listener: (reply: WorkerReply) => void) {
    this.#topology = topology;
    this.#name = name.slice(0, MAX_NAME_CHARACTERS);
    this.#listener = listener;
    this.#queue = this.#newQueueName();
  }

  /** Where replies are to be sent to. */
  get queue(): string {
    return this.#queue;
  }

  /** Declares the queue and reads it, on a channel of its own; returns that. */
  async open(openChannel: OpenChannel): Promise<Channel> {
    const channel = await openChannel();
    const queue = this.#queue;
    try {
      await channel.queueDeclare({ queue, durable: true, arguments: { "x-expires": EXPIRES_MS } });
    } catch (error) {
      // In a cluster it may be on a node that is down: then the next attempt has another one.
      this.#queue = this.#newQueueName();
      throw error;
    }
    // Taken away by somebody: all is set up anew when the channel closes.
    channel.once("basic.cancel", () => void channel.close());
    await channel.basicConsume({ queue, noAck: true }, ({ body }) => {
      const reply = decodeReply(body);
      // Not of ours, so nobody waits for it.
      if (reply !== undefined) this.#listener(reply);
    });
    return channel;
  }

  #newQueueName(): string {
    return replyQueueName(this.#topology, `${this.#name}.${crypto.randomUUID().slice(0, 13)}`);
  }
}
