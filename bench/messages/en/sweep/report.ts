// The report of a sweep, in English.

/** What a picture of a sweep is called, and what is read below it. */
interface Picture {
  readonly title: string;
  readonly caption: string;
}

export const english = {
  /** `from` and `to` are the same where there is one level. */
  title: (from: number, to: number, clients: string, setUp: string) =>
    `${from === to ? clients : `${from} to ${clients}`} at once, ${setUp}`,
  setUp: {
    tasks: (threads: string, service: string) => `${threads} × ${service} per task`,
    ofWork: (service: string, work: string) => `${service} of ${work}`,
    sharing: (cores: string, step: string) => `, sharing ${cores}: one step every ${step}`,
    ofTarget: (setUp: string) => `expected of the target: ${setUp}`,
    topology: (workers: string, threadsEach: string, entries: string, balancer: string) =>
      `${workers} of ${threadsEach} behind ${entries} and ${balancer}`,
  },
  alarms: {
    stopped: (bursts: string, count: number) =>
      `The run was stopped early: ${bursts} ${count === 1 ? "was" : "were"} measured.`,
    invalid:
      "The load generator or its host was the limit, not the system. The verdicts do not count.",
  },
  verdict: "verdict",
  result: "result",
  found: "measured",
  evidence: "evidence",
  evidenceSummary: "The numbers behind the verdicts",
  expectedOnly:
    "The target was already running. Its threads and service time are the expectations given on the command line, not its actual settings.",
  levels: {
    heading: "Levels",
    /** Above the table of the edges. */
    explained:
      "At level n, n clients send at the same instant. The makespan is the time from that instant to the last ok reply. Groups are replies that arrive together: 10 ×9 means nine groups of 10 in a row. A burst with failed requests is not compared with the ideal.",
    percentiles:
      "In a burst of 100 requests or fewer, a percentile mostly shows which step of the staircase it falls on. Percentiles and histograms are given for reference; the residuals by step tell more.",
    all: "All levels and attempts",
    histograms: "Histograms of the response times, level by level",
    firstBursts: (summary: string, shown: number, all: number) =>
      `${summary}, the first ${shown} of ${all} bursts`,
    ok: "ok",
    makespan: "makespan",
    ideal: "ideal",
    late: "late",
    throughput: "throughput",
    groups: "groups",
    repeat: "repeat",
    attempt: "attempt",
    lane: "lane",
    judged: "judged",
    min: "min",
    reason: "reason",
    /** Of a burst: "n = 5, repeat 2". */
    repeatNumber: (repeat: number) => `repeat ${repeat}`,
    attemptNumber: (attempt: number) => `attempt ${attempt}`,
  },
  residuals: {
    heading: "Residuals by step",
    none: "None: no level has all its replies and an ideal.",
    explained: (threads: number) =>
      `Completion minus ideal, over all bursts in which every request was answered. Step k is the k-th group of ${threads} completions.`,
    step: "step",
    completions: "completions",
    median: "median",
    max: "max",
  },
  failures: {
    heading: "Requests without an ok reply",
    outcome: "outcome",
    code: "code",
    requests: "requests",
    levels: "levels",
  },
  outcomes: {
    ok: "ok",
    error: "error reply",
    timeout: "timed out",
    refused: "connection refused",
    reset: "connection reset",
    closed: "connection closed",
    malformed: "malformed reply",
    unfinished: "unfinished",
  },
  health: {
    heading: "Health of the load generator",
    worst: "worst of all levels",
    eventLoop: "event-loop delay",
    scheduleLag: "schedule lag (actual send − intended start)",
    generatorCpu: "CPU of the generator (100 % = one core)",
    hostCpu: "CPU of the host (100 % = all cores)",
  },
  again: {
    heading: "Levels measured again",
    none: "None. A level is measured again only if the load generator or its host was the limit.",
    some: "At these levels the load generator or its host was the limit. They were measured again, one at a time. The last attempt counts, whatever it shows.",
  },
  how: {
    system: "system",
    requests: "requests",
    json: "JSON: the server reports the times of each task",
    plain: "plain lines: the server reports nothing (black box)",
    lanes: "lanes",
    oneLane: "1: one burst at a time",
    oneLaneCluster: "1: one burst at a time, alternating between the cluster and the local form",
    manyLanes: (lanes: number) => `${lanes}, each with its own server`,
    bounds: "bounds",
    boundsText: (overhead: string, step: string, service: string) =>
      `a ≤ ${overhead}, |b| ≤ ${step} per step, S ± ${service}`,
    slack: (overhead: string, slack: string) =>
      `${overhead} (${slack} of it because lanes share the machine)`,
  },
  files: {
    runJson: "everything for programs: options, machine, levels with histograms, verdicts",
    requestsCsv: "one row per request, raw",
    levelsCsv: "one row per burst",
    latencyHgrm: "percentile distribution of the ok replies of all judged bursts, in ms",
    junitXml: "one test case per verdict",
    requestsLocalCsv: "one row per request to the local form beside the cluster",
  },
  pictures: {
    staircase: {
      title: "The staircase",
      caption:
        "Completions arrive in groups as large as the pool, and the makespan rises one step after each multiple of c. The thin line is the ideal.",
    },
    throughput: {
      title: "Throughput by concurrent clients",
      caption: "A sawtooth: it peaks at the multiples of c, where the last group is full.",
    },
    residuals: {
      title: "Residuals by step",
      caption:
        "How late completions were against the ideal, by step, over all levels. The height of the first step is the overhead a; the slope is the overhead per step, b.",
    },
    histogram: {
      title: "Response times by concurrent clients",
      caption:
        "Each column is the histogram of the response times of one level. The colour tells how many replies fall in a cell.",
    },
    threads: {
      title: "What the threads did",
      caption: "What each thread did during one burst, as reported by the server.",
    },
    health: {
      title: "Health of the load generator",
      caption:
        "How late the load generator was at each level, and how busy it and its host were. High values come from the measurement, not from the system.",
    },
    beside: {
      title: "The cluster beside the local form",
      caption:
        "The same levels on one server of the same width, measured alternately with the cluster.",
    },
    waterfall: {
      title: "What each hop adds",
      caption:
        "One bar per hop, each starting where the one before ends: the median time that the hop adds beyond the ideal.",
    },
  } satisfies Readonly<Record<string, Picture>>,
  cluster: {
    heading: "What distribution costs",
    unknown: "Unknown: no level got all its replies both from the cluster and from the local form.",
    perTask: (ms: string, levels: string) =>
      `Distribution costs ${ms} ms per task (median of ${levels})`,
    atCrest: (level: number, share: string, cluster: string, local: string) =>
      `, and at n = ${level} ${share} of the throughput (${cluster} instead of ${local})`,
    explained: (threads: number) =>
      `The cluster was compared, burst by burst and on the same machine, with one server of ${threads} threads that stores nothing. Times run from the release to the last reply. The cost per task is the completion in the cluster minus the completion of the same rank in the local form (median).`,
    local: "local",
    cluster: "cluster",
    difference: "difference",
    perTaskHead: "per task",
    change: "change",
    wayHeading: "The way of a task",
    noWay: "Unknown: no reply carried the timestamps of its task.",
    wayExplained:
      "From the timestamps of every process that handled the task, all on one host. The wait in the queue is negative where a worker received the task before the broker's confirmation reached the entry server. The medians of the hops need not add up to the median of the whole.",
    hop: "hop",
    medianAndP90: "ms: median / p90",
    whole: "send → reply",
    hops: {
      accept: "client → entry server",
      confirm: "accepted → broker confirms",
      queue: "confirmed → delivered",
      claim: "delivered → row claimed",
      dispatch: "claimed → thread starts",
      work: "on the thread",
      store: "thread ends → stored",
      reply: "stored → reply leaves",
      return: "reply → entry server",
      answer: "entry server → client",
    },
  },
};

export type SweepReportTexts = typeof english;
