// Brokers, queues and tasks for tests on a real RabbitMQ: each test has a queue of its own, and leaves nothing behind.
import { onTestFinished } from "bun:test";
import type { AcceptedTask } from "../../src/protocol/task.ts";
import { join } from "node:path";
import { type AsyncMessage, type Channel, Connection } from "rabbitmq-client";
import { createTaskBroker } from "../../src/broker/rabbitmq.ts";
import type {
  TaskBroker,
  TaskConsumer,
  TaskDelivery,
  WorkerReply,
} from "../../src/broker/task-broker.ts";
import { topologyOf, WAIT_DELAYS_MS, waitQueueFor } from "../../src/broker/topology.ts";
import { freshName } from "./components.ts";

/** For publish, where the test is about something else. */
export const PUBLISH_TIMEOUT_MS = 20_000;

/** A name that no other test has; its queues go with the test. */
export function freshQueue(url: string): string {
  const queue = `tasks-${freshName()}`;
  onTestFinished(() => deleteTaskQueues(url, queue));
  return queue;
}

async function deleteTaskQueues(url: string, queue: string): Promise<void> {
  const connection = new Connection(url);
  connection.on("error", () => undefined);
  const channel = await connection.acquire();
  const topology = topologyOf(queue);
  const { tasks, dead } = topology;
  const waits = WAIT_DELAYS_MS.map((delayMs) => waitQueueFor(topology, delayMs));
  for (const name of [...waits, tasks, dead]) {
    await channel.queueDelete({ queue: name });
  }
  await channel.exchangeDelete({ exchange: dead });
  await channel.close();
  await connection.close();
}

/** Closed with the test. */
export async function openBroker(url: string, queue: string, name = "test"): Promise<TaskBroker> {
  const broker = await createTaskBroker(url, { queue, name });
  onTestFinished(() => broker.close());
  return broker;
}

export function taskOf(id: string, task = `task ${id}`): AcceptedTask {
  return { id, task, entry: "entry-1", client: null, acceptedAtMs: 1_700_000_000_000.5 };
}

export function okReply(id: string, json = `"done ${id}"`): WorkerReply {
  const common = { id, worker: "worker-1", hops: null };
  return { ...common, status: "ok", thread: 1, serviceNs: 1000, startedAtMs: 1, json };
}

/** Things that come one by one, to be waited for. */
export class Arrivals<T> {
  readonly all: T[] = [];
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  readonly add = (item: T): void => {
    this.all.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The next one that was not taken yet. */
  async next(): Promise<T> {
    const index = this.#taken++;
    await this.until(() => this.all.length > index);
    return this.all[index] as T;
  }

  /** Looks at each arrival whether `isEnough`. */
  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await new Promise<void>((wake) => this.#waiting.push(wake));
  }
}

export type Deliveries = Arrivals<TaskDelivery> & { readonly consumer: TaskConsumer };

export async function consume(broker: TaskBroker, prefetch: number): Promise<Deliveries> {
  const deliveries = new Arrivals<TaskDelivery>();
  const consumer = await broker.consume({ threads: prefetch, maxEnded: 0 }, deliveries.add);
  return Object.assign(deliveries, { consumer });
}

/** What another client sees. Closed with the test. */
export async function openChannel(url: string): Promise<Channel> {
  const connection = new Connection(url);
  connection.on("error", () => undefined);
  const channel = await connection.acquire();
  onTestFinished(() => connection.unsafeDestroy());
  return channel;
}

/** The next message that comes to a queue, taken from it. */
export async function nextMessage(channel: Channel, queue: string): Promise<AsyncMessage> {
  const messages = new Arrivals<AsyncMessage>();
  await channel.basicConsume({ queue, consumerTag: queue, noAck: true }, messages.add);
  const message = await messages.next();
  await channel.basicCancel(queue);
  return message;
}

/** A command of the broker's own tool, to the private instance in this folder. @throws {Error} if it fails. */
export async function rabbitmqctl(folder: string, ...args: readonly string[]): Promise<void> {
  const state = (await Bun.file(join(folder, "instance.json")).json()) as Record<string, unknown>;
  const child = Bun.spawn(["/usr/lib/rabbitmq/bin/rabbitmqctl", ...args], {
    env: {
      PATH: process.env["PATH"],
      LANG: "C.UTF-8",
      HOME: folder,
      RABBITMQ_NODENAME: String(state["node"]),
      ERL_EPMD_PORT: String(state["epmdPort"]),
      RABBITMQ_CONF_ENV_FILE: join(folder, "env.conf"),
    },
    stdout: "pipe",
    stderr: "pipe",
  });
  const said =
    (await new Response(child.stdout).text()) + (await new Response(child.stderr).text());
  if ((await child.exited) !== 0) throw new Error(`rabbitmqctl ${args.join(" ")}: ${said}`);
}
