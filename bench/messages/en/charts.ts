// The words in the charts of a sweep, and those that all charts share, in English.

export const english = {
  /** A quantity and its unit, as an axis or a column is named. */
  inUnit: (what: string, unit: string) => `${what} (${unit})`,
  range: (from: string, to: string) => `${from} to ${to}`,
  clients: "concurrent clients, n",
  sinceStart: "time since start",
  makespan: "makespan",
  responseTime: "response time",
  percentile: "percentile",
  completions: "completions",
  completionsPerSec: "completions per second",
  replies: "replies",
  measured: "measured",
  ideal: "ideal",
  nothingAnswered: "Nothing to show: no request was answered.",
  /** A point of a level. */
  level: {
    failed: "some requests failed",
    replaced: "earlier attempt, not judged",
    answered: "answered ok",
    okOf: (ok: number, all: number) => `${ok} of ${all}`,
    withIdeal: (measured: string, ideal: string) => `${measured}, ideal ${ideal}`,
    throughput: "throughput",
    groups: "groups",
  },
  staircase: {
    description: (setUp: string) =>
      `The staircase: completions over time, and makespan by concurrent clients; ${setUp}.`,
  },
  throughput: {
    title: "Throughput: n / makespan",
    description: (setUp: string) =>
      `Throughput by concurrent clients, a sawtooth with its peaks at multiples of c; ${setUp}.`,
    peak: "peak, at a multiple of c",
  },
  residuals: {
    title: "Residuals: completion − ideal, by step",
    description: (title: string) =>
      `${title}: median, p10 to p90 and single completions of all levels, and the bounds.`,
    none: "Nothing to compare: no level has all its replies and an ideal.",
    subtitle: (completions: string, bounds: string) => `${completions} of all levels · ${bounds}`,
    bounds: (overhead: string, step: string) => `bounds: a ≤ ${overhead}, |b| ≤ ${step} per step`,
    slack: (overhead: string, slack: string) =>
      `${overhead} (${slack} of it because lanes share the machine)`,
    boxes: "p10 to p90, and median",
    points: "single completions",
    allowed: "bounds",
    steps: "step k: the k-th group of c completions",
    late: "late",
    lateAndAllowed: "late, with bounds",
    stepNumber: (step: number) => `step ${step}`,
    median: "median",
    p10ToP90: "p10 to p90",
    minToMax: "min to max",
  },
  histogram: {
    description: (setUp: string) => `Heat map of response times by concurrent clients; ${setUp}.`,
    subtitle: (setUp: string, width: string) => `${setUp} · bins of ${width}`,
    without: (subtitle: string, requests: string) =>
      `${subtitle} · without ${requests} that got no ok reply`,
    levels: (first: number, last: number) => `n = ${first} to ${last}`,
  },
  threads: {
    title: (clients: string) => `What the threads did, ${clients} at once`,
    empty: "What the threads did",
    blackBox:
      "Unknown: the server does not report which thread ran a task (it was measured as a black box).",
    description: (level: number, setUp: string) =>
      `Tasks of each thread over time in a burst of ${level}; ${setUp}.`,
    subtitle: (tasks: string, threads: string) =>
      `${tasks} on ${threads}, as reported by the server · numbers: connections · colours: the first, second, … task of a thread`,
    thread: (number: number) => `thread ${number}`,
    connection: (number: number) => `connection ${number}`,
    turn: (number: number) => `its task ${number}`,
    waited: "waiting time",
    worked: "service time",
    from: "from",
    to: "to",
  },
  health: {
    title: "The generator and its host, by level",
    description: (title: string, measures: string) =>
      `${title}, by concurrent clients: ${measures}.`,
    subtitle: "the worst of each burst, repeats and second attempts included",
    none: "Nothing to show: no level was measured.",
    eventLoop: "event-loop delay",
    scheduleLag: "schedule lag",
    generatorCpu: "CPU of the generator",
    hostCpu: "CPU of the host",
    ofACore: (share: string) => `${share} of a core`,
    late: "late",
    inUse: "in use",
    limit: "limit reached",
  },
  beside: {
    title: "Throughput, the cluster beside the local form",
    description: (title: string, setUp: string) => `${title}, by concurrent clients; ${setUp}.`,
    unknown: "Unknown: the local form was not measured.",
    cluster: "cluster",
    local: "local",
    rateAndMakespan: (rate: string, makespan: string) => `${rate}, makespan ${makespan}`,
  },
  waterfall: {
    unknown: "Unknown: the system does not report the way of its tasks.",
    subtitle:
      "medians, one after the other, minus the ideal wait and work · thin lines: p90 · colours: on the way, in the worker, on the way back",
    description: (title: string, levels: string, setUp: string) =>
      `${title} at ${levels}; ${setUp}.`,
    beyondIdeal: "beyond the ideal",
    beyondMedian: "beyond the ideal, median",
    beyondP90: "beyond the ideal, p90",
    hopAt: (hop: string, level: number) => `${hop}, n = ${level}`,
  },
  /** Of one burst, in the page only. */
  burst: {
    completions: (clients: string) => `Completions over time, ${clients} at once`,
    completionsDescription: (title: string, setUp: string) => `${title}; ${setUp}.`,
    requests: "requests",
    notOk: "no ok reply",
    completion: "completion number",
    endedAs: "outcome",
    againstIdeal: "against the ideal",
    early: (time: string) => `${time} early`,
    late: (time: string) => `${time} late`,
    thread: "thread",
    histogram: (level: number) => `Response times at n = ${level}`,
    histogramDescription: (title: string) => `${title}: replies by response time.`,
    histogramSubtitle: (replies: string, width: string) => `${replies} · bins of ${width}`,
    percentiles: (level: number) => `Response time by percentile at n = ${level}`,
    percentilesDescription: (title: string, curves: string) => `${title}: ${curves}.`,
    percentilesSubtitle: (replies: string) =>
      `${replies}: the last of them is the highest percentile there is`,
  },
  /** In a terminal. */
  plots: {
    staircase: (level: number) => `completions over time, n = ${level}`,
    throughput: "throughput: n / makespan, by clients at once",
    waterfall: (level: number) =>
      `what each hop adds beyond the ideal, n = ${level} (medians, one after the other)`,
  },
};

export type ChartTexts = typeof english;
