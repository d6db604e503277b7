// A load run, as `run.json` keeps it: what was asked, what was measured, what is said of it.
import * as is from "../../../src/units/schema.ts";
import { FAILURE_KINDS } from "../failure.ts";
import { Notice, RUN_HEADER } from "../header.ts";
import { SCHEMA_VERSION } from "../versions.ts";
import { LoadPlan } from "./plan.ts";

export const EncodedHistogram = is.object(
  "A `LatencyHistogram` as text, with how many values are in it and beyond its range.",
  {
    count: is.number(),
    overflow: is.number(),
    histogram: is.string("HdrHistogram V2, compressed, base64, in µs."),
  },
);

export const LoadCounts = is.object(
  "Every request ends in one of these: intended = sent + dropped + unsent, sent = ok + expectedErrors + failed + timedOut + unfinished.",
  {
    intended: is.number(),
    sent: is.number(
      "Handed to a connection; one that could not be opened for it counts as sent and failed.",
    ),
    dropped: is.number("Never sent, by the user's choice (`--drop`): every connection was busy."),
    unsent: is.number(
      "Never sent: waited for a connection until its time-out or the end of the run.",
    ),
    ok: is.number(),
    expectedErrors: is.number(
      "Answered by an error reply that the user named (`--expect-error`): no failure, and no ok reply.",
    ),
    failed: is.number(),
    timedOut: is.number(),
    unfinished: is.number("In flight when the run was interrupted."),
  },
);
export interface LoadCounts extends is.Infer<typeof LoadCounts> {}

export const LoadSlice = is.object(
  "A short stretch of the measured time, for courses over time and for resampling by blocks.",
  {
    startNs: is.ns("From the beginning of the phase."),
    intended: is.number(
      "Requests whose intended start (closed loop: whose sending) lies in the slice, and what became of them.",
    ),
    ok: is.number(),
    expectedErrors: is.number(),
    failed: is.number(),
    unanswered: is.number("Never answered: dropped, unsent, timed out, unfinished."),
    sentInSlice: is.number(
      "Requests sent, and ok replies that came, in the slice, whenever they were due.",
    ),
    completedInSlice: is.number(),
    inFlightMax: is.number(
      "Most requests in flight at one instant of the slice; of several generators the sum of their peaks.",
    ),
    response: is.ref(
      EncodedHistogram,
      "Response times of the slice's ok requests, 3 significant digits.",
    ),
  },
);
export interface LoadSlice extends is.Infer<typeof LoadSlice> {}

export const Unmatched = is.object(
  "Why no response time of a single request is known. Of requests in flight together on one connection, the first sent is then taken for the one that a reply answers: whose it really is does not change the sum of the response times, and so neither their mean, but each of them and their percentiles.",
  {
    reason: is.oneOf(
      ["no order", "id in use", "out of order"],
      '"no order": no ids, and the protocol does not promise replies in order; "id in use": requests in flight together had the same id; "out of order": a reply showed that the order is not that of the requests.',
    ),
    meanResponseNs: is.nsOrNull(
      "Null where a request was not ok, as its time may be in the mean instead of an ok one's.",
    ),
    meanSendToReplyNs: is.nsOrNull(),
  },
);
export interface Unmatched extends is.Infer<typeof Unmatched> {}

export const NamedResult = is.object("One of the requests that a run is made of.", {
  name: is.string(),
  counts: LoadCounts,
  response: EncodedHistogram,
  censored: EncodedHistogram,
  unmatched: is.nullable(
    Unmatched,
    "As that of the phase, without means: a reply may be another named request's.",
  ),
});
export interface NamedResult extends is.Infer<typeof NamedResult> {}

export const FailureKind = is.oneOf(FAILURE_KINDS);
export const FailureTally = is.object("Failures of one kind.", {
  kind: FailureKind,
  count: is.number(),
  firstNs: is.ns("On the run's clock."),
  lastNs: is.ns(),
  example: is.text(
    "Of the first failure: what happened, an error's message, or the start of the reply.",
  ),
});
export interface FailureTally extends is.Infer<typeof FailureTally> {}

