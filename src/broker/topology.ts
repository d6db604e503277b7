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

export interface WaitQueue {
  readonly queue: string;
  readonly delayMs: number;
}

export interface TaskTopology {
  readonly tasks: string;
  /** Name of both the exchange and the queue. */
  readonly dead: string;
  /** From the shortest delay to the longest. */
  readonly waits: readonly [WaitQueue, ...WaitQueue[]];
}

/**
 * After this many returns to the queue a task is dead-lettered. The limit is far above the attempts that a row counts: it
 * stops only tasks that crash each worker before the row is written.
 */
const DELIVERY_LIMIT = 20;

/** RabbitMQ checks a message's time to live only at the head of a queue, so there is a queue for each delay. */
const WAIT_DELAYS_MS = [200, 1000, 5000, 30_000] as const;

/** AMQP names have at most 255 bytes, including the suffixes above. */
const MAX_QUEUE_BYTES = 120;

/** @throws {OptionsError} if `queue` is not a valid name. */
export function topologyOf(queue: string): TaskTopology {
  const bytes = Buffer.byteLength(queue);
  if (bytes === 0 || bytes > MAX_QUEUE_BYTES || queue.startsWith("amq.")) {
    throw new OptionsError(say(({ problems }) => problems.badQueue(queue, MAX_QUEUE_BYTES)));
  }
  const waitQueue = (delayMs: number): WaitQueue => ({
    queue: `${queue}.wait.${delayMs}ms`,
    delayMs,
  });
  const [shortest, ...longer] = WAIT_DELAYS_MS;
  return {
    tasks: queue,
    dead: `${queue}.dead`,
    waits: [waitQueue(shortest), ...longer.map(waitQueue)],
  };
}

/** The queue with the longest delay up to `delayMs`; if all are longer, the shortest. */
export function waitQueueFor(topology: TaskTopology, delayMs: number): WaitQueue {
  return topology.waits.findLast((wait) => wait.delayMs <= delayMs) ?? topology.waits[0];
}

/** The queue of replies to one process, which declares it. */
export function replyQueueName(topology: TaskTopology, suffix: string): string {
  return `${topology.tasks}.replies.${suffix}`;
}

/** Idempotent. Rejects if a queue exists with other settings; the channel is then closed. */
export async function declareTopology(channel: Channel, topology: TaskTopology): Promise<void> {
  const { tasks, dead, waits } = topology;
  await channel.exchangeDeclare({ exchange: dead, type: "fanout", durable: true });
  await channel.queueDeclare({
    queue: dead,
    durable: true,
    arguments: { "x-queue-type": "quorum" },
  });
  await channel.queueBind({ exchange: dead, queue: dead });
  await declareTasks(channel, topology);
  for (const { queue, delayMs } of waits) {
    await channel.queueDeclare({
      queue,
      durable: true,
      arguments: {
        "x-queue-type": "quorum",
        "x-message-ttl": delayMs,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": tasks,
        ...AT_LEAST_ONCE,
      },
    });
  }
}

/** Declares only the queue of the tasks; resolves with its number of tasks, without those that workers hold. */
export async function declareTasks(
  channel: Channel,
  { tasks, dead }: TaskTopology,
): Promise<number> {
  const { messageCount } = await channel.queueDeclare({
    queue: tasks,
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-delivery-limit": DELIVERY_LIMIT,
      "x-dead-letter-exchange": dead,
      ...AT_LEAST_ONCE,
    },
  });
  return messageCount;
}

/** RabbitMQ requires both arguments; without a maximum length the second one rejects nothing. */
const AT_LEAST_ONCE = {
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
} as const;
