// What is said of a comparison of two load runs, in English. Figures come as they are written in this language.

export const english = {
  // The sentence.
  nothingToCompare: "Nothing was compared: one side got no ok reply.",
  invalidRun: "B cannot be compared with A: a run is invalid.",
  tooFewData: "Too few data to compare B with A.",
  noneDecided: "No metric of B could be compared with A's.",
  noDifference: "No difference seen between A and B.",
  noDifferenceBut: (metrics: string) =>
    `No difference seen between A and B; not compared: ${metrics}.`,
  differs: (parts: string, extent: string) => `B is ${parts}${extent}.`,
  worseIn: (metrics: string) => `worse in ${metrics}`,
  betterIn: (metrics: string) => `better in ${metrics}`,
  both: (one: string, other: string) => `${one} and ${other}`,
  within: (tolerance: string) => `, within the tolerance of ${tolerance}`,
  /** `metrics` is "" where all that are worse are beyond it. */
  beyond: (tolerance: string, metrics: string) =>
    `, beyond the tolerance of ${tolerance}${metrics === "" ? "" : ` in ${metrics}`}`,

  // Why a metric has no verdict.
  tooFewRequests: (needed: string, count: string) =>
    `needs ${needed} requests in each run, and one has ${count}`,
  meanWithoutUnanswered: "the mean is not known where requests were never answered",
  neverAnsweredInTime: "one side got no reply in the measured time",
  endUnknown:
    "it lies among the requests that were never answered: measure with a longer --timeout",
  fewPairs: (needed: number, count: number) =>
    `needs ${needed} pairs of runs, and there ${count === 1 ? "is" : "are"} ${count}: raise --repeat`,
  fewBlocks: (needed: number, count: number) =>
    `needs ${needed} s of each run, and the shorter has ${count === 1 ? "1 block" : `${count} blocks`} of a second: measure longer, or compare with --repeat`,

  // Doubts, and what differs between the runs.
  madeApart: (share: string) =>
    `the two runs were made at different times, and the intervals contain neither how runs differ from one to the next nor what else the machine did; differences below ${share} are not told from that, and larger ones may have the same cause; use --a, --b and --repeat to measure both in turn`,
  otherPlan: (differences: string) => `A and B had different options: ${differences}`,
  otherMachine: (differences: string) =>
    `A and B ran on different machines or versions: ${differences}`,
  unfinished: (side: string, status: "running" | "interrupted") =>
    status === "running"
      ? `${side} had not ended: it is compared as far as it went`
      : `${side} was interrupted: it is compared as far as it went`,
  // Why there are no more runs.
  noOkReply: (run: string) => `${run}: no request got an ok reply`,
  endedWith: (exitCode: number) => `bun bench load ended with exit code ${exitCode}`,
  interrupted: "interrupted: the runs that were measured before are kept",
  keptIn: (failure: string, folder: string) => `${failure} (in ${folder})`,
  invalidBecause: (run: string, reason: string) => `${run}: ${reason}`,
  generatorLimit: "the generator or its host was the limit",
};

export type ComparisonTexts = typeof english;
