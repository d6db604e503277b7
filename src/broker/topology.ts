// The queues of one kind of task on RabbitMQ, all quorum queues:
//
//   <queue>               tasks; one delivered too often goes to the exchange <queue>.dead
//   <queue>.dead          an exchange and, bound to it, a queue: tasks that are given up
//   <queue>.wait.<delay>  tasks that come again after a delay: their time over, they go back to <queue>
//
// What moves between them moves "at least once": it leaves the one when the other has it on disk.
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
 * After this many returns to the queue a task goes to the dead ones. It is far above the attempts that a row counts: it
 * ends only what takes worker after worker down before its row can tell.
 */
export const DELIVERY_LIMIT = 20;

/** A message's own time to live is looked at only at the head of its queue: so there is a queue for each delay. */
const WAIT_DELAYS_MS = [200, 1000, 5000, 30_000] as const;

/** AMQP's names have at most 255 bytes; ours add theirs. */
const MAX_QUEUE_BYTES = 120;

/** @throws {OptionsError} if `queue` can't be a queue's name. */
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

/** The queue of the longest delay that is not longer than `delayMs`; of the shortest where all are. */
export function waitQueueFor(topology: TaskTopology, delayMs: number): WaitQueue {
  return topology.waits.findLast((wait) => wait.delayMs <= delayMs) ?? topology.waits[0];
}

/** Replies to one process; it is declared by the one who reads it. */
export function replyQueueName(topology: TaskTopology, suffix: string): string {
  return `${topology.tasks}.replies.${suffix}`;
}

/** Changes nothing where all is there. Rejects where a queue is there with other settings; the channel is closed then. */
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

/** Declares the tasks' queue alone; resolves with how many tasks are in it, those that workers hold not counted. */
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

/** RabbitMQ wants both together; without a greatest length nothing is ever rejected by the second. */
const AT_LEAST_ONCE = {
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
} as const;

/** Takes the queues away with all that is in them. */
export async function deleteTopology(channel: Channel, topology: TaskTopology): Promise<void> {
  const { tasks, dead, waits } = topology;
  for (const queue of [...waits.map((wait) => wait.queue), tasks, dead]) {
    await channel.queueDelete({ queue });
  }
  await channel.exchangeDelete({ exchange: dead });
}
