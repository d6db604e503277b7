// Load generators against a server that is faster than they are: what a user would measure with instead.
import { fileURLToPath } from "node:url";
import {
  formatDurationOption,
  type Ns,
  NS_PER_MS,
  NS_PER_SECOND,
} from "../../src/units/duration.ts";
import { type Contest, type Contestant, OURS, type Turn } from "./contest.ts";
import type { Figures } from "../run/peers/run.ts";
import type { LoadRun } from "../run/load/run.ts";
import { loadFigures, openingFigures, ourVersion, runLoad } from "./load-command.ts";
import { PeerError, peerFailure } from "./peer-error.ts";
import { type PrivateServer, startNginx, startRedisServer } from "./private-servers.ts";
import {
  AUTOCANNON,
  H2LOAD,
  NGINX,
  NODE,
  packagePath,
  packageVersion,
  REDIS_BENCHMARK,
  REDIS_SERVER,
  WRK,
} from "./programs.ts";
import { versionOf, outputOf } from "./run-tool.ts";
import { parseAutocannon, parseH2load, parseRedisBenchmark, parseWrk } from "./tool-output.ts";

const BARE_LOOP = fileURLToPath(new URL("bare-loop.ts", import.meta.url));

/** For a tool to start, connect, wait for its last replies and sum up, beyond the time that it measures. */
const SLACK_NS: Ns = 40 * NS_PER_SECOND;

const PING = String.raw`PING\r\n`;
const GET = String.raw`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

export const REDIS_CONTEST: Contest = {
  name: "redis",
  needs: [REDIS_SERVER],
  primary: "okPerSec",
  figures: ["okPerSec", "responseP50Ns", "responseP99Ns", "requestsFailed"],
  goals: [
    { kind: "ratio", peer: "bare-loop", atLeast: 0.85 },
    { kind: "ratio", peer: "redis-benchmark", atLeast: 1.5 },
  ],
  maxRounds: null,
  open: (signal) =>
    openWith(startRedisServer, signal, (server) => [
      ours(server, ["--send", PING, "-c", "50"]),
      redisBenchmark(server),
      {
        name: "bare-loop",
        command: "bun bench/peers/bare-loop.ts",
        needs: [],
        version: async () => Bun.version,
        run: async (turn) => runBareLoop(server, 50, turn),
      },
    ]),
};

export const HTTP_CONTEST: Contest = {
  name: "http",
  needs: [NGINX],
  primary: "okPerSec",
  figures: ["okPerSec", "responseP50Ns", "responseP99Ns", "requestsFailed"],
  goals: [
    { kind: "ratio", peer: "wrk", atLeast: 0.9 },
    { kind: "ratio", peer: "autocannon", atLeast: 2 },
  ],
  maxRounds: null,
  open: (signal) =>
    openWith(startNginx, signal, (server) => {
      const url = `http://127.0.0.1:${server.port}/`;
      const seconds = ({ durationNs }: Turn): string => String(durationNs / NS_PER_SECOND);
      return [
        ours(server, ["--send", GET, "--reply", "http", "-c", "32"]),
        {
          name: "wrk",
          command: "wrk -t1 -c32 --latency",
          needs: [WRK],
          version: () => versionOf(["wrk", "--version"]),
          run: async (turn) =>
            parseWrk(
              await output(["wrk", "-t1", "-c32", `-d${seconds(turn)}s`, "--latency", url], turn),
            ),
        },
        {
          name: "h2load",
          command: "h2load --h1 -t1 -c32",
          needs: [H2LOAD],
          version: () => versionOf(["h2load", "--version"]),
          run: async (turn) =>
            parseH2load(
              await output(["h2load", "--h1", "-t1", "-c32", `-D${seconds(turn)}`, url], turn),
            ),
        },
        {
          name: "autocannon",
          command: "autocannon -c 32",
          needs: [NODE, AUTOCANNON],
          version: async () =>
            `${await packageVersion("autocannon")}, Node ${await versionOf(["node", "--version"])}`,
          run: async (turn) => {
            const script = packagePath("autocannon", "autocannon.js");
            const flags = ["-c", "32", "-d", seconds(turn), "--json", "--no-progress"];
            return parseAutocannon(await output(["node", script, ...flags, url], turn));
          },
        },
      ];
    }),
};

export const OPEN_CONTEST: Contest = {
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
  maxRounds: null,
  open: (signal) =>
    openWith(startRedisServer, signal, (server) => [
      ours(server, ["--send", PING, "-R", "1000/s", "-c", "50"]),
    ]),
};

export const CONNECTIONS_CONTEST: Contest = {
  name: "connections",
  needs: [REDIS_SERVER],
  primary: "openNs",
  figures: ["openNs", "generatorMemoryMaxBytes", "okPerSec", "requestsFailed"],
  goals: [
    { kind: "figure", figure: "openNs", atMost: 2_000_000_000 },
    { kind: "figure", figure: "generatorMemoryMaxBytes", atMost: 200e6 },
  ],
  maxRounds: null,
  open: (signal) =>
    openWith(startRedisServer, signal, (server) => [
      ours(server, ["--send", PING, "-R", "10000/s", "-c", "10000"], (run) => ({
        ...loadFigures(run),
        ...openingFigures(run),
      })),
    ]),
};

/** Starts the server that all contestants load; one that does not live through a turn spoils its figures. */
async function openWith(
  start: (signal: AbortSignal) => Promise<PrivateServer>,
  signal: AbortSignal,
  contestantsOf: (server: PrivateServer) => readonly Contestant[],
) {
  const server = await start(signal);
  return {
    contestants: contestantsOf(server).map((contestant) => ({
      ...contestant,
      async run(turn: Turn) {
        const figures = await contestant.run(turn);
        if (server.failure === undefined) return figures;
        const reason = server.failure;
        throw new PeerError(peerFailure(({ serverGone }, { of }) => serverGone(of(reason))));
      },
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
      const command = [`tcp://127.0.0.1:${port}`, ...args];
      const duration = ["-d", formatDurationOption(turn.durationNs)];
      return figuresOf(await runLoad([...command, ...duration], turn.durationNs + SLACK_NS, turn));
    },
  };
}

/** It takes a number of requests, not a time: as many as its last turn would have made in that time. */
function redisBenchmark({ port }: PrivateServer): Contestant {
  let perSec = 40_000;
  return {
    name: "redis-benchmark",
    command: "redis-benchmark -t ping_inline -c 50",
    needs: [REDIS_BENCHMARK],
    version: () => versionOf(["redis-benchmark", "--version"]),
    async run(turn) {
      const requests = Math.ceil((perSec * turn.durationNs) / NS_PER_SECOND);
      const target = ["-h", "127.0.0.1", "-p", String(port)];
      const load = ["-t", "ping_inline", "-c", "50", "-n", String(requests), "--csv"];
      const figures = parseRedisBenchmark(
        await output(["redis-benchmark", ...target, ...load], turn),
        requests,
      );
      perSec = figures.okPerSec ?? perSec;
      return figures;
    },
  };
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

function output(command: readonly string[], { durationNs, signal }: Turn): Promise<string> {
  return outputOf(command, durationNs + SLACK_NS, signal);
}
