// `bun bench peers`: its report and what the terminal shows, in English.

export const english = {
  title: (label: string) =>
    label === "" ? "Escalera and its peers" : `Escalera and its peers, ${label}`,
  notOver: "NOT OVER",
  stopped: "The run was stopped before its end.",
  explained:
    "In each round every contestant has one turn, in an order drawn from the seed. A short warm-up turn of each before the first round is not kept. The table shows medians over the rounds. A ratio is Escalera's figure divided by the peer's figure of the same round: the median, and the smallest and largest of any round.",
  command: "Command: ",
  begun: (time: string, seed: number) => `Started: ${time}, seed ${seed}`,
  machine: (cores: string, memory: string, kernel: string) =>
    `Machine: ${cores}, ${memory}, ${kernel}; generators and servers share it`,
  notMeasured: (reason: string) => `Not measured: ${reason}.`,
  goal: (asked: string) => `Goal of Escalera: ${asked}. `,
  goalMeasured: (value: string) => `Measured: ${value}. `,
  goals: { unknown: "not measured", reached: "reached", missed: "not reached" },
  atLeastTimes: (factor: number, peer: string) => `at least ${factor} × ${peer}`,
  atMost: (figure: string, value: string) => `${figure} of at most ${value}`,
  contestant: "contestant",
  version: "version",
  rangeOf: (figure: string) => `${figure}, range`,
  ratio: "Escalera ÷ peer",
  rounds: "rounds",
  round: (round: number, rounds: number) => `round ${round}/${rounds}`,
  tookNoPart: (name: string, reason: string) => `${name} did not take part: ${reason}`,
  turns: (count: number) => `${count} turn${count === 1 ? "" : "s"}`,
  failed: (name: string, turns: string, round: number, failure: string) =>
    `${name} failed in ${turns}, first in round ${round}: ${failure}`,
  doubted: (name: string, turns: string, round: number, doubt: string) =>
    `${name}: in ${turns} our generator called its own run invalid; the figures are kept all the same. First in round ${round}: ${doubt}`,
  hadFailures: (name: string, turns: string) =>
    `${name} had failed requests in ${turns}: its rate counts only the good ones`,
  notInstalled: (name: string, remedy: string) => `${name} is not installed: ${remedy}`,
  interrupted: "interrupted",
  /** Why a turn has no figures. */
  failures: {
    serverGone: (reason: string) => `the server is gone: ${reason}`,
    serverEnded: (exitCode: number, words: string) =>
      `it ended unexpectedly with code ${exitCode}${words === "" ? "" : `: ${words}`}`,
    serverNotUp: (reason: string) => `the server did not start: ${reason}`,
    serverNotUpWithin: (seconds: number) => `the server did not listen within ${seconds} s`,
    noFreePort: (min: number, max: number) => `there is no free port between ${min} and ${max}`,
    endedWith: (exitCode: number, words: string) => `ended with code ${exitCode}: ${words}`,
    notEndedWithin: (program: string, duration: string, words: string) =>
      `${program} did not end within ${duration}${words === "" ? "" : `: ${words}`}`,
    noVersion: (command: string) => `${command} prints no version`,
    noResult: "the run has no result",
    /** `first`: the kind of the first failure and its example; empty without one. */
    noOkReply: (first: string) => `no request got an ok reply${first === "" ? "" : `: ${first}`}`,
    onlySomeOk: (ok: number, clients: number) => `${ok} of ${clients} clients got an ok reply`,
    noGoodReply: (failed: number) => `no request got a good reply, ${failed} failed`,
    printedNothing: "it printed nothing",
    notUnderstood: (printed: string) => `its output is not understood: "${printed}"`,
  },
  figures: {
    okPerSec: "requests/s",
    requestsOk: "ok",
    requestsFailed: "failed",
    responseP50Ns: "p50",
    responseP99Ns: "p99",
    scheduleLagP50Ns: "schedule lag p50",
    scheduleLagP99Ns: "schedule lag p99",
    openNs: "time to open",
    overIdealNs: "over the ideal",
    generatorCpuShare: "generator's cores",
    generatorMemoryMaxBytes: "generator's memory",
    serverCpuShare: "server's cores",
    serverMemoryMaxBytes: "server's memory",
  },
  contests: {
    redis: {
      title: "PING to redis-server: closed load, 50 connections",
      description:
        "Each connection sends the next PING when the last one is answered: one in flight on each connection, one generator. The bare loop is the ceiling for a generator on Bun: it checks and records almost nothing.",
    },
    http: {
      title: "HTTP/1.1 keep-alive to nginx: closed load, 32 connections",
      description:
        "One file of 577 bytes, one thread of each generator, one request in flight on each connection. h2load reports no percentiles; those of autocannon are whole milliseconds.",
    },
    open: {
      title: "Open load: 1000 PING per second to redis-server, 50 connections",
      description:
        "How late requests were sent after the instants of their schedule. None of the other tools here keeps a schedule that could be compared.",
    },
    connections: {
      title: "Open load: 10,000 PING per second to redis-server on 10,000 connections",
      description:
        "How long one generator takes to open the connections, and its memory while each of them carries one request per second. The time runs from the start of the command to its first request, so the start of the generator's process is included.",
    },
    "servers-kept": {
      title: "Task servers, tasks that take no time: 10 kept connections",
      description:
        "What a task costs beside its work: closed load, one task in flight on each connection. The Python server holds a thread for each connection as long as it lasts, so an eleventh client would wait for ever.",
    },
    "servers-kept-100": {
      title: "Task servers, tasks that take no time: 100 kept connections",
      description:
        "As above, with ten times as many clients as threads. The Python server serves ten of them, so it takes no part.",
    },
    "servers-module": {
      title: "Task servers, a function of the user that returns the task: 10 kept connections",
      description:
        "The text goes to a thread and comes back from it. The other servers do this in every contest; ours, which repeats the text by itself where its own kinds of work are used, does it here with `--task`.",
    },
    "servers-each": {
      title: "Task servers, tasks that take no time: one connection per task, 10 at a time",
      description:
        "As in the original exercise: connect, send a task, read the answer, close. Closed load.",
    },
    "servers-3s": {
      title: "Task servers, tasks of 3 s: 100 clients at once",
      description:
        "A burst of 100 on 10 threads has ten steps, 30 s at best. The table shows how much later the last answer came. The warm-up is a burst of 10.",
    },
  },
};

export type PeersTexts = typeof english;
