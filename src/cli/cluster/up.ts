// Starts a cluster, shows its members, and stops it on a signal or on a request through its socket.
import { topologyOf } from "../../broker/topology.ts";
import { ClusterError } from "../../cluster/components/cluster-error.ts";
import { chooseFreePort, isFree } from "../../cluster/components/free-ports.ts";
import { missingPackages, requirementsOf } from "../../cluster/components/requirements.ts";
import { createMergedLog, type MergedLog } from "../../cluster/merged-log.ts";
import { catalogueFor, clusterMessagesFor, messagesFor } from "../../messages/catalogue.ts";
import type { Work } from "../../pool/work.ts";
import {
  BALANCERS,
  type ClusterPlan,
  componentsOf,
  MAX_SERVERS,
  parseUse,
} from "../../cluster/plan.ts";
import { type ClusterRun, openCluster } from "../../cluster/run-cluster.ts";
import { formatTable, statusForPrograms, workersOf } from "../../cluster/status.ts";
import type { Dashboard } from "../../dashboard/dashboard-server.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import { formatDurationOption, NS_PER_MS, parseDuration } from "../../units/duration.ts";
import { formatServiceTime } from "../../units/service-time.ts";
import { parseSize } from "../../units/size.ts";
import { processLanguage } from "../language.ts";
import { createLog } from "../log.ts";
import { DASHBOARD_FLAGS, dashboardOf } from "../open-dashboard.ts";
import { choice, count, flag, list, readFlags, type Typed } from "../options/flags.ts";
import { parsePort } from "../options/host-and-port.ts";
import { WORK_FLAGS, workOf, workText } from "../options/work-flags.ts";
import { LOG_KINDS } from "../server/task-log.ts";
import { EXIT_BY_SIGNAL, onStopSignals } from "../signals.ts";

/** Time from the end of a server's drain limit to SIGKILL. */
const STOP_MARGIN_MS = 5000;

const { commands } = catalogueFor(processLanguage());
const texts = commands.cluster;

export const UP_FLAGS = {
  entries: flag("<n>", texts.entries, count(1, MAX_SERVERS), "2"),
  workers: flag("<n>", texts.workers, count(1, MAX_SERVERS), "3"),
  ...WORK_FLAGS,
  threads: { ...WORK_FLAGS.threads, help: texts.threads },
  inlineLimit: flag("<size>", texts.inlineLimit, parseSize, "4KiB"),
  balancer: flag("<name>", texts.balancer, choice(BALANCERS), "haproxy"),
  port: flag("<port>", texts.port, (typed) => parsePort(typed, 0, { port: "--port" }), "65432"),
  queue: flag("<name>", texts.queue, (name) => topologyOf(name).tasks, "tasks"),
  dir: flag("<folder>", texts.dir),
  use: list("<engine=url>", texts.use, parseUse),
  drainTimeout: flag("<duration>", texts.drainTimeout, parseDuration, "30s"),
  log: flag("<kind>", commands.log, choice(LOG_KINDS), "tasks"),
  ...DASHBOARD_FLAGS,
};

/** Runs until a signal or `bun run cluster down`. @throws {OptionsError} and {ClusterError}. */
export async function up(typed: Typed<typeof UP_FLAGS>): Promise<void> {
  const read = readPlan(typed);
  const { plan, kind, messages, words, drainLimitMs } = read;
  checkMachine(plan);
  const log = createLog(words.logLinesDropped);
  const merged = createMergedLog({
    kind,
    isColored: process.stdout.isTTY && !process.env["NO_COLOR"],
    write: (line) => log.line(line),
  });
  try {
    const stopLimitMs = drainLimitMs + STOP_MARGIN_MS;
    const run = await openCluster({
      plan,
      folder: typed.dir,
      stopLimitMs,
      messages,
      say: merged.say,
    });
    const page = await openPage(run, read);
    if (page !== undefined) {
      const { url, canSend } = page;
      merged.event("dashboard", { url, canSend });
      merged.say(null, words.dashboard(url, canSend));
    }
    await runUntilAsked(run, merged, read);
    await page?.close();
  } finally {
    await log.flush();
  }
  process.exit(0);
}

