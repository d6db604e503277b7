// What is said of a finished load run: its sentence, why it failed or is invalid, and its warnings, in English. Figures
// come as they are written in this language.

const noun = (count: string, one: string, many = `${one}s`): string =>
  `${count} ${count === "1" ? one : many}`;

interface FailureWords {
  readonly kind: string;
  readonly example: string;
  readonly remedy: string | undefined;
}

export const english = {
  generator: (number: number | null) => (number === null ? "the generator" : `generator ${number}`),

  // The sentence: what counts against the run, then the load, the response times, and what became of the others.
  invalid: (reason: string, others: number, figures: string) =>
    `This run is invalid: ${reason}${others === 0 ? "" : `; and ${others} more ${others === 1 ? "reason" : "reasons"}`}. Its figures do not count: ${figures}`,
  outOfOrder: "Malformed: out of order. Replies carried what belongs to other requests.",
  silentToTheEnd: (from: string) =>
    `The target was silent from ${from} on: no reply came until the end of the run.`,
  silentFor: (length: string, from: string, to: string) =>
    `The target was silent for ${length}: no reply came from ${from} to ${to} although requests were outstanding.`,
  closedCannotTell:
    "Closed load sends less while the target is silent, so its percentiles cannot show this: use --rate.",
  failedSince: (from: string) => `From ${from} on, no request got an ok reply.`,
  /** Of an invalid run the cause is not known to be the target. */
  notReached: (offered: string, sent: string, share: string, isTargetLimit: boolean) =>
    `The offered load was not reached: ${noun(offered, "request")} a second ${offered === "1" ? "was" : "were"} offered and ${sent} sent (${share})${isTargetLimit ? ", because the target or the number of connections was the limit" : ""}.`,
  loads: {
    open: (offered: string, sent: string) =>
      `${noun(offered, "request")} a second offered and ${sent} sent`,
    closed: (connections: string, replies: string) =>
      `${noun(connections, "connection")} got ${noun(replies, "reply", "replies")} a second`,
    burst: (requests: string) => `${noun(requests, "request")} at once`,
    ofThose: "Of all requests",
  },
  times: {
    half: (time: string) => `half were answered within ${time}`,
    most: (time: string) => `99 % within ${time}`,
    all: (time: string) => `all within ${time}`,
    allAlone: (time: string) => `all were answered within ${time}`,
    answered: (count: string) => `${count} ${count === "1" ? "was" : "were"} answered`,
    /** `time` is null where dropped requests have none. */
    halfNever: (time: string | null) =>
      `more than half were never answered${time === null ? "" : ` within ${time}`}`,
    onePercentNever: (time: string | null) =>
      `but more than 1 % were never answered${time === null ? "" : ` within ${time}`}`,
    unmatched: "percentiles are unknown because replies could not be matched to requests",
    mean: (time: string) => `the mean response time was ${time}`,
    and: (one: string, other: string) => `${one}, ${other}`,
  },
  ends: {
    failed: (count: string, share: string) => `${count} failed (${share})`,
    neverAnswered: (count: string, share: string) => `${count} never answered (${share})`,
    expectedErrors: (count: string, share: string) => `${noun(count, "expected error")} (${share})`,
    none: "none failed",
  },
  nothing: {
    noRequest: "Nothing was measured: no request was made.",
    noneOk: (intended: string, ends: string) =>
      intended === "1"
        ? `Nothing was measured: the only request got no ok reply (${ends}).`
        : `Nothing was measured: none of ${intended} requests got an ok reply (${ends}).`,
    expectedErrors: (count: string) => noun(count, "expected error"),
    neverSent: (count: string) => `${count} never sent`,
    unfinished: (count: string) => `${count} unfinished`,
  },

  // Why a run fails that no threshold judges.
  failures: {
    silence: (from: string, length: string | null) =>
      length === null
        ? `the target was silent from ${from} on, until the end of the run (allowed: a tenth of the run, or 3 × the longest response); see its log, or pass with --allow-errors`
        : `the target was silent for ${length} from ${from} on (allowed: a tenth of the run, or 3 × the longest response); see its log, or pass with --allow-errors`,
    failedShare: (count: string, share: string, limit: string) =>
      `${noun(count, "request")} failed (${share} of those sent, limit ${limit}); set a limit of your own with --fail-if 'errors>5%', name expected errors with --expect-error, or pass with --allow-errors`,
  },

  // Why a run is invalid, and what to do.
  generatorLost: (generator: number, count: number, ended: string) =>
    `generator ${generator} of ${count} ended in the middle of the load (${ended}), so its share of the connections and requests is missing from every figure; start the load again and, if the system ended it, give it more memory`,
  missing: (offered: string, achieved: string) => `offered ${offered}, achieved ${achieved}`,
  lagAt: (lag: string, percentile: number, limit: string) =>
    `${lag} at p${percentile} (limit ${limit})`,
  sentLate: (lags: string) =>
    `the generator sent requests late although a connection was free: ${lags}; lower --rate, add --generators, or use a machine with less other work`,
  eventLoopLate: (who: string, delay: string, percentile: number, limit: string) =>
    `the event loop of ${who} was ${delay} late at p${percentile} (limit ${limit}); lower --rate or -c, add --generators, or use a machine with less other work`,
  stalled: (who: string, share: string, limit: string) =>
    `${who} did not run for ${share} of the time (limit ${limit}); lower --rate or -c, add --generators, or use a machine with less other work`,
  hadNoTime: (who: string, share: string) =>
    `${who} had no time to spare (${share} of a core busy)`,
  generatorBusy: (missing: string, busy: string) =>
    `${missing}: ${busy}; lower --rate, add --generators, or use another machine for the generator`,

  // Warnings.
  targetLimited: (missing: string) =>
    `${missing}: arrivals found every connection busy while the generator had time to spare. The target was the limit, or more connections (-c) would carry more`,
  generatorLag: (lag: string, response: string) =>
    `the generator's own lag (p99 ${lag}) is a large part of the longest response times (p99 ${response})`,
  unanswered: (count: string, share: string, parts: string) =>
    `${noun(count, "request was", "requests were")} never answered (${share}: ${parts}); the percentiles count them as longer than they waited`,
  unansweredParts: {
    timedOut: (count: string) => `${count} timed out`,
    unsent: (count: string) => `${count} never got a connection`,
    dropped: (count: string) => `${count} dropped because every connection was busy`,
    unfinished: (count: string) => `${count} in flight when the run was stopped`,
  },
  failed: (count: string, share: string, { kind, example, remedy }: FailureWords) =>
    `${noun(count, "request")} failed (${share}): ${kind}${example === "" ? "" : `, the first: ${example}`}${remedy === undefined ? "" : `; ${remedy}`}`,
  expectedErrors: (count: string, share: string) =>
    `${noun(count, "reply was an expected error", "replies were expected errors")} (${share}, --expect-error): neither ok nor failed, and in no percentile`,
  tooFewForP99: (needed: string, count: string) =>
    `too few requests for p99: it needs ${needed}, and the run has ${count}`,
  unmatched: {
    noOrder: (pipeline: string) =>
      `up to ${noun(pipeline, "request was", "requests were")} in flight on a connection (--pipeline), and it is not known which one a reply answers: percentiles are unknown (—), the throughput holds, and the mean if every request was ok; give --ordered if the protocol promises replies in the order of the requests, or say where replies carry an id: --id-at, --id-match, --reply json-id`,
    idInUse:
      "requests in flight on one connection had the same id, so it is not known which one a reply answers: percentiles are unknown (—), the throughput holds, and the mean if every request was ok; make ids that differ, such as {{uuid}}, {{i}} or {{u32be i}} (in 16 bits the index begins again at 65,536)",
    outOfOrder:
      "replies came out of order: percentiles and mean are unknown (—); leave out --ordered, and say where replies carry an id: --id-at, --id-match, --reply json-id",
  },
  overflow: (count: string) =>
    `${noun(count, "request")} took longer than 1 h; by how much is not known`,
  strayReplies: (count: string) =>
    `bytes came ${noun(count, "time")} that answer no request in flight; check that --reply, and the id, describe how the target's replies end`,
  insecure: "the target's certificate was not checked (--insecure): its identity is not known",
  watchedEnded: (pid: number, command: string) =>
    `the watched process ${pid} (${command}) ended before the run did`,
  generatorSaturated: (who: string, share: string, isOpen: boolean, generators: number) =>
    isOpen
      ? `${who} was busy for ${share} of a core, so response times contain its own queue; lower --rate or use --generators ${generators}`
      : `${who} was busy for ${share} of a core, so throughput may be its own limit and response times contain its own queue; use --generators ${generators} or --pipeline`,
  openFiles: (who: string, count: string, limit: string, remedy: string) =>
    `${who} had ${count} of at most ${limit} files open; ${remedy}`,
  localPorts: (used: string, available: string, remedy: string) =>
    `${used} of ${available} local ports were in use; ${remedy}`,
  hostBusy: (share: string) =>
    `the host's cores were ${share} busy: the generator, other processes, and the target if it runs here, waited for one another`,
  hostTooSmall: (share: string, generators: string, cores: string) =>
    `the host's cores were ${share} busy: ${noun(generators, "generator")} and a target on the same host need more than its ${noun(cores, "core")}`,

  // The first request and its reply.
  repliesLikeErrors: (replies: string, name: string | null, reply: string) =>
    `${replies === "1" ? `the only reply${name === null ? "" : ` to ${name}`} begins` : `all ${replies} replies${name === null ? "" : ` to ${name}`} are equal and begin`} like an error: ${reply}; without --expect or --reject any reply counts as ok: give --expect REGEX for right replies or --reject REGEX for wrong ones`,
  noLineEnd: (flag: string | null, request: string) =>
    `requests timed out, and ${flag ?? "the request"} sends no line end: a target that reads lines waits for one; try ${request}\\r\\n`,

  // Beside the judgement.
  notOpened: (failed: number, connections: string, { kind, example, remedy }: FailureWords) =>
    `${failed} of ${noun(connections, "connection")} could not be opened before the load (${kind}: ${example})${remedy === undefined ? "" : `; ${remedy}`}`,
  abortedBy: (seconds: string, threshold: string) =>
    `stopped after ${seconds} by --abort-on-fail: ${threshold}`,
  cantWrite: (folder: string, reason: string) =>
    `can't write to ${folder} (${reason}): files that were written before are whole`,
  samplesIncomplete: (problem: string) => `requests.csv is not complete: ${problem}`,
  unreachable: (target: string, kind: string, message: string, remedy: string) =>
    `no connection to ${target} (${kind}: ${message}): ${remedy}`,
  isTargetRunning: "is the target running?",
};

export type LoadJudgementTexts = typeof english;
