// The flags of `bun run server`, and its options as both forms read them.
import { topologyOf } from "../../broker/topology.ts";
import { catalogueFor, messagesFor, say, usageError } from "../../messages/catalogue.ts";
import { defaultMaxConnections } from "../../server/connection-limit.ts";
import type { TaskServerOptions } from "../../server/task-server.ts";
import { type AddressRange, parseAddressRange } from "../../units/ip-address.ts";
import { parseCount } from "../../units/count.ts";
import { type Ns, parseDuration } from "../../units/duration.ts";
import { parseSize } from "../../units/size.ts";
import { processLanguage } from "../language.ts";
import { DASHBOARD_FLAGS, dashboardOf } from "../open-dashboard.ts";
import {
  choice,
  count,
  flag,
  type GivenFlags,
  namesOf,
  readFlags,
  type Typed,
} from "../options/flags.ts";
import { parseHost, parsePort } from "../options/host-and-port.ts";
import { Problems } from "../options/problems.ts";
import { WORK_FLAGS, workOf } from "../options/work-flags.ts";
import { blobsBeside, defaultName, readBroker, readTaskStore } from "../parts.ts";
import { adminFlags, refuseLiveAlone } from "./member.ts";
import { createTaskLog, LOG_KINDS } from "./task-log.ts";

const { commands } = catalogueFor(processLanguage());
const texts = commands.server;

/** Only for the form that runs tasks itself. */
const LOCAL_FLAGS = {
  ...WORK_FLAGS,
  maxQueue: flag("<n>", texts.maxQueue, count(0, 10_000_000), "10000"),
  inlineLimit: flag("<size>", commands.inlineLimit, parseSize, "4KiB"),
};

/** Only for an entry server. */
const ENTRY_FLAGS = {
  queue: flag("<name>", texts.queue, (name) => topologyOf(name).tasks, "tasks"),
  ...adminFlags(texts),
  maxInHand: flag("<n>", texts.maxInHand, count(1, 10_000_000), "10000"),
  confirmTimeout: flag("<duration>", texts.confirmTimeout, parseDuration, "5s"),
  replyTimeout: flag("<duration>", texts.replyTimeout, parseDuration, "10m"),
};

export const SERVER_FLAGS = {
  host: flag("<host>", texts.host, parseHost, "127.0.0.1"),
  port: flag("<port>", texts.port, (typed) => parsePort(typed, 0), "65432"),
  ...LOCAL_FLAGS,
  maxLine: flag("<size>", texts.maxLine, parseLineLimit, "64KiB"),
  maxConnections: flag("<n>", texts.maxConnections, (typed) =>
    parseCount(typed, 1, defaultMaxConnections()),
  ),
  noNewlineIdle: flag("<duration>", texts.noNewlineIdle, parseDuration, "250ms"),
  lineTimeout: flag("<duration>", texts.lineTimeout, parseDuration, "30s"),
  writeTimeout: flag("<duration>", texts.writeTimeout, parseWriteTimeout, "30s"),
  drainTimeout: flag("<duration>", commands.drainTimeout, parseDuration, "30s"),
  store: flag("<url>", texts.store, readTaskStore),
  blobs: flag("<url>", texts.blobs),
  name: flag("<name>", commands.name),
  broker: flag("<url>", texts.broker, readBroker),
  ...ENTRY_FLAGS,
  proxyFrom: flag("<addresses>", texts.proxyFrom, parseBalancers, ""),
  log: flag("<kind>", commands.log, choice(LOG_KINDS), "tasks"),
  ...DASHBOARD_FLAGS,
};

export type ServerOptions = ReturnType<typeof readServerOptions>;

/** @throws {OptionsError} with every problem there is. */
export function readServerOptions(typed: Typed<typeof SERVER_FLAGS>) {
  const given = readFlags(SERVER_FLAGS, typed);
  const { values } = given;
  refuseIdleFlags(given);
  const blobs = given.has("store")
    ? given.check("blobs", () => blobsBeside(typed.store, typed.blobs))
    : undefined;
  const maxConnections =
    given.check("maxConnections", () => values.maxConnections ?? defaultMaxConnections()) ?? 0;
  const dashboard = dashboardOf(given);
  const work = workOf(given);
  given.problems.throwIfAny();
  const { name = defaultName() } = values;
  const messages = messagesFor(processLanguage());
  const log = createTaskLog(values.log, messages);
  const server: TaskServerOptions = {
    hostname: values.host,
    port: values.port,
    maxLineBytes: values.maxLine,
    maxConnections,
    noNewlineIdleNs: values.noNewlineIdle,
    lineTimeoutNs: values.lineTimeout,
    writeTimeoutNs: values.writeTimeout,
    proxyFrom: values.proxyFrom,
    messages,
    ...(values.log !== "off" && { onRefused: log.onRefused }),
  };
  return { ...values, blobs, name, dashboard, work, server, messages, log };
}

/** An entry server has no threads, and a server alone none of what a broker needs. */
function refuseIdleFlags(given: GivenFlags<typeof SERVER_FLAGS>): void {
  const hasStore = given.has("store");
  if (given.has("broker")) {
    const { maxQueue: _, ...ofWorkers } = LOCAL_FLAGS;
    given.refuseIdle(namesOf(ofWorkers), ({ problems: t }) =>
      t.idleWith("--broker", t.why.workersRun),
    );
    given.refuseIdle(["maxQueue"], ({ problems: t }) => t.idleWith("--broker", t.why.brokerQueues));
    if (given.has("dashboard")) given.refuse("dashboard", (t) => t.problems.noThreadsToShow());
    if (!hasStore) given.refuse("store", (t) => t.problems.storeForBroker());
    refuseLiveAlone(given);
    return;
  }
  given.refuseIdle(namesOf(ENTRY_FLAGS), ({ problems: t }) =>
    t.idleWithout("--broker", t.why.ofEntry),
  );
  if (hasStore) return;
  given.refuseIdle(["name", "inlineLimit"], ({ problems: t }) =>
    t.idleWithout("--store", t.why.noRecords),
  );
  if (given.has("blobs")) given.refuse("store", (t) => t.problems.storeForBlobs());
}

function parseBalancers(typed: string): readonly AddressRange[] {
  const problems = new Problems(say);
  const addresses = typed === "" ? [] : typed.split(",").map((address) => address.trim());
  const ranges = addresses.flatMap(
    (address) => problems.read("", () => [parseAddressRange(address)]) ?? [],
  );
  problems.throwIfAny();
  return ranges;
}

/** 0 would reset every client whose reply does not fit into the socket's buffer at once. */
function parseWriteTimeout(typed: string): Ns {
  const timeoutNs = parseDuration(typed);
  if (timeoutNs === 0) throw usageError(({ problems }) => problems.noTimeToRead(typed));
  return timeoutNs;
}

function parseLineLimit(typed: string): number {
  const bytes = parseSize(typed);
  if (bytes >= 16 && bytes <= 16 * 2 ** 20) return bytes;
  throw usageError(({ problems }) => problems.outOfRange(typed, "16", "16MiB"));
}
