// bun run worker: takes tasks from the broker's queue and runs them on a pool of threads.
import { topologyOf } from "../broker/topology.ts";
import { stampMs } from "../execute/clock.ts";
import { createTaskPool, type StartedTask, type TaskPool } from "../pool/task-pool.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import { catalogueFor, type Messages, messagesFor, usageError } from "../messages/catalogue.ts";
import { reportReady } from "../protocol/ready-event.ts";
import { type Ns, NS_PER_MS, parseDuration } from "../units/duration.ts";
import { parseSize } from "../units/size.ts";
import { startSweeper } from "../worker/sweeper.ts";
import { startWorker, type Worker, type WorkerTask } from "../worker/worker.ts";
import { createCommand, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { choice, count, flag, readFlags, type Typed } from "./options/flags.ts";
import { WORK_FLAGS, workOf, workText } from "./options/work-flags.ts";
import { blobsBeside, closeStores, defaultName, readBroker, readTaskStore } from "./parts.ts";
import {
  adminFlags,
  type Member,
  type Parts,
  refuseLiveAlone,
  runMember,
} from "./server/member.ts";
import { createTaskLog, durationFields, LOG_KINDS, type TaskLog } from "./server/task-log.ts";

const SWEEP_EVERY_MS = 60 * 60_000;
const SWEPT_WHEN_OLDER_MS = 6 * 60 * 60_000;

const { commands } = catalogueFor(processLanguage());
const texts = commands.worker;

const FLAGS = {
  ...WORK_FLAGS,
  broker: flag("<url>", texts.broker, readBroker),
  store: flag("<url>", texts.store, readTaskStore),
  blobs: flag("<url>", texts.blobs),
  queue: flag("<name>", texts.queue, (name) => topologyOf(name).tasks, "tasks"),
  name: flag("<name>", commands.name),
  inlineLimit: flag("<size>", commands.inlineLimit, parseSize, "4KiB"),
  maxAttempts: flag("<n>", texts.maxAttempts, count(1, 1000), "3"),
  lease: flag("<duration>", texts.lease, parseLease, "30s"),
  ...adminFlags(texts),
  drainTimeout: flag("<duration>", commands.drainTimeout, parseDuration, "30s"),
  log: flag("<kind>", commands.log, choice(LOG_KINDS), "tasks"),
};

const command = createCommand("bun run worker", texts, FLAGS).action((typed) =>
  work(readOptions(typed)),
);

type WorkerOptions = ReturnType<typeof readOptions>;

function readOptions(typed: Typed<typeof FLAGS>) {
  const given = readFlags(FLAGS, typed);
  const { values } = given;
  const broker = given.check("broker", () => needed(typed.broker, "amqp://…"));
  const store = given.check("store", () => needed(typed.store, "postgres://…, sqlite:…"));
  const blobs = given.check("blobs", () => blobsBeside(store, typed.blobs));
  const taskWork = workOf(given);
  refuseLiveAlone(given);
  given.problems.throwIfAny();
  const { name = defaultName() } = values;
  const messages = messagesFor(processLanguage());
  const log = createTaskLog(values.log, messages, name, waitSinceAcceptance);
  const engines = { broker: broker ?? "", store: store ?? "", blobs: blobs ?? "" };
  return { ...values, ...engines, name, work: taskWork, messages, log };
}

async function work(options: WorkerOptions): Promise<void> {
  const { threads, name, queue, messages, log } = options;
  const words = workText(options.work, messages);
  await runMember(options, async (member) => {
    // A bad module is reported first. The threads warm up while the process waits for broker and stores.
    const pool = await openPool(member, options);
    const parts = await member.open();
    if (parts !== undefined) {
      // The broker can go away again; a signal to stop ends the wait for it.
      const worker = await Promise.race([consume(parts, pool, options), member.stopped]);
      if (worker !== undefined) {
        const fields = { threads, queue, work: words };
        log.say("ready", fields, messages.workerReady(name, threads, queue, words));
        member.readyWith = parts.broker;
        reportReady(process, null);
      }
      const stopSweeper = sweep(parts, messages, log);
      await member.stopped;
      stopSweeper();
      if (worker !== undefined) await drain(worker, pool, options);
      await parts.broker.close();
      await closeStores(parts.stores);
    }
    await pool.close();
    log.say("stopped", { done: pool.done }, messages.stopped(pool.done));
  });
}

async function openPool(member: Member, options: WorkerOptions): Promise<TaskPool> {
  const { threads, live, work: ofTask, messages, log } = options;
  // Its code is loaded only with --live.
  const watched = live ? (await import("./watch/member.ts")).watchPool(log.ofPool) : undefined;
  const handlers = watched?.handlers ?? log.ofPool;
  const pool = await createTaskPool({
    threads,
    maxQueue: threads,
    work: ofTask,
    taskTimeoutNs: options.taskTimeout,
    messages,
    ...handlers,
  });
  member.answerLive = watched?.answerWith(pool);
  return pool;
}

function consume(
  { broker, stores }: Parts,
  pool: TaskPool,
  options: WorkerOptions,
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
  worker: Worker,
  { running, waiting }: TaskPool,
  { drainTimeout, messages, log }: WorkerOptions,
): Promise<void> {
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

function needed(value: string | undefined, form: string): string {
  if (value === undefined) throw usageError(({ problems }) => problems.required(form));
  return value;
}

/** Shorter leases could lapse during a pause of the garbage collector. */
function parseLease(text: string): Ns {
  const leaseNs = parseDuration(text);
  if (leaseNs < 500 * NS_PER_MS) {
    throw usageError(({ problems }) => problems.tooShort(text, "500ms"));
  }
  return leaseNs;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
