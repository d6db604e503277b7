// What a sweep's verdicts say, in English. Durations and counts arrive as this language writes them.

/** What was asked for, in words. */
interface WantedService {
  readonly service: string;
  readonly mean: string;
  readonly allowed: string;
}

export const english = {
  // Intervals
  interval: (low: string, high: string, unit: string) => ` (95 %: ${low} to ${high} ${unit})`,
  noInterval: (bursts: number) => ` (no interval: fewer than ${bursts} bursts)`,
  noIntervalYet: " (no interval yet)",
  /** After a summary. */
  moreWouldDecide: (repeats: number) =>
    repeats === 1
      ? "about 1 more repeat would decide"
      : `about ${repeats} more repeats would decide`,
  tooNearToDecide: "the value is so near its bound that 1,000 repeats would not decide",
  allowed: (bound: string) => ` (allowed ${bound})`,
  and: (first: string, second: string) => `${first} and ${second}`,

  // Width
  width: {
    found: (threads: string, expected: number, agreeing: number, groups: number) =>
      `${threads}, ${expected} expected (${agreeing} of ${groups} full groups have this size)`,
    insteadOf: (found: string, expected: number) => `${found} instead of ${expected}`,
    expected: (found: string, expected: number) => `${found}, ${expected} expected`,
    changes: (widths: readonly string[]) => `the number of threads changes: ${widths.join(", ")}`,
    ofBursts: (threads: string, bursts: string) => `${threads} in ${bursts}`,
    atLeast: (tasks: number) => `at least ${tasks} tasks at once`,
    tooFewClients: (largest: number, threads: string) =>
      `no level has more clients than threads (at most ${largest} clients, ${threads} expected)`,
    nobodyWaited: "the number of threads cannot be determined, because no request had to wait",
    merged: (threads: string) =>
      `all replies of each burst arrived together, and not earlier than ${threads} would complete them`,
    becauseMerged:
      "the number of threads cannot be determined, because the groups of replies arrived together",
    tooFast: (shortest: string, threads: string) =>
      `replies arrive less than ${shortest} apart: steps this short cannot be separated from jitter (${threads} expected)`,
    becauseTooFast: (shortest: string) =>
      `the number of threads cannot be determined, because steps are shorter than ${shortest}`,
    blurred: (median: string, threads: string) =>
      `groups of replies run into each other (median size ${median}, ${threads} expected)`,
    blurredSharing: (median: string, threads: string) =>
      `groups of replies run into each other (median size ${median}, ${threads} expected, which share cores)`,
    becauseBlurred:
      "the number of threads cannot be determined, because groups of replies run into each other",
    replayed: (threads: string, expected: number, error: string) =>
      `${threads}, ${expected} expected (the best replay, with a mean error of ${error})`,
    noClearReplay: (threads: string, largest: number) =>
      `replays with several widths fit equally well (${threads} expected, levels up to ${largest})`,
    unknown: "the number of threads cannot be determined",
  },

  // Service
  service: {
    perTask: (duration: string) => `${duration} per task`,
    expected: (found: string, expected: string, allowed: string) =>
      `${found}, ${expected} expected (allowed ±${allowed})`,
    insteadOf: (found: string, expected: string) => `${found} instead of ${expected}`,
    uncertain: (found: string, expected: string, allowed: string) =>
      `${found} (${expected} ± ${allowed} expected): uncertain`,
    sooner: (times: string) => `, ${times} × sooner than expected`,
    spacing: (step: string) => `steps ${step} apart`,
    faultOfService: "service",
    faultOfEither: "service or step overhead",
    fault: (which: string, found: string) => `${which}: ${found}`,
    notSeparated: (why: string) => `service time and step overhead cannot be separated: ${why}`,
    answersSooner: (times: string, expected: string) =>
      `answers ${times} × sooner than the ${expected} expected`,
    firstRepliesAfter: (count: number, after: string, expected: string) =>
      `the first ${count} replies of a burst arrive after ${after} instead of ${expected}`,
    firstGroup: (count: number, after: string, expected: string, allowed: string) =>
      `the first ${count} replies of a burst arrive after ${after} (median), ${expected} expected (allowed ±${allowed})`,
    reported: (duration: string) => `the server reports ${duration} per task`,
    noSteps: "no clear steps to measure",
    firstEarly: (by: string) => `the first replies arrived ${by} before their ideal time`,
    firstLate: (by: string) => `the first replies arrived ${by} after their ideal time`,
    noSecondStep: "no second step to measure",
    oneStepOnly: "the service time cannot be determined from a single step",
    onAverage: (duration: string) => `${duration} per task on average`,
    meanExpected: (found: string, tasks: string, { service, mean, allowed }: WantedService) =>
      `${found} of ${tasks}, ${service} expected (mean ${mean}, allowed ±${allowed})`,
  },

  // Overhead
  overhead: {
    none: "no overhead",
    amount: (duration: string) => `${duration} of overhead`,
    atStart: (amount: string) => `${amount} at the start`,
    perStep: (duration: string) => `${duration} per step`,
    /** After what was found. */
    uncertain: "uncertain whether the overhead is within its bounds",
    notSeparable: (shorter: string) =>
      `the step overhead cannot be determined: steps are ${shorter} shorter than the expected service time`,
    together: (beyond: string, allowed: string, why: string) =>
      `step spacing ${beyond} beyond the expected service time (allowed ±${allowed}), service time and step overhead not separated: ${why}`,
    stall: (step: number, level: string, late: string) =>
      `step ${step} of level ${level} was ${late} late`,
    lastLate: (level: string, late: string, allowed: string) =>
      `the last reply of level ${level} was ${late} late (allowed ${allowed})`,
    groupsUnclear: "the groups cannot be separated",
    tooMuchOverhead: (late: string) => `${late} of overhead in the first step, above the bounds`,
    tooMuchOfEither: (late: string) =>
      `${late} of service time or overhead in the first step, above the bounds`,
    firstStep: (late: string, allowed: string) =>
      `a single step shows only the sum of both overheads: ${late} (allowed ${allowed})`,
    firstStepUnreported: (late: string, allowed: string, why: string) =>
      `a single step shows only the sum of both overheads and the error of the service time (${why}): ${late} (allowed ${allowed})`,
    noSecondTask: "no thread ran a second task",
    againstReplay: "compared with the replay",
    of: (found: string) => `overhead: ${found}`,
  },

  // Order
  order: {
    inOrder: (misplaced: number, requests: string) =>
      `first come, first served (${misplaced} of ${requests} out of order)`,
    notInOrder: "not first come, first served",
    reversed: "last come, first served",
    found: (order: string, misplaced: number, requests: string, fault: string) =>
      `${order}: ${misplaced} of ${requests} ${fault}`,
    notInGroup: "were not answered in the group of their arrival",
    startedEarly: "started before one that was accepted earlier",
    nobodyWaited: "the order cannot be determined, because no request had to wait",
    unclearGroups: "the order cannot be determined, because the groups are not clear",
    tooFewGroups: (threads: number) =>
      `no level has more than two groups of ${threads}, and with two groups every order looks the same`,
    severalParts:
      "several servers accept tasks and several workers take them, so there is no single order",
    severalServers:
      "worker names differ, or acceptedSeq repeats within a burst, as if several servers had answered",
  },

  // What the server reports about itself
  reports: {
    sharing: "threads share cores",
    none: "the server reports nothing about itself",
    incomplete: "some replies have no report",
    contradicted: "the client's clock contradicts the server's reports",
    /** Part of the sentence. */
    notUsed: "the server's reports about its threads or times contradict the client's clock",
    warning: (problem: string) =>
      `the server's reports contradict the client's clock and are not used: ${problem}`,
    ofRequests: (problem: string, count: number, requests: string) =>
      `${problem} (${count} of ${requests})`,
    longSojourn: (reported: string, waited: string, level: string) =>
      `a reported sojourn of ${reported}, while the client waited ${waited}, at level ${level}`,
    longParts: (wait: string, service: string, sojourn: string, level: string) =>
      `a reported wait of ${wait} and a service time of ${service} within a sojourn of ${sojourn}, at level ${level}`,
    sojourns: "the difference between reported and measured sojourns",
    ends: "the difference between reported ends of tasks and their replies",
    starts: "the difference between the release and reported starts minus waits",
    unsteady: (what: string, by: string, level: string) =>
      `${what} varies by ${by} between requests of one burst, at level ${level}`,
    overlap: (thread: number, by: string, level: string) =>
      `two tasks reported at once on thread ${thread} for ${by}, at level ${level}`,
    threads: (reported: string, seen: number, level: string, extent: string) =>
      `${reported} reported where the client's clock shows ${seen} working, at level ${level} (${extent})`,
    ofLevels: (wrong: number, levels: string) => `${wrong} of ${levels}`,
    longService: (reported: string, step: string) =>
      `a reported service time of ${reported} (median), while the client's clock shows steps of ${step}`,
    leftOut: (duration: string) =>
      `the server's reports omit ${duration} (median) of each request's time, as measured by the client`,
    varyingUnreported: (why: string) => `service times vary and ${why}`,
  },

  // The run
  run: {
    asExpected: (found: string) => `${found}, as expected`,
    ofService: (threads: string, service: string) => `${threads} of ${service}`,
    nothing: (why: string) => `nothing can be stated about the staircase: ${why}`,
    noWholeLevel: "no level was answered without failures",
    inconclusive: (reason: string) => `This run is inconclusive: ${reason}`,
    otherwise: (found: string) => `Otherwise: ${found}`,
    invalid: (reason: string, others: number) =>
      `This run is invalid: the generator or its host was the limit (${reason}${others === 0 ? "" : `, and ${others} more`})`,
    wouldSay: (found: string) => `Not valid for that reason: ${found}`,
    failedLevels: (requests: string, levels: string) =>
      `${requests} in ${levels} failed: levels with failed requests do not form a staircase and are not judged`,
    unfinishedLevels: (requests: string, levels: string) =>
      `${requests} in ${levels} did not finish: these levels are not judged`,
    otherSizes: (groups: number, all: number) =>
      `${groups} of ${all} full groups have another size`,
    fewBursts: (bursts: string) =>
      `only ${bursts} had a second step: too few for a confidence interval`,
    uncertain: (name: string, hint: string) =>
      `${name} is uncertain: the 95 % interval crosses the bound; ${hint}`,
    withFlag: (hint: string, repeats: number) => `${hint} (--repeat ${repeats}, or --repeat auto)`,
    withMoreTime: (hint: string) => `${hint} (raise --max-time)`,
    levelOf: (level: number) => `level ${level}`,
    repeatOf: (level: number | string, repeat: number) => `${level} (repeat ${repeat})`,
    measuredAgain: (name: string, limits: string) =>
      `${name}: ${limits}, again when measured alone`,
    notMeasuredAgain: (name: string, limits: string) =>
      `${name}: ${limits}, and it was not measured again`,
  },

  // Why a run is inconclusive, and what to do
  missing: {
    names: (names: readonly string[]) =>
      names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`,
    notJudged: (names: string, why: string, toDo: string) =>
      `${names} could not be judged: ${why}. What to do: ${toDo}.`,
    failures: (failed: string, requests: string, code: string) =>
      `${failed} of ${requests} failed (most: ${code}), and levels with failures are not judged`,
    remedies: {
      descriptors: "raise the limit of open files (ulimit -n), or use fewer clients",
      ports: "use fewer clients, or widen net.ipv4.ip_local_port_range",
      closed:
        "check the system's limits of connections and open files (ulimit -n), or use fewer clients",
      busy: "raise the server's limit of waiting tasks, or use fewer clients",
      other: "find out why the requests fail, or use fewer clients",
      constantService:
        "state a constant --service, or measure a server that reports its service times",
      reports: "check what the server reports about itself (see the warnings)",
      longerService: "use a longer --service, on a machine with less other load",
      longerServiceOneLane:
        "use a longer --service or --lanes 1, on a machine with less other load",
    },
  },

  // The generator's own limits
  limits: {
    eventLoop: (late: string, limit: string) =>
      `the generator's event loop was ${late} late (limit ${limit})`,
    lag: (late: string, limit: string) => `requests were sent up to ${late} late (limit ${limit})`,
    cpu: (cores: string, limit: string) => `the generator used ${cores} of a core (limit ${limit})`,
    host: (percent: string, limit: number) => `the host was ${percent} % busy (limit ${limit} %)`,
  },

  // Beside a cluster
  local: {
    limited: (bursts: string, level: number, limits: string) =>
      `beside the cluster, the generator or the host was the limit in ${bursts} of the local form, first at n = ${level}: ${limits}`,
    failed: (bursts: string) =>
      `beside the cluster, ${bursts} of the local form had failed requests and are not compared`,
  },
  endedByItself: (system: string, reason: string) => `${system} ended unexpectedly: ${reason}`,
};

export type SweepJudgementTexts = typeof english;
