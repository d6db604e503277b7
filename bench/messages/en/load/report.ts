// The report of a load run, its charts and its summary on a terminal, in English. Numbers arrive as this language
// writes them.

const NEVER_ANSWERED = "never answered";

export const english = {
  title: (label: string, target: string, load: string) =>
    `${label === "" ? "Escalera load" : `Escalera load, ${label}`}: ${target}, ${load}`,

  /** A load in a few words: "open load, 1,000/s for 10 s, 50 connections". */
  load: {
    burst: (requests: string) => `a burst of ${requests}`,
    open: (offered: string) => `open load, ${offered}`,
    closed: "closed load",
    forTime: (duration: string) => `for ${duration}`,
    upTo: (requests: string) => `up to ${requests}`,
    recorded: "recorded arrivals",
    stages: (count: number) => `${count} stages`,
    poisson: (rate: string) => `${rate} (Poisson)`,
    ramp: (start: string, end: string) => `${start} to ${end}`,
    with: (load: string, connections: string) => `${load}, ${connections}`,
  },

  alarms: {
    stoppedBefore: "The run was stopped before anything was measured.",
    stopped: (measured: string) => `The run was stopped early: it measured ${measured}.`,
    invalidMeaning:
      "The load generator or its host was the limit, not the target: the numbers of this run do not describe the target.",
    lostMeaning:
      "A part of the load was lost: the numbers of this run are those of the other generators.",
    insecure: "INSECURE",
    unchecked:
      "The target's certificate was not checked (--insecure): the identity of the target is unknown.",
  },

  thresholds: {
    threshold: "threshold",
    result: "result",
    measured: "measured",
  },

  counts: {
    intended: "intended",
    sent: "sent",
    dropped: "dropped",
    unsent: "unsent",
    ok: "ok",
    expectedErrors: "expected errors",
    failed: "failed",
    timedOut: "timed out",
    unfinished: "unfinished",
    notOk: "not ok",
    neverAnswered: NEVER_ANSWERED,
  },

  response: {
    heading: "Response times",
    percentile: "percentile",
    fromStart: "from start of the request",
    fromIntended: "from intended start",
    fromSend: "from actual send",
    /** In a narrow terminal. */
    shortFromStart: "from start",
    shortFromSend: "from send",
    mean: "mean",
    requests: "requests",
    max: "max",
    censored: (count: string, all: string) =>
      `${count} of ${all} were never answered. The percentiles count each of them as longer than it waited. A mean without them would be too low, so none is given.`,
    note: (absent: string) =>
      `Excludes failed requests. ${absent} = too few samples (p99 needs 1,000, p99.9 needs 10,000), or no mean because some requests were never answered.`,
    noteUnmatched: (absent: string) =>
      `Excludes failed requests. ${absent} = unknown: no id tells which request a reply answers (see the warnings), so no single response time is known, and the mean only if every request was ok.`,
  },

  loadSection: {
    heading: "Load",
    offered: "offered",
    noSchedule: "no rate: a closed load and a burst have no schedule",
    countIn: (rate: string, count: string, window: string) => `${rate}: ${count} in ${window}`,
    achieved: "achieved",
    sentAt: (rate: string) => `${rate} sent`,
    sentOfOffered: (rate: string, share: string) => `${rate} sent, ${share} of the offered load`,
    throughput: "throughput",
    okIn: (rate: string, replies: string, window: string) => `${rate}: ${replies} in ${window}`,
    requests: "requests",
    ofSent: "of those sent",
    bytesSent: "bytes sent",
    bytesReceived: "bytes received",
    connections: "connections",
    opened: (connections: string, times: string, count: number) =>
      `${connections}, opened ${times} ${count === 1 ? "time" : "times"}`,
    stray: "stray replies",
    strayText: (count: string) => `${count}: bytes that answer no request in flight`,
  },

  errors: {
    heading: "Errors",
    kind: "kind",
    requests: "requests",
    share: "share",
    firstAt: "first at",
    lastAt: "last at",
    example: "first example",
    remedy: "remedy",
    /** On a terminal: "3 refused (0.1 %), from 1.2 to 3.4 s". */
    line: (count: string, kind: string, share: string) => `${count} ${kind} (${share})`,
    at: (time: string) => `at ${time} s`,
    between: (first: string, last: string) => `from ${first} to ${last} s`,
  },

  named: {
    heading: "By request",
    request: "request",
  },

  exchange: {
    heading: "First request and reply",
    request: "request",
    sent: "sent",
    bytes: "bytes",
    received: "received",
    allReplies: "all replies",
    note: "The first request that was answered, and its reply: the first 200 bytes of each, with escapes. The warm-up is included.",
    firstRequest: "first request",
    firstReply: "first reply",
    sentOf: (name: string) => `${name}: sent`,
    incomplete: (reply: string) => `${reply} (incomplete)`,
    noneExpected: "no reply is expected",
    none: "no reply",
    allEqual: (replies: string) => `${replies}, all equal`,
    notAllEqual: (replies: string) => `${replies}, not all equal`,
  },

  generator: {
    heading: "Was the load generator the limit?",
    notJudged: "Not judged.",
    no: "No: all values below are within their limits.",
    yes: (reasons: string) => `Yes: ${reasons}`,
    lateness: "lateness",
    scheduleLag: "schedule lag (actual send − intended start)",
    generatorLag: "the generator's part of it (a connection was free)",
    loopDelay: "event-loop delay",
    loopDelayOf: (generator: number) => `event-loop delay, generator ${generator}`,
    generator: "generator",
    cpu: "CPU",
    spinning: "of it busy waiting",
    runQueue: "waited for a core",
    memory: "memory",
    openFiles: "open files",
    openFilesLimit: "limit of open files",
    hostBusy: (share: string) => `All cores of the host were ${share} busy.`,
    hostUnknown: "How busy the host was is unknown.",
    cpuNote: (host: string) =>
      `100 % CPU = one core. CPU includes busy waiting for the next arrival, which is no sign of a limit. ${host}`,
    /** On a terminal. */
    name: (count: number) => (count > 1 ? `${count} generators` : "generator"),
    lagLine: (p50: string, p99: string, max: string) => `lag p50 ${p50}, p99 ${p99}, max ${max}`,
    loopLine: (max: string) => `event-loop delay at most ${max}`,
    cpuLine: (cpu: string) => `CPU ${cpu}`,
    spinLine: (cpu: string, spin: string) => `CPU ${cpu} (${spin} busy waiting)`,
    hostLine: (share: string) => `host ${share}`,
  },

  target: {
    heading: "Processes of the target",
    none: "None was watched. --watch-pid PID shows a process here.",
    pid: "pid",
    command: "command",
    cpu: "CPU",
    cpuMax: "CPU max",
    memoryStart: "memory at start",
    memoryMax: "memory max",
    atEnd: "at the end",
    ended: "ended",
    running: "running",
  },

  warmup: {
    heading: "Warm-up",
    note: (duration: string) =>
      `The ${duration} before the measured time. The result does not include them.`,
  },

  how: {
    target: "target",
    load: "load",
    request: "request",
    requestOf: (name: string) => `request ${name}`,
    inFlight: "in flight per connection, at most",
    matching: "replies are matched",
    byId: (place: string) => `by id (${place})`,
    byOrder: "in the order of the requests",
    byNothing: "not at all: no ids, no order",
    reconnect: "connections are reopened",
    never: "never",
    everyRequests: (requests: string) => `every ${requests}`,
    timeout: "time-out",
    warmup: "warm-up",
    none: "none",
    generators: "generators",
    histograms:
      "Response times are kept in HDR histograms with 4 significant digits (3 in the slices of time), in whole microseconds, from 1 µs to 1 h.",
    unanswered: (timeout: string) =>
      `A request without a complete reply after ${timeout} was given up. Its response time is only known to be longer than it waited ("> ${timeout}"), and every percentile counts it so. The same holds for requests that were dropped, unsent or still in flight at the end.`,
    open: "Open load: requests were due by a schedule that does not depend on the target. The response time runs from the intended start. It includes the wait for a free connection and any delay of the generator. The time from the actual send, which excludes both, is shown beside it.",
    dropping:
      "A request that was due while every connection was busy was dropped (--drop): it counts as never answered.",
    waiting: "A request that was due while every connection was busy waited for a free one.",
    closed:
      "Closed load: each connection sent its next request after the reply to the last. There is no schedule: while the target stalls, fewer requests are sent, and the requests that would have waited are missing (coordinated omission). A closed load can neither show nor correct this. An open load (-R) shows it.",
    burst:
      "Burst: all requests were due at the same instant, each on its own connection, opened before. The response time runs from that instant.",
    file: (path: string) => `the file ${path}`,
    jsonl: (path: string) => `the lines of ${path}, in order`,
    shuffled: (path: string) => `the lines of ${path}, shuffled`,
    task: (text: string) => `the task ${text}`,
  },

  files: {
    run: "everything for programs: options, machine, counts, histograms, slices",
    slices: "one row per slice of time",
    errors: "one row per kind of error",
    hgrm: "percentile distribution of the ok replies from the intended start, in ms",
    junit: "one test case for the run, one per threshold",
    samples: "one row per request, raw",
  },

  charts: {
    nothingAnswered: "Nothing to show: no request was answered.",
    nothingDue: "Nothing to show: no request was due.",
    tooFew: (needed: string) => `Nothing to show: the median needs ${needed} answered requests.`,
    notMatched:
      "Unknown: no id tells which request a reply answers, so no single response time is known.",
    noErrors: "No request failed.",
    /** Behind the load in a subtitle. */
    neverAnswered: (requests: string) => `${requests} never answered`,
    withoutDropped: (count: string) => `without ${count} dropped, which have no time`,
    okReplies: "ok replies",
    ofAll: (requests: string) => `of ${requests}`,
    "response-over-time": {
      title: "Response times over time",
      caption:
        "By the time at which each request was due. Each point of a line covers enough requests for its percentile (1,000 for p99). A gap: nothing was answered. A triangle: some requests were never answered.",
      description: (title: string, load: string, longest: string) =>
        `${title}: p50, p90, p99 and the longest of each stretch of time; ${load}; longest ${longest}.`,
      someUnanswered: "some never answered",
      due: "due",
      answered: "answered ok",
    },
    rates: {
      title: "Rates over time",
      caption:
        "Requests due, sent and answered, each by the time at which it happened; below, the most requests in flight.",
      description: (title: string, lines: string, load: string) =>
        `${title}: ${lines} per second, and requests in flight; ${load}.`,
      offered: "offered",
      sent: "sent",
      ok: "ok replies",
      notOk: "not ok",
      inFlightMax: "in flight, max",
      perSecond: "requests per second",
      inFlight: "in flight",
    },
    percentiles: {
      title: "Response time by percentile",
      caption:
        "From 90 % to 99 %, to 99.9 % and so on, ten times fewer requests are slower each time. A dashed line is a lower bound: those requests were never answered.",
      description: (title: string, curves: string, load: string) => `${title}, ${curves}; ${load}.`,
      and: (first: string, second: string) => `${first} and ${second}`,
      atLeast: "never answered: at least this",
    },
    histogram: {
      title: "Distribution of the response times",
      caption:
        "How many requests took how long. Wide distributions have bins that grow with the time.",
      description: (title: string, load: string) => `${title}: requests by response time; ${load}.`,
      ok: "ok",
      givenUp: "never answered: given up after",
      requests: "requests",
      logRequests: "requests (logarithmic)",
    },
    errors: {
      title: "Errors by kind",
      caption: "How many requests ended with each kind of error, requests never answered included.",
      description: (title: string, kinds: string) => `${title}: ${kinds}.`,
      requests: "requests",
      shareOfAll: (count: string, share: string) => `${count}, ${share} of all`,
      firstAt: "first at",
      lastAt: "last at",
      example: "for example",
    },
  },

  /** On a terminal. */
  summary: {
    okPerSecond: "ok replies per second",
    offered: "offered",
    inWindow: (requests: string, window: string) => `${requests} in ${window}`,
    countAndShare: (count: string, share: string) => `${count}, ${share}`,
  },
};

export type LoadReportTexts = typeof english;
