// A load run, as `run.json` keeps it: what was asked, what was measured, what is said of it.
import type { Notice } from "../notice.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { FailureTally } from "../failure.ts";
import type { LoadPlan } from "./plan.ts";
import type { ReplyGap } from "./reply-gap.ts";
import type { Environment, SCHEMA_VERSION } from "../sweep/run.ts";

/** A `LatencyHistogram` as text, with how many values are in it and beyond its range. */
export interface EncodedHistogram {
  readonly count: number;
  readonly overflow: number;
  /** HdrHistogram V2, compressed, base64, in µs. */
  readonly histogram: string;
}

/**
 * Every request ends in one of these: intended = sent + dropped + unsent, sent = ok + expectedErrors + failed + timedOut +
 * unfinished.
 */
export interface LoadCounts {
  readonly intended: number;
  /** Handed to a connection; one that could not be opened for it counts as sent and failed. */
  readonly sent: number;
  /** Never sent, by the user's choice (`--drop`): every connection was busy. */
  readonly dropped: number;
  /** Never sent: waited for a connection until its time-out or the end of the run. */
  readonly unsent: number;
  readonly ok: number;
  /** Answered by an error reply that the user named (`--expect-error`): no failure, and no ok reply. */
  readonly expectedErrors: number;
  readonly failed: number;
  readonly timedOut: number;
  /** In flight when the run was interrupted. */
  readonly unfinished: number;
}

/** A short stretch of the measured time, for courses over time and for resampling by blocks. */
export interface LoadSlice {
  /** From the beginning of the phase. */
  readonly startNs: Ns;
  /** Requests whose intended start (closed loop: whose sending) lies in the slice, and what became of them. */
  readonly intended: number;
  readonly ok: number;
  readonly expectedErrors: number;
  readonly failed: number;
  /** Never answered: dropped, unsent, timed out, unfinished. */
  readonly unanswered: number;
  /** Requests sent, and ok replies that came, in the slice, whenever they were due. */
  readonly sentInSlice: number;
  readonly completedInSlice: number;
  /** Most requests in flight at one instant of the slice; of several generators the sum of their peaks. */
  readonly inFlightMax: number;
  /** Response times of the slice's ok requests, 3 significant digits. */
  readonly response: EncodedHistogram;
}

/**
 * Why no response time of a single request is known. Of requests in flight together on one connection, the first sent is
 * then taken for the one that a reply answers: whose it really is does not change the sum of the response times, and so
 * neither their mean, but each of them and their percentiles.
 */
export interface Unmatched {
  /** "no order": no ids, and the protocol does not promise replies in order; "id in use": requests in flight together had
   *  the same id; "out of order": a reply showed that the order is not that of the requests. */
  readonly reason: "no order" | "id in use" | "out of order";
  /** Null where a request was not ok, as its time may be in the mean instead of an ok one's. */
  readonly meanResponseNs: Ns | null;
  readonly meanSendToReplyNs: Ns | null;
}

/** One of the requests that a run is made of. */
export interface NamedResult {
  readonly name: string;
  readonly counts: LoadCounts;
  readonly response: EncodedHistogram;
  readonly censored: EncodedHistogram;
  /** As that of the phase, without means: a reply may be another named request's. */
  readonly unmatched: Unmatched | null;
}

/** The warm-up, or the measured time. Histograms have 4 significant digits. */
export interface LoadPhase {
  /** On the run's clock, which is 0 at the first intended start. */
  readonly startNs: Ns;
  /** Where the schedule, the duration or (where requests end it) the last reply ended; replies may come after it. */
  readonly endNs: Ns;
  readonly counts: LoadCounts;
  /** Sent, and ok replies, between `startNs` and `endNs`. */
  readonly sentInWindow: number;
  readonly okInWindow: number;
  /** When the last ok reply came, also after `endNs`; null without one. */
  readonly lastOkNs: Ns | null;
  /** Stretches of at least 0.1 s without a reply, the 64 longest, and the one after the last reply; none of a warm-up. */
  readonly replyGaps: readonly ReplyGap[];
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly connectionsOpened: number;
  /** Times that bytes came while no request was in flight, whose connection was closed; or a reply with an id that no
   *  request in flight had. */
  readonly strayReplies: number;
  /** Null where it is known which request each reply answers. Else the histograms of response times (`response`,
   *  `sendToReply`, `failedAfter`, those of slices and named requests) are empty. */
  readonly unmatched: Unmatched | null;
  /** ok requests: intended start (closed loop: start of the request) → whole reply. */
  readonly response: EncodedHistogram;
  /** ok requests: actual send → whole reply. */
  readonly sendToReply: EncodedHistogram;
  /** Timed out, unfinished and unsent requests: intended start → given up. Each would have taken longer than that. */
  readonly censored: EncodedHistogram;
  /** Failed requests: intended start → failure. */
  readonly failedAfter: EncodedHistogram;
  /** All sent: actual send − intended start; waiting for a free connection is in it. Empty in a closed loop. */
  readonly scheduleLag: EncodedHistogram;
  /** The part of the lag that is the generator's own: a connection was free. Empty in a closed loop. */
  readonly generatorLag: EncodedHistogram;
  readonly failures: readonly FailureTally[];
  /** One a named request; empty where there is only one. */
  readonly byRequest: readonly NamedResult[];
  readonly sliceNs: Ns;
  readonly slices: readonly LoadSlice[];
}