export const ReplyGap = is.object(
  "From one reply to the next, on the run's clock; those of the warm-up are not in it.",
  {
    afterNs: is.ns("The last reply before it, or 0."),
    untilNs: is.nsOrNull("The next reply; null where none came any more."),
    outstanding: is.nullable(
      is.object("", { fromNs: is.ns(), toNs: is.ns() }),
      "The longest time in it with requests outstanding, beginning with one that was sent in it; null where none was. A pause of up to 1 s in which every request had failed belongs to it.",
    ),
    longestOutsideNs: is.nsOrNull(
      "Longest time from send to reply of all requests outside it; null where there was none.",
    ),
  },
);
export interface ReplyGap extends is.Infer<typeof ReplyGap> {}

export const LoadPhase = is.object(
  "The warm-up, or the measured time. Histograms have 4 significant digits.",
  {
    startNs: is.ns("On the run's clock, which is 0 at the first intended start."),
    endNs: is.ns(
      "Where the schedule, the duration or (where requests end it) the last reply ended; replies may come after it.",
    ),
    counts: LoadCounts,
    sentInWindow: is.number("Sent, and ok replies, between `startNs` and `endNs`."),
    okInWindow: is.number(),
    lastOkNs: is.nsOrNull("When the last ok reply came, also after `endNs`; null without one."),
    replyGaps: is.list(
      ReplyGap,
      "Stretches of at least 0.1 s without a reply, the 64 longest, and the one after the last reply; none of a warm-up.",
    ),
    bytesSent: is.number(),
    bytesReceived: is.number(),
    connectionsOpened: is.number(),
    strayReplies: is.number(
      "Times that bytes came while no request was in flight, whose connection was closed; or a reply with an id that no request in flight had.",
    ),
    unmatched: is.nullable(
      Unmatched,
      "Null where it is known which request each reply answers. Else the histograms of response times (`response`, `sendToReply`, `failedAfter`, those of slices and named requests) are empty.",
    ),
    response: is.ref(
      EncodedHistogram,
      "ok requests: intended start (closed loop: start of the request) → whole reply.",
    ),
    sendToReply: is.ref(EncodedHistogram, "ok requests: actual send → whole reply."),
    censored: is.ref(
      EncodedHistogram,
      "Timed out, unfinished and unsent requests: intended start → given up. Each would have taken longer than that.",
    ),
    failedAfter: is.ref(EncodedHistogram, "Failed requests: intended start → failure."),
    scheduleLag: is.ref(
      EncodedHistogram,
      "All sent: actual send − intended start; waiting for a free connection is in it. Empty in a closed loop.",
    ),
    generatorLag: is.ref(
      EncodedHistogram,
      "The part of the lag that is the generator's own: a connection was free. Empty in a closed loop.",
    ),
    failures: is.list(FailureTally),
    byRequest: is.list(NamedResult, "One a named request; empty where there is only one."),
    sliceNs: is.ns(),
    slices: is.list(LoadSlice),
  },
);
export interface LoadPhase extends is.Infer<typeof LoadPhase> {}

export const GeneratorHealth = is.object("One generator process during the measured time.", {
  generator: is.number("From 1."),
  cpuShare: is.number("CPU time over wall time; 1 is one core. Spinning is in it."),
  spinShare: is.number(
    "Wall time spent spinning for the next arrival, with nothing else to do: no sign of a limit.",
  ),
  runQueueShare: is.numberOrNull(
    "Wall time in which it was ready and waited for a core; null where the system does not tell.",
  ),
  eventLoopDelay: is.ref(EncodedHistogram, "Lateness of a 10 ms heartbeat."),
  memoryMaxBytes: is.number(),
  openFilesMax: is.number(),
  openFilesLimit: is.number(),
});
export interface GeneratorHealth extends is.Infer<typeof GeneratorHealth> {}

export const LostGenerator = is.object(
  "A generator process that ended before it gave its result: its share is missing from every figure.",
  {
    generator: is.number("From 1."),
    ended: is.string('The signal or the exit code, such as "SIGKILL" or "code 1".'),
  },
);
export interface LostGenerator extends is.Infer<typeof LostGenerator> {}

export const WatchedProcess = is.object(
  "A process of the target's, watched during the measured time.",
  {
    pid: is.number(),
    command: is.string(),
    cpuShare: is.number("CPU time over wall time, all its threads; 1 is one core."),
    cpuShareMax: is.number(),
    memoryStartBytes: is.number(),
    memoryMaxBytes: is.number(),
    hasEnded: is.boolean("True where it ended before the run did."),
  },
);
export interface WatchedProcess extends is.Infer<typeof WatchedProcess> {}

