// Load generators against a server that is faster than they are: what a user would measure with instead.
import { fileURLToPath } from "node:url";
import { formatDurationOption, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import {
  type Contest,
  type Contestant,
  type OpenContest,
  OURS,
  type Program,
  SLACK_NS,
  type Turn,
} from "./contest.ts";
import type { Figures } from "../run/peers/run.ts";
import type { LoadRun } from "../run/load/run.ts";
import { loadFigures, openingFigures, ourVersion, runLoad } from "./load-command.ts";
import { type PrivateServer, startNginx, startRedisServer } from "./private-servers.ts";
import {
  AUTOCANNON,
  H2LOAD,
  NGINX,
  NODE,
  packagePath,
  REDIS_BENCHMARK,
  REDIS_SERVER,
  versionOnNode,
  WRK,
} from "./programs.ts";
import { versionOf, outputOf } from "./run-tool.ts";
import { parseAutocannon, parseH2load, parseRedisBenchmark, parseWrk } from "./tool-output.ts";

const BARE_LOOP = fileURLToPath(new URL("bare-loop.ts", import.meta.url));

const PING = String.raw`PING\r\n`;
const GET = String.raw`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

const REDIS: Contest = {
  name: "redis",
  needs: [REDIS_SERVER],
  primary: "okPerSec",
  figures: ["okPerSec", "responseP50Ns", "responseP99Ns", "requestsFailed"],
  goals: [
    { kind: "ratio", peer: "bare-loop", atLeast: 0.85 },
    { kind: "ratio", peer: "redis-benchmark", atLeast: 1.5 },
  ],
  open: (signal) =>
    openWith(startRedisServer(signal), (server) => [
      ours(server, ["--send", PING, "-c", "50"]),
      redisBenchmark(server),
      {
        name: "bare-loop",
        command: "bun bench/peers/bare-loop.ts",
        needs: [],
        version: async () => Bun.version,
        run: (turn) => runBareLoop(server, 50, turn),
      },
    ]),
};

const HTTP: Contest = {
  name: "http",
  needs: [NGINX],
  primary: "okPerSec",
  figures: ["okPerSec", "responseP50Ns", "responseP99Ns", "requestsFailed"],
  goals: [
    { kind: "ratio", peer: "wrk", atLeast: 0.9 },
    { kind: "ratio", peer: "autocannon", atLeast: 2 },
  ],
  open: (signal) =>
    openWith(startNginx(signal), (server) => {
      const url = `http://127.0.0.1:${server.port}/`;
      return [
        ours(server, ["--send", GET, "--reply", "http", "-c", "32"]),
        tool(WRK, "-t1 -c32 --latency", async (command, turn) =>
          parseWrk(await output([...command, `-d${secondsOf(turn)}s`, url], turn)),
        ),
        tool(H2LOAD, "--h1 -t1 -c32", async (command, turn) =>
          parseH2load(await output([...command, `-D${secondsOf(turn)}`, url], turn)),
        ),
        {
          ...tool(AUTOCANNON, "-c 32", async ([, ...flags], turn) => {
            const script = packagePath("autocannon", "autocannon.js");
            const others = ["-d", secondsOf(turn), "--json", "--no-progress", url];
            return parseAutocannon(await output(["node", script, ...flags, ...others], turn));
          }),
          needs: [NODE, AUTOCANNON],
          version: () => versionOnNode("autocannon"),
        },
      ];
    }),
};

const OPEN: Contest = {
  name: "open",
  needs: [REDIS_SERVER],
  primary: "scheduleLagP50Ns",
  figures: [
    "scheduleLagP50Ns",
    "scheduleLagP99Ns",
    "responseP50Ns",
    "responseP99Ns",
    "generatorCpuShare",
    "requestsFailed",
  ],
  goals: [
    { kind: "figure", figure: "scheduleLagP50Ns", atMost: 20_000 },
    { kind: "figure", figure: "scheduleLagP99Ns", atMost: 1_000_000 },
  ],
  open: (signal) =>
    openWith(startRedisServer(signal), (server) => [
      ours(server, ["--send", PING, "-R", "1000/s", "-c", "50"]),
    ]),
};

