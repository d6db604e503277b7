// The phases of a queue's run: each publishes, consumes or both for a while and counts. The clock is one process's.
import { pause } from "../../src/async/retry.ts";
import type { AsyncMessage, Channel } from "rabbitmq-client";
import { type RunClock, waitUntil } from "../generate/pacing/run-clock.ts";
import { LatencyHistogram } from "../stats/latency-histogram.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { BenchBroker } from "./bench-broker.ts";
import type { PhaseCounts } from "./phase-summary.ts";

export interface PhaseOptions {
  readonly broker: BenchBroker;
  readonly clock: RunClock;
  readonly bodyBytes: number;
  /** Of each publisher. */
  readonly window: number;
  readonly durationNs: Ns;
  /** Ends the phase with what it has. */
  readonly signal: AbortSignal;
}

/** What is still under way when a phase has ended may take so long to arrive. */
const GRACE_MS = 10_000;
/** Beyond so many unconfirmed messages an open load would fill the memory of both sides. */
const MAX_UNCONFIRMED = 100_000;
const REPLY_TO = "amq.rabbitmq.reply-to";

/** As fast as confirms come: `window` unconfirmed messages a publisher. They stay in the queue. */
export async function publishPhase(options: PhaseOptions): Promise<PhaseCounts> {
  const { broker, clock } = options;
  const latencies = new LatencyHistogram();
  let sent = 0;
  const { elapsedNs } = await inWindows(options, async (channel, body) => {
    const startNs = clock.nowNs();
    sent++;
    await channel.basicPublish({ routingKey: broker.queue, durable: true }, body);
    latencies.record(clock.nowNs() - startNs);
  });
  return { ...NOTHING, elapsedNs, sent, confirmed: latencies.count, latencies };
}

/** Takes `count` messages, or as many as come in time. */
export async function consumePhase(options: PhaseOptions, count: number): Promise<PhaseCounts> {
  const { broker, clock, signal, durationNs } = options;
  const startNs = clock.nowNs();
  let received = 0;
  let lastNs = startNs;
  const done = Promise.withResolvers<void>();
  if (count === 0) done.resolve();
  const cancel = await consume(options, (message) => {
    received++;
    lastNs = clock.nowNs();
    broker.consumer.basicAck({ deliveryTag: message.deliveryTag });
    if (received === count) done.resolve();
  });
  await settled(broker, done.promise, signal, durationNs / NS_PER_MS + GRACE_MS);
  await cancel();
  return { ...NOTHING, elapsedNs: lastNs - startNs, received };
}

/** Publish, confirm, consume, ack: `window` at a time a publisher. */
export async function throughPhase(options: PhaseOptions): Promise<PhaseCounts> {
  const { broker, clock } = options;
  const latencies = new LatencyHistogram();
  const waiting = new Map<string, () => void>();
  let sent = 0;
  let confirmed = 0;
  const cancel = await consume(options, ({ deliveryTag, messageId = "" }) => {
    broker.consumer.basicAck({ deliveryTag });
    waiting.get(messageId)?.();
  });
  const { elapsedNs } = await inWindows(options, async (channel, body) => {
    const startNs = clock.nowNs();
    const messageId = String(sent++);
    const received = Promise.withResolvers<void>();
    waiting.set(messageId, () => {
      latencies.record(clock.nowNs() - startNs);
      waiting.delete(messageId);
      received.resolve();
    });
    await channel.basicPublish({ routingKey: broker.queue, durable: true, messageId }, body);
    confirmed++;
    await received.promise;
  });
  await cancel();
  return { ...NOTHING, elapsedNs, sent, confirmed, received: latencies.count, latencies };
}

/** Publish, confirm, consume, reply, ack: `window` at a time a publisher. */
export async function roundTripPhase(options: PhaseOptions): Promise<PhaseCounts> {
  const { broker, clock } = options;
  const latencies = new LatencyHistogram();
  const waiting = new Map<string, () => void>();
  let sent = 0;
  let confirmed = 0;
  const cancels = [
    await consume(options, (message) => {
      const { replyTo = "", correlationId = "", deliveryTag } = message;
      void broker.consumer
        .basicPublish({ routingKey: replyTo, correlationId }, message.body)
        // A channel that is lost says so by itself.
        .catch(() => undefined);
      broker.consumer.basicAck({ deliveryTag });
    }),
  ];
  for (const channel of broker.publishers) {
    const { consumerTag } = await channel.basicConsume(
      { queue: REPLY_TO, noAck: true },
      ({ correlationId = "" }) => waiting.get(correlationId)?.(),
    );
    cancels.push(async () => void (await channel.basicCancel(consumerTag)));
  }
  const { elapsedNs } = await inWindows(options, async (channel, body) => {
    const startNs = clock.nowNs();
    const correlationId = String(sent++);
    const replied = Promise.withResolvers<void>();
    waiting.set(correlationId, replied.resolve);
    const envelope = { routingKey: broker.queue, durable: true, replyTo: REPLY_TO, correlationId };
    const publishing = channel.basicPublish(envelope, body).then(() => void confirmed++);
    let repliedNs = 0;
    await Promise.all([publishing, replied.promise.then(() => (repliedNs = clock.nowNs()))]);
    waiting.delete(correlationId);
    latencies.record(repliedNs - startNs);
  });
  for (const cancel of cancels) await cancel();
  return { ...NOTHING, elapsedNs, sent, confirmed, received: latencies.count, latencies };
}

