// The systems that a sweep measures, where it starts them itself: a server a lane, or a cluster and the local form.
import { cpus } from "node:os";
import {
  type ServerProcess,
  ServerStartError,
  startCluster,
  startServer,
} from "../../sweep/server-process.ts";
import { startInTurn } from "../../sweep/start-in-turn.ts";
import { warmUp } from "../../sweep/warm-up.ts";
import { EXIT_INTERRUPTED, EXIT_NOTHING_MEASURED } from "../../judge/exit-code.ts";
import { say } from "../../messages/texts.ts";
import type { Screen } from "../../screen/sweep/screen.ts";
import { CommandError, EXIT_USAGE } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { formatServiceTime, longestServiceNs } from "../../../src/units/service-time.ts";
import type { Text } from "../../../src/units/text.ts";
import type { ClusterTopology } from "../../run/sweep/run.ts";
import type { SweepSettings } from "./options.ts";

/** At most: more connections would not make a server any warmer. */
const WARM_UP_TASKS = 10;
const WARM_UP_SLACK_NS: Ns = 10 * NS_PER_SECOND;

export interface LanesToStart {
  /** Of the server of each lane. */
  readonly laneSeeds: readonly number[];
  /** Whether each does its first tasks before anything is measured. */
  readonly isWarmedUp: boolean;
}

/**
 * A server for each lane, in their order and as many at a time as there are cores, or a cluster and the local
 * form; none with `--target`. All that were started are stopped again if one fails.
 * @throws {CommandError} saying why one did not come up.
 */
export async function startSystems(
  settings: SweepSettings,
  lanes: LanesToStart,
  screen: Screen,
  signal: AbortSignal,
): Promise<readonly ServerProcess[]> {
  const { target, topology } = settings;
  if (target !== undefined) return [];
  if (topology === undefined) {
    screen.phase(
      say(({ screen: { phases } }) =>
        lanes.laneSeeds.length === 1
          ? phases.startingServer
          : phases.startingServers(lanes.laneSeeds.length),
      ),
    );
    return await startLanes(settings, lanes, signal);
  }
  screen.phase(say((texts) => texts.screen.phases.startingCluster));
  // Both do the same tasks, so that their difference is not one of draws.
  return await allOrNone(
    [
      () => startCluster(clusterArgs(settings, topology), signal),
      () => startServer(serverArgs(settings), signal),
    ],
    2,
    signal,
  );
}

/** Servers that are up do their first tasks while others start. */
async function startLanes(
  settings: SweepSettings,
  { laneSeeds, isWarmedUp }: LanesToStart,
  signal: AbortSignal,
): Promise<readonly ServerProcess[]> {
  const { threads, service } = settings;
  const timeoutNs = longestServiceNs(service) + WARM_UP_SLACK_NS;
  const warming: Promise<void>[] = [];
  const starts = laneSeeds.map((seed) => async () => {
    const server = await startServer(serverArgs({ ...settings, seed }), signal);
    if (isWarmedUp) {
      warming.push(warmUp(server.target, Math.min(threads, WARM_UP_TASKS), timeoutNs));
    }
    return server;
  });
  // A start keeps a core busy.
  const servers = await allOrNone(starts, cpus().length, signal);
  await Promise.all(warming);
  // The signal has ended the servers.
  if (signal.aborted) throw interruptedBefore();
  return servers;
}

/** In messages: "the server of lane 2", "the cluster". */
export function nameOfLane({ topology }: SweepSettings, i: number): Text {
  return say(({ screen: { laneNames } }) => {
    if (topology === undefined) return laneNames.server(i + 1);
    return i === 0 ? laneNames.cluster : laneNames.local;
  });
}

function serverArgs(settings: SweepSettings): string[] {
  return [
    ["--threads", String(settings.threads)],
    workArgs(settings),
    LANGUAGE,
    // A level's whole burst may wait, and is never refused.
    ["--max-queue", String(Math.max(10_000, ...settings.levels))],
  ].flat();
}

function clusterArgs(settings: SweepSettings, topology: ClusterTopology): string[] {
  const { entries, workers, threadsPerWorker, balancer } = topology;
  return [
    ["--entries", String(entries), "--workers", String(workers), "--balancer", balancer],
    ["--threads", String(threadsPerWorker)],
    workArgs(settings),
    LANGUAGE,
  ].flat();
}

/** What a server prints of its failure is shown to the user. */
const LANGUAGE = ["--lang", processLanguage()];

function workArgs({ taskModule, work, service, seed }: SweepSettings): string[] {
  if (taskModule !== undefined) return ["--task", taskModule];
  return ["--work", work, "--service", formatServiceTime(service), "--seed", String(seed)];
}

async function allOrNone(
  starts: readonly (() => Promise<ServerProcess>)[],
  atOnce: number,
  signal: AbortSignal,
): Promise<readonly ServerProcess[]> {
  const { up, failure } = await startInTurn(starts, atOnce);
  if (failure === undefined) return up;
  await Promise.all(up.map((server) => server.stop()));
  if (signal.aborted) throw interruptedBefore();
  const { reason } = failure;
  if (!(reason instanceof ServerStartError)) throw reason;
  const { text, exitCode } = reason;
  throw new CommandError(text, exitCode === EXIT_USAGE ? EXIT_USAGE : EXIT_NOTHING_MEASURED);
}

function interruptedBefore(): CommandError {
  return new CommandError(
    say((texts) => texts.sweepCommand.interruptedBefore),
    EXIT_INTERRUPTED,
  );
}
