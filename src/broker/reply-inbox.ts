// The queue of replies to one process. It is durable and survives a lost connection, so that replies during the loss are
// kept. Its messages are not durable, since a client can ask again. It is deleted after ten minutes without a reader.
import type { TaskTopology } from "./topology.ts";
import { decodeReply } from "./message-codec.ts";
import type { OpenChannel } from "./link.ts";
import type { WorkerReply } from "./task-broker.ts";
import type { Channel } from "rabbitmq-client";

const EXPIRES_MS = 600_000;
/** Characters of the process's name in the queue's name. */
const MAX_NAME_CHARACTERS = 16;

export class ReplyInbox {
  readonly #prefix: string;
  readonly #listener: (reply: WorkerReply) => void;
  #queue: string;

  constructor(topology: TaskTopology, name: string, listener: (reply: WorkerReply) => void) {
    this.#prefix = `${topology.tasks}.replies.${name.slice(0, MAX_NAME_CHARACTERS)}`;
    this.#listener = listener;
    this.#queue = this.#newQueueName();
  }

  /** The address for replies. */
  get queue(): string {
    return this.#queue;
  }

  /** Declares the queue and consumes it on a new channel, which is returned. */
  async open(openChannel: OpenChannel): Promise<Channel> {
    const channel = await openChannel();
    const queue = this.#queue;
    try {
      await channel.queueDeclare({ queue, durable: true, arguments: { "x-expires": EXPIRES_MS } });
    } catch (error) {
      // In a cluster its node can be down: then the next attempt uses another queue.
      this.#queue = this.#newQueueName();
      throw error;
    }
    // The queue was deleted: closing the channel starts a new session.
    channel.once("basic.cancel", () => void channel.close());
    await channel.basicConsume({ queue, noAck: true }, ({ body }) => {
      const reply = decodeReply(body);
      // Not a valid reply: it belongs to no task.
      if (reply !== undefined) this.#listener(reply);
    });
    return channel;
  }

  #newQueueName(): string {
    return `${this.#prefix}.${crypto.randomUUID().slice(0, 13)}`;
  }
}
