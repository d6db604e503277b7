// A run of the harness, as `run.json` keeps it: what was asked, on what machine, what was measured, what is said of it.
import type { Ns } from "../../../src/units/duration.ts";
import * as is from "../../../src/units/schema.ts";
import { Notice, RUN_HEADER } from "../header.ts";
import { SCHEMA_VERSION } from "../versions.ts";
import type { RequestSample } from "./sample.ts";

export const ClusterTopology = is.object(
  "A cluster whose width, c, is workers × threadsPerWorker.",
  {
    kind: is.constant("cluster"),
    entries: is.number(),
    workers: is.number(),
    threadsPerWorker: is.number(),
    balancer: is.string(),
  },
);
export interface ClusterTopology extends is.Infer<typeof ClusterTopology> {}

export const Expected = is.object(
  "What the run expects of the system: it sets it up so, or (`--target`) is told so by the user.",
  {
    threads: is.number("Width of the pool, c."),
    service: is.string('The option\'s text, such as "3s" or "exp:300ms".'),
    meanServiceNs: is.ns("Mean service time of one task on a core of its own, S."),
    isConstant: is.boolean(
      "False for a distribution: then the ideal is replayed from the reported service times.",
    ),
    work: is.string(
      '"sleep", "spin", "hash" or "task" (the user\'s own module); "unknown" with `--target`.',
    ),
    isCpuBound: is.boolean(
      "True where a task uses a core (spin, hash, task): then more threads than cores time-share.",
    ),
    cores: is.numberOrNull(
      "Cores of the machine that the system runs on, as far as known; with `--target`, null.",
    ),
    lanes: is.number(),
    laneSeeds: is.optional(
      is.list(
        is.number(),
        "Seed of each lane's server, in the order of the lanes; of a cluster, the one that those of its workers are drawn from; absent with `--target`, and in earlier runs, in which all lanes and workers drew the same service times.",
      ),
    ),
    form: is.oneOf(["json", "plain"], '"json" gives server reports; "plain" is a black box.'),
    isOwnServer: is.boolean("True where the run started the servers itself."),
    topology: is.optional(
      is.ref(ClusterTopology, "Of the distributed form; absent of a single server."),
    ),
  },
);
export interface Expected extends is.Infer<typeof Expected> {}

export const SelfObservation = is.object("The generator's own health during one level.", {
  eventLoopDelayMaxNs: is.ns(
    "Longest time the generator's event loop was late for its 10 ms heartbeat.",
  ),
  scheduleLagMaxNs: is.ns(),
  generatorCpuShare: is.number(
    "CPU time of the generator's process over wall time during the level, all lanes together; 1 is one core.",
  ),
  hostBusyShare: is.numberOrNull(
    "Share of all the host's cores that was not idle, 0..1; null where the system does not tell.",
  ),
  limits: is.list(
    is.text(),
    "Why this level's numbers are the generator's or the host's rather than the system's; empty when they are sound.",
  ),
});
export interface SelfObservation extends is.Infer<typeof SelfObservation> {}

export const LevelSummary = is.object(
  "What `run.json` and `levels.csv` keep of a `LevelAttempt`; every number here can be had from requests.csv again.",
  {
    level: is.number(),
    repeat: is.number(),
    attempt: is.number(),
    lane: is.number(),
    isAlone: is.boolean(),
    isJudged: is.boolean(
      "True for the attempt that the verdicts use: the last one of this level and repeat, by rule.",
    ),
    intendedStartNs: is.ns(),
    ok: is.number(),
    failed: is.number(),
    timedOut: is.number(),
    unfinished: is.number(),
    peakInFlight: is.number(),
    makespanNs: is.nsOrNull("Intended start → last ok reply; null without one."),
    throughputPerSec: is.numberOrNull("ok / makespan."),
    groups: is.list(
      is.number(),
      "Sizes of the groups in which the replies came, in order of time.",
    ),
    responseMinNs: is.nsOrNull("Exact, of ok replies (nearest rank); null without one."),
    responseP50Ns: is.nsOrNull(),
    responseP90Ns: is.nsOrNull(),
    responseMaxNs: is.nsOrNull(),
    histogram: is.string(
      "HdrHistogram V2, compressed, base64: response times of ok replies in µs, 4 significant digits.",
    ),
    histogramOverflow: is.number("Values beyond the histogram's range: counted, not in it."),
    self: SelfObservation,
  },
);
export interface LevelSummary extends is.Infer<typeof LevelSummary> {}

