// The entry server, `bun run server --broker …`: the same TCP shell; its tasks go to a broker, and workers run them.
import {
  type AdminServer,
  type AnswerLive,
  createAdminServer,
  type Readiness,
} from "../../admin/admin-server.ts";
import { createTaskBroker } from "../../broker/rabbitmq.ts";
import type { TaskBroker } from "../../broker/task-broker.ts";
import { DistributedExecute } from "../../execute/distributed.ts";
import { createLookup } from "../../execute/lookup.ts";
import type { Messages } from "../../messages/catalogue.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import type { Execute } from "../../protocol/task.ts";
import { TaskServer, type TaskServerOptions } from "../../server/task-server.ts";
import type { Ns } from "../../units/duration.ts";
import { flag, type GivenFlags, onOff } from "../options/flags.ts";
import { parseAdminPort } from "../options/host-and-port.ts";
import { cannotListen, closeStores, openStores, openWhenThere, type Stores } from "../parts.ts";
import { FLUSH_NS, STORAGE_TIMEOUT_NS } from "./local.ts";
import { untilStopped } from "../signals.ts";
import { durationFields, type TaskLog } from "./task-log.ts";
import { formatEndpoint } from "../../units/ip-address.ts";

export interface EntryOptions {
  readonly server: TaskServerOptions;
  readonly broker: string;
  readonly queue: string;
  readonly name: string;
  readonly store: string;
  readonly blobs: string;
  /** null: no admin server. */
  readonly adminPort: number | null;
  /** Whether the admin server has /live. */
  readonly live: boolean;
  readonly maxInHand: number;
  readonly confirmTimeoutNs: Ns;
  readonly replyTimeoutNs: Ns;
  readonly drainTimeoutNs: Ns;
  readonly messages: Messages;
  readonly log: TaskLog;
}

/** Runs until a signal, then answers the tasks in progress. Listens when broker and stores have been reached. */
export async function serveEntry(options: EntryOptions): Promise<void> {
  const { log, messages } = options;
  const stopping = new AbortController();
  const stopped = untilStopped().then((forget) => {
    stopping.abort();
    return forget;
  });
  let whyNotReady: () => Readiness = () => ({ ready: false, reason: "starting" });
  let answerLive: AnswerLive | undefined;
  const admin = openAdmin(
    options,
    () => whyNotReady(),
    (since) => answerLive?.(since),
  );
  const parts = await openParts(options, stopping.signal);
  if (parts !== undefined) {
    const { broker } = parts;
    const distributed = new DistributedExecute(broker, options);
    const watched = options.live ? await watchForCluster(distributed) : undefined;
    const execute = watched?.execute ?? distributed.execute;
    const server = listen(execute, parts.stores, options);
    answerLive = watched?.answerWith(server, broker);
    whyNotReady = () => {
      if (stopping.signal.aborted) return { ready: false, reason: messages.shuttingDown() };
      return broker.isUp || { ready: false, reason: messages.brokerLost() };
    };
    reportReady(process, { hostname: server.hostname, port: server.port });
    await stopped;
    await stop(server, distributed, options);
    await broker.close();
    await closeStores(parts.stores);
  }
  const forget = await stopped;
  await admin?.close();
  forget();
  await log.flush();
  process.exit(0);
}

export function adminFlags(help: { readonly adminPort: string; readonly live: string }) {
  return { adminPort: flag("<port>", help.adminPort, parseAdminPort), live: onOff(help.live) };
}

/** `/live` is served by the admin server. */
export function refuseLiveAlone(given: GivenFlags<ReturnType<typeof adminFlags>>): void {
  if (given.has("adminPort")) return;
  given.refuseIdle(["live"], ({ problems: t }) => t.idleWithout("--admin-port", t.why.onAdminPort));
}

/** For `/healthz` and `/readyz`. */
export function openAdmin(
  { adminPort, messages, live }: Pick<EntryOptions, "adminPort" | "messages" | "live">,
  isReady: () => Readiness,
  answerLive: AnswerLive,
): AdminServer | undefined {
  if (adminPort === null) return undefined;
  try {
    return createAdminServer({ port: adminPort, isReady, ...(live && { live: answerLive }) });
  } catch (error) {
    throw cannotListen(error, `127.0.0.1:${adminPort}`, messages);
  }
}

export interface Parts {
  readonly broker: TaskBroker;
  readonly stores: Stores;
}

/** Opens stores and broker, as soon as they can be reached; undefined if `stopped` aborts first. */
export async function openParts(
  options: Pick<EntryOptions, "broker" | "queue" | "name" | "store" | "blobs" | "log" | "messages">,
  stopped: AbortSignal,
): Promise<Parts | undefined> {
  const { queue, name, log, messages } = options;
  const [stores, broker] = await Promise.all([
    openWhenThere(() => openStores(options.store, options.blobs), stopped, log, messages),
    openWhenThere(
      () => createTaskBroker(options.broker, { queue, name, messages }),
      stopped,
      log,
      messages,
    ),
  ]);
  if (stores !== undefined && broker !== undefined) {
    broker.onChange((isUp) => {
      if (stopped.aborted) return;
      if (isUp) log.say("broker-back", {}, messages.brokerBack());
      else log.say("broker-away", {}, messages.brokerLost());
    });
    return { broker, stores };
  }
  await broker?.close();
  if (stores !== undefined) await closeStores(stores);
  return undefined;
}

/** Its code is loaded only with --live. */
async function watchForCluster(distributed: DistributedExecute) {
  return (await import("../watch/member.ts")).watchEntry(distributed);
}

function listen(execute: Execute, { tasks, blobs }: Stores, options: EntryOptions): TaskServer {
  const { messages, log, name, queue } = options;
  const { watch } = log;
  const lookup = createLookup({
    tasks,
    blobs,
    storageTimeoutNs: STORAGE_TIMEOUT_NS,
    messages,
    watch,
  });
  let server: TaskServer;
  try {
    server = new TaskServer(options.server, execute, lookup);
  } catch (error) {
    const { hostname, port } = options.server;
    throw cannotListen(error, `${hostname}:${port}`, messages);
  }
  const { hostname, port } = server;
  const line = messages.entryListening(name, formatEndpoint(hostname, port), queue);
  log.say("listening", { name, hostname, port, queue }, line);
  return server;
}

async function stop(
  server: TaskServer,
  distributed: DistributedExecute,
  { drainTimeoutNs, messages, log }: EntryOptions,
): Promise<void> {
  server.stopAccepting();
  const { inHand } = distributed;
  const fields = { inHand, ...durationFields(drainTimeoutNs) };
  log.say("draining", fields, messages.entryDraining(inHand, drainTimeoutNs));
  await distributed.drain(drainTimeoutNs);
  await server.close(FLUSH_NS);
  log.say("stopped", { done: distributed.answered }, messages.stopped(distributed.answered));
}