const CONNECTIONS: Contest = {
  name: "connections",
  needs: [REDIS_SERVER],
  primary: "openNs",
  figures: ["openNs", "generatorMemoryMaxBytes", "okPerSec", "requestsFailed"],
  goals: [
    { kind: "figure", figure: "openNs", atMost: 2_000_000_000 },
    { kind: "figure", figure: "generatorMemoryMaxBytes", atMost: 200e6 },
  ],
  open: (signal) =>
    openWith(startRedisServer(signal), (server) => [
      ours(server, ["--send", PING, "-R", "10000/s", "-c", "10000"], (run) => ({
        ...loadFigures(run),
        ...openingFigures(run),
      })),
    ]),
};

export const GENERATOR_CONTESTS: readonly Contest[] = [REDIS, HTTP, OPEN, CONNECTIONS];

/** All contestants load one server. */
async function openWith(
  starting: Promise<PrivateServer>,
  contestantsOf: (server: PrivateServer) => readonly Contestant[],
): Promise<OpenContest> {
  const server = await starting;
  return {
    contestants: contestantsOf(server).map((contestant) => ({
      ...contestant,
      run: (turn) => server.outlive(contestant.run(turn)),
    })),
    close: () => server.stop(),
  };
}

function ours(
  { port }: PrivateServer,
  args: readonly string[],
  figuresOf: (run: LoadRun) => Figures = loadFigures,
): Contestant {
  return {
    name: OURS,
    command: `bun bench load ${args.map((arg) => (/[\s\\]/.test(arg) ? `'${arg}'` : arg)).join(" ")}`,
    needs: [],
    version: async () => ourVersion(),
    async run(turn) {
      const duration = ["-d", formatDurationOption(turn.durationNs)];
      const command = [`tcp://127.0.0.1:${port}`, ...args, ...duration];
      return figuresOf(await runLoad(command, turn.durationNs + SLACK_NS, turn));
    },
  };
}

/** A program of others'. `run` adds to its command the target and how long the turn is. */
function tool(
  program: Program,
  flags: string,
  run: (command: readonly string[], turn: Turn) => Promise<Figures>,
): Contestant {
  const { name } = program;
  return {
    name,
    command: `${name} ${flags}`,
    needs: [program],
    version: () => versionOf([name, "--version"]),
    run: (turn) => run([name, ...flags.split(" ")], turn),
  };
}

/** It takes a number of requests, not a time: as many as its last turn would have made in that time. */
function redisBenchmark({ port }: PrivateServer): Contestant {
  let perSec = 40_000;
  return tool(REDIS_BENCHMARK, "-t ping_inline -c 50", async (command, turn) => {
    const requests = Math.ceil((perSec * turn.durationNs) / NS_PER_SECOND);
    const others = ["-h", "127.0.0.1", "-p", String(port), "-n", String(requests), "--csv"];
    const figures = parseRedisBenchmark(await output([...command, ...others], turn), requests);
    perSec = figures.okPerSec ?? perSec;
    return figures;
  });
}

async function runBareLoop(
  { port }: PrivateServer,
  connections: number,
  turn: Turn,
): Promise<Figures> {
  const args = [port, connections, turn.durationNs / NS_PER_MS].map(String);
  const { replies, elapsedNs, p50Ns, p99Ns } = JSON.parse(
    await output([process.execPath, BARE_LOOP, ...args], turn),
  ) as Readonly<Record<"replies" | "elapsedNs" | "p50Ns" | "p99Ns", number>>;
  return {
    okPerSec: replies / (elapsedNs / NS_PER_SECOND),
    requestsOk: replies,
    requestsFailed: 0,
    responseP50Ns: p50Ns,
    responseP99Ns: p99Ns,
  };
}

function secondsOf({ durationNs }: Turn): string {
  return String(durationNs / NS_PER_SECOND);
}

function output(command: readonly string[], { durationNs, signal }: Turn): Promise<string> {
  return outputOf(command, durationNs + SLACK_NS, signal);
}
