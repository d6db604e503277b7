// A run of the harness, as `run.json` keeps it: what was asked, on what machine, what was measured, what is said of it.
import type { Notice } from "../notice.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { RequestSample } from "./sample.ts";

/** Raised whenever a field of `run.json` changes its meaning or goes away. */
export const SCHEMA_VERSION = 3;

/** What the run expects of the system: it sets it up so, or (`--target`) is told so by the user. */
export interface Expected {
  /** Width of the pool, c. */
  readonly threads: number;
  /** The option's text, such as "3s" or "exp:300ms". */
  readonly service: string;
  /** Mean service time of one task on a core of its own, S. */
  readonly meanServiceNs: Ns;
  /** False for a distribution: then the ideal is replayed from the reported service times. */
  readonly isConstant: boolean;
  /** "sleep", "spin", "hash" or "task" (the user's own module); "unknown" with `--target`. */
  readonly work: string;
  /** True where a task uses a core (spin, hash, task): then more threads than cores time-share. */
  readonly isCpuBound: boolean;
  /** Cores of the machine that the system runs on, as far as known; with `--target`, null. */
  readonly cores: number | null;
  readonly lanes: number;
  /** "json" gives server reports; "plain" is a black box. */
  readonly form: "json" | "plain";
  /** True where the run started the servers itself. */
  readonly isOwnServer: boolean;
  /** Of the distributed form; absent of a single server. */
  readonly topology?: ClusterTopology;
}

/** A cluster whose width, c, is workers × threadsPerWorker. */
export interface ClusterTopology {
  readonly kind: "cluster";
  readonly entries: number;
  readonly workers: number;
  readonly threadsPerWorker: number;
  readonly balancer: string;
}

/** The local form at the cluster's whole width, measured level by level in turn with it. */
export interface LocalForm {
  /** As `RunRecord.levels`; its rows are in requests-local.csv. */
  readonly levels: readonly LevelSummary[];
}

/** The generator's own health during one level. */
export interface SelfObservation {
  /** Longest time the generator's event loop was late for its 10 ms heartbeat. */
  readonly eventLoopDelayMaxNs: Ns;
  readonly scheduleLagMaxNs: Ns;
  /** CPU time of the generator's process over wall time during the level, all lanes together; 1 is one core. */
  readonly generatorCpuShare: number;
  /** Share of all the host's cores that was not idle, 0..1; null where the system does not tell. */
  readonly hostBusyShare: number | null;
  /** Why this level's numbers are the generator's or the host's rather than the system's; empty when they are sound. */
  readonly limits: readonly Text[];
}

/** One burst of `level` requests, released together: raw. */
export interface LevelAttempt {
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
  readonly lane: number;
  /** Measured with no other lane running beside it. */
  readonly isAlone: boolean;
  /** t0 on the run's clock. */
  readonly intendedStartNs: Ns;
  /** Most requests in flight at one instant. */
  readonly peakInFlight: number;
  /** In connection order, `level` of them. */
  readonly samples: readonly RequestSample[];
  readonly self: SelfObservation;
}

/** What `run.json` and `levels.csv` keep of a `LevelAttempt`; every number here can be had from requests.csv again. */
export interface LevelSummary {
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
  readonly lane: number;
  readonly isAlone: boolean;
  /** True for the attempt that the verdicts use: the last one of this level and repeat, by rule. */
  readonly isJudged: boolean;
  readonly intendedStartNs: Ns;
  readonly ok: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly unfinished: number;
  readonly peakInFlight: number;
  /** Intended start → last ok reply; null without one. */
  readonly makespanNs: Ns | null;
  /** ok / makespan. */
  readonly throughputPerSec: number | null;
  /** Sizes of the groups in which the replies came, in order of time. */
  readonly groups: readonly number[];
  /** Exact, of ok replies (nearest rank); null without one. */
  readonly responseMinNs: Ns | null;
  readonly responseP50Ns: Ns | null;
  readonly responseP90Ns: Ns | null;
  readonly responseMaxNs: Ns | null;
  /** HdrHistogram V2, compressed, base64: response times of ok replies in µs, 4 significant digits. */
  readonly histogram: string;
  /** Values beyond the histogram's range: counted, not in it. */
  readonly histogramOverflow: number;
  readonly self: SelfObservation;
}

export type VerdictName = "width" | "service" | "overhead" | "order";
/**
 * `uncertain`: the interval crosses its bound. `not identifiable`: the replies measured don't tell. `unknown`: what it would
 * take, such as reports of the server, was not there.
 */
export type VerdictResult = "pass" | "fail" | "uncertain" | "not identifiable" | "unknown";

/** One of the four things that may be said of a staircase. */
export interface Verdict {
  readonly name: VerdictName;
  readonly result: VerdictResult;
  /** One line for people: what was found, against what was expected and allowed. */
  readonly summary: Text;
  /** The numbers it rests on, units in the names. */
  readonly evidence: Readonly<Record<string, number | string | boolean | null>>;
  /** Of an uncertain one: about so many more repeats of all levels would decide; null: more than can be asked for. */
  readonly moreRepeats?: number | null;
}

/**
 * `fixed`: the number of repeats was settled beforehand. `sequential`: it depended on what was seen (`--repeat auto`), so that
 * the intervals are such as hold at every look.
 */
export type Sampling = "fixed" | "sequential";

export interface Judgement {
  readonly sampling: Sampling;
  readonly verdicts: readonly Verdict[];
  /** One sentence that a person understands. */
  readonly sentence: Text;
  /** Doubts that fail nothing: disagreements between the server's reports and the client's clock, thin evidence. */
  readonly warnings: readonly Notice[];
  /** False when the generator or the host, not the system, was the limit: then no verdict counts. */
  readonly isValid: boolean;
  readonly invalidReasons: readonly Notice[];
  /** One for each group of verdicts that these levels should have identified and that could not be reached. */
  readonly inconclusiveReasons: readonly Notice[];
}

export interface Environment {
  readonly escaleraVersion: string;
  /** Commit of the checkout, with "+" when it had changes; null outside one. */
  readonly commit: string | null;
  readonly bun: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
}

export interface RunRecord {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: "sweep";
  readonly label: string;
  readonly status: "running" | "complete" | "interrupted";
  /** As one would type it again. */
  readonly commandLine: string;
  /** Every option with its value, defaults included. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Unix time in ms, with a fraction, at 0 of the run's clock: sets a server's `startedAtMs` beside it. */
  readonly clockZeroMs: number;
  readonly environment: Environment;
  readonly expected: Expected;
  readonly bounds: Bounds;
  readonly levels: readonly LevelSummary[];
  /** Beside a cluster only; the verdicts are about `levels` alone. */
  readonly local?: LocalForm;
  readonly judgement: Judgement | null;
  readonly warnings: readonly Notice[];
}

/** What is allowed before a verdict fails, each in ns and already the larger of its absolute and relative form. */
export interface Bounds {
  /** Of a, the fixed overhead. */
  readonly overheadNs: Ns;
  /** Of |b|, the overhead a step. */
  readonly stepOverheadNs: Ns;
  /** Of |S measured − S expected|. */
  readonly serviceErrorNs: Ns;
  /**
   * Part of `overheadNs`, and a quarter of it part of `stepOverheadNs`, that is there only because lanes share the
   * machine; a bound given by the user has none. 0 with one lane.
   */
  readonly laneSlackNs: Ns;
}
