// The queues of one kind of task on RabbitMQ, all quorum queues:
//
//   <queue>               tasks; a task that was delivered too often goes to the exchange <queue>.dead
//   <queue>.dead          an exchange with a queue: tasks that were given up
//   <queue>.wait.<delay>  tasks that are retried after a delay: when they expire, they return to <queue>
//
// Moves between queues are "at least once": a task leaves a queue when the next queue has it on disk.
import type { Channel } from "rabbitmq-client";
import { say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";

export interface TaskTopology {
  readonly tasks: string;
  /** Name of both the exchange and the queue. */
  readonly dead: string;
}

/**
 * After this many returns to the queue a task is dead-lettered. The limit is far above the attempts that a row counts: it
 * stops only tasks that crash each worker before the row is written.
 */
const DELIVERY_LIMIT = 20;

/** RabbitMQ checks a message's time to live only at the head of a queue, so there is a queue for each delay. */
export const WAIT_DELAYS_MS = [200, 1000, 5000, 30_000] as const;

/** AMQP names have at most 255 bytes, including the suffixes above. */
const MAX_QUEUE_BYTES = 120;

/** @throws {OptionsError} if `queue` is not a valid name. */
export function topologyOf(queue: string): TaskTopology {
  const bytes = Buffer.byteLength(queue);
  if (bytes === 0 || bytes > MAX_QUEUE_BYTES || queue.startsWith("amq.")) {
    throw new OptionsError(say(({ problems }) => problems.badQueue(queue, MAX_QUEUE_BYTES)));
  }
  return { tasks: queue, dead: `${queue}.dead` };
}

/** The queue with the longest delay up to `delayMs`; if all are longer, the shortest. */
export function waitQueueFor({ tasks }: TaskTopology, delayMs: number): string {
  const [shortest] = WAIT_DELAYS_MS;
  return waitQueue(tasks, WAIT_DELAYS_MS.findLast((known) => known <= delayMs) ?? shortest);
}

function waitQueue(tasks: string, delayMs: number): string {
  return `${tasks}.wait.${delayMs}ms`;
}

/** Idempotent. Rejects if a queue exists with other settings; the channel is then closed. */
export async function declareTopology(channel: Channel, topology: TaskTopology): Promise<void> {
  const { tasks, dead } = topology;
  await channel.exchangeDeclare({ exchange: dead, type: "fanout", durable: true });
  await declareQuorumQueue(channel, dead);
  await channel.queueBind({ exchange: dead, queue: dead });
  await declareTasks(channel, topology);
  for (const delayMs of WAIT_DELAYS_MS) {
    await declareQuorumQueue(channel, waitQueue(tasks, delayMs), {
      "x-message-ttl": delayMs,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": tasks,
      ...AT_LEAST_ONCE,
    });
  }
}

/** Declares only the queue of the tasks; resolves with its number of tasks, without those that workers hold. */
export function declareTasks(channel: Channel, { tasks, dead }: TaskTopology): Promise<number> {
  return declareQuorumQueue(channel, tasks, {
    "x-delivery-limit": DELIVERY_LIMIT,
    "x-dead-letter-exchange": dead,
    ...AT_LEAST_ONCE,
  });
}

async function declareQuorumQueue(channel: Channel, queue: string, more = {}): Promise<number> {
  const settings = { "x-queue-type": "quorum", ...more } as const;
  const { messageCount } = await channel.queueDeclare({
    queue,
    durable: true,
    arguments: settings,
  });
  return messageCount;
}

/** RabbitMQ requires both arguments; without a maximum length the second one rejects nothing. */
const AT_LEAST_ONCE = {
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
} as const;
