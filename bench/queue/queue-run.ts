// A run of `bun bench queue`, as queue.json keeps it. Pure.
import type { Environment, RunRecord } from "../run/sweep/run.ts";
import type { Ns } from "../../src/units/duration.ts";

/** Raised whenever a field of `queue.json` changes its meaning or goes away. */
export const QUEUE_SCHEMA_VERSION = 1;

/** In the order in which they are measured. */
export const QUEUE_PHASES = [
  "publish",
  "consume",
  "through",
  "round-trip",
  "one-at-a-time",
  "steady",
] as const;

export type QueuePhaseName = (typeof QUEUE_PHASES)[number];

/** As RabbitMQ's PerfTest reports it, and the count that it rests on. */
export interface QueueLatency {
  readonly count: number;
  readonly minNs: Ns;
  readonly medianNs: Ns;
  readonly p75Ns: Ns;
  readonly p95Ns: Ns;
  readonly p99Ns: Ns;
  readonly maxNs: Ns;
}

export interface QueuePhase {
  readonly name: QueuePhaseName;
  /** From the first message to the last that counts. */
  readonly elapsedNs: Ns;
  /** Of an open load, by the clock: intended = sent + dropped. Null of a closed one. */
  readonly intended: number | null;
  /** Due while too many were unconfirmed already. */
  readonly dropped: number;
  readonly sent: number;
  readonly confirmed: number;
  /** By the consumer, or as replies. */
  readonly received: number;
  /** Null where the phase does not send, or does not receive. */
  readonly sendingPerSec: number | null;
  readonly receivingPerSec: number | null;
  readonly latency: QueueLatency | null;
  /** Actual send − intended start; null of a closed load. */
  readonly scheduleLagP99Ns: Ns | null;
}

export interface QueueRun {
  readonly schemaVersion: typeof QUEUE_SCHEMA_VERSION;
  readonly command: "queue";
  readonly label: string;
  readonly status: RunRecord["status"];
  /** As one would type it again, without the password. */
  readonly commandLine: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly environment: Environment;
  /** Without the password. */
  readonly broker: string;
  readonly queue: string;
  readonly bodyBytes: number;
  readonly publishers: number;
  /** Of each publisher, unconfirmed or unanswered; and the consumer's prefetch. */
  readonly window: number;
  readonly phases: readonly QueuePhase[];
  /** Why it could not be measured to its end; null where it was. */
  readonly failure: string | null;
  /** Why the numbers are the generator's own; empty where they are the broker's. */
  readonly invalidReasons: readonly string[];
}
