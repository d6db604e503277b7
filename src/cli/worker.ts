// bun run worker: takes tasks from the broker's queue and runs them on a pool of threads.
import { type Parts, openAdmin, openParts } from "./server/entry.ts";
import type { AnswerLive, Readiness } from "../admin/admin-server.ts";
import { stampMs } from "../execute/clock.ts";
import { createTaskPool, type StartedTask, type TaskPool } from "../pool/task-pool.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import { reportReady } from "../protocol/ready-event.ts";
import { topologyOf } from "../broker/topology.ts";
import { catalogueFor, type Messages, messagesFor, say } from "../messages/catalogue.ts";
import { startSweeper } from "../worker/sweeper.ts";
import { startWorker, type Worker, type WorkerTask } from "../worker/worker.ts";
import { parseCount } from "../units/count.ts";
import { type Ns, NS_PER_MS, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import { createCommand, parseChoice, readOptions, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { blobsBeside, closeStores, defaultName, readBroker, readTaskStore } from "./parts.ts";
import { readAdminPort } from "./host-and-port.ts";
import { untilStopped } from "./signals.ts";
import { createTaskLog, durationFields, LOG_KINDS, type TaskLog } from "./server/task-log.ts";
import {
  addWorkOptions,
  describeWork,
  WORK_KINDS,
  type WorkFlags,
  workOf,
} from "./work-options.ts";

const SWEEP_EVERY_MS = 60 * 60_000;
const SWEPT_WHEN_OLDER_MS = 6 * 60 * 60_000;

interface WorkerFlags extends WorkFlags {
  readonly broker?: string;
  readonly store?: string;
  readonly blobs?: string;
  readonly queue: string;
  readonly name?: string;
  readonly inlineLimit: string;
  readonly maxAttempts: string;
  readonly lease: string;
  readonly adminPort?: string;
  readonly live: boolean;
  readonly drainTimeout: string;
  readonly log: string;
}

const { commands } = catalogueFor(processLanguage());
const texts = commands.worker;

const command = addWorkOptions(
  createCommand("bun run worker", texts.description, texts.examples.join("\n")),
)
  .option("--broker <url>", texts.broker)
  .option("--store <url>", texts.store)
  .option("--blobs <url>", texts.blobs)
  .option("--queue <name>", texts.queue, "tasks")
  .option("--name <name>", commands.name)
  .option("--inline-limit <size>", commands.inlineLimit, "4KiB")
  .option("--max-attempts <n>", texts.maxAttempts, "3")
  .option("--lease <duration>", texts.lease, "30s")
  .option("--admin-port <port>", texts.adminPort)
  .option("--live", texts.live, false)
  .option("--drain-timeout <duration>", commands.drainTimeout, "30s")
  .option("--log <kind>", commands.log, "tasks")
  .action(work);

async function work(flags: WorkerFlags): Promise<void> {
  const given = readOptions({
    broker: () => readBroker(needed(flags.broker, "amqp://…")),
    store: () => readTaskStore(needed(flags.store, "postgres://…, sqlite:…")),
    queue: () => topologyOf(flags.queue).tasks,
    blobs: () => blobsBeside(flags.store, flags.blobs),
    threads: () => parseCount(flags.threads, 1, 1000),
    service: () => parseServiceTime(flags.service),
    work: () => parseChoice(flags.work, WORK_KINDS),
    seed: () => parseCount(flags.seed, 0, 2 ** 32 - 1),
    inlineLimit: () => parseSize(flags.inlineLimit),
    maxAttempts: () => parseCount(flags.maxAttempts, 1, 1000),
    lease: () => parseLease(flags.lease),
    adminPort: () => readAdminPort(flags.adminPort),
    drainTimeout: () => parseDuration(flags.drainTimeout),
    log: () => parseChoice(flags.log, LOG_KINDS),
  });
  const { adminPort, threads } = given;
  const name = flags.name ?? defaultName();
  const messages = messagesFor(processLanguage());
  const log = createTaskLog(given.log, messages, name, waitSinceAcceptance);
  const options = { ...given, name, messages, log };

  const stopping = new AbortController();
  const stopped = untilStopped().then((forget) => {
    stopping.abort();
    return forget;
  });
  let readiness: () => Readiness = () => ({ ready: false, reason: "starting" });
  let answerLive: AnswerLive | undefined;
  const admin = openAdmin(
    { adminPort, messages, live: flags.live },
    () => readiness(),
    (since) => answerLive?.(since),
  );
  const taskWork = workOf(given, flags.task);
  // A bad module is reported first. The threads warm up while the process waits for broker and stores.
  const watched = flags.live ? (await import("./watch/member.ts")).watchPool() : undefined;
  const pool = await createTaskPool({
    threads,
    maxQueue: threads,
    work: taskWork,
    messages,
    ...log.ofPool,
    ...(watched && { onTaskEnd: both(watched.onTaskEnd, log.ofPool.onTaskEnd) }),
  });
  answerLive = watched?.answerWith(pool);
  const parts = await openParts(options, stopping.signal);
  if (parts !== undefined) {
    const consuming = consume(parts, pool, options);
    // The broker can go away again; a signal to stop ends the wait for it.
    const worker = await Promise.race([consuming, stopped.then(() => undefined)]);
    if (worker !== undefined) {
      const words = describeWork(taskWork, messages);
      const fields = { threads, queue: flags.queue, work: words };
      log.say("ready", fields, messages.workerReady(name, threads, flags.queue, words));
      readiness = () => {
        if (stopping.signal.aborted) return { ready: false, reason: messages.shuttingDown() };
        return parts.broker.isUp || { ready: false, reason: messages.brokerLost() };
      };
      reportReady(process, null);
    }
    const stopSweeper = sweep(parts, messages, log);
    await stopped;
    stopSweeper();
    await drain(worker, pool, options);
    await parts.broker.close();
    await closeStores(parts.stores);
  }
  await pool.close();
  const forget = await stopped;
  await admin?.close();
  log.say("stopped", { done: pool.done }, messages.stopped(pool.done));
  forget();
  await log.flush();
  process.exit(0);
}

interface ConsumeOptions {
  readonly name: string;
  readonly inlineLimit: number;
  readonly maxAttempts: number;
  readonly lease: Ns;
  readonly drainTimeout: Ns;
  readonly messages: Messages;
  readonly log: TaskLog;
}

function consume(
  { broker, stores }: Parts,
  pool: TaskPool,
  options: ConsumeOptions,
): Promise<Worker> {
  const { name, maxAttempts, messages, log } = options;
  return startWorker({
    broker,
    pool,
    ...stores,
    name,
    inlineLimitBytes: options.inlineLimit,
    maxAttempts,
    leaseNs: options.lease,
    messages,
    watch: log.watch,
    onRefused: ({ id, task, client }, error) => log.onRefused({ id, task }, error, client),
    onRetry({ id, task }, attempt, delayMs) {
      const line = (): string =>
        messages.taskComesAgain(escapeControls(task), attempt, maxAttempts, delayMs * NS_PER_MS);
      log.sayOfTask("comes-again", { id, task, attempt, delayMs }, line);
    },
    onLost: (id) => log.sayOfTask("lost", { id }, () => messages.leaseLost(escapeControls(id))),
  });
}

function sweep({ stores }: Parts, messages: Messages, log: TaskLog): () => void {
  return startSweeper(stores.tasks, stores.blobs, {
    everyMs: SWEEP_EVERY_MS,
    olderThanMs: SWEPT_WHEN_OLDER_MS,
    watch: log.watch,
    onSwept: (swept) =>
      log.say("swept", swept, messages.blobsSwept(swept.deleted, swept.deletedBytes)),
  });
}

async function drain(
  worker: Worker | undefined,
  { running, waiting }: TaskPool,
  { drainTimeout, messages, log }: ConsumeOptions,
): Promise<void> {
  if (worker === undefined) return;
  const fields = { running, waiting, ...durationFields(drainTimeout) };
  log.say("draining", fields, messages.draining(running, waiting, drainTimeout));
  await worker.stop(drainTimeout);
}

/** From the acceptance by an entry server until now; wrong by the difference of the two hosts' clocks. */
function waitSinceAcceptance({ request }: StartedTask): Ns {
  // The pool returns the request as the worker gave it.
  const { acceptedAtMs } = request as WorkerTask;
  return Math.max(0, Math.round((stampMs() - acceptedAtMs) * NS_PER_MS));
}

function both<T>(first: (value: T) => void, second?: (value: T) => void): (value: T) => void {
  return (value) => {
    first(value);
    second?.(value);
  };
}

function needed(value: string | undefined, form: string): string {
  if (value === undefined) throw new OptionsError(say(({ problems }) => problems.required(form)));
  return value;
}

/** Shorter leases could lapse during a pause of the garbage collector. */
function parseLease(text: string): Ns {
  const leaseNs = parseDuration(text);
  if (leaseNs < 500 * NS_PER_MS) {
    throw new OptionsError(say(({ problems }) => problems.tooShort(text, "500ms")));
  }
  return leaseNs;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