function readPlan(typed: Typed<typeof UP_FLAGS>) {
  const given = readFlags(UP_FLAGS, typed);
  const { entries, workers, threads, balancer, port, queue, use, log, drainTimeout } = given.values;
  for (const [engine, urls] of Map.groupBy(use, ([name]) => name)) {
    if (urls.length > 1) given.refuse("use", (t) => t.problems.engineTwice(engine));
  }
  const work = workOf(given);
  const dashboard = dashboardOf(given);
  given.problems.throwIfAny();
  const language = processLanguage();
  const plan: ClusterPlan = {
    entries,
    workers,
    threads,
    balancer,
    queue,
    use: Object.fromEntries(use),
    hostname: "127.0.0.1",
    port: port === 0 ? chooseFreePort() : port,
    seed: work.kind === "task" ? undefined : work.seed,
    workerFlags: [
      ...workFlags(work),
      ...(typed.taskTimeout === undefined ? [] : ["--task-timeout", typed.taskTimeout]),
      "--inline-limit",
      `${given.values.inlineLimit}`,
      // All members share one clock, so the lease can be short: the tasks of a killed worker are taken over soon.
      "--lease",
      "10s",
    ],
    commonFlags: [
      "--drain-timeout",
      formatDurationOption(drainTimeout),
      "--log",
      log,
      "--lang",
      language,
      ...(dashboard === null ? [] : ["--live"]),
    ],
  };
  const [words, messages] = [messagesFor(language), clusterMessagesFor(language)];
  return {
    plan,
    kind: log,
    words,
    messages,
    drainLimitMs: drainTimeout / NS_PER_MS,
    dashboard,
    work,
  };
}

type UpPlan = ReturnType<typeof readPlan>;

/** As they are typed. */
function workFlags(work: Work): string[] {
  if (work.kind === "task") return ["--task", work.modulePath];
  const service = formatServiceTime(work.service);
  return ["--service", service, "--work", work.kind];
}

/** Opens the page before the members start, so that it shows them starting. Its code is loaded only with --dashboard. */
async function openPage(
  run: ClusterRun,
  { plan, dashboard, work, words }: UpPlan,
): Promise<Dashboard | undefined> {
  if (dashboard === null) return undefined;
  try {
    const { watchCluster } = await import("../watch/page.ts");
    return await watchCluster(run, dashboard, { plan, work, messages: words });
  } catch (error) {
    await run.down();
    throw error;
  }
}

/** Checks programs and port before anything starts. @throws {ClusterError} */
function checkMachine(plan: ClusterPlan): void {
  const components = componentsOf(plan);
  const missing = requirementsOf(components).filter(({ path }) => path === undefined);
  if (missing.length > 0) {
    const programs = missing.map(({ program }) => program);
    throw new ClusterError((t) => t.missing(programs, missingPackages(components)));
  }
  if (!isFree(plan.port)) {
    throw new ClusterError((t) => t.portInUse(`${plan.hostname}:${plan.port}`));
  }
}

async function runUntilAsked(run: ClusterRun, merged: MergedLog, plan: UpPlan): Promise<void> {
  const { messages } = plan;
  const asked = Promise.withResolvers<void>();
  void run.downAsked.then(asked.resolve);
  const forget = onStopSignals(
    () => asked.resolve(),
    (signal) => {
      run.killAll();
      merged.say(null, messages.killedAll());
      process.exitCode = EXIT_BY_SIGNAL[signal] ?? 1;
    },
  );
  const beganAtMs = performance.now();
  const goingUp = run.up();
  const first = await Promise.race([goingUp.then(() => "up" as const), asked.promise]);
  if (first === "up") {
    announce(run, merged, plan, performance.now() - beganAtMs);
    await asked.promise;
  } else goingUp.catch(() => undefined); // It was interrupted, which is not a failure.
  const downAtMs = performance.now();
  merged.say(null, messages.goingDown());
  await run.down();
  forget();
  merged.say(null, messages.down(performance.now() - downAtMs));
  merged.event("cluster-down", { tookMs: performance.now() - downAtMs });
}

function announce(
  { status }: ClusterRun,
  merged: MergedLog,
  { messages, words, work }: UpPlan,
  tookMs: number,
): void {
  const { hostname, port, threads, folder, isKept, members } = status;
  merged.event("cluster-ready", { ...statusForPrograms(status), tookMs });
  merged.text("");
  merged.text(formatTable(status, messages, terminalColumns()));
  merged.text("");
  const say = (text: string): void => merged.text(Bun.wrapAnsi(text, terminalColumns()));
  const address = `${hostname}:${port}`;
  say(messages.listening(address, workersOf(members), threads, workText(work, words)));
  say(`${messages.up(tookMs)}; ${messages.folder(folder, isKept)}`);
  say(messages.howToTry(port));
  say(messages.howToControl(isKept ? folder : null));
  reportReady(process, { hostname, port });
  merged.text("");
}

/** The width of the terminal; infinite if stdout is not a terminal. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}
