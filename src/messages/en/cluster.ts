// What people read from `bun run cluster`, in English.
import { counted } from "../../units/count.ts";
import { formatSeconds, NS_PER_MS } from "../../units/duration.ts";
import type { Text } from "../../units/text.ts";

export const seconds = (ms: number): string => formatSeconds(ms * NS_PER_MS).slice(0, -1);

/** Of a component, an entry server or a worker of a cluster. */
export type MemberState = "starting" | "up" | "waiting" | "draining" | "stopping" | "stopped";

/** The members whose number can be changed. */
export type ScaledKind = "entry" | "worker";

const statesInEnglish: Readonly<Record<MemberState, string>> = {
  starting: "starting",
  up: "up",
  waiting: "down",
  draining: "draining",
  stopping: "stopping",
  stopped: "stopped",
};

const kindsInEnglish: Readonly<Record<ScaledKind, string>> = {
  entry: "entry servers",
  worker: "workers",
};

export const english = {
  /** This language's form of a Text. */
  of: (text: Text) => text.en,

  // The table.
  columns: (): readonly string[] => ["name", "state", "pid", "admin", "address", ""],
  state: (state: MemberState) => statesInEnglish[state],
  restarts: (count: number) => counted(count, "restart"),
  threads: (count: number) => counted(count, "thread"),
  existing: () => "not started here (--use)",

  // The life of the cluster.
  ready: (name: string, ms: number) => `${name} is ready (${seconds(ms)} s)`,
  listening: (address: string, workers: number, threads: number, service: string): string =>
    `listening on ${english.address(address, workers, threads)}, ${service}`,
  address: (address: string, workers: number, threads: number) =>
    `${address}: ${counted(workers, "worker")} × ${counted(threads, "thread")} = ${workers * threads} tasks at a time`,
  up: (ms: number) => `up in ${seconds(ms)} s`,
  howToTry: (port: number) =>
    `try it: bun run client ${port === 65432 ? "" : `--port ${port} `}"tarea"`,
  howToControl: (folder: string | null) =>
    `control it: bun run cluster status | scale workers=5 | kill worker 2 | drain entry 1 | down${folder === null ? "" : ` --dir ${folder}`}`,
  folder: (folder: string, isKept: boolean) =>
    isKept ? `data in ${folder}, kept at the end` : `data in ${folder}, removed at the end`,
  goingDown: () => "stopping all members (a second signal kills them at once)",
  down: (ms: number) => `stopped in ${seconds(ms)} s`,
  killedAll: () => "all members were killed",
  leftovers: (processes: number) =>
    `an earlier cluster was killed here: ended ${counted(processes, "process", "processes")} that it had left running`,

  // Members.
  died: (name: string, reason: string, delayMs: number) =>
    `${name} ended unexpectedly (${reason}): restarting in ${seconds(delayMs)} s`,
  startFailed: (name: string, reason: string, delayMs: number) =>
    `${name} failed to start (${reason}): retrying in ${seconds(delayMs)} s`,
  notReadyInTime: (limitMs: number) => `not ready within ${seconds(limitMs)} s`,
  exitCode: (code: number) => `exit code ${code}`,
  killing: (name: string) => `killing ${name} (SIGKILL): it will be restarted`,
  draining: (name: string) =>
    `draining ${name}: no new connections, tasks in progress are answered`,
  drained: (name: string) => `${name} is drained and has stopped`,
  stoppedLate: (name: string, limitMs: number) =>
    `${name} did not stop within ${seconds(limitMs)} s: killed`,
  scaling: (kind: ScaledKind, from: number, to: number) =>
    `${kindsInEnglish[kind]}: from ${from} to ${to}`,
  scaled: (kind: ScaledKind, count: number) => `${kindsInEnglish[kind]}: ${count} running`,

  // Refusals.
  cannotStart: (name: string, reason: string) => `${name} failed to start: ${reason}`,
  portInUse: (address: string) =>
    `${address} is in use: is another cluster or server running? Choose another with --port, or --port 0 for a free one`,
  runsAlready: (folder: string, pid: number) =>
    `a cluster is already running on ${folder} (process ${pid})`,
  noCluster: () => "no cluster of yours is running: start one with bun run cluster",
  folderTooLong: (folder: string, limit: number) =>
    `the folder's path is too long for the Unix sockets in it: ${Buffer.byteLength(folder)} bytes (limit ${limit}): ${folder}`,
  notYourFolder: (path: string) => `${path} is not a folder of yours`,
  linuxOnly: () => "a cluster needs Linux: there is no /proc",
  noClusterIn: (folder: string) => `no cluster is running on ${folder}`,
  severalRun: (folders: readonly string[]) =>
    `${folders.length + 1} clusters are running, this is the newest; choose another with --dir: ${folders.join(", ")}`,
  noMember: (name: string, names: readonly string[]) =>
    `there is no ${name}; the members are ${names.join(", ")}`,
  notOurs: (name: string) => `${name} was not started by this cluster (--use): it can't be killed`,
  onlyEntriesDrain: (name: string) =>
    `${name} is not an entry server: only entry servers can be drained`,
  lastEntry: () => "this is the last entry server: without it no client is served",
  notUpYet: () => "not up yet",
  goingDownAlready: () => "the cluster is stopping",
  lost: () => "the cluster ended before it answered",
  unreadable: () =>
    "the cluster's reply can't be read: control it with the version of this program that started it",
  missing: (programs: readonly string[], packages: readonly string[]): string =>
    `missing programs: ${programs.join(", ")}; ${english.install(packages)}`,
  install: (packages: readonly string[]) =>
    `on Debian: apt-get install --no-install-recommends ${packages.join(" ")} (or scripts/install-services)`,
  missingProgram: (packageName: string) => `missing: package ${packageName}`,

  // Engines and balancers. `words` is the end of their own output.
  endedEarly: (name: string, how: string) => `${name} ended before it was ready (${how})`,
  notReady: (name: string) => `${name} was not ready in time`,
  commandFailed: (name: string, how: string) => `${name} failed (${how})`,
  notDoneInTime: () => "not done in time",
  cannotRun: (name: string, command: string) => `${name}: ${command} can't be run`,
  haproxySays: (answer: string) => `haproxy: ${answer}`,
  haproxySilent: (path: string) => `haproxy does not answer on ${path}`,
  haproxyUnchanged: () => "haproxy did not load its new configuration in time",
  haproxyLacks: (name: string) => `haproxy's statistics have no ${name}`,
  noEntry: (name: string) => `there is no entry server ${name}`,
  cannotRead: (path: string) => `${path} can't be read`,
  damaged: (path: string) => `${path} is damaged: use a new folder`,
  lacksKey: (path: string, key: string) => `${path} has no ${key}: use a new folder`,
  noPostgres: (folder: string) => `there is no PostgreSQL in ${folder}`,
  otherCeph: (folder: string) =>
    `${folder} holds another Ceph instance; one in memory needs a new folder`,
  cephPortTaken: (port: number) =>
    `port ${port}, which this Ceph instance must use again, is taken`,
};

export type ClusterMessages = typeof english;
