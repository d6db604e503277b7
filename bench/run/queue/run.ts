// A run of `bun bench queue`, as queue.json keeps it. Pure.
import * as is from "../../../src/units/schema.ts";
import { RUN_HEADER } from "../header.ts";
import { QUEUE_SCHEMA_VERSION } from "../versions.ts";

/** In the order in which they are measured. */
export const QUEUE_PHASES = [
  "publish",
  "consume",
  "through",
  "round-trip",
  "one-at-a-time",
  "steady",
] as const;

export const QueuePhaseName = is.oneOf(QUEUE_PHASES);
export type QueuePhaseName = is.Infer<typeof QueuePhaseName>;

export const QueueLatency = is.object(
  "As RabbitMQ's PerfTest reports it, and the count that it rests on.",
  {
    count: is.number(),
    minNs: is.ns(),
    medianNs: is.ns(),
    p75Ns: is.ns(),
    p95Ns: is.ns(),
    p99Ns: is.ns(),
    maxNs: is.ns(),
  },
);
export interface QueueLatency extends is.Infer<typeof QueueLatency> {}

export const QueuePhase = is.object("One way of loading the broker.", {
  name: QueuePhaseName,
  elapsedNs: is.ns("From the first message to the last that counts."),
  intended: is.numberOrNull(
    "Of an open load, by the clock: intended = sent + dropped. Null of a closed one.",
  ),
  dropped: is.number("Due while too many were unconfirmed already."),
  sent: is.number(),
  confirmed: is.number(),
  received: is.number("By the consumer, or as replies."),
  sendingPerSec: is.numberOrNull("Null where the phase does not send, or does not receive."),
  receivingPerSec: is.numberOrNull(),
  latency: is.nullable(QueueLatency),
  scheduleLagP99Ns: is.nsOrNull("Actual send − intended start; null of a closed load."),
});
export interface QueuePhase extends is.Infer<typeof QueuePhase> {}

export const QueueRun = is.object("What a broker by itself carries.", {
  schemaVersion: is.constant(QUEUE_SCHEMA_VERSION),
  command: is.constant("queue"),
  ...RUN_HEADER,
  commandLine: is.string("As one would type it again, without the password."),
  options: is.map(is.anything()),
  broker: is.string("Without the password."),
  queue: is.string(),
  bodyBytes: is.number(),
  publishers: is.number(),
  window: is.number("Of each publisher, unconfirmed or unanswered; and the consumer's prefetch."),
  phases: is.list(QueuePhase),
  failure: is.stringOrNull("Why it could not be measured to its end; null where it was."),
  invalidReasons: is.list(
    is.string(),
    "Why the numbers are the generator's own; empty where they are the broker's.",
  ),
});
export interface QueueRun extends is.Infer<typeof QueueRun> {}
