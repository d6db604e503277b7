// The local form of `bun run server`: a pool of threads in this process and, with --store, records of its tasks.
import { shareById } from "../../execute/share-by-id.ts";
import { StoredExecute } from "../../execute/stored.ts";
import { createTaskPool, type TaskPool } from "../../pool/task-pool.ts";
import type { Lookup } from "../../protocol/record.ts";
import { reportReady } from "../../protocol/ready-event.ts";
import type { Execute } from "../../protocol/task.ts";
import type { TaskServer } from "../../server/task-server.ts";
import { type Ns, NS_PER_SECOND } from "../../units/duration.ts";
import type { Dashboard } from "../../dashboard/dashboard-server.ts";
import {
  closeStores,
  FLUSH_NS,
  listen,
  lookupIn,
  openStores,
  STORAGE_TIMEOUT_NS,
  type Stores,
} from "../parts.ts";
import { untilStopped } from "../signals.ts";
import type { ServerOptions } from "./options.ts";
import { durationFields } from "./task-log.ts";
import { workText } from "../options/work-flags.ts";
import { formatEndpoint } from "../../units/ip-address.ts";

/**
 * Lease of the tasks of a local server: another server on the same store takes them over after it. Usually this is the same
 * server, started again after it was killed, so the lease is short.
 */
const LEASE_NS: Ns = 5 * NS_PER_SECOND;

/** The functions of the server, and the parts to close at its end. */
interface Form {
  readonly execute: Execute;
  readonly lookup?: Lookup;
  readonly stored?: StoredExecute;
  readonly stores?: Stores;
}

/** Runs until a signal, then answers the tasks in progress. */
export async function serveLocal(options: ServerOptions): Promise<void> {
  const { threads, maxQueue, work, dashboard, messages, log } = options;
  const pool = await createTaskPool({
    threads,
    maxQueue,
    work,
    taskTimeoutNs: options.taskTimeout,
    messages,
    ...log.ofPool,
  });
  let form: Form | undefined;
  let server: TaskServer | undefined;
  let page: Dashboard | undefined;
  try {
    form = await createForm(pool, options);
    const { execute } = form;
    // Its code is loaded only with --dashboard.
    const watched = dashboard && (await import("../watch/page.ts")).watchServer(execute, options);
    server = listen(options, watched?.execute ?? execute, form.lookup);
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
  await untilStopped();
  await stop(server, pool, form, options);
  await page?.close();
  await log.flush();
  // A user's task in native code would keep its thread, and the process, alive until it returns.
  process.exit(0);
}

async function createForm(pool: TaskPool, options: ServerOptions): Promise<Form> {
  const { store, blobs, messages, maxQueue, threads, log } = options;
  if (store === undefined || blobs === undefined) {
    return { execute: shareById((request, signal) => pool.run(request, signal), messages) };
  }
  const stores = await openStores(store, blobs);
  const stored = new StoredExecute({
    pool,
    ...stores,
    name: options.name,
    maxInHand: threads + maxQueue,
    inlineLimitBytes: options.inlineLimit,
    leaseNs: LEASE_NS,
    storageTimeoutNs: STORAGE_TIMEOUT_NS,
    messages,
    watch: log.watch,
  });
  return { execute: stored.execute, lookup: lookupIn(stores, options), stored, stores };
}

function sayListening(
  { hostname, port }: TaskServer,
  { threads, work, messages, log }: ServerOptions,
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
  { drainTimeout, messages, log }: ServerOptions,
): Promise<void> {
  server.stopAccepting();
  const { running, waiting } = pool;
  const fields = { running, waiting, ...durationFields(drainTimeout) };
  log.say("draining", fields, messages.draining(running, waiting, drainTimeout));
  const startedNs = Bun.nanoseconds();
  // Claimed tasks that are not on the pool yet, and done tasks that are not stored yet, are also in progress.
  await stored?.drain(drainTimeout);
  await pool.drain(Math.max(0, drainTimeout - (Bun.nanoseconds() - startedNs)));
  await server.close(FLUSH_NS);
  await pool.close();
  stored?.close();
  if (stores !== undefined) await closeStores(stores);
  log.say("stopped", { done: pool.done }, messages.stopped(pool.done));
}
