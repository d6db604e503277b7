// `--help` of the small commands of `bun bench`, in English. Flags, values and commands are the same in every language.

const shared = {
  out: "where the run's folder goes",
  label: "part of the run's name",
};

export const english = {
  ...shared,
  list: {
    description: "List the runs in a folder, newest first: date, command, result.",
    examples: ["bun bench list", "bun bench list /tmp/results --json | jq '.runs[0].path'"],
    folder: "where the runs' folders are",
    json: "print JSON: an object with runs and broken",
    none: (folder: string) => `no runs in ${folder}`,
  },
  open: {
    description:
      "Open the newest report in the browser, or the report of one run. Without a display, print its path.",
    examples: [
      "bun bench open",
      "bun bench open results/reference-lanes-1",
      "scp $(bun bench open --print) me@laptop:   the path alone",
    ],
    run: "the folder of a run (default: the newest run with a report)",
    out: "where the runs' folders are",
    print: "print the path, open nothing",
    failed: (program: string) => `note: ${program} could not open it`,
    noReportIn: (folder: string) => `no run in ${folder} has a report: make one with bun bench`,
    noReportOf: (run: string) => `${run} has no report: make it with bun bench report ${run}`,
  },
  report: {
    description:
      "Write the reports of a saved run again and print its summary. Measurements and verdicts stay as they are.",
    examples: [
      "bun bench report results/reference-lanes-1",
      "bun bench report results/20260102T030405Z-load -o /tmp/report",
      "bun bench report results/reference-cluster --lang es -o /tmp/informe",
    ],
    run: "the folder of a sweep, a load test or a comparison",
    out: "where the files go (default: the run's own folder)",
  },
  micro: {
    description:
      "Time the parts alone: framing, message codec, histogram, tinypool round trip, one whole request.",
    examples: ["bun bench micro", "bun bench micro --filter histogram"],
    filter: "only benchmarks whose name contains this text",
  },
  selftest: {
    description:
      "Measure two targets whose response times are known: one stops for 2 s of 12 s at 1000 requests a second, " +
      "the other delays its replies by known times. Takes about 30 s.",
    examples: (allowedPercent: number) => [
      "bun bench selftest             a table: the true value, the measured one, and what closed load would report",
      "bun bench selftest --json      the same as JSON",
      "",
      `Exit codes: 0 all within ${allowedPercent} %, 1 a value is off, 3 invalid: the generator was late.`,
    ],
    json: "print JSON",
    interrupted: () => "interrupted: no result",
  },
  peers: {
    description:
      "Measure Escalera beside other tools, in turns, on this machine: load generators " +
      "(redis-benchmark, wrk, h2load, autocannon, a bare Bun loop) and task servers of ten threads " +
      "(Python's ThreadPoolExecutor, Node with piscina, Bun's Workers). Tools that are not installed are named.",
    examples: [
      "bun bench peers                                all of them, about 15 minutes",
      "bun bench peers --only redis,http --rounds 3   two contests, for a first look",
      "bun bench peers --only servers                 the task servers",
      "",
      "Contests: redis, http, open, connections (generators); servers-kept,",
      "servers-kept-100, servers-module, servers-each, servers-3s (servers).",
      "On Debian: apt-get install redis-server redis-tools nginx-light wrk nghttp2-client python3 nodejs",
      "Exit codes: 0 measured, 1 a turn failed, 2 usage, 4 nothing was measured, 70 a bug, 130 interrupted",
      "(what was measured is kept).",
    ],
    only: "contests or groups of contests, separated by commas",
    rounds: "turns of each contestant (servers-3s: at most 2)",
    duration: "measured time of a turn",
    seed: "seed of the order of turns",
  },
  queue: {
    description:
      "Measure a RabbitMQ broker alone, as its own PerfTest does: publish and confirm, consume and ack, round trip, " +
      "and latency at a constant rate, on a new quorum queue that is deleted at the end.",
    examples: [
      "bun bench queue amqp://tasks:secret@127.0.0.1:5672/",
      "bun bench queue amqp://127.0.0.1 -d 30s --size 1KiB --rate 2000/s",
      "",
      "Exit codes: 0 measured, 1 the broker was lost during the run, 2 usage, 3 invalid (the publisher was the",
      "limit), 4 nothing was measured, 70 a bug, 130 interrupted (what was measured is kept).",
    ],
    broker: "amqp://user:password@host:port/vhost, or amqps://…",
    duration: "measured time of each of the six phases",
    size: "bytes in a message's body",
    rate: "rate of the steady phase (default: half of the round trip's rate)",
    publishers: "publishers, each on its own connection",
    window: "most messages in flight per publisher, and the prefetch",
    queue: "name of the queue, which must not exist (default: a new name)",
    brokerLost: (broker: string, reason: string) => `${broker} was lost: ${reason}`,
    warning: (reason: string) => `warning: ${reason}`,
  },
};

export type BenchHelp = typeof english;
