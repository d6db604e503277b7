// Brings a cluster up, says what runs where, and takes it down on a signal or when asked through its socket.
import { topologyOf } from "../broker/topology.ts";
import { ClusterError } from "../cluster/cluster-error.ts";
import { ComponentError } from "../cluster/components/component.ts";
import { chooseFreePort, isFree } from "../cluster/components/free-ports.ts";
import { missingPackages, requirementsOf } from "../cluster/components/requirements.ts";
import { createMergedLog, type MergedLog } from "../cluster/merged-log.ts";
import { type ClusterMessages, clusterMessagesFor } from "../messages/catalogue.ts";
import { BALANCERS, type ClusterPlan, MAX_SERVERS, parseUse } from "../cluster/plan.ts";
import { componentsOf, realParts } from "../cluster/real-parts.ts";
import { type ClusterRun, openCluster } from "../cluster/run-cluster.ts";
import { formatTable, workersOf } from "../cluster/table.ts";
import type { Dashboard } from "../dashboard/dashboard-server.ts";
import { messagesFor } from "../messages/catalogue.ts";
import { parseCount } from "../units/count.ts";
import { formatDurationOption, NS_PER_MS, parseDuration } from "../units/duration.ts";
import { formatServiceTime, parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import { CommandError, parseChoice, readLanguage, readOptions } from "./command.ts";
import { parsePort } from "./host-and-port.ts";
import { createLog } from "./log.ts";
import { type DashboardFlags, readDashboard } from "./open-dashboard.ts";
import { EXIT_BY_SIGNAL, onStopSignals } from "./signals.ts";
import { workOf } from "./work-options.ts";

/** From the end of a server's own limit for draining to SIGKILL. */
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
  readonly lang?: string;
}

/** Runs until a signal or `bun run cluster down`. @throws {OptionsError} and {CommandError}. */
export async function up(options: UpOptions): Promise<void> {
  const read = readPlan(options);
  const { plan, kind, messages, drainLimitMs, work, language } = read;
  checkMachine(plan, messages);
  const log = createLog(process.stdout, messagesFor(language).logLinesDropped);
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
      const run = await openCluster({
        plan,
        folder: options.dir,
        messages,
        say,
        createParts: (folder) => realParts({ plan, folder, messages, say, stopLimitMs }),
      });
      const page = await openPage(run, read);
      if (page !== undefined) {
        const { url, canSend } = page;
        merged.event("dashboard", { url, canSend });
        merged.say(null, messagesFor(language).dashboard(url, canSend));
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
    lang: () => readLanguage(options.lang),
  });
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
      // One host has one clock, and somebody who kills a worker waits for what becomes of its tasks.
      "--lease",
      "10s",
    ],
    commonFlags: [
      "--drain-timeout",
      formatDurationOption(given.drainTimeout),
      "--log",
      given.log,
      "--lang",
      given.lang,
      ...(given.dashboardPort === null ? [] : ["--live"]),
    ],
  };
  const words = messagesFor(given.lang);
  return {
    plan,
    kind: given.log,
    language: given.lang,
    messages: clusterMessagesFor(given.lang),
    drainLimitMs: given.drainTimeout / NS_PER_MS,
    dashboard: given.dashboardPort,
    taskWork: workOf(given, options.task),
    work:
      options.task === undefined
        ? words.workOfService(service, given.work)
        : words.workOfModule(options.task),
  };
}

/** Before the members start, so that one can watch them come up. Loaded where it is asked for. */
async function openPage(
  run: ClusterRun,
  { plan, dashboard, taskWork, language }: ReturnType<typeof readPlan>,
): Promise<Dashboard | undefined> {
  if (dashboard === null) return undefined;
  try {
    const { watchCluster } = await import("./watch-cluster.ts");
    return await watchCluster(run, plan, dashboard, taskWork, messagesFor(language));
  } catch (error) {
    await run.down();
    throw error;
  }
}

/** What would fail minutes later, or in the middle, fails here and at once. */
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
  } else goingUp.catch(() => undefined); // It was interrupted: that is no failure.
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
  merged.event("cluster-ready", { ...status, tookMs });
  merged.text("");
  merged.text(formatTable(status, messages));
  merged.text("");
  const address = `${hostname}:${port}`;
  merged.text(messages.listening(address, workersOf(members), threads, work));
  merged.text(`${messages.up(tookMs)}; ${messages.folder(folder, isKept)}`);
  merged.text(messages.howToTry(port));
  merged.text(messages.howToControl(isKept ? folder : null));
  merged.text("");
}

/** Runs it and words what it refuses as one line, without a stack. */
export async function refusing(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ClusterError || error instanceof ComponentError) {
      throw new CommandError(error.message, undefined, { cause: error });
    }
    throw error;
  }
}