export const LocalForm = is.object(
  "The local form at the cluster's whole width, measured level by level in turn with it.",
  {
    levels: is.list(LevelSummary, "As `RunRecord.levels`; its rows are in requests-local.csv."),
  },
);
export interface LocalForm extends is.Infer<typeof LocalForm> {}

export const VerdictName = is.oneOf(["width", "service", "overhead", "order"]);
export type VerdictName = is.Infer<typeof VerdictName>;

export const VerdictResult = is.oneOf(
  ["pass", "fail", "uncertain", "not identifiable", "unknown"],
  "`uncertain`: the interval crosses its bound. `not identifiable`: the replies measured don't tell. `unknown`: what it would take, such as reports of the server, was not there.",
);
export type VerdictResult = is.Infer<typeof VerdictResult>;

export const Verdict = is.object("One of the four things that may be said of a staircase.", {
  name: VerdictName,
  result: VerdictResult,
  summary: is.text("One line for people: what was found, against what was expected and allowed."),
  evidence: is.map(
    is.nullable(is.either([is.number(), is.string(), is.boolean()])),
    "The numbers it rests on, units in the names.",
  ),
  moreRepeats: is.optional(
    is.numberOrNull(
      "Of an uncertain one: about so many more repeats of all levels would decide; null: more than can be asked for.",
    ),
  ),
});
export interface Verdict extends is.Infer<typeof Verdict> {}

export const Sampling = is.oneOf(
  ["fixed", "sequential"],
  "`fixed`: the number of repeats was settled beforehand. `sequential`: it depended on what was seen (`--repeat auto`), so that the intervals are such as hold at every look.",
);

export const Judgement = is.object("What is said of a sweep.", {
  sampling: Sampling,
  verdicts: is.list(Verdict),
  sentence: is.text("One sentence that a person understands."),
  warnings: is.list(
    Notice,
    "Doubts that fail nothing: disagreements between the server's reports and the client's clock, thin evidence.",
  ),
  isValid: is.boolean(
    "False when the generator or the host, not the system, was the limit: then no verdict counts.",
  ),
  invalidReasons: is.list(Notice),
  inconclusiveReasons: is.list(
    Notice,
    "One for each group of verdicts that these levels should have identified and that could not be reached.",
  ),
});
export interface Judgement extends is.Infer<typeof Judgement> {}

export const Bounds = is.object(
  "What is allowed before a verdict fails, each in ns and already the larger of its absolute and relative form.",
  {
    overheadNs: is.ns("Of a, the fixed overhead."),
    stepOverheadNs: is.ns("Of |b|, the overhead a step."),
    serviceErrorNs: is.ns("Of |S measured − S expected|."),
    laneSlackNs: is.ns(
      "Part of `overheadNs`, and a quarter of it part of `stepOverheadNs`, that is there only because lanes share the machine; a bound given by the user has none. 0 with one lane.",
    ),
  },
);
export interface Bounds extends is.Infer<typeof Bounds> {}

export const RunRecord = is.object("A sweep.", {
  schemaVersion: is.constant(SCHEMA_VERSION),
  command: is.constant("sweep"),
  ...RUN_HEADER,
  options: is.map(is.anything(), "Every option with its value, defaults included."),
  seed: is.number(),
  clockZeroMs: is.number(
    "Unix time in ms, with a fraction, at 0 of the run's clock: sets a server's `startedAtMs` beside it.",
  ),
  expected: Expected,
  bounds: Bounds,
  levels: is.list(LevelSummary),
  local: is.optional(
    is.ref(LocalForm, "Beside a cluster only; the verdicts are about `levels` alone."),
  ),
  judgement: is.nullable(Judgement),
  warnings: is.list(Notice),
});
export interface RunRecord extends is.Infer<typeof RunRecord> {}

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
