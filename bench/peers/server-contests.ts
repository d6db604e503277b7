// Task servers of ten threads under the same load by our generator: what a user would write instead.
import { formatDurationOption, NS_PER_MS } from "../../src/units/duration.ts";
import { type Contest, type Contestant, type OpenContest, SLACK_NS, type Turn } from "./contest.ts";
import { loadFigures, makespanNs, runLoad } from "./load-command.ts";
import { peerError } from "./peer-error.ts";
import { type PrivateServer, startPrivateServer } from "./private-servers.ts";
import { TASK_SERVERS, type TaskService, THREADS } from "./task-servers.ts";
import type { Figures } from "../run/peers/run.ts";

const SLEEP_MS = 3000;
const KEPT: TaskService = { serviceMs: 0, isKept: true };

/** `--expect` counts an answer that is none as a failure. */
const TASK = ["--send", String.raw`tarea de prueba\n`, "--expect", "^OK "];

const FIGURES: Contest["figures"] = [
  "okPerSec",
  "responseP50Ns",
  "responseP99Ns",
  "requestsFailed",
  "serverCpuShare",
  "serverMemoryMaxBytes",
];

export const SERVER_CONTESTS: readonly Contest[] = [
  {
    name: "servers-kept",
    primary: "okPerSec",
    figures: FIGURES,
    open: async () => openServers(KEPT, runFor(["-c", String(THREADS)])),
  },
  {
    name: "servers-kept-100",
    primary: "okPerSec",
    figures: FIGURES,
    open: async () => {
      const servers = TASK_SERVERS.filter(({ holdsThreads }) => holdsThreads !== true);
      return openServers(KEPT, runFor(["-c", String(10 * THREADS)]), servers);
    },
  },
  {
    name: "servers-module",
    primary: "okPerSec",
    figures: FIGURES,
    open: async () => openServers({ ...KEPT, isModule: true }, runFor(["-c", String(THREADS)])),
  },
  {
    name: "servers-each",
    primary: "okPerSec",
    figures: FIGURES,
    open: async () =>
      openServers(
        { serviceMs: 0, isKept: false },
        runFor(["-c", String(THREADS), "--reconnect", "each"]),
      ),
  },
  {
    name: "servers-3s",
    primary: "overIdealNs",
    figures: ["overIdealNs", "requestsFailed", "serverMemoryMaxBytes"],
    // Half a minute for each server.
    maxRounds: 2,
    open: async () => openServers({ serviceMs: SLEEP_MS, isKept: false }, runBurst),
  },
];

type RunOn = (server: PrivateServer, turn: Turn) => Promise<Figures>;

function runFor(args: readonly string[]): RunOn {
  return async ({ port, pid }, turn) => {
    const duration = ["-d", formatDurationOption(turn.durationNs), "--watch-pid", String(pid)];
    const command = [`tcp://127.0.0.1:${port}`, ...TASK, ...args, ...duration];
    return loadFigures(await runLoad(command, turn.durationNs + SLACK_NS, turn));
  };
}

async function runBurst({ port, pid }: PrivateServer, turn: Turn): Promise<Figures> {
  const clients = turn.isWarmup ? THREADS : 10 * THREADS;
  const idealNs = (clients / THREADS) * SLEEP_MS * NS_PER_MS;
  const timeoutNs = 2 * idealNs;
  const run = await runLoad(
    [
      [`tcp://127.0.0.1:${port}`, ...TASK, "--burst", String(clients)],
      ["--timeout", formatDurationOption(timeoutNs), "--watch-pid", String(pid)],
    ].flat(),
    timeoutNs + SLACK_NS,
    turn,
  );
  const figures = loadFigures(run);
  const lastNs = makespanNs(run);
  if (figures.requestsOk !== clients || lastNs === undefined) {
    const ok = figures.requestsOk ?? 0;
    throw peerError(({ onlySomeOk }) => onlySomeOk(ok, clients));
  }
  return { ...figures, overIdealNs: lastNs - idealNs };
}

/** A server starts with its first turn and stays for the next ones; while others have theirs it does nothing. */
function openServers(service: TaskService, runOn: RunOn, servers = TASK_SERVERS): OpenContest {
  const started: PrivateServer[] = [];
  const contestants = servers.map(({ start, ...peer }): Contestant => {
    let server: PrivateServer | undefined;
    return {
      ...peer,
      async run(turn) {
        if (server === undefined) {
          const command = (port: number) => start(port, service);
          server = await startPrivateServer(command, turn.signal);
          started.push(server);
        }
        return await server.outlive(runOn(server, turn));
      },
    };
  });
  return {
    contestants,
    async close() {
      await Promise.all(started.map((server) => server.stop()));
    },
  };
}
