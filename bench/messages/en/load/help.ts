// `bun bench load --help`, in English. Flags, values and commands are the same in every language.

export const english = {
  description:
    "Load any service that answers requests over TCP, TLS or a Unix socket, and report response times and throughput.",
  target:
    "tcp://host:port, tls://host:port, unix:///path, or http://, https://, redis://, ws:// with defaults for the protocol; may be in the scenario",
  scenario:
    "TOML file with options, several requests, stages; flags on the command line take precedence",

  requestGroup: "Requests and replies:",
  send: "text to send, with escapes such as \\r\\n and templates: {{i}}, {{u32be i}}, {{connection}}, {{uuid}}, {{random 64}}",
  sendFile: "send a whole file as one request; templates as above",
  sendJsonl: "send each line of a file as a request, in order, repeating from the top",
  shuffle: "take the lines of --send-jsonl in random order",
  task: "a task for Escalera's own server, in its JSON form",
  reply:
    "where a reply ends: line, lines:N, bytes:N, until:TEXT, frame:u32be (length prefix: u16/u32/u64, be/le; " +
    ":inclusive if the length includes the prefix), http, json-id, close, none (default: line; with --task json-id)",
  idAt: "match replies by an id at a byte offset of request and reply, such as 4:u32be",
  idMatch: "match replies by an id in their text: the first group of the regex, or the whole match",
  ordered:
    "the protocol guarantees replies in the order of requests (implied for http and redis targets)",
  expect: "a reply that does not match this regex has failed",
  reject: "a reply that matches this regex has failed",
  expectError:
    "an error reply that is no failure: its code (busy, 503) or a regex; counted apart (repeatable)",

  connectionGroup: "Connections:",
  connections: (closed: number, open: number) =>
    `number of connections (default: ${closed}; in open load ${open}, of which each request takes a free one)`,
  pipeline: "most requests in flight per connection; above 1, percentiles need --ordered or ids",
  reconnect: "never, each (for each request), every:N requests",
  greeting: "the server speaks first; where its greeting ends, as for --reply",
  tlsCa: "PEM file: certificates to check the server's certificate against",
  tlsCert: "PEM file: client certificate",
  tlsKey: "PEM file: key of the client certificate",
  insecure: "do not check the server's certificate",

  loadGroup: "Load (closed unless --rate, --stages or --burst is given):",
  duration: "measured time (default: 10s, unless -n is given); 10 means 10s",
  requests: "stop after this many requests",
  think: "closed load: pause of a connection after each reply",
  rate: "open load: requests per second in total, such as 1000, 1000/s or 60/min",
  stages: "open load: 10s:100/s,30s:100..1000/s,5s:0 (.. is a linear ramp)",
  arrivals: "open load: constant, poisson, file:PATH",
  drop: "open load: drop a request that finds no free connection (default: it waits)",
  burst: "n requests at one instant, each on its own connection",
  warmup: "load before the measured time; never in the result",
  timeout: "limit for a reply and for a connection",
  generators: "processes that share the load, up to 64",
  seed: "seed of arrivals, of the choice of requests and of templates",

  resultGroup: "Result:",
  failIf:
    "exit 99 if the condition is true: p99>200ms, errors>0.1%, throughput<500/s, achieved<99% (repeatable)",
  passIf: "exit 99 unless the condition is true: p99<200ms (repeatable)",
  strict: "a threshold whose 95 % interval crosses its limit is unknown",
  allowUnknown: "an unknown threshold does not fail the run",
  allowErrors: "more than 1 % failed requests, or a silence, do not fail the run",
  abortOnFail: "end the run as soon as a threshold can no longer pass",
  watchPid: "report the CPU and memory of a process too (repeatable)",
  samples: "write requests.csv, one row per request",
  format: "output: text, json or markdown; github adds a file",
  out: "where the run's folder goes",
  label: "part of the run's name (default: the scenario's)",

  examples: [
    "bun bench load redis://127.0.0.1:6379 -c 50 -d 10s",
    "                                     Redis, closed load: each connection sends when it is answered",
    "bun bench load http://127.0.0.1/ -c 50",
    "                                     a web server, kept connections; any status but 2xx and 3xx has failed",
    'bun bench load tcp://127.0.0.1:65432 --task "Generar Facturas" -n 20',
    "                                     Escalera's own server (bun run server), replies matched by id",
    "bun bench load tcp://127.0.0.1:6379 --send 'PING\\r\\n' -R 1000/s -d 30s --warmup 5s --pass-if 'p99<5ms'",
    "                                     open load, timed from the intended start; exit 99 unless p99 < 5 ms",
    "bun bench load tcp://127.0.0.1:9000 --reply frame:u32be --id-at 4:u32be --pipeline 8 \\",
    "               --send '\\0\\0\\0\\x04{{u32be i}}'",
    "                                     a binary protocol whose replies may come in any order",
    "bun bench load tcp://127.0.0.1:65432 --task tarea -c 64 -d 20s --warmup 5s",
    "                                     a cluster (bun run cluster --service 0): stored tasks per second;",
    "                                     with -R 100/s instead of -c 64, the time of one task",
    "bun bench load tcp://127.0.0.1:6379 --scenario bench/scenarios/redis.toml -R 5000/s",
    "                                     several weighted requests from a file",
    "",
    "Exit codes: 0 measured, 1 more than 1 % failed or a silence, 2 usage, 3 the run is invalid (the generator",
    "was the limit), 4 nothing to measure, 70 a bug, 99 a threshold failed or is unknown, 130 interrupted",
    "(what was measured is kept).",
  ],
};

export type LoadHelp = typeof english;