/** An open load: each message is published when it is due and timed from then to its consumer. */
export async function steadyPhase(options: PhaseOptions, ratePerSec: number): Promise<PhaseCounts> {
  const { broker, clock, bodyBytes, durationNs, signal } = options;
  const { publishers, queue, consumer } = broker;
  const latencies = new LatencyHistogram();
  const lags = new LatencyHistogram();
  const intended = Math.max(1, Math.floor((durationNs * ratePerSec) / NS_PER_SECOND));
  const body = Buffer.alloc(bodyBytes, "x");
  let [due, sent, confirmed, dropped] = [0, 0, 0, 0];
  let lastNs = 0;
  let isSent = false;
  const done = Promise.withResolvers<void>();
  const look = (): void => {
    if (isSent && latencies.count === sent && confirmed === sent) done.resolve();
  };
  const startNs = clock.nowNs() + 10 * NS_PER_MS;
  const dueNs = (i: number): Ns => startNs + (i * NS_PER_SECOND) / ratePerSec;
  const cancel = await consume(options, ({ deliveryTag, messageId }) => {
    lastNs = clock.nowNs();
    consumer.basicAck({ deliveryTag });
    latencies.record(lastNs - dueNs(Number(messageId)));
    look();
  });
  const publish = (i: number, nowNs: Ns): void => {
    const channel = publishers[i % publishers.length];
    if (channel === undefined || sent - confirmed >= MAX_UNCONFIRMED) {
      dropped++;
      return;
    }
    lags.record(nowNs - dueNs(i));
    sent++;
    channel.basicPublish({ routingKey: queue, durable: true, messageId: String(i) }, body).then(
      () => {
        confirmed++;
        look();
      },
      // `lost` tells of it.
      () => undefined,
    );
  };
  const publishAll = async (): Promise<void> => {
    while (due < intended && !signal.aborted) {
      await waitUntil(clock, dueNs(due));
      const nowNs = clock.nowNs();
      while (due < intended && dueNs(due) <= nowNs) publish(due++, nowNs);
    }
    isSent = true;
    look();
  };
  await Promise.race([publishAll(), broker.lost]);
  await settled(broker, done.promise, signal, GRACE_MS);
  await cancel();
  const elapsedNs = Math.max(lastNs, dueNs(due)) - startNs;
  const counts = { intended: due, dropped, sent, confirmed, received: latencies.count };
  return { elapsedNs, ...counts, latencies, lags };
}

const NOTHING: PhaseCounts = {
  elapsedNs: 0,
  intended: null,
  dropped: 0,
  sent: 0,
  confirmed: 0,
  received: 0,
  latencies: null,
  lags: null,
};

/** Keeps `window` calls of `once` going on each publisher until the time is over, and waits for the last of them. */
async function inWindows(
  { broker, clock, window, bodyBytes, durationNs, signal }: PhaseOptions,
  once: (channel: Channel, body: Buffer) => Promise<void>,
): Promise<{ readonly elapsedNs: Ns }> {
  const body = Buffer.alloc(bodyBytes, "x");
  const startNs = clock.nowNs();
  const goOn = async (channel: Channel): Promise<void> => {
    while (clock.nowNs() - startNs < durationNs && !signal.aborted) await once(channel, body);
  };
  const all = broker.publishers.flatMap((channel) =>
    Array.from({ length: window }, () => goOn(channel)),
  );
  await Promise.race([Promise.all(all), broker.lost]);
  return { elapsedNs: clock.nowNs() - startNs };
}

/** Returns what ends it. */
async function consume(
  { broker, window }: PhaseOptions,
  onMessage: (message: AsyncMessage) => void,
): Promise<() => Promise<void>> {
  const { consumer, queue } = broker;
  // AMQP has 16 bits for it.
  await consumer.basicQos({ prefetchCount: Math.min(window, 65_535) });
  const { consumerTag } = await consumer.basicConsume({ queue }, onMessage);
  return async () => void (await consumer.basicCancel(consumerTag));
}

/** Waits for `done`, an interruption, or the time to be over. @throws what `broker.lost` rejects with. */
async function settled(
  broker: BenchBroker,
  done: Promise<void>,
  signal: AbortSignal,
  limitMs: number,
): Promise<void> {
  const over = new AbortController();
  const limit = pause(limitMs, AbortSignal.any([signal, over.signal]));
  try {
    await Promise.race([done, limit, broker.lost]);
  } finally {
    over.abort();
  }
}
