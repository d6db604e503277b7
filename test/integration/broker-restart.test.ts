// The task broker while RabbitMQ is killed, stopped, silent or short of disk, on an instance of its own.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BrokerError, type TaskBroker, type WorkerReply } from "../../src/broker/task-broker.ts";
import type { Component } from "../../src/cluster/components/component.ts";
import { Rabbitmq } from "../../src/cluster/components/rabbitmq.ts";
import {
  Arrivals,
  consume,
  okReply,
  openBroker,
  PUBLISH_TIMEOUT_MS,
  rabbitmqctl,
  taskOf,
} from "../support/broker-fixture.ts";
import { freshName, hasComponents, temporaryFolder } from "../support/components.ts";

/** Resolves when the broker is up, or down. */
function whenUp(broker: TaskBroker, isUp: boolean): Promise<void> {
  if (broker.isUp === isUp) return Promise.resolve();
  return new Promise((resolve) => {
    broker.onChange((nowUp) => {
      if (nowUp === isUp) resolve();
    });
  });
}

describe.skipIf(!hasComponents("rabbitmq"))("a task broker whose RabbitMQ", () => {
  let rabbitmq: Component;

  beforeAll(async () => {
    rabbitmq = await new Rabbitmq(temporaryFolder("rabbitmq-restart")).start();
  });
  afterAll(() => rabbitmq.stop());

  test("is killed and comes back: each confirmed task is delivered, and its reply arrives", async () => {
    const { url } = rabbitmq;
    const queue = freshName();
    const entry = await openBroker(url, queue, "entry-1");
    const replies = new Arrivals<WorkerReply>();
    entry.onReply(replies.add);
    const worker = await openBroker(url, queue, "worker-1");
    const delivered = new Arrivals<string>();
    await worker.consume({ threads: 10, maxEnded: 0 }, (delivery) => {
      const { id } = delivery.message;
      delivered.add(id);
      void delivery.reply(okReply(id)).then(() => delivery.ack());
    });

    const ids = Array.from({ length: 200 }, (_, i) => `${i}`);
    const confirmed = new Arrivals<string>();
    const silence = Promise.withResolvers<void>();
    const published = Promise.all(
      ids.map(async (id, i) => {
        if (i >= 50) await silence.promise;
        await entry.publish(taskOf(id), 60_000);
        confirmed.add(id);
      }),
    );
    // Some are confirmed by then; the others are sent to a broker that dies before it reads them.
    await confirmed.until(() => confirmed.all.length >= 50);
    rabbitmq.kill("SIGSTOP");
    silence.resolve();
    await new Promise(setImmediate);
    rabbitmq.kill("SIGKILL");
    await Promise.all([whenUp(entry, false), whenUp(worker, false)]);
    await rabbitmq.start();
    await published;
    await Promise.all([whenUp(entry, true), whenUp(worker, true)]);

    // Before anything is asked for again: whoever was told "accepted" need not ask.
    await delivered.until(() => new Set(delivered.all).size === ids.length);

    // A task whose reply went under with the broker is asked for again, by its id.
    const answered = (): Set<string> => new Set(replies.all.map(({ id }) => id));
    const unanswered = ids.filter((id) => !answered().has(id));
    await Promise.all(unanswered.map((id) => entry.publish(taskOf(id), PUBLISH_TIMEOUT_MS)));
    await replies.until(() => answered().size === ids.length);
    expect([...answered()].toSorted()).toEqual(ids.toSorted());
  });

  test("is stopped: what is published meanwhile waits up to its time, and all goes on after", async () => {
    const { url } = rabbitmq;
    const queue = freshName();
    const broker = await openBroker(url, queue);
    const replies = new Arrivals<WorkerReply>();
    broker.onReply(replies.add);
    const deliveries = await consume(broker, 1);
    await broker.publish(taskOf("kept"), PUBLISH_TIMEOUT_MS);
    const kept = await deliveries.next();
    const changes = new Arrivals<boolean>();
    broker.onChange(changes.add);
    const down = whenUp(broker, false);
    await rabbitmq.stop();
    await down;

    const lost = await broker.publish(taskOf("late"), 50).catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(BrokerError);
    expect(lost).toHaveProperty("message", expect.stringContaining("within 50 ms"));
    const patient = broker.publish(taskOf("patient"), 60_000);
    const reply = kept.reply(okReply("kept"));
    // Its channel is gone: settling it does nothing, and the task comes again.
    kept.ack();
    await kept.retryLater(0);
    await rabbitmq.start();
    await Promise.all([patient, reply]);
    expect(await replies.next()).toEqual(okReply("kept"));
    const again = await deliveries.next();
    expect([again.message.id, again.isRedelivered]).toEqual(["kept", true]);
    again.ack();
    const last = await deliveries.next();
    expect(last.message.id).toBe("patient");
    last.ack();
    await whenUp(broker, true);
    expect([changes.all[0], changes.all.at(-1)]).toEqual([false, true]);
  });

  test("is silent: a publish ends in time, and what was sent arrives when it wakes", async () => {
    const { url } = rabbitmq;
    const queue = freshName();
    const broker = await openBroker(url, queue);
    const deliveries = await consume(broker, 10);
    rabbitmq.kill("SIGSTOP");
    const late = await broker.publish(taskOf("late"), 100).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(BrokerError);
    rabbitmq.kill("SIGCONT");
    await broker.publish(taskOf("after"), PUBLISH_TIMEOUT_MS);
    await deliveries.until(() => deliveries.all.length >= 2);
    expect(deliveries.all.map(({ message }) => message.id)).toEqual(["late", "after"]);
  });

  // The last of them, as it stays away.
  test("is away for good: closing does not wait for it", async () => {
    const { url } = rabbitmq;
    const broker = await openBroker(url, freshName());
    await broker.consume({ threads: 1, maxEnded: 0 }, () => undefined);
    const waiting = broker.publish(taskOf("a"), 60_000);
    await waiting;
    const down = whenUp(broker, false);
    rabbitmq.kill("SIGKILL");
    await down;
    const never = broker.publish(taskOf("b"), 60_000).catch((error: unknown) => error);
    await broker.close();
    expect(await never).toBeInstanceOf(BrokerError);
  });
});

