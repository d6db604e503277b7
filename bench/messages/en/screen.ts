// What the terminal shows while a run goes, in English. Numbers arrive as this language writes them.

export const english = {
  /** What goes on before and after the measuring. */
  phases: {
    startingServer: "starting the server",
    startingServers: (count: number) => `starting ${count} servers, one per lane`,
    startingCluster: "starting the cluster, and one server of the same width",
    probing: (target: string) => `probing the protocol of ${target}`,
    writingReport: "writing the report",
  },
  /** What a lane measures. */
  laneNames: {
    server: (lane: number) => `the server of lane ${lane}`,
    cluster: "the cluster",
    local: "the local form",
  },

  sweep: {
    title: (clients: string, others: readonly string[]) =>
      [`Escalera sweep: ${clients} clients`, ...others].join(" · "),
    range: (first: number, last: number) => `${first} to ${last}`,
    times: (count: number) => `${count} times`,
    system: (threads: string, service: string, isExpected: boolean) =>
      `${threads}, ${service} per task${isExpected ? " expected" : ""}`,
    untilDecided: "repeated until every verdict is decided",
    /** Between two repeats of all levels. */
    open: (repeat: number, verdicts: readonly string[]) =>
      `repeat ${repeat} done, still uncertain: ${verdicts.join(", ")}`,
    openVerdict: (name: string, moreRepeats: number | null) =>
      moreRepeats === null ? name : `${name} (about ${moreRepeats} more)`,
    lanes: (count: number) => `${count} ${count === 1 ? "lane" : "lanes"}`,
    inTurn: "a cluster and the local form in turn",

    clocks: (elapsed: string, left: string) => `${elapsed} elapsed, ${left} to go`,
    levels: (done: number, total: number) => `levels ${done}/${total}`,
    replies: (done: string, total: string) => `replies ${done}/${total}`,
    failed: (count: string) => `failed ${count}`,
    remeasured: (count: number) => `measured again ${count}`,
    overIdeal: (levels: string, p50: string) => `above the ideal, ${levels}: p50 ${p50}`,
    lane: "lane, clients now, levels done",
    laneList: "lanes: clients now, levels done",
    measured: "measured",
    ideal: "ideal",
    makespan: "makespan, by concurrent clients",

    /** A level that has ended: "level 47: 47 ok and 3 not in 15.004 s, 3.13/s, groups 10 10 10 10 7". */
    level: (level: number, isAgain: boolean, ok: number) =>
      `level ${level}${isAgain ? " again, alone" : ""}: ${ok} ok`,
    notOk: (count: number) => ` and ${count} not`,
    makespanOf: (duration: string) => ` in ${duration}`,
    groups: (sizes: string) => `, groups ${sizes}`,
  },

  load: {
    title: (target: string, load: string) => `Escalera load · ${target} · ${load}`,
    connecting: (open: string, all: string) => `connecting: ${open} of ${all} open`,
    opening: (connections: string) => `opening ${connections}`,
    warmingUp: (left: string) => `warming up: ${left} to go`,
    warmingUpFor: (duration: string) => `warming up for ${duration}`,
    draining: (requests: string) => `waiting for ${requests} in flight`,
    ofTime: (now: string, end: string) => `${now} of ${end}`,
    ofRequests: (now: string, end: string) => `${now} of ${end} requests`,
    stage: (stage: number, stages: number, perSec: string) =>
      `stage ${stage} of ${stages}: ${perSec}/s now`,
    rates: { offered: "offered", sent: "sent", ok: "ok" },
    inFlight: (count: string) => `in flight ${count}`,
    waiting: (count: string) => `waiting ${count}`,
    connections: (count: string) => `connections ${count}`,
    problems: {
      failed: (count: string) => `${count} failed`,
      timedOut: (count: string) => `${count} timed out`,
      dropped: (count: string) => `${count} dropped`,
      unsent: (count: string) => `${count} unsent`,
      unfinished: (count: string) => `${count} unfinished`,
    },
    noneFailed: "0 failed",
    sentPerSec: (rate: string) => `${rate}/s sent`,
    okPerSec: (rate: string) => `${rate}/s ok`,
    okReplies: "ok replies per second",
    planned: "planned",
    responseTimes: "response times so far",
  },

  compare: {
    /** "[3/10] b-2: 0:04 of 0:10, then about 1:10 more". */
    runningOf: (soFar: string, planned: string) => `${soFar} of ${planned}`,
    thenMore: (left: string) => `, then about ${left} more`,
    nothingMeasured: "nothing measured",
    errors: (share: string) => `${share} errors`,
    invalid: (reason: string) => ` INVALID: ${reason}`,
  },
};

export type ScreenTexts = typeof english;
