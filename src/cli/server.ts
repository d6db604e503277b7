// bun run server: the TCP task server in its local form, a pool of threads behind one port.
import { Option } from "commander";
import { createLocalExecute } from "../execute/local.ts";
import {
  createTaskPool,
  type EndedTask,
  type StartedTask,
  type TaskPool,
} from "../pool/task-pool.ts";
import type { Work } from "../pool/work.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import { type Messages, messagesFor } from "../protocol/messages.ts";
import type { TaskError, TaskRequest } from "../protocol/task.ts";
import { defaultMaxConnections } from "../server/connection-limit.ts";
import { createTaskServer, type TaskServer } from "../server/task-server.ts";
import { parseCount } from "../units/count.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { formatServiceTime, parseServiceTime } from "../units/service-time.ts";
import { parseSize } from "../units/size.ts";
import {
  CommandError,
  createCommand,
  parseChoice,
  readLanguage,
  readOptions,
  runCommand,
} from "./command.ts";
import { createLog, type Log } from "./log.ts";
import { EXIT_BY_SIGNAL, onStopSignals } from "./signals.ts";

/** How long replies that are ready may take to reach their clients once the pool has stopped. */
const FLUSH_NS: Ns = 2 * NS_PER_SECOND;

const WORK_KINDS = ["sleep", "spin", "hash"] as const;
const LOG_KINDS = ["tasks", "json", "off"] as const;

interface ServerOptions {
  readonly host: string;
  readonly port: string;
  readonly threads: string;
  readonly service: string;
  readonly work: string;
  readonly task?: string;
  readonly seed: string;
  readonly maxQueue: string;
  readonly maxLine: string;
  readonly maxConnections?: string;
  readonly noNewlineIdle: string;
  readonly lineTimeout: string;
  readonly drainTimeout: string;
  readonly log: string;
  readonly lang?: string;
}

const command = createCommand(
  "bun run server",
  "Listen for tasks on TCP, one a line, and run each on a thread of a pool.",
  [
    "bun run server                                 10 threads, 3 s a task, on 127.0.0.1:65432",
    "bun run server --threads 4 --service 250ms",
    "bun run server --service exp:300ms --seed 7    a distribution, the same draws each time",
    "bun run server --work spin --service 100ms     CPU work instead of sleep",
    "bun run server --task ./my-task.ts             your own module, run in the threads",
    "",
    'Then: bun run client "tarea", or: printf tarea | nc -N 127.0.0.1 65432',
    "Exit codes: 0 stopped by a signal and drained, 1 failed (port in use), 2 usage or a bad module.",
  ].join("\n"),
)
  .option("--host <host>", "address to listen on", "127.0.0.1")
  .option("--port <port>", "port to listen on; 0 takes a free one", "65432")
  .option("--threads <n>", "threads of the pool", "10")
  .option(
    "--service <time>",
    "time a task works: 3s, exp:300ms, uniform:100ms..500ms, lognormal:300ms,0.5",
    "3s",
  )
  .option("--work <kind>", "sleep, spin (CPU) or hash (SHA-256)", "sleep")
  .option("--task <file>", "a module whose default export runs each task, instead of --work")
  .option("--seed <n>", "seed of the service times of a distribution", "1")
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
  .option("--log <kind>", "tasks, json or off", "tasks")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(serve);

/** commander takes a flag that begins with --no- for the denial of another one; this one is not. */
function positive(option: Option): Option {
  option.negate = false;
  return option;
}

async function serve(options: ServerOptions): Promise<void> {
  const given = readOptions({
    port: () => parseCount(options.port, 0, 65535),
    threads: () => parseCount(options.threads, 1, 1000),
    service: () => parseServiceTime(options.service),
    work: () => parseChoice(options.work, WORK_KINDS),
    seed: () => parseCount(options.seed, 0, 2 ** 32 - 1),
    maxQueue: () => parseCount(options.maxQueue, 0, 10_000_000),
    maxLine: () => parseLineLimit(options.maxLine),
    maxConnections: () =>
      options.maxConnections === undefined
        ? defaultMaxConnections()
        : parseCount(options.maxConnections, 1, defaultMaxConnections()),
    noNewlineIdle: () => parseDuration(options.noNewlineIdle),
    lineTimeout: () => parseDuration(options.lineTimeout),
    drainTimeout: () => parseDuration(options.drainTimeout),
    log: () => parseChoice(options.log, LOG_KINDS),
    lang: () => readLanguage(options.lang),
  });
  const messages = messagesFor(given.lang);
  const work: Work =
    options.task === undefined
      ? { kind: given.work, service: given.service, seed: given.seed }
      : { kind: "task", modulePath: options.task };
  const events = createEvents(given.log, messages);

  const pool = await createTaskPool({
    threads: given.threads,
    maxQueue: given.maxQueue,
    work,
    messages,
    ...events.ofPool,
  });
  let server: TaskServer;
  try {
    server = createTaskServer(
      {
        hostname: options.host,
        port: given.port,
        maxLineBytes: given.maxLine,
        maxConnections: given.maxConnections,
        noNewlineIdleNs: given.noNewlineIdle,
        lineTimeoutNs: given.lineTimeout,
        messages,
        ...events.ofServer,
      },
      createLocalExecute(pool, messages),
    );
  } catch (error) {
    await pool.close();
    throw cannotListen(error, `${options.host}:${given.port}`, messages);
  }
  events.listening(server, given.threads, describeWork(work, messages));
  await stopOnSignal(server, pool, given.drainTimeout, events);
}

function parseLineLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes < 16 || bytes > 16 * 2 ** 20) throw new OptionsError(`"${text}" is not 16 to 16MiB`);
  return bytes;
}

function describeWork(work: Work, messages: Messages): string {
  return work.kind === "task"
    ? messages.workOfModule(work.modulePath)
    : messages.workOfService(formatServiceTime(work.service), work.kind);
}

function cannotListen(error: unknown, address: string, messages: Messages): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  const message =
    code === "EADDRINUSE"
      ? messages.portInUse(address)
      : messages.cannotListen(address, code || error.message);
  return new CommandError(message, undefined, { cause: error });
}

/** Runs until a signal has come and everything in hand is answered; a second signal ends the process at once. */
async function stopOnSignal(
  server: TaskServer,
  pool: TaskPool,
  drainTimeoutNs: Ns,
  events: Events,
): Promise<void> {
  const signals = Promise.withResolvers<void>();
  const forget = onStopSignals(
    () => signals.resolve(),
    (signal) => process.exit(EXIT_BY_SIGNAL[signal] ?? 1),
  );
  await signals.promise;
  server.stopAccepting();
  events.draining(pool, drainTimeoutNs);
  await pool.drain(drainTimeoutNs);
  await server.close(FLUSH_NS);
  await pool.close();
  events.stopped(pool);
  forget();
  await events.flush();
  // A user's task that is deep in native code would keep its thread, and so the process, alive until it returns.
  process.exit(0);
}

type Events = ReturnType<typeof createEvents>;

/** What happens, as log lines for people or as JSON for programs; that it listens and stops is said in any case. */
function createEvents(kind: (typeof LOG_KINDS)[number], messages: Messages) {
  const log = createLog(process.stdout, messages.logLinesDropped);
  const say = (event: string, fields: object, line: string): void =>
    log.line(kind === "json" ? JSON.stringify({ event, atMs: nowMs(), ...fields }) : line);
  return {
    ...taskEvents(kind, log, messages),
    listening(server: TaskServer, threads: number, work: string): void {
      const { hostname, port } = server;
      const address = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
      const fields = { hostname, port, threads, work };
      say("listening", fields, messages.listening(address, threads, work));
    },
    draining({ running, waiting }: TaskPool, limitNs: Ns): void {
      const fields = { running, waiting, limitMs: limitNs / NS_PER_MS };
      say("draining", fields, messages.draining(running, waiting, limitNs));
    },
    flush: () => log.flush(),
    stopped({ done }: TaskPool): void {
      say("stopped", { done }, messages.stopped(done));
    },
  };
}

/** The handlers of single tasks; none where nobody reads them, since telling costs the threads time. */
function taskEvents(kind: (typeof LOG_KINDS)[number], log: Log, messages: Messages) {
  if (kind === "off") return { ofPool: {}, ofServer: {} };
  const say = (event: string, fields: object, line: () => string): void =>
    log.line(kind === "json" ? JSON.stringify({ event, atMs: nowMs(), ...fields }) : line());
  return {
    ofPool: {
      onTaskStart({ thread, request, waitNs }: StartedTask): void {
        say("started", { thread, ...request, waitNs }, () =>
          messages.taskStarted(thread, escapeControls(request.task), waitNs),
        );
      },
      onTaskEnd({ thread, request, serviceNs, error }: EndedTask): void {
        const task = escapeControls(request.task);
        if (error === null) {
          say("ended", { thread, ...request, serviceNs }, () =>
            messages.taskEnded(thread ?? 0, task, serviceNs ?? 0),
          );
        } else {
          const fields = { thread, ...request, code: error.code, message: error.message };
          say("failed", fields, () =>
            messages.taskEndedBadly(thread ?? 0, task, escapeControls(error.message)),
          );
        }
      },
    },
    ofServer: {
      onRefused(request: TaskRequest | null, error: TaskError): void {
        const fields = { ...request, code: error.code, message: error.message };
        say("refused", fields, () =>
          messages.taskRefused(escapeControls(request?.task ?? ""), error.code, error.message),
        );
      },
    },
  };
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
