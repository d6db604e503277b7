// What people read from `bun run cluster`, in English.
import { counted } from "../../units/counted.ts";
import { formatSeconds, NS_PER_MS } from "../../units/duration.ts";

export const seconds = (ms: number): string => formatSeconds(ms * NS_PER_MS).slice(0, -1);

/** Of a component, an entry server or a worker of a cluster. */
export type MemberState = "starting" | "up" | "waiting" | "draining" | "stopping" | "stopped";

const statesInEnglish: Readonly<Record<MemberState, string>> = {
  starting: "starting",
  up: "up",
  waiting: "waiting",
  draining: "draining",
  stopping: "stopping",
  stopped: "stopped",
};

export const english = {
  // The table.
  columns: (): readonly string[] => ["name", "state", "address", "admin", "pid", ""],
  state: (state: MemberState) => statesInEnglish[state],
  restarts: (count: number) => `started again ${count === 1 ? "once" : `${count} times`}`,
  threads: (count: number) => counted(count, "thread"),
  existing: () => "was there before (--use)",

  // Its life.
  starting: (names: readonly string[]) => `starting ${names.join(", ")}`,
  ready: (name: string, ms: number) => `${name} is ready (${seconds(ms)} s)`,
  listening: (address: string, workers: number, threads: number, service: string): string =>
    `listening on ${english.address(address, workers, threads)}, ${service}`,
  address: (address: string, workers: number, threads: number) =>
    `${address}: ${counted(workers, "worker")} × ${counted(threads, "thread")} = ${workers * threads} tasks at a time`,
  up: (ms: number) => `up in ${seconds(ms)} s`,
  howToTry: (port: number) =>
    `connect with: bun run client ${port === 65432 ? "" : `--port ${port} `}"tarea"`,
  howToControl: (folder: string | null) =>
    `act on it with: bun run cluster status | scale workers=5 | kill worker 2 | drain entry 1 | down${folder === null ? "" : ` --dir ${folder}`}`,
  folder: (folder: string, isKept: boolean) =>
    isKept ? `data are in ${folder}, and stay there` : `data are in ${folder} until it ends`,
  goingDown: () => "going down (a second signal kills all at once)",
  down: (ms: number) => `down in ${seconds(ms)} s`,
  killedAll: () => "killed all",
  leftovers: (processes: number) =>
    `an earlier cluster was killed here: ended ${counted(processes, "process", "processes")} that it left`,

  // Members.
  died: (name: string, reason: string, delayMs: number) =>
    `${name} ended by itself (${reason}): starting it again in ${seconds(delayMs)} s`,
  startFailed: (name: string, reason: string, delayMs: number) =>
    `${name} did not come up (${reason}): trying again in ${seconds(delayMs)} s`,
  notReadyInTime: (limitMs: number) => `not ready within ${seconds(limitMs)} s`,
  exitCode: (code: number) => `exit code ${code}`,
  killing: (name: string) => `killing ${name} (SIGKILL): it will be started again`,
  draining: (name: string) => `draining ${name}: no new connections, tasks in hand are answered`,
  drained: (name: string) => `${name} is drained and has ended`,
  stoppedLate: (name: string, limitMs: number) =>
    `${name} did not end within ${seconds(limitMs)} s: killed`,
  scaling: (kind: string, from: number, to: number) => `${kind}: from ${from} to ${to}`,
  scaled: (kind: string, count: number) => `${kind}: ${count} running`,

  // Refusals.
  cannotStart: (name: string, reason: string) => `${name} did not come up: ${reason}`,
  portInUse: (address: string) =>
    `${address} is in use: is another cluster or server running? Choose another with --port, or --port 0 for a free one`,
  runsAlready: (folder: string, pid: number) =>
    `a cluster runs on ${folder} already (process ${pid})`,
  noCluster: () => "no cluster of yours is running: start one with bun run cluster",
  folderTooLong: (folder: string, limit: number) =>
    `the folder's path is too long for Unix sockets in it: ${Buffer.byteLength(folder)} bytes (limit ${limit}): ${folder}`,
  noClusterIn: (folder: string) => `no cluster is running on ${folder}`,
  severalRun: (folders: readonly string[]) =>
    `this is the newest of ${folders.length + 1} that run; name another by --dir: ${folders.join(", ")}`,
  noMember: (name: string, names: readonly string[]) =>
    `there is no ${name} here; there are ${names.join(", ")}`,
  notOurs: (name: string) => `${name} was there before (--use): it is not ours to kill`,
  onlyEntriesDrain: (name: string) => `${name} is no entry server: only those are drained`,
  lastEntry: () => "it is the last entry server: without it nobody is served",
  notUpYet: () => "it is not up yet",
  goingDownAlready: () => "it is going down",
  lost: () => "the cluster ended before it answered",
  missing: (programs: readonly string[], packages: readonly string[]): string =>
    `missing here: ${programs.join(", ")}; ${english.install(packages)}`,
  install: (packages: readonly string[]) =>
    `on Debian: apt-get install --no-install-recommends ${packages.join(" ")} (or scripts/install-services)`,
  missingProgram: (packageName: string) => `missing: package ${packageName}`,
};

export type ClusterMessages = typeof english;
