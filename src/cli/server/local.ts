// The local form of `bun run server`: a pool of threads in this process and, with --store, records of its tasks.
import { createLookup } from "../../execute/lookup.ts";
import { shareById } from "../../execute/share-by-id.ts";
import { StoredExecute } from "../../execute/stored.ts";
import { createTaskPool, type TaskPool } from "../../pool/task-pool.ts";
import type { Work } from "../../pool/work.ts";
import type { Messages } from "../../messages/catalogue.ts";
import type { Lookup } from "../../protocol/record.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import type { Execute } from "../../protocol/task.ts";
import { TaskServer, type TaskServerOptions } from "../../server/task-server.ts";
import { type Ns, NS_PER_SECOND } from "../../units/duration.ts";
import type { Dashboard } from "../../dashboard/dashboard-server.ts";
import type { DashboardPlace } from "../open-dashboard.ts";
import { cannotListen, closeStores, openStores, type Stores } from "../parts.ts";
import { untilStopped } from "../signals.ts";
import { durationFields, type TaskLog } from "./task-log.ts";
import type { WatchedServer } from "../watch/page.ts";
import { workText } from "../options/work-flags.ts";
import { formatEndpoint } from "../../units/ip-address.ts";

/** Time limit for sending finished replies after the pool has stopped. */
export const FLUSH_NS: Ns = 2 * NS_PER_SECOND;
/** Time limit for a store that can't be reached; then a task is answered `unavailable`. */
export const STORAGE_TIMEOUT_NS: Ns = 10 * NS_PER_SECOND;
/**
 * Lease of the tasks of a local server: another server on the same store takes them over after it. Usually this is the same
 * server, started again after it was killed, so the lease is short.
 */
const LEASE_NS: Ns = 5 * NS_PER_SECOND;

export interface LocalOptions {
  readonly server: TaskServerOptions;
  readonly threads: number;
  readonly maxQueue: number;
  readonly work: Work;
  /** Address of the live page; null without one. */
  readonly dashboard: DashboardPlace | null;
  readonly drainTimeoutNs: Ns;
  /** The store of records; null keeps none. */
  readonly store: {
    readonly name: string;
    readonly tasks: string;
    readonly blobs: string;
    readonly inlineLimitBytes: number;
  } | null;
  readonly messages: Messages;
  readonly log: TaskLog;
}

/** The functions of the server, and the parts to close at its end. */
interface Form {
  readonly execute: Execute;
  readonly lookup?: Lookup;
  readonly stored?: StoredExecute;
  readonly stores?: Stores;
}

/** Runs until a signal, then answers the tasks in progress. */
export async function serveLocal(options: LocalOptions): Promise<void> {
  const { threads, maxQueue, work, dashboard, messages, log } = options;
  const pool = await createTaskPool({ threads, maxQueue, work, messages, ...log.ofPool });
  let form: Form | undefined;
  let server: TaskServer | undefined;
  let page: Dashboard | undefined;
  try {
    form = await createForm(pool, options);
    const { execute } = form;
    const watched = dashboard === null ? undefined : await watchForPage(execute, options);
    server = listen({ ...form, execute: watched?.execute ?? execute }, options);
    if (dashboard !== null) page = await watched?.open(server, pool, dashboard);
  } catch (error) {
    await server?.close(0);
    form?.stored?.close();
    await pool.close();
    if (form?.stores !== undefined) await closeStores(form.stores);
    throw error;
  }
  sayListening(server, options);
  if (page !== undefined) {
    const { url, canSend } = page;
    log.say("dashboard", { url, canSend }, messages.dashboard(url, canSend));
  }
  const forget = await untilStopped();
  await stop(server, pool, form, options);
  await page?.close();
  forget();
  await log.flush();
  // A user's task in native code would keep its thread, and the process, alive until it returns.
  process.exit(0);
}

async function createForm(pool: TaskPool, options: LocalOptions): Promise<Form> {
  const { store, messages, maxQueue, threads, log } = options;
  if (store === null) {
    return { execute: shareById((request, signal) => pool.run(request, signal), messages) };
  }
  const stores = await openStores(store.tasks, store.blobs);
  const { tasks, blobs } = stores;
  const { watch } = log;
  const stored = new StoredExecute({
    pool,
    tasks,
    blobs,
    name: store.name,
    maxInHand: threads + maxQueue,
    inlineLimitBytes: store.inlineLimitBytes,
    leaseNs: LEASE_NS,
    storageTimeoutNs: STORAGE_TIMEOUT_NS,
    messages,
    watch,
  });
  const lookup = createLookup({
    tasks,
    blobs,
    storageTimeoutNs: STORAGE_TIMEOUT_NS,
    messages,
    watch,
  });
  return { execute: stored.execute, lookup, stored, stores };
}

/** Its code is loaded only with --dashboard. */
async function watchForPage(execute: Execute, options: LocalOptions): Promise<WatchedServer> {
  return (await import("../watch/page.ts")).watchServer(execute, options);
}

function listen({ execute, lookup }: Form, { server, messages }: LocalOptions): TaskServer {
  try {
    return new TaskServer(server, execute, lookup);
  } catch (error) {
    throw cannotListen(error, `${server.hostname}:${server.port}`, messages);
  }
}

function sayListening(
  { hostname, port }: TaskServer,
  { threads, work, messages, log }: LocalOptions,
): void {
  const words = workText(work, messages);
  const line = messages.listening(formatEndpoint(hostname, port), threads, words);
  log.say("listening", { hostname, port, threads, work: words }, line);
  reportReady(process, { hostname, port });
}

async function stop(
  server: TaskServer,
  pool: TaskPool,
  { stored, stores }: Form,
  { drainTimeoutNs, messages, log }: LocalOptions,
): Promise<void> {
  server.stopAccepting();
  const { running, waiting } = pool;
  const fields = { running, waiting, ...durationFields(drainTimeoutNs) };
  log.say("draining", fields, messages.draining(running, waiting, drainTimeoutNs));
  const startedNs = Bun.nanoseconds();
  // Claimed tasks that are not on the pool yet, and done tasks that are not stored yet, are also in progress.
  await stored?.drain(drainTimeoutNs);
  await pool.drain(Math.max(0, drainTimeoutNs - (Bun.nanoseconds() - startedNs)));
  await server.close(FLUSH_NS);
  await pool.close();
  stored?.close();
  if (stores !== undefined) await closeStores(stores);
  log.say("stopped", { done: pool.done }, messages.stopped(pool.done));
}
