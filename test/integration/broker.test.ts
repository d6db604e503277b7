// The task broker against a real RabbitMQ: what goes where, and who gets it.
import { describe, expect, test } from "bun:test";
import { createTaskBroker } from "../../src/broker/rabbitmq.ts";
import { BrokerError } from "../../src/broker/task-broker.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import {
  Arrivals,
  consume,
  freshQueue,
  nextMessage,
  okReply,
  openBroker,
  openChannel,
  PUBLISH_TIMEOUT_MS,
  taskOf,
} from "../support/broker-fixture.ts";
import { hasComponents, sharedRabbitmq } from "../support/components.ts";
import type { WorkerReply } from "../../src/broker/task-broker.ts";

describe.skipIf(!hasComponents("rabbitmq"))("a task broker on RabbitMQ", () => {
  test("carries a task to a worker and its reply back, and an acknowledged task is gone", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const entry = await openBroker(url, queue, "entry-1");
    const worker = await openBroker(url, queue, "worker-1");
    const replies = new Arrivals<WorkerReply>();
    entry.onReply(replies.add);
    const deliveries = await consume(worker, 1);
    const task = { ...taskOf("a"), client: "192.0.2.7:51034" };
    await entry.publish(task, PUBLISH_TIMEOUT_MS);
    const delivery = await deliveries.next();
    expect(delivery.message).toEqual(task);
    expect(delivery.isRedelivered).toBe(false);
    const reply = okReply("a", '"línea 1\\nlínea 2"');
    await delivery.reply(reply);
    delivery.ack();
    expect(await replies.next()).toEqual(reply);
    await worker.close();
    const channel = await openChannel(url);
    expect((await channel.queueDeclare({ queue, passive: true })).messageCount).toBe(0);
  });

  test("carries tasks and results of any length, that of a frame included", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const replies = new Arrivals<WorkerReply>();
    broker.onReply(replies.add);
    const deliveries = await consume(broker, 3);
    // The client's frames have 8192 bytes, 8 of them around the body.
    for (const length of [1, 8092, 8183, 8184, 8185, 8192, 16_368, 16_384, 65_536, 1_000_000]) {
      const frame = JSON.stringify(taskOf("a", "")).length;
      const task = taskOf("a", "ñ" + "x".repeat(Math.max(0, length - frame - 2)));
      await broker.publish(task, PUBLISH_TIMEOUT_MS);
      const delivery = await deliveries.next();
      expect(delivery.message.task).toBe(task.task);
      const json = JSON.stringify("x".repeat(length));
      await delivery.reply(okReply("a", json));
      delivery.ack();
      expect(await replies.next()).toEqual(okReply("a", json));
    }
  });

  test("gives each entry server the replies to its own tasks alone", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const worker = await openBroker(url, queue, "worker-1");
    await worker.consume({ threads: 10, maxEnded: 0 }, (delivery) => {
      const { id } = delivery.message;
      void delivery.reply(okReply(id)).then(() => delivery.ack());
    });
    const ids = Array.from({ length: 100 }, (_, i) => `${i}`);
    const entries = ["entry-1", "entry-1", "entry-2"].map(async (name, index) => {
      const entry = await openBroker(url, queue, name);
      const replies = new Arrivals<WorkerReply>();
      entry.onReply(replies.add);
      const own = ids.map((id) => `${index}-${id}`);
      await Promise.all(own.map((id) => entry.publish(taskOf(id), PUBLISH_TIMEOUT_MS)));
      await replies.until(() => replies.all.length >= own.length);
      expect(replies.all.map(({ id }) => id).toSorted()).toEqual(own.toSorted());
    });
    await Promise.all(entries);
  });

  test("never has more deliveries unsettled than prefetch, and uses it up", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const other = await openBroker(url, freshQueue(url));
    let inHand = 0;
    let peak = 0;
    const done = new Arrivals<string>();
    await broker.consume({ threads: 3, maxEnded: 0 }, (delivery) => {
      peak = Math.max(peak, ++inHand);
      // To the broker and back, so that it has the time to send one too many.
      void other.publish(taskOf("any"), PUBLISH_TIMEOUT_MS).then(() => {
        inHand--;
        delivery.ack();
        done.add(delivery.message.id);
      });
    });
    const ids = Array.from({ length: 30 }, (_, i) => `${i}`);
    await Promise.all(ids.map((id) => broker.publish(taskOf(id), PUBLISH_TIMEOUT_MS)));
    await done.until(() => done.all.length >= ids.length);
    expect(peak).toBe(3);
    expect(done.all.toSorted()).toEqual(ids.toSorted());
  });

  test("delivers again, to another, what a consumer had not acknowledged when it went", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const first = await openBroker(url, queue, "worker-1");
    const deliveries = await consume(first, 2);
    await first.publish(taskOf("kept"), PUBLISH_TIMEOUT_MS);
    await first.publish(taskOf("done"), PUBLISH_TIMEOUT_MS);
    const kept = await deliveries.next();
    (await deliveries.next()).ack();
    await first.close();
    kept.ack(); // Too late: does nothing.
    const second = await consume(await openBroker(url, queue, "worker-2"), 2);
    const again = await second.next();
    expect(again.message).toEqual(taskOf("kept"));
    expect(again.isRedelivered).toBe(true);
    again.ack();
  });

  test("brings a task back later, with its slot free meanwhile and no delivery counted", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const replies = new Arrivals<WorkerReply>();
    broker.onReply(replies.add);
    const deliveries = await consume(broker, 1);
    await broker.publish(taskOf("later"), PUBLISH_TIMEOUT_MS);
    await broker.publish(taskOf("now"), PUBLISH_TIMEOUT_MS);
    const first = await deliveries.next();
    await first.retryLater(250);
    const second = await deliveries.next();
    expect(second.message.id).toBe("now");
    second.ack();
    const third = await deliveries.next();
    expect(third.message).toEqual(taskOf("later"));
    expect(third.isRedelivered).toBe(true);
    // Whoever waits for the reply still gets it.
    await third.reply(okReply("later"));
    expect((await replies.next()).id).toBe("later");
    await deliveries.consumer.cancel();
    await third.retryLater(0);
    const raw = await nextMessage(await openChannel(url), queue);
    expect(raw.headers?.["retries"]).toBe(2);
    expect(raw.headers?.["x-delivery-count"] ?? 0).toBe(0);
  });

  test("hands a task back at once to whoever takes it next", async () => {
    const { url } = await sharedRabbitmq();
    const broker = await openBroker(url, freshQueue(url));
    const deliveries = await consume(broker, 1);
    await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    (await deliveries.next()).requeue();
    const again = await deliveries.next();
    expect(again.isRedelivered).toBe(true);
    again.ack();
  });

  test("settles a delivery once: what comes after the first does nothing", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const deliveries = await consume(broker, 1);
    await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    await broker.publish(taskOf("b"), PUBLISH_TIMEOUT_MS);
    const a = await deliveries.next();
    a.ack();
    a.ack();
    a.requeue();
    await a.retryLater(0);
    await a.deadLetter({ code: "task-failed", message: "no" });
    // An unknown delivery tag would have closed the channel, and b would come as redelivered.
    const b = await deliveries.next();
    expect([b.message.id, b.isRedelivered]).toEqual(["b", false]);
    b.ack();
    await broker.close();
    const channel = await openChannel(url);
    for (const each of [queue, `${queue}.dead`, `${queue}.wait.200ms`]) {
      const { messageCount } = await channel.queueDeclare({ queue: each, passive: true });
      expect([each, messageCount]).toEqual([each, 0]);
    }
  });

  test("dead-letters a task with its error, and an invalid message unchanged", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const deliveries = await consume(broker, 1);
    const channel = await openChannel(url);
    await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    const message = `línea\n${"ñ".repeat(5000)}`;
    await (await deliveries.next()).deadLetter({ code: "task-failed", message });
    const dead = await nextMessage(channel, `${queue}.dead`);
    expect(dead.body).toEqual(taskOf("a"));
    expect(dead.durable).toBe(true);
    expect(dead.headers).toMatchObject({
      "error-code": "task-failed",
      "error-message": message.slice(0, 1000),
    });
    await channel.basicPublish({ routingKey: queue }, "not a task");
    const foreign = await nextMessage(channel, `${queue}.dead`);
    expect(foreign.body).toBe("not a task");
    expect(foreign.headers).toMatchObject({ "x-first-death-reason": "rejected" });
    expect(deliveries.all).toHaveLength(1);
  });

  test("delivers nothing more after a cancel, and what is in hand can still be settled", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const deliveries = await consume(broker, 1);
    await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    const a = await deliveries.next();
    await deliveries.consumer.cancel();
    await deliveries.consumer.cancel();
    await broker.publish(taskOf("b"), PUBLISH_TIMEOUT_MS);
    a.ack();
    const b = await nextMessage(await openChannel(url), queue);
    expect(b.body).toEqual(taskOf("b"));
    expect(deliveries.all).toHaveLength(1);
    expect(broker.isUp).toBe(true);
  });

  test("does not mind a reply to an entry server that is gone", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const entry = await openBroker(url, queue, "entry-1");
    entry.onReply(() => undefined);
    const worker = await openBroker(url, queue, "worker-1");
    const deliveries = await consume(worker, 1);
    await entry.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    const delivery = await deliveries.next();
    await entry.close();
    await delivery.reply(okReply("a"));
    delivery.ack();
    await worker.publish(taskOf("b"), PUBLISH_TIMEOUT_MS);
    const next = await deliveries.next();
    expect([next.message.id, next.isRedelivered]).toEqual(["b", false]);
  });

  test("rejects a task at once while its queue is not there, and has the queue back for the next", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const channel = await openChannel(url);
    await channel.queueDelete({ queue });
    const lost = broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    expect(lost).rejects.toThrow(BrokerError);
    expect(lost).rejects.toThrow(queue);
    await lost.catch(() => undefined);
    await broker.publish(taskOf("b"), PUBLISH_TIMEOUT_MS);
    expect((await nextMessage(channel, queue)).body).toEqual(taskOf("b"));
  });

  test("goes on consuming when its queue is deleted and comes back", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshQueue(url);
    const broker = await openBroker(url, queue);
    const deliveries = await consume(broker, 1);
    const ups = new Arrivals<boolean>();
    broker.onChange(ups.add);
    await (await openChannel(url)).queueDelete({ queue });
    expect([await ups.next(), await ups.next()]).toEqual([false, true]);
    await broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS);
    expect((await deliveries.next()).message.id).toBe("a");
  });

  test("closes once, and rejects what is published then", async () => {
    const { url } = await sharedRabbitmq();
    const broker = await openBroker(url, freshQueue(url));
    expect(broker.isUp).toBe(true);
    await Promise.all([broker.close(), broker.close()]);
    expect(broker.isUp).toBe(false);
    expect(broker.publish(taskOf("a"), PUBLISH_TIMEOUT_MS)).rejects.toThrow(BrokerError);
    expect(broker.consume({ threads: 1, maxEnded: 0 }, () => undefined)).rejects.toThrow(
      BrokerError,
    );
  });

  describe("can't be opened, and says why without the password,", () => {
    async function refusal(url: string, queue: string, connectTimeoutMs = 30_000): Promise<string> {
      const opened = createTaskBroker(url, { queue, name: "test", connectTimeoutMs });
      const error: unknown = await opened.then(
        (broker) => broker.close(),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(BrokerError);
      return error instanceof Error ? error.message : "";
    }

    test("with a wrong password", async () => {
      const url = new URL((await sharedRabbitmq()).url);
      url.password = "geheim";
      const message = await refusal(url.href, "tasks");
      expect(message).toContain(`amqp://tasks@127.0.0.1:${url.port}`);
      expect(message).toContain("ACCESS_REFUSED");
      expect(message).not.toContain("geheim");
    });

    test("with a vhost that is not there", async () => {
      const url = new URL((await sharedRabbitmq()).url);
      url.pathname = "/no-such-vhost";
      expect(await refusal(url.href, "tasks")).toContain("no-such-vhost");
    });

    test("with a queue that somebody made otherwise", async () => {
      const { url } = await sharedRabbitmq();
      const queue = freshQueue(url);
      const channel = await openChannel(url);
      await channel.queueDeclare({ queue, durable: true });
      const message = await refusal(url, queue);
      expect(message).toContain("PRECONDITION_FAILED");
      expect(message).toContain(queue);
    });

    test("with nobody there", async () => {
      const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
      listener.stop(true);
      const url = `amqp://tasks:geheim@127.0.0.1:${listener.port}`;
      const message = await refusal(url, "tasks", 500);
      expect(message).toContain(`127.0.0.1:${listener.port} within 500 ms`);
      expect(message).not.toContain("geheim");
    });

    test("with an address or a queue's name that can't be used", async () => {
      const bad = createTaskBroker("amqp://tasks:geheim@@", { queue: "tasks", name: "test" });
      expect(bad).rejects.toThrow(OptionsError);
      expect(bad).rejects.not.toThrow(/geheim/);
      const unnamed = createTaskBroker("amqp://localhost", { queue: "", name: "test" });
      expect(unnamed).rejects.toThrow(OptionsError);
    });
  });
});

test("nothing that listens is said so, also when attempts have been given up meanwhile", async () => {
  // An attempt waits 5 s for its connection.
  const opened = createTaskBroker("amqp://127.0.0.1:1/", {
    queue: "q",
    name: "test",
    connectTimeoutMs: 5300,
  });
  const failure = await opened.catch((error: unknown) => error);
  expect(failure).toHaveProperty(
    "message",
    "no connection to amqp://guest@127.0.0.1:1 within 5.3 s (connect ECONNREFUSED 127.0.0.1:1)",
  );
});
