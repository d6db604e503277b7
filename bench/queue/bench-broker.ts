// The connections that a queue's run measures through, and a queue of its own. Raw: src/broker's interface is for tasks.
import { say } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";
import { type Channel, Connection } from "rabbitmq-client";
import type { BrokerAddress } from "../../src/broker/broker-url.ts";
import { codeOf, TextError } from "../../src/units/text-error.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** The broker can't be reached, or refused, or was lost: the message says which. */
export class QueueBenchError extends TextError {
  override readonly name = "QueueBenchError";
  /** True where nothing was measured yet. */
  readonly isUnreachable: boolean;

  constructor(text: Text, isUnreachable: boolean, options?: ErrorOptions) {
    super(text, options);
    this.isUnreachable = isUnreachable;
  }
}

/** Whoever opens one closes it. */
export interface BenchBroker {
  /** In confirm mode, each on a connection of its own. */
  readonly publishers: readonly Channel[];
  readonly consumer: Channel;
  readonly queue: string;
  /** Rejects when a connection or channel is lost; never resolves. */
  readonly lost: Promise<never>;
  /** Deletes the queue, as far as the broker is there. Idempotent. */
  close(): Promise<void>;
}

/**
 * Connects, and declares the queue: quorum, durable.
 * @throws {QueueBenchError} if the broker is not there or refuses, or if there is a queue of that name: it is not ours.
 */
export async function openBenchBroker(
  address: BrokerAddress,
  queue: string,
  publishers: number,
  warn: (text: Text) => void,
): Promise<BenchBroker> {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  const connections: Connection[] = [];
  const fail = (error: unknown): void => lost.reject(error);
  const open = async (): Promise<Channel> => {
    const connection = connect(address);
    connections.push(connection);
    connection.on("error", fail);
    const channel = await Promise.race([connection.acquire(), lost.promise]);
    channel.on("close", () => fail(new Error("the broker closed a channel")));
    return channel;
  };
  let isClosed = false;
  let isOurs = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    if (isOurs) await deleteQueue(address, queue, warn);
    for (const connection of connections) connection.unsafeDestroy();
  };
  try {
    const [consumer, ...others] = await Promise.all([
      open(),
      ...Array.from({ length: publishers }, open),
    ]);
    if (await isThere(address, queue)) {
      throw new QueueBenchError(
        say((texts) => texts.queue.problems.exists(queue)),
        false,
      );
    }
    await consumer.queueDeclare({
      queue,
      durable: true,
      arguments: { "x-queue-type": "quorum" },
    });
    isOurs = true;
    for (const channel of others) await channel.confirmSelect();
    return { publishers: others, consumer, queue, lost: lost.promise, close };
  } catch (error) {
    await close();
    if (error instanceof QueueBenchError) throw error;
    throw new QueueBenchError(
      say((texts) => texts.queue.problems.unreachable(address.shown, reasonOf(error))),
      true,
      { cause: error },
    );
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function connect({ hosts, isTls, username, password, vhost }: BrokerAddress): Connection {
  return new Connection({
    ...hosts[0],
    ...(hosts.length > 1 && {
      hosts: hosts.map(({ hostname, port }) => `${hostname}:${port}`),
    }),
    ...(isTls && { tls: true }),
    username,
    password,
    vhost,
    connectionName: "escalera bench queue",
    noDelay: true,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    acquireTimeout: CONNECT_TIMEOUT_MS,
  });
}

/** Asked on a connection of its own, as the broker answers "no" by closing the channel. */
async function isThere(address: BrokerAddress, queue: string): Promise<boolean> {
  return await aside(address, async (channel) => {
    try {
      await channel.queueDeclare({ queue, passive: true });
      return true;
    } catch (error) {
      if (codeOf(error) === "NOT_FOUND") return false;
      throw error;
    }
  });
}

/** The broker may be gone, and with it the reason to tidy up. */
async function deleteQueue(
  address: BrokerAddress,
  queue: string,
  warn: (text: Text) => void,
): Promise<void> {
  try {
    await aside(address, (channel) => channel.queueDelete({ queue }));
  } catch {
    warn(say((texts) => texts.queue.problems.notDeleted(queue)));
  }
}

async function aside<T>(address: BrokerAddress, use: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = connect(address);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  connection.on("error", (error) => failed.reject(error));
  try {
    return await Promise.race([connection.acquire().then(use), failed.promise]);
  } finally {
    connection.unsafeDestroy();
  }
}
