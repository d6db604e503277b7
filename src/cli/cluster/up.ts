// Starts a cluster, shows its members, and stops it on a signal or on a request through its socket.
import { topologyOf } from "../../broker/topology.ts";
import { ClusterError } from "../../cluster/components/cluster-error.ts";
import { chooseFreePort, isFree } from "../../cluster/components/free-ports.ts";
import { missingPackages, requirementsOf } from "../../cluster/components/requirements.ts";
import { createMergedLog, type MergedLog } from "../../cluster/merged-log.ts";
import { type ClusterMessages, clusterMessagesFor } from "../../messages/catalogue.ts";
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
import { messagesFor } from "../../messages/catalogue.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import { parseCount } from "../../units/count.ts";
import { formatDurationOption, NS_PER_MS, parseDuration } from "../../units/duration.ts";
import { formatServiceTime, parseServiceTime } from "../../units/service-time.ts";
import { parseSize } from "../../units/size.ts";
import { CommandError, parseChoice, readOptions } from "../command.ts";
import { processLanguage } from "../language.ts";
import { parsePort } from "../host-and-port.ts";
import { createLog } from "../log.ts";
import { type DashboardFlags, readDashboard } from "../open-dashboard.ts";
import { EXIT_BY_SIGNAL, onStopSignals } from "../signals.ts";
import { workOf } from "../work-options.ts";

/** Time from the end of a server's drain limit to SIGKILL. */
const STOP_MARGIN_MS = 5000;

const WORK_KINDS = ["sleep", "spin", "hash"] as const;
const LOG_KINDS = ["tasks", "json", "off"] as const;

export interface UpOptions extends DashboardFlags {
  readonly entries: string;
  readonly workers: string;
  readonly threads: string;
  readonly service: string;
  readonly work: string;
  readonly task?: string;
  readonly seed: string;
  readonly inlineLimit: string;
  readonly balancer: string;
  readonly port: string;
  readonly queue: string;
  readonly dir?: string;
  readonly use: string[];
  readonly drainTimeout: string;
  readonly log: string;
}

/** Runs until a signal or `bun run cluster down`. @throws {OptionsError} and {CommandError}. */
export async function up(options: UpOptions): Promise<void> {
  const read = readPlan(options);
  const { plan, kind, messages, words, drainLimitMs, work } = read;
  checkMachine(plan, messages);
  const log = createLog(process.stdout, words.logLinesDropped);
  const merged = createMergedLog({
    kind: kind === "json" ? "json" : "text",
    isColored: process.stdout.isTTY && !process.env["NO_COLOR"],
    write: (line) => log.line(line),
  });
  const isQuiet = kind === "off";
  const say: MergedLog["say"] = (from, line) => {
    if (from === null || !isQuiet) merged.say(from, line);
  };
  try {
    await refusing(async () => {
      const stopLimitMs = drainLimitMs + STOP_MARGIN_MS;
      const run = await openCluster({ plan, folder: options.dir, stopLimitMs, messages, say });
      const page = await openPage(run, read);
      if (page !== undefined) {
        const { url, canSend } = page;
        merged.event("dashboard", { url, canSend });
        merged.say(null, words.dashboard(url, canSend));
      }
      await runUntilAsked(run, merged, messages, work);
      await page?.close();
    });
  } finally {
    await log.flush();
  }
  process.exit(0);
}