describe.skipIf(!hasComponents("rabbitmq"))("a task broker whose RabbitMQ is short of disk", () => {
  test("is not up while it takes no tasks, and what it has is done with", async () => {
    const folder = temporaryFolder("rabbitmq-alarm");
    const rabbitmq = await new Rabbitmq(folder).start();
    try {
      const broker = await openBroker(rabbitmq.url, "tasks");
      const deliveries = await consume(broker, 1);
      await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
      await broker.publish(taskOf("b"), PUBLISH_TIMEOUT_MS);
      const first = await deliveries.next();
      await rabbitmqctl(folder, "set_disk_free_limit", "1000000GB");
      // Some brokers tell of the alarm only when something is published: this may be on its way already.
      const down = whenUp(broker, false);
      const early = await broker.publish(taskOf("early"), 300).catch((error: unknown) => error);
      expect(early).toBeInstanceOf(BrokerError);
      await down;
      const refused = await broker.publish(taskOf("refused"), 50).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(BrokerError);
      // Acknowledgements go another way, so that there is room again.
      first.ack();
      const second = await deliveries.next();
      expect(second.message.id).toBe("b");
      const up = whenUp(broker, true);
      await rabbitmqctl(folder, "set_disk_free_limit", "1MB");
      await up;
      await broker.publish(taskOf("last"), PUBLISH_TIMEOUT_MS);
      for (let each = second; each.message.id !== "last"; each = await deliveries.next())
        each.ack();
      // What timed out while it was known to be blocked was never sent.
      expect(deliveries.all.map(({ message }) => message.id)).not.toContain("refused");
    } finally {
      await rabbitmq.stop();
    }
  });
});
