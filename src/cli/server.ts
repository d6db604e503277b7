// bun run server: the TCP task server; with a pool of threads of its own, or with --broker as the entry to many workers.
import { Option } from "commander";
import { messagesFor } from "../messages/catalogue.ts";
import { defaultMaxConnections } from "../server/connection-limit.ts";
import { parseAddressRanges } from "../units/address-range.ts";
import { parseCount } from "../units/count.ts";
import { parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import { createCommand, parseChoice, readLanguage, readOptions, runCommand } from "./command.ts";
import { parseHost, parsePort, readAdminPort } from "./host-and-port.ts";
import { addDashboardOptions, type DashboardFlags, readDashboard } from "./open-dashboard.ts";
import { blobsBeside, defaultName } from "./open-parts.ts";
import { serveEntry } from "./serve-entry.ts";
import { serveLocal } from "./serve-local.ts";
import { createTaskLog, LOG_KINDS } from "./task-log.ts";
import { addWorkOptions, WORK_KINDS, type WorkFlags, workOf } from "./work-options.ts";

interface ServerFlags extends WorkFlags, DashboardFlags {
  readonly host: string;
  readonly port: string;
  readonly maxQueue: string;
  readonly maxLine: string;
  readonly maxConnections?: string;
  readonly noNewlineIdle: string;
  readonly lineTimeout: string;
  readonly drainTimeout: string;
  readonly store?: string;
  readonly blobs?: string;
  readonly inlineLimit: string;
  readonly broker?: string;
  readonly queue: string;
  readonly name?: string;
  readonly proxyFrom?: string;
  readonly adminPort?: string;
  readonly live: boolean;
  readonly maxInHand: string;
  readonly confirmTimeout: string;
  readonly replyTimeout: string;
  readonly log: string;
  readonly lang?: string;
}

const command = addWorkOptions(
  createCommand(
    "bun run server",
    "Listen for tasks on TCP, one a line, and run each on a thread of a pool.",
    [
      "bun run server                                 10 threads, 3 s a task, on 127.0.0.1:65432",
      "bun run server --threads 4 --service 250ms",
      "bun run server --service exp:300ms --seed 7    a distribution, the same draws each time",
      "bun run server --work spin --service 100ms     CPU work instead of sleep",
      "bun run server --task ./my-task.ts             your own module, run in the threads",
      "bun run server --dashboard                     and a page that shows it live, on http://127.0.0.1:8080",
      "bun run server --store sqlite:tasks.db         keeps records, ids and results",
      "bun run server --broker amqp://… --store postgres://… --blobs s3://…",
      "                                               an entry server: workers run its tasks",
      "",
      'Then: bun run client "tarea", or: printf tarea | nc -N 127.0.0.1 65432',
      "Exit codes: 0 stopped by a signal and drained, 1 failed (port in use), 2 usage or a bad module.",
    ].join("\n"),
  )
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0 takes a free one", "65432"),
)
  .option("--max-queue <n>", "tasks that may wait; the next one is answered busy", "10000")
  .option("--max-line <size>", "longest line of a request", "64KiB")
  .option("--max-connections <n>", "open connections (default: the descriptor limit less 200)")
  .addOption(
    positive(
      new Option("--no-newline-idle <duration>", "pause that ends a first task without newline"),
    ).default("250ms"),
  )
  .option("--line-timeout <duration>", "time for a line to end once it has begun", "30s")
  .option("--drain-timeout <duration>", "time for tasks in hand after SIGTERM or Ctrl-C", "30s")
  .option(
    "--store <url>",
    "keeps records of tasks: sqlite:tasks.db or postgres://user@host/database",
  )
  .option("--blobs <url>", "where large results are kept: file:./blobs (beside SQLite) or s3://…")
  .option(
    "--inline-limit <size>",
    "longer results become objects; 0 makes all of them objects",
    "4KiB",
  )
  .option("--name <name>", "of this server, unlike all others (default: host and process)")
  .option("--admin-port <port>", "entry: /healthz and /readyz on 127.0.0.1; 0 takes a free port")
  .option("--live", "entry: /live on the admin port, for the live page of a cluster", false)
  .option("--broker <url>", "entry: amqp://user:password@host:port/vhost; workers run the tasks")
  .option("--queue <name>", "entry: the tasks' queue", "tasks")
  .option("--proxy-from <addresses>", "balancers that send PROXY headers: 127.0.0.1,10.0.0.0/8")
  .option("--max-in-hand <n>", "entry: tasks that wait for a reply; the next one is busy", "10000")
  .option("--confirm-timeout <duration>", "entry: time for the broker to take a task", "5s")
  .option("--reply-timeout <duration>", "entry: time for a task's reply; the task goes on", "10m")
  .option("--log <kind>", "tasks, json or off", "tasks")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(serve);
addDashboardOptions(command);

/** commander takes a flag that begins with --no- for the denial of another one; this one is not. */
function positive(option: Option): Option {
  option.negate = false;
  return option;
}

async function serve(flags: ServerFlags): Promise<void> {
  const given = readOptions({
    host: () => parseHost(flags.host),
    port: () => parsePort(flags.port, 0),
    threads: () => parseCount(flags.threads, 1, 1000),
    service: () => parseServiceTime(flags.service),
    work: () => parseChoice(flags.work, WORK_KINDS),
    seed: () => parseCount(flags.seed, 0, 2 ** 32 - 1),
    maxQueue: () => parseCount(flags.maxQueue, 0, 10_000_000),
    maxLine: () => parseLineLimit(flags.maxLine),
    maxConnections: () =>
      flags.maxConnections === undefined
        ? defaultMaxConnections()
        : parseCount(flags.maxConnections, 1, defaultMaxConnections()),
    noNewlineIdle: () => parseDuration(flags.noNewlineIdle),
    lineTimeout: () => parseDuration(flags.lineTimeout),
    drainTimeout: () => parseDuration(flags.drainTimeout),
    store: () => readStore(flags),
    blobs: () => (flags.store === undefined ? "" : blobsBeside(flags.store, flags.blobs)),
    inlineLimit: () => parseSize(flags.inlineLimit),
    proxyFrom: () => readBalancers(flags.proxyFrom),
    adminPort: () => readAdminPort(flags.adminPort),
    maxInHand: () => parseCount(flags.maxInHand, 1, 10_000_000),
    confirmTimeout: () => parseDuration(flags.confirmTimeout),
    replyTimeout: () => parseDuration(flags.replyTimeout),
    log: () => parseChoice(flags.log, LOG_KINDS),
    dashboard: () => checkHasThreads(flags),
    dashboardPort: () => readDashboard(flags),
    lang: () => readLanguage(flags.lang),
  });
  const messages = messagesFor(given.lang);
  const log = createTaskLog(given.log, messages);
  const name = flags.name ?? defaultName();
  const { store, blobs, adminPort, maxInHand } = given;
  const server = {
    hostname: given.host,
    port: given.port,
    maxLineBytes: given.maxLine,
    maxConnections: given.maxConnections,
    noNewlineIdleNs: given.noNewlineIdle,
    lineTimeoutNs: given.lineTimeout,
    proxyFrom: given.proxyFrom,
    messages,
    ...(given.log !== "off" && { onRefused: log.onRefused }),
  };
  const shared = { server, drainTimeoutNs: given.drainTimeout, messages, log };
  if (flags.broker !== undefined) {
    await serveEntry({
      ...shared,
      broker: flags.broker,
      queue: flags.queue,
      name,
      store: store ?? "",
      blobs,
      adminPort,
      live: flags.live,
      maxInHand,
      confirmTimeoutNs: given.confirmTimeout,
      replyTimeoutNs: given.replyTimeout,
    });
  } else {
    const { inlineLimit: inlineLimitBytes } = given;
    await serveLocal({
      ...shared,
      threads: given.threads,
      maxQueue: given.maxQueue,
      work: workOf(given, flags.task),
      dashboard: given.dashboardPort,
      store: store === undefined ? null : { name, tasks: store, blobs, inlineLimitBytes },
    });
  }
}

function readStore({ store, broker, blobs }: ServerFlags): string | undefined {
  if (store !== undefined) return store;
  if (broker !== undefined)
    throw new OptionsError("--broker needs it: records are read from there");
  if (blobs !== undefined)
    throw new OptionsError("--blobs needs it: results lie beside their rows");
  return undefined;
}

/** The threads are what the page shows. */
function checkHasThreads({ dashboard, broker }: ServerFlags): void {
  if (dashboard && broker !== undefined) {
    throw new OptionsError(
      "an entry server has no threads to show; see bun run cluster --dashboard",
    );
  }
}

function readBalancers(text: string | undefined): readonly string[] {
  const addresses = text === undefined ? [] : text.split(",").map((address) => address.trim());
  parseAddressRanges(addresses);
  return addresses;
}

function parseLineLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes < 16 || bytes > 16 * 2 ** 20) throw new OptionsError(`"${text}" is not 16 to 16MiB`);
  return bytes;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
