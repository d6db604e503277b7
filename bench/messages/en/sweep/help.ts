// `bun bench --help`, in English. Flags, values and commands are the same in every language.

export const english = {
  description: (commands: readonly string[]) =>
    "Measure a task server under 1 to 100 concurrent clients and report how far it is from theory.\n" +
    `Other commands: bun bench ${commands.join(", ")} (each has a --help).`,
  levels:
    "concurrent clients: 1-100, or 1,5,10, or 10-100/10 (default: 1-100; for a cluster, around the edges of its steps)",
  service: "service time of a task, as for bun run server (default: 3s)",
  threads: "threads of the pool",
  work: "sleep, spin (CPU) or hash (SHA-256)",
  task: "a module that runs each task; --service is then the expected service time",
  lanes: "servers measured side by side; auto: as many as shorten the run",
  repeat: "bursts of each level; auto: until every verdict is decided or --max-time is over",
  maxTime: "with --repeat auto: limit for the whole sweep (default: 15m)",
  timeout: "limit for a reply (default: twice the ideal plus 10 s)",
  target: "measure a server that is already running: tcp://host:port",
  topology: "local or cluster (default: local)",
  workers: "workers of a cluster, each with --threads threads (default: 3)",
  entries: "entry servers of a cluster (default: 2)",
  balancer: "balancer of a cluster: haproxy or nginx (default: haproxy)",
  quick: "100 ms per task unless --service is given",
  ui: "show the sweep live in a browser",
  uiPort: "port of the live page; 0 takes a free port",
  out: "where the run's folder goes",
  label: "part of the run's name",
  seed: "seed of the order of levels and of random service times",
  maxOverhead: "bound of the overhead at the start (default: 25ms or 2 % of the service time)",
  maxStepOverhead: "bound of the overhead per step (default: 5ms or 0.5 %)",
  maxServiceError: "bound of the service time's deviation (default: 5ms or 0.5 %)",
  strict: "an uncertain verdict exits with 3",
  allowUnknown: "a verdict that could not be reached does not exit with 3",
  allowErrors: "more than 1 % failed requests do not exit with 1",
  format: "output: text, json or markdown",
  examples: [
    "bun bench                                      1–100 clients × 3 s on its own servers, about 70 s",
    "bun bench --quick                              the same at 100 ms per task, for a first look",
    "bun bench --ui                                 with a live page on http://127.0.0.1:8080",
    "bun bench --levels 1,5,10,11,20,21 --threads 5 --service 500ms",
    "bun bench --levels 10-100/10 --lanes 1         strictly isolated: one level at a time",
    "bun bench --levels 10-100/10 --repeat auto     until every verdict is decided, at most 15 minutes",
    "bun bench --target tcp://127.0.0.1:65432 --threads 10 --service 3s",
    "                                               a running server; threads and service are the expected values",
    "bun bench --task ./my-task.ts --service 40ms   your own module, expected to take 40 ms",
    "bun bench --topology cluster --workers 3       balancer, entry servers, RabbitMQ, workers, stores, in turn",
    "                                               with one server of the same width: the cost of distribution",
    "",
    "Exit codes: 0 pass, 1 a verdict failed or more than 1 % of the requests did, 2 usage, 3 the run is invalid",
    "(the generator or the host was the limit) or inconclusive (a verdict could not be reached), 4 nothing to",
    "measure, 70 a bug, 130 interrupted (what was measured is kept).",
  ],
};

export type SweepHelp = typeof english;
