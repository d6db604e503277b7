// One request of a run, as the generator saw it and as the server told it. Every row of requests.csv is one of these.
import type { Ns } from "../../../src/units/duration.ts";

/** Lane of the local form that is measured beside a cluster, which has lane 1. */
export const LOCAL_LANE = 2;

/**
 * How a request ended. `error` is a reply that says so; `closed` ended without one; `malformed` is a reply that can't be
 * read; `unfinished` was still in flight when the run was interrupted.
 */
export const OUTCOMES = [
  "ok",
  "error",
  "timeout",
  "refused",
  "reset",
  "closed",
  "malformed",
  "unfinished",
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** In the order in which a task meets them. */
export const HOP_STAMPS = [
  "acceptedAtMs",
  "confirmedAtMs",
  "deliveredAtMs",
  "claimedAtMs",
  "startedAtMs",
  "endedAtMs",
  "storedAtMs",
  "repliedAtMs",
  "receivedAtMs",
] as const;

/** Unix times in ms, with a fraction; those of one host can be set beside each other. */
export type HopStamps = Readonly<Record<(typeof HOP_STAMPS)[number], number>>;

/** What a reply may say of its way, beside what every reply says. */
export interface TaskTrace {
  /** The worker that ran it. */
  readonly worker?: string;
  readonly hops?: HopStamps;
}

/** What the server says of the task; it explains, and never decides a verdict. */
export interface ServerReport extends TaskTrace {
  readonly thread: number;
  readonly acceptedSeq: number;
  readonly waitNs: Ns;
  readonly serviceNs: Ns;
  readonly sojournNs: Ns;
  /** Unix time in ms, with a fraction. */
  readonly startedAtMs: number;
}

/** Instants are ns on the run's clock: the generator's monotonic clock, 0 when the run began. Absent is null, never 0. */
export interface RequestSample {
  /** Concurrent clients of the burst that this request is part of, from 1. */
  readonly level: number;
  /** From 1: the burst of this level is made `--repeat` times. */
  readonly repeat: number;
  /** 1, or 2 where the level was measured again alone. */
  readonly attempt: number;
  /** From 1; each lane has a server of its own. */
  readonly lane: number;
  /** From 1 to `level`. */
  readonly connection: number;
  readonly outcome: Outcome;
  /** The reply's error code, or the system's (`ECONNRESET`); null where there is none. */
  readonly errorCode: string | null;
  readonly intendedStartNs: Ns;
  readonly sentNs: Ns | null;
  readonly firstByteNs: Ns | null;
  readonly repliedNs: Ns | null;
  readonly report: ServerReport | null;
}

/** Intended start → full reply. The client's clock alone; undefined without a reply. */
export function responseNs(sample: RequestSample): Ns | undefined {
  return sample.repliedNs === null ? undefined : sample.repliedNs - sample.intendedStartNs;
}

/** Actual send → full reply. */
export function sendToReplyNs(sample: RequestSample): Ns | undefined {
  return sample.repliedNs === null || sample.sentNs === null
    ? undefined
    : sample.repliedNs - sample.sentNs;
}

/** Actual send − intended start: how late the generator was. */
export function scheduleLagNs(sample: RequestSample): Ns | undefined {
  return sample.sentNs === null ? undefined : sample.sentNs - sample.intendedStartNs;
}