function readPlan(options: UpOptions) {
  const given = readOptions({
    entries: () => parseCount(options.entries, 1, MAX_SERVERS),
    workers: () => parseCount(options.workers, 1, MAX_SERVERS),
    threads: () => parseCount(options.threads, 1, 1000),
    service: () => parseServiceTime(options.service),
    work: () => parseChoice(options.work, WORK_KINDS),
    seed: () => parseCount(options.seed, 0, 2 ** 32 - 1),
    inlineLimit: () => parseSize(options.inlineLimit),
    balancer: () => parseChoice(options.balancer, BALANCERS),
    port: () => parsePort(options.port, 0, { port: "--port" }),
    queue: () => topologyOf(options.queue).tasks,
    use: () => parseUse(options.use),
    drainTimeout: () => parseDuration(options.drainTimeout),
    log: () => parseChoice(options.log, LOG_KINDS),
    dashboardPort: () => readDashboard(options),
  });
  const language = processLanguage();
  const service = formatServiceTime(given.service);
  const plan: ClusterPlan = {
    entries: given.entries,
    workers: given.workers,
    threads: given.threads,
    balancer: given.balancer,
    hostname: "127.0.0.1",
    port: given.port === 0 ? chooseFreePort() : given.port,
    queue: given.queue,
    use: given.use,
    workerFlags: [
      ...(options.task === undefined
        ? ["--service", service, "--work", given.work, "--seed", `${given.seed}`]
        : ["--task", options.task]),
      "--inline-limit",
      `${given.inlineLimit}`,
      // All members share one clock, so the lease can be short: the tasks of a killed worker are taken over soon.
      "--lease",
      "10s",
    ],
    commonFlags: [
      "--drain-timeout",
      formatDurationOption(given.drainTimeout),
      "--log",
      given.log,
      "--lang",
      language,
      ...(given.dashboardPort === null ? [] : ["--live"]),
    ],
  };
  const words = messagesFor(language);
  return {
    plan,
    kind: given.log,
    words,
    messages: clusterMessagesFor(language),
    drainLimitMs: given.drainTimeout / NS_PER_MS,
    dashboard: given.dashboardPort,
    taskWork: workOf(given, options.task),
    work:
      options.task === undefined
        ? words.workOfService(service, given.work)
        : words.workOfModule(options.task),
  };
}

/** Opens the page before the members start, so that it shows them starting. Its code is loaded only with --dashboard. */
async function openPage(
  run: ClusterRun,
  { plan, dashboard, taskWork, words }: ReturnType<typeof readPlan>,
): Promise<Dashboard | undefined> {
  if (dashboard === null) return undefined;
  try {
    const { watchCluster } = await import("../watch/cluster.ts");
    return await watchCluster(run, plan, dashboard, taskWork, words);
  } catch (error) {
    await run.down();
    throw error;
  }
}

/** Checks programs and port before anything starts. @throws {CommandError} */
function checkMachine(plan: ClusterPlan, messages: ClusterMessages): void {
  const components = componentsOf(plan);
  const missing = requirementsOf(components).filter(({ path }) => path === undefined);
  if (missing.length > 0) {
    const programs = missing.map(({ program }) => program);
    throw new CommandError(messages.missing(programs, missingPackages(components)));
  }
  if (!isFree(plan.port)) {
    throw new CommandError(messages.portInUse(`${plan.hostname}:${plan.port}`));
  }
}

async function runUntilAsked(
  run: ClusterRun,
  merged: MergedLog,
  messages: ClusterMessages,
  work: string,
): Promise<void> {
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
    announce(run, merged, messages, work, performance.now() - beganAtMs);
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
  run: ClusterRun,
  merged: MergedLog,
  messages: ClusterMessages,
  work: string,
  tookMs: number,
): void {
  const { status } = run;
  const { hostname, port, threads, folder, isKept, members } = status;
  merged.event("cluster-ready", { ...statusForPrograms(status), tookMs });
  merged.text("");
  merged.text(formatTable(status, messages, terminalColumns()));
  merged.text("");
  const say = (text: string): void => merged.text(Bun.wrapAnsi(text, terminalColumns()));
  const address = `${hostname}:${port}`;
  say(messages.listening(address, workersOf(members), threads, work));
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

/** Runs `act`. Refusals and failed starts end the command with one line, without a stack. */
export async function refusing(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ClusterError) {
      throw new CommandError(error.text, undefined, { cause: error });
    }
    throw error;
  }
}
