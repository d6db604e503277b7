// Task servers of ten threads under the same load by our generator: what a user would write instead.
import {
  formatDurationOption,
  type Ns,
  NS_PER_MS,
  NS_PER_SECOND,
} from "../../src/units/duration.ts";
import type { Contest, Contestant, Turn } from "./contest.ts";
import { loadFigures, makespanNs, runLoad } from "./load-command.ts";
import { PeerError, peerFailure } from "./peer-error.ts";
import { type PrivateServer, startPrivateServer } from "./private-servers.ts";
import { TASK_SERVERS, THREADS } from "./task-servers.ts";
import type { Figures } from "../run/peers/run.ts";

/** For our generator to start, connect, wait for its last replies and sum up, beyond the time that it measures. */
const SLACK_NS: Ns = 40 * NS_PER_SECOND;
const SLEEP_MS = 3000;

/** `--expect` counts an answer that is none as a failure. */
const TASK = ["--send", String.raw`tarea de prueba\n`, "--expect", "^OK "];

export const KEPT_CONTEST: Contest = {
  name: "servers-kept",
  needs: [],
  primary: "okPerSec",
  figures: [
    "okPerSec",
    "responseP50Ns",
    "responseP99Ns",
    "requestsFailed",
    "serverCpuShare",
    "serverMemoryMaxBytes",
  ],
  goals: [],
  maxRounds: null,
  open: async () => openServers(0, true, runFor(["-c", String(THREADS)])),
};

export const EACH_CONTEST: Contest = {
  ...KEPT_CONTEST,
  name: "servers-each",
  open: async () => openServers(0, false, runFor(["-c", String(THREADS), "--reconnect", "each"])),
};

export const SLEEP_CONTEST: Contest = {
  name: "servers-3s",
  needs: [],
  primary: "overIdealNs",
  figures: ["overIdealNs", "requestsFailed", "serverMemoryMaxBytes"],
  goals: [],
  // Half a minute for each server.
  maxRounds: 2,
  open: async () => openServers(SLEEP_MS, false, runBurst),
};

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
    throw new PeerError(peerFailure(({ onlySomeOk }) => onlySomeOk(ok, clients)));
  }
  return { ...figures, overIdealNs: lastNs - idealNs };
}

/** A server starts with its first turn and stays for the next ones; while others have theirs it does nothing. */
function openServers(serviceMs: number, isKept: boolean, runOn: RunOn) {
  const started: PrivateServer[] = [];
  const contestants = TASK_SERVERS.map(({ name, command, needs, version, start }): Contestant => {
    let server: PrivateServer | undefined;
    return {
      name,
      command,
      needs,
      version,
      async run(turn) {
        if (server === undefined) {
          server = await startPrivateServer(start(serviceMs, isKept), turn.signal);
          started.push(server);
        }
        const figures = await runOn(server, turn);
        if (server.failure === undefined) return figures;
        const reason = server.failure;
        throw new PeerError(peerFailure(({ serverGone }, { of }) => serverGone(of(reason))));
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
