// bun run client "tarea": sends tasks, prints their replies; or asks what became of one.
import { createInterface } from "node:readline";
import { askTask } from "../client/task-client.ts";
import { type Messages, messagesFor } from "../messages/catalogue.ts";
import { formatReply, type JsonReply } from "../protocol/reply.ts";
import { type Ns, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { call, type Calling, describeError } from "./client-call.ts";
import { showResult, showStatus } from "./client-record.ts";
import { createCommand, EXIT_FAILED, readLanguage, readOptions, runCommand } from "./command.ts";
import { parseHost, parsePort } from "./host-and-port.ts";

/** Connections open at once; further tasks (from stdin) wait for one of them to end. */
const MAX_CONNECTIONS = 1000;

interface ClientOptions {
  readonly host: string;
  readonly port: string;
  readonly timeout: string;
  readonly json: boolean;
  readonly id?: string;
  readonly status?: string;
  readonly result?: string;
  readonly retry: boolean;
  readonly lang?: string;
}

const command = createCommand(
  "bun run client",
  "Send tasks to a task server and print the replies as they come.",
  [
    'bun run client "Generar Informe Financiero"',
    'bun run client "tarea" "otra tarea"           two at once, each on its own connection',
    'bun run client --json --id 7f "tarea"         the reply as JSON, under an id of yours',
    'bun run client --retry --id 7f "tarea"        asks again until there is an answer',
    "bun run client --status 7f                    what became of it, where a server keeps records",
    "bun run client --result 7f                    just its result",
    "seq 25 | bun run client -                     a task a line, from standard input",
    "",
    "Exit codes: 0 all replies ok, 1 an error reply or no result yet, 2 usage, 4 no connection, 5 time-out.",
  ].join("\n"),
)
  .argument("[task...]", "what to do; - reads tasks from standard input, one a line")
  .option("--host <host>", "where the server is", "127.0.0.1")
  .option("--port <port>", "its port", "65432")
  .option("--timeout <duration>", "how long to wait for each reply, all tries together", "5m")
  .option("--json", "print replies as the JSON that came", false)
  .option("--id <id>", "idempotency key of the task (one task only)")
  .option("--retry", "ask again, under the same id, when the server is away or is stopping", false)
  .option("--status <id>", "print the record of a task instead of sending one")
  .option("--result <id>", "print the result of a task instead of sending one")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(async (tasks: string[], options: ClientOptions) => {
    const exitCode = await run(tasks, options);
    await Promise.all([written(process.stdout), written(process.stderr)]);
    // A connect that was given up can't be cancelled, and would keep the process until the system gives it up too.
    process.exit(exitCode);
  });

/** Resolves once all that was printed has left the process, or can't any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

async function run(tasks: readonly string[], options: ClientOptions): Promise<number> {
  const given = readOptions({
    host: () => parseHost(options.host),
    port: () => parsePort(options.port, 1),
    timeout: () => parseTimeout(options.timeout),
    lang: () => readLanguage(options.lang),
  });
  const calling: Calling = {
    address: { hostname: given.host, port: given.port },
    timeoutNs: given.timeout,
    isRetrying: options.retry,
    messages: messagesFor(given.lang),
  };
  const { id, status, result } = options;
  if (status === undefined && result === undefined) return await sendAll(tasks, options, calling);
  if (tasks.length > 0 || id !== undefined || (status !== undefined && result !== undefined)) {
    throw new OptionsError("--status and --result go alone: no task, no --id, one of the two");
  }
  return status !== undefined
    ? await showStatus(calling, status, options.json)
    : await showResult(calling, result ?? "", options.json);
}

async function sendAll(
  tasks: readonly string[],
  options: ClientOptions,
  calling: Calling,
): Promise<number> {
  if (tasks.length === 0) {
    command.error("error: missing required argument 'task'", { code: "commander.missingArgument" });
  }
  if (options.id !== undefined && (tasks.length > 1 || tasks[0] === "-")) {
    throw new OptionsError("--id names one task: give one task only");
  }
  let exitCode = 0;
  const inFlight = new Set<Promise<void>>();
  for await (const task of allTasks(tasks)) {
    if (inFlight.size >= MAX_CONNECTIONS) await Promise.race(inFlight);
    const sending = sendOne(task, options, calling).then((code) => {
      exitCode = Math.max(exitCode, code);
      inFlight.delete(sending);
    });
    inFlight.add(sending);
  }
  await Promise.all(inFlight);
  return exitCode;
}

function parseTimeout(text: string): Ns {
  const timeoutNs = parseDuration(text);
  if (timeoutNs === 0) throw new OptionsError(`"${text}" leaves no time for a reply`);
  return timeoutNs;
}

async function* allTasks(tasks: readonly string[]): AsyncGenerator<string> {
  for (const task of tasks) {
    if (task !== "-") yield task;
    // Empty lines are no tasks: a file's last one, or a gap that a person left.
    else for await (const line of createInterface(process.stdin)) if (line !== "") yield line;
  }
}

async function sendOne(task: string, options: ClientOptions, calling: Calling): Promise<number> {
  // One id for all tries: however often the task is sent, it has one result.
  const id = options.id ?? Bun.randomUUIDv7();
  const called = await call(calling, (address, limits) => askTask(address, { id, task }, limits));
  if ("exitCode" in called) return called.exitCode;
  const { reply, line } = called.answer;
  process.stdout.write(options.json ? `${line}\n` : describeReply(reply, calling.messages));
  return reply.status === "ok" ? 0 : EXIT_FAILED;
}

function describeReply(reply: JsonReply, messages: Messages): string {
  return reply.status === "ok"
    ? formatReply("plain", null, reply.reply, messages)
    : describeError(reply, messages);
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
