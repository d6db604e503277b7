// An entry server on a broker that the test confirms, loses and restores.
import { describe, expect, test } from "bun:test";
import type { AcceptedTask } from "../protocol/task.ts";
import { type WorkerReply, BrokerError } from "../broker/task-broker.ts";
import { NS_PER_SECOND } from "../units/duration.ts";
import { untranslated } from "../units/text.ts";
import { Arrivals, okReply } from "../../test/support/broker-fixture.ts";
import { failureOf, messages, never } from "../../test/support/test-pools.ts";
import { DistributedExecute, MAX_REDELIVERING } from "./distributed.ts";

interface Publish {
  readonly id: string;
  readonly confirm: () => void;
  readonly fail: () => void;
}

/** Each publish waits until the test confirms it or lets it fail. */
class ScriptedBroker {
  readonly publishes = new Arrivals<Publish>();
  unconfirmed = 0;
  #reply: (reply: WorkerReply) => void = () => undefined;
  #change: (isUp: boolean) => void = () => undefined;

  publish({ id }: AcceptedTask): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.unconfirmed++;
    const settle = (how: () => void): void => {
      this.unconfirmed--;
      how();
    };
    this.publishes.add({
      id,
      confirm: () => settle(resolve),
      fail: () => settle(() => reject(new BrokerError(untranslated("away")))),
    });
    return promise;
  }

  onReply(listener: (reply: WorkerReply) => void): void {
    this.#reply = listener;
  }

  onChange(listener: (isUp: boolean) => void): void {
    this.#change = listener;
  }

  reply(id: string): void {
    this.#reply(okReply(id));
  }

  reconnect(): void {
    this.#change(false);
    this.#change(true);
  }
}

const TASKS = 3 * MAX_REDELIVERING;
const ids = Array.from({ length: TASKS }, (_, i) => `${i}`);

function open() {
  const broker = new ScriptedBroker();
  const entry = new DistributedExecute(broker, {
    name: "entry-1",
    maxInHand: TASKS,
    confirmTimeoutNs: NS_PER_SECOND,
    replyTimeoutNs: 60 * NS_PER_SECOND,
    messages,
  });
  const ask = (id: string) => entry.execute({ id, task: "t" }, never);
  return { broker, entry, ask };
}

/** Accepted tasks, with the publishes after them. */
async function openAccepted() {
  const { broker, entry, ask } = open();
  const replies = ids.map(ask);
  for (const { confirm } of broker.publishes.all) confirm();
  await nextTurn();
  const from = broker.publishes.all.length;
  const published = () => broker.publishes.all.slice(from);
  const publishedIds = () => published().map(({ id }) => id);
  return { broker, entry, replies, published, publishedIds };
}

/** After all continuations of settled promises. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("an entry server whose broker reconnects", () => {
  test("publishes its pending tasks again, each once, in order, few at a time", async () => {
    const { broker, published, publishedIds, replies } = await openAccepted();
    broker.reconnect();
    for (let confirmed = 0; confirmed < TASKS; confirmed++) {
      await nextTurn();
      expect(broker.unconfirmed).toBe(Math.min(MAX_REDELIVERING, TASKS - confirmed));
      published()[confirmed]?.confirm();
    }
    await nextTurn();
    expect(publishedIds()).toEqual(ids);
    for (const id of ids) broker.reply(id);
    await Promise.all(replies);
  });

  test("does not publish a task that is answered before its turn", async () => {
    const { broker, published, publishedIds, replies } = await openAccepted();
    broker.reconnect();
    await nextTurn();
    const answered = ids.slice(MAX_REDELIVERING, -1);
    for (const id of answered) broker.reply(id);
    await Promise.all(replies.slice(MAX_REDELIVERING, -1));
    for (const { confirm } of published()) confirm();
    await nextTurn();
    expect(publishedIds()).toEqual([...ids.slice(0, MAX_REDELIVERING), ids.at(-1) ?? ""]);
  });

  test("lost again on the way, begins anew, without those that the broker is still to confirm", async () => {
    const { broker, published, publishedIds } = await openAccepted();
    broker.reconnect();
    await nextTurn();
    const first = published();
    first[0]?.confirm();
    await nextTurn();
    // The publisher sends unconfirmed messages again by itself.
    broker.reconnect();
    await nextTurn();
    first[1]?.fail();
    for (const { confirm } of first.slice(2)) confirm();
    while (broker.unconfirmed > 0) {
      for (const { confirm } of published().slice(-broker.unconfirmed)) confirm();
      await nextTurn();
      expect(broker.unconfirmed).toBeLessThanOrEqual(MAX_REDELIVERING);
    }
    const twice = ["0", "1"];
    expect(publishedIds().toSorted()).toEqual([...twice, ...ids].toSorted());
  });
});

describe("an entry server", () => {
  test("answers unavailable if the broker confirms no task, and has its place free again", async () => {
    const { broker, entry, ask } = open();
    const failure = failureOf(ask("7"));
    (await broker.publishes.next()).fail();
    expect(await failure).toBe("unavailable: the broker did not accept the task: away");
    expect(entry.inHand).toBe(0);
  });
});
