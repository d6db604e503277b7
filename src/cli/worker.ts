// bun run worker: takes tasks from the broker's queue and runs them on a pool of threads.
import { type Parts, openAdmin, openParts } from "./serve-entry.ts";
import type { AnswerLive, Readiness } from "../admin/admin-server.ts";
import { stampMs } from "../execute/clock.ts";
import { createTaskPool, type StartedTask, type TaskPool } from "../pool/task-pool.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import { type Messages, messagesFor } from "../messages/catalogue.ts";
import { startSweeper } from "../worker/sweeper.ts";
import { startWorker, type Worker, type WorkerTask } from "../worker/worker.ts";
import { parseCount } from "../units/count.ts";
import { type Ns, NS_PER_MS, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import { createCommand, parseChoice, readLanguage, readOptions, runCommand } from "./command.ts";
import { readAdminPort } from "./host-and-port.ts";
import { blobsBeside, closeStores, defaultName } from "./open-parts.ts";
import { untilStopped } from "./signals.ts";
import { createTaskLog, durationFields, LOG_KINDS, type TaskLog } from "./task-log.ts";
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
  readonly lang?: string;
}

const command = addWorkOptions(
  createCommand(
    "bun run worker",
    "Take tasks from a broker's queue, run each on a thread, keep its result, reply.",
    [
      "bun run worker --broker amqp://guest:guest@127.0.0.1 --store postgres://me@127.0.0.1/tasks \\",
      "  --blobs s3://KEY:SECRET@127.0.0.1:9000/results?tls=0",
      "bun run worker … --threads 4 --service 250ms --name worker-2",
      "",
      "Exit codes: 0 stopped by a signal and drained, 1 failed, 2 usage or a bad module.",
    ].join("\n"),
  ),
)
  .option("--broker <url>", "amqp://user:password@host:port/vhost")
  .option("--store <url>", "rows of tasks: postgres://user@host/database or sqlite:tasks.db")
  .option("--blobs <url>", "large results: s3://KEY:SECRET@host:port/bucket or file:./blobs")
  .option("--queue <name>", "the tasks' queue", "tasks")
  .option("--name <name>", "of this worker, unlike all others (default: host and process)")
  .option(
    "--inline-limit <size>",
    "longer results become objects; 0 makes all of them objects",
    "4KiB",
  )
  .option("--max-attempts <n>", "times that a failing task is started", "3")
  .option(
    "--lease <duration>",
    "after this long without word from us another worker takes over",
    "30s",
  )
  .option("--admin-port <port>", "/healthz and /readyz on 127.0.0.1; 0 takes a free port")
  .option("--live", "/live on the admin port, for the live page of a cluster", false)
  .option("--drain-timeout <duration>", "time for running tasks after SIGTERM or Ctrl-C", "30s")
  .option("--log <kind>", "tasks, json or off", "tasks")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(work);

async function work(flags: WorkerFlags): Promise<void> {
  const given = readOptions({
    broker: () => needed(flags.broker, "amqp://…"),
    store: () => needed(flags.store, "postgres://… or sqlite:…"),
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
    lang: () => readLanguage(flags.lang),
  });
  const { adminPort, threads } = given;
  const name = flags.name ?? defaultName();
  const messages = messagesFor(given.lang);
  const log = createTaskLog(given.log, messages, name, waitSinceAcceptance);
  const options = { ...given, name, queue: flags.queue, messages, log };

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
  // The threads warm up while the others are waited for; a bad module is told first.
  const watched = flags.live ? (await import("./watch-member.ts")).watchPool() : undefined;
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
    // A broker that went away again is waited for, and meanwhile we may be told to stop.
    const worker = await Promise.race([consuming, stopped.then(() => undefined)]);
    if (worker !== undefined) {
      const words = describeWork(taskWork, messages);
      const fields = { threads, queue: flags.queue, work: words };
      log.say("ready", fields, messages.workerReady(name, threads, flags.queue, words));
      readiness = () => {
        if (stopping.signal.aborted) return { ready: false, reason: messages.shuttingDown() };
        return parts.broker.isUp || { ready: false, reason: messages.brokerLost() };
      };
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
  return startWorker(broker, pool, stores.tasks, stores.blobs, {
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

/** Accepted by an entry server → now; as true as the two hosts' clocks agree. */
function waitSinceAcceptance({ request }: StartedTask): Ns {
  // The pool hands back what the worker gave it.
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
  if (value === undefined) throw new OptionsError(`it is needed: ${form}`);
  return value;
}

/** Shorter ones would lapse in a pause of the garbage collector. */
function parseLease(text: string): Ns {
  const leaseNs = parseDuration(text);
  if (leaseNs < 500 * NS_PER_MS) throw new OptionsError(`"${text}" is shorter than 500ms`);
  return leaseNs;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
