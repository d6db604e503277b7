// bun run server: the TCP task server. It runs tasks on its own threads or, with --broker, passes them to workers.
import { Option } from "commander";
import { topologyOf } from "../broker/topology.ts";
import { catalogueFor, messagesFor, say } from "../messages/catalogue.ts";
import { defaultMaxConnections } from "../server/connection-limit.ts";
import { parseAddressRanges } from "../units/ip-address.ts";
import { parseCount } from "../units/count.ts";
import { type Ns, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import { createCommand, parseChoice, readOptions, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { parseHost, parsePort, readAdminPort } from "./host-and-port.ts";
import { addDashboardOptions, type DashboardFlags, readDashboard } from "./open-dashboard.ts";
import { blobsBeside, defaultName, readBroker, readTaskStore } from "./parts.ts";
import { serveEntry } from "./server/entry.ts";
import { serveLocal } from "./server/local.ts";
import { createTaskLog, LOG_KINDS } from "./server/task-log.ts";
import { addWorkOptions, WORK_KINDS, type WorkFlags, workOf } from "./work-options.ts";

interface ServerFlags extends WorkFlags, DashboardFlags {
  readonly host: string;
  readonly port: string;
  readonly maxQueue: string;
  readonly maxLine: string;
  readonly maxConnections?: string;
  readonly noNewlineIdle: string;
  readonly lineTimeout: string;
  readonly writeTimeout: string;
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
}

const { commands } = catalogueFor(processLanguage());
const texts = commands.server;

const command = addWorkOptions(
  createCommand("bun run server", texts.description, texts.examples.join("\n"))
    .option("--host <host>", texts.host, "127.0.0.1")
    .option("--port <port>", texts.port, "65432"),
)
  .option("--max-queue <n>", texts.maxQueue, "10000")
  .option("--max-line <size>", texts.maxLine, "64KiB")
  .option("--max-connections <n>", texts.maxConnections)
  .addOption(
    positive(new Option("--no-newline-idle <duration>", texts.noNewlineIdle)).default("250ms"),
  )
  .option("--line-timeout <duration>", texts.lineTimeout, "30s")
  .option("--write-timeout <duration>", texts.writeTimeout, "30s")
  .option("--drain-timeout <duration>", commands.drainTimeout, "30s")
  .option("--store <url>", texts.store)
  .option("--blobs <url>", texts.blobs)
  .option("--inline-limit <size>", commands.inlineLimit, "4KiB")
  .option("--name <name>", commands.name)
  .option("--admin-port <port>", texts.adminPort)
  .option("--live", texts.live, false)
  .option("--broker <url>", texts.broker)
  .option("--queue <name>", texts.queue, "tasks")
  .option("--proxy-from <addresses>", texts.proxyFrom)
  .option("--max-in-hand <n>", texts.maxInHand, "10000")
  .option("--confirm-timeout <duration>", texts.confirmTimeout, "5s")
  .option("--reply-timeout <duration>", texts.replyTimeout, "10m")
  .option("--log <kind>", commands.log, "tasks")
  .action(serve);
addDashboardOptions(command);

/** commander reads a flag that starts with --no- as the negation of another flag; this flag is not one. */
function positive(option: Option): Option {
  option.negate = false;
  return option;
}

/** 0 would reset every client whose reply does not fit into the socket's buffer at once. */
function parseWriteTimeout(text: string): Ns {
  const timeoutNs = parseDuration(text);
  if (timeoutNs === 0) throw new OptionsError(say(({ problems }) => problems.noTimeToRead(text)));
  return timeoutNs;
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
    writeTimeout: () => parseWriteTimeout(flags.writeTimeout),
    drainTimeout: () => parseDuration(flags.drainTimeout),
    store: () => readStore(flags),
    blobs: () => (flags.store === undefined ? "" : blobsBeside(flags.store, flags.blobs)),
    broker: () => (flags.broker === undefined ? undefined : readBroker(flags.broker)),
    queue: () => topologyOf(flags.queue).tasks,
    inlineLimit: () => parseSize(flags.inlineLimit),
    proxyFrom: () => readBalancers(flags.proxyFrom),
    adminPort: () => readAdminPort(flags.adminPort),
    maxInHand: () => parseCount(flags.maxInHand, 1, 10_000_000),
    confirmTimeout: () => parseDuration(flags.confirmTimeout),
    replyTimeout: () => parseDuration(flags.replyTimeout),
    log: () => parseChoice(flags.log, LOG_KINDS),
    dashboard: () => checkHasThreads(flags),
    dashboardPort: () => readDashboard(flags),
  });
  const messages = messagesFor(processLanguage());
  const log = createTaskLog(given.log, messages);
  const name = flags.name ?? defaultName();
  const { store, blobs, broker, adminPort, maxInHand } = given;
  const server = {
    hostname: given.host,
    port: given.port,
    maxLineBytes: given.maxLine,
    maxConnections: given.maxConnections,
    noNewlineIdleNs: given.noNewlineIdle,
    lineTimeoutNs: given.lineTimeout,
    writeTimeoutNs: given.writeTimeout,
    proxyFrom: given.proxyFrom,
    messages,
    ...(given.log !== "off" && { onRefused: log.onRefused }),
  };
  const shared = { server, drainTimeoutNs: given.drainTimeout, messages, log };
  if (broker !== undefined) {
    await serveEntry({
      ...shared,
      broker,
      queue: given.queue,
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
  if (store !== undefined) return readTaskStore(store);
  if (broker !== undefined) {
    throw new OptionsError(say(({ problems }) => problems.storeForBroker()));
  }
  if (blobs !== undefined) throw new OptionsError(say(({ problems }) => problems.storeForBlobs()));
  return undefined;
}

/** The page shows threads, which an entry server does not have. */
function checkHasThreads({ dashboard, broker }: ServerFlags): void {
  if (dashboard && broker !== undefined) {
    throw new OptionsError(say(({ problems }) => problems.noThreadsToShow()));
  }
}

function readBalancers(text: string | undefined): readonly string[] {
  const addresses = text === undefined ? [] : text.split(",").map((address) => address.trim());
  parseAddressRanges(addresses);
  return addresses;
}

function parseLineLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes < 16 || bytes > 16 * 2 ** 20) {
    throw new OptionsError(say(({ problems }) => problems.outOfRange(text, "16", "16MiB")));
  }
  return bytes;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
