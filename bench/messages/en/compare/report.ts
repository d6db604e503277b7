// The report of a comparison, its charts and its summary on a terminal, in English. Numbers arrive as this language
// writes them.
export const english = {
  metrics: {
    p50: "p50",
    p90: "p90",
    p99: "p99",
    "p99.9": "p99.9",
    mean: "mean",
    throughput: "throughput",
    errors: "errors",
  },
  verdicts: {
    better: "better",
    worse: "worse",
    "no difference seen": "no difference seen",
    "too few data": "too few data",
    unknown: "unknown",
  },
  title: (label: string, sides: string) =>
    `${label === "" ? "Escalera compare" : `Escalera compare, ${label}`}: ${sides}`,
  /** How the two sides differ. */
  options: {
    /** Of an option that only the other side has. */
    without: (flag: string) => `without ${flag}`,
    option: () => "option",
    differ: () => "The options in which A and B differ:",
  },
  notEnded: "The comparison has not ended, so there is no verdict yet.",
  nothingCompared: "There was nothing to compare.",

  alarms: {
    stopped: (runsA: string, runsB: string) =>
      `The comparison was stopped early, after ${runsA} of A and ${runsB} of B.`,
    runs: (count: number) => `${count} ${count === 1 ? "run" : "runs"}`,
    invalidMeaning: "In a run, the load generator or its host was the limit, not the target.",
    noReply: "One of the runs got no ok reply.",
  },

  columns: {
    metric: "metric",
    difference: "difference",
    interval: "95 % interval",
    verdict: "verdict",
  },
  points: (change: string) => `${change} points`,
  percent: (change: string) => `${change} %`,
  range: (low: string, high: string) => `${low} to ${high}`,
  noEnd: "no limit",
  warning: (text: string) => `Warning: ${text}`,
  noteOf: (names: string, note: string) => `${names}: ${note}`,

  how: {
    heading: "How this was measured",
    pairs: (count: number) =>
      `A and B ran in turn (A B B A …), ${count} ${count === 1 ? "pair" : "pairs"} of runs. The intervals are from a bootstrap over whole pairs, because requests of one run are not independent.`,
    blocks: (blocksA: number, blocksB: number) =>
      `The intervals are from a bootstrap over blocks of time, ${blocksA} of A and ${blocksB} of B, because requests of one run are not independent.`,
    intervals: (tolerance: string) =>
      `Each interval is for one metric. The verdicts allow for all metrics together: if A and B are the same, at most 1 comparison in 20 calls any metric worse, and at most 1 in 20 any better. WORSE in capitals: worse beyond the tolerance of ${tolerance}.`,
    side: "side",
    command: "command",
    load: "load",
    differs: "Options and machines of A and B that differ:",
    run: "run",
    throughput: "throughput",
    errors: "errors",
    status: "status",
    invalid: "invalid",
  },
  statuses: { running: "running", complete: "complete", interrupted: "interrupted" },

  pictures: {
    differences: {
      title: "How B differs from A",
      caption:
        "A dot is the difference of a metric, its line the 95 % interval. Right of 0, B has more of it: worse for response times and errors, better for throughput. An interval that includes 0 means no proven difference.",
      none: "Nothing to show: too few data for an interval.",
      subtitle: (sides: string) =>
        `${sides} · an interval that includes 0 means no proven difference`,
      axis: "(B − A) / A, % (errors: points)",
      description: (title: string, metrics: string) => `${title}: ${metrics}.`,
    },
    percentiles: {
      title: "Response time by percentile, A and B",
      caption:
        "From 90 % to 99 %, to 99.9 % and so on, ten times fewer requests are slower each time. A dashed line is a lower bound: those requests were never answered.",
      none: "Nothing to show: too few requests.",
      description: (title: string, sides: string) => `${title}. ${sides}`,
    },
  },
  /** Above the intervals on a terminal. */
  intervals: "B against A: difference and its 95 % interval",
};

export type CompareReportTexts = typeof english;