/** One generator process during the measured time. */
export interface GeneratorHealth {
  /** From 1. */
  readonly generator: number;
  /** CPU time over wall time; 1 is one core. Spinning is in it. */
  readonly cpuShare: number;
  /** Wall time spent spinning for the next arrival, with nothing else to do: no sign of a limit. */
  readonly spinShare: number;
  /** Wall time in which it was ready and waited for a core; null where the system does not tell. */
  readonly runQueueShare: number | null;
  /** Lateness of a 10 ms heartbeat. */
  readonly eventLoopDelay: EncodedHistogram;
  readonly memoryMaxBytes: number;
  readonly openFilesMax: number;
  readonly openFilesLimit: number;
}

/** A generator process that ended before it gave its result: its share is missing from every figure. */
export interface LostGenerator {
  /** From 1. */
  readonly generator: number;
  /** The signal or the exit code, such as "SIGKILL" or "code 1". */
  readonly ended: string;
}

/** A process of the target's, watched during the measured time. */
export interface WatchedProcess {
  readonly pid: number;
  readonly command: string;
  /** CPU time over wall time, all its threads; 1 is one core. */
  readonly cpuShare: number;
  readonly cpuShareMax: number;
  readonly memoryStartBytes: number;
  readonly memoryMaxBytes: number;
  /** True where it ended before the run did. */
  readonly hasEnded: boolean;
}

/**
 * The first request of one name that was answered, and its reply; the first that was sent where none was answered. The
 * warm-up is included, the greeting is not.
 */
export interface FirstExchange {
  readonly name: string;
  /** Its first 200 bytes, with escapes such as \r\n. */
  readonly request: string;
  readonly requestBytes: number;
  /** True: its last byte is a line feed. */
  readonly endsWithLine: boolean;
  /** Like `request`; null where nothing was received. */
  readonly reply: string | null;
  readonly replyBytes: number;
  /** False: the request ended (time-out, closed, malformed) before its reply was whole. */
  readonly isWhole: boolean;
  /** Whole replies to all requests of this name. */
  readonly replies: number;
  /** True: all of them, of all generators, had the same bytes. Replies longer than 64 KiB are never called equal. */
  readonly areRepliesEqual: boolean;
}

/** Local ports of the generators' host. */
export interface LocalPorts {
  /** Most ends of TCP connections at one time, whoever's, those in TIME_WAIT included. */
  readonly usedMax: number;
  /** How many ports connections can be given. */
  readonly available: number;
}

export interface LoadResult {
  /** How long it took to open all connections before the load: of several generators, the slowest. */
  readonly connectNs: Ns;
  readonly run: LoadPhase;
  readonly warmup: LoadPhase | null;
  /** One a name of the requests that were sent; missing in runs of version 0.1. */
  readonly firstExchanges?: readonly FirstExchange[];
  /** Missing in runs of version 0.1. */
  readonly lostGenerators?: readonly LostGenerator[];
  /** Those that gave their result. */
  readonly generators: readonly GeneratorHealth[];
  readonly watched: readonly WatchedProcess[];
  /** Share of all the host's cores that was not idle; null where the system does not tell. */
  readonly hostBusyShare: number | null;
  /** Null where the system does not tell, or the target is a Unix socket. */
  readonly localPorts: LocalPorts | null;
}

export interface ThresholdResult {
  /** `fail-if`: what must not be; `pass-if`: what must be. */
  readonly kind: "fail-if" | "pass-if";
  /** As the user wrote it, such as "p99>200ms". */
  readonly text: string;
  /** "unknown": too few data, the answer lies in what was never answered, or (--strict) the interval crosses the limit. */
  readonly result: "passed" | "failed" | "unknown";
  /** The measured value, with its 95 % interval where the run has one. */
  readonly measured: Text;
}

export interface LoadJudgement {
  /** What counts against the run, and its figures, in a few sentences. */
  readonly sentence: Text;
  /** False when the generator or its host, not the target, was the limit, or a generator was lost. */
  readonly isValid: boolean;
  /** Each says what was seen, and what to do. */
  readonly invalidReasons: readonly Notice[];
  /** Why the run failed beside its thresholds: more than 1 % failed requests, or a silence, where neither is allowed. */
  readonly failures: readonly Notice[];
  /** Doubts that spoil nothing. */
  readonly warnings: readonly Notice[];
  readonly thresholds: readonly ThresholdResult[];
  /** `--allow-unknown`: unknown thresholds fail nothing. */
  readonly isUnknownAllowed: boolean;
}

export interface LoadRun {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: "load";
  readonly label: string;
  readonly status: "running" | "complete" | "interrupted";
  /** As one would type it again. */
  readonly commandLine: string;
  /** Every option as it was given or by default. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Unix time in ms, with a fraction, at 0 of the run's clock; null before the load began. */
  readonly clockZeroMs: number | null;
  readonly environment: Environment;
  readonly plan: LoadPlan;
  readonly result: LoadResult | null;
  readonly judgement: LoadJudgement | null;
  readonly warnings: readonly Notice[];
}