export const FirstExchange = is.object(
  "The first request of one name that was answered, and its reply; the first that was sent where none was answered. The warm-up is included, the greeting is not.",
  {
    name: is.string(),
    request: is.string("Its first 200 bytes, with escapes such as \\r\\n."),
    requestBytes: is.number(),
    endsWithLine: is.boolean("True: its last byte is a line feed."),
    reply: is.stringOrNull("Like `request`; null where nothing was received."),
    replyBytes: is.number(),
    isWhole: is.boolean(
      "False: the request ended (time-out, closed, malformed) before its reply was whole.",
    ),
    replies: is.number("Whole replies to all requests of this name."),
    areRepliesEqual: is.boolean(
      "True: all of them, of all generators, had the same bytes. Replies longer than 64 KiB are never called equal.",
    ),
  },
);
export interface FirstExchange extends is.Infer<typeof FirstExchange> {}

export const LocalPorts = is.object("Local ports of the generators' host.", {
  usedMax: is.number(
    "Most ends of TCP connections at one time, whoever's, those in TIME_WAIT included.",
  ),
  available: is.number("How many ports connections can be given."),
});
export interface LocalPorts extends is.Infer<typeof LocalPorts> {}

export const LoadResult = is.object("What a load measured.", {
  connectNs: is.ns(
    "How long it took to open all connections before the load: of several generators, the slowest.",
  ),
  run: LoadPhase,
  warmup: is.nullable(LoadPhase),
  firstExchanges: is.optional(
    is.list(
      FirstExchange,
      "One a name of the requests that were sent; missing in runs of version 0.1.",
    ),
  ),
  lostGenerators: is.optional(is.list(LostGenerator, "Missing in runs of version 0.1.")),
  generators: is.list(GeneratorHealth, "Those that gave their result."),
  watched: is.list(WatchedProcess),
  hostBusyShare: is.numberOrNull(
    "Share of all the host's cores that was not idle; null where the system does not tell.",
  ),
  localPorts: is.nullable(
    LocalPorts,
    "Null where the system does not tell, or the target is a Unix socket.",
  ),
});
export interface LoadResult extends is.Infer<typeof LoadResult> {}

export const ThresholdResult = is.object(
  "A threshold of the user's, and whether the run kept it.",
  {
    kind: is.oneOf(["fail-if", "pass-if"], "`fail-if`: what must not be; `pass-if`: what must be."),
    text: is.string('As the user wrote it, such as "p99>200ms".'),
    result: is.oneOf(
      ["passed", "failed", "unknown"],
      '"unknown": too few data, the answer lies in what was never answered, or (--strict) the interval crosses the limit.',
    ),
    measured: is.text("The measured value, with its 95 % interval where the run has one."),
  },
);
export interface ThresholdResult extends is.Infer<typeof ThresholdResult> {}

export const LoadJudgement = is.object("What is said of a load.", {
  sentence: is.text("What counts against the run, and its figures, in a few sentences."),
  isValid: is.boolean(
    "False when the generator or its host, not the target, was the limit, or a generator was lost.",
  ),
  invalidReasons: is.list(Notice, "Each says what was seen, and what to do."),
  failures: is.list(
    Notice,
    "Why the run failed beside its thresholds: more than 1 % failed requests, or a silence, where neither is allowed.",
  ),
  warnings: is.list(Notice, "Doubts that spoil nothing."),
  thresholds: is.list(ThresholdResult),
  isUnknownAllowed: is.boolean("`--allow-unknown`: unknown thresholds fail nothing."),
});
export interface LoadJudgement extends is.Infer<typeof LoadJudgement> {}

export const LoadRun = is.object("A load.", {
  schemaVersion: is.constant(SCHEMA_VERSION),
  command: is.constant("load"),
  ...RUN_HEADER,
  options: is.map(is.anything(), "Every option as it was given or by default."),
  seed: is.number(),
  clockZeroMs: is.numberOrNull(
    "Unix time in ms, with a fraction, at 0 of the run's clock; null before the load began.",
  ),
  plan: LoadPlan,
  result: is.nullable(LoadResult),
  judgement: is.nullable(LoadJudgement),
  warnings: is.list(Notice),
});
export interface LoadRun extends is.Infer<typeof LoadRun> {}
