// bun run client "tarea": sends tasks and prints their replies, or prints the record of a task.
import { createInterface } from "node:readline";
import { askTask } from "../client/task-client.ts";
import { catalogueFor, type Messages, messagesFor, say } from "../messages/catalogue.ts";
import { formatReply, type JsonReply } from "../protocol/reply.ts";
import { type Ns, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { call, type Calling, describeError } from "./client/call.ts";
import { showResult, showStatus } from "./client/record.ts";
import { createCommand, EXIT_FAILED, readOptions, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { parseHost, parsePort } from "./host-and-port.ts";

/** Limit of open connections; further tasks (from stdin) wait. */
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
}

const { client: texts } = catalogueFor(processLanguage()).commands;

const command = createCommand("bun run client", texts.description, texts.examples.join("\n"))
  .argument("[task...]", texts.tasks)
  .option("--host <host>", texts.host, "127.0.0.1")
  .option("--port <port>", texts.port, "65432")
  .option("--timeout <duration>", texts.timeout, "5m")
  .option("--json", texts.json, false)
  .option("--id <id>", texts.id)
  .option("--retry", texts.retry, false)
  .option("--status <id>", texts.status)
  .option("--result <id>", texts.result)
  .action(async (tasks: string[], options: ClientOptions) => {
    const exitCode = await run(tasks, options);
    await Promise.all([written(process.stdout), written(process.stderr)]);
    // A connect that has timed out here can't be cancelled: it would keep the process alive.
    process.exit(exitCode);
  });

/** Resolves when all output has left the process, or can't leave it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

async function run(tasks: readonly string[], options: ClientOptions): Promise<number> {
  const given = readOptions({
    host: () => parseHost(options.host),
    port: () => parsePort(options.port, 1),
    timeout: () => parseTimeout(options.timeout),
  });
  const calling: Calling = {
    address: { hostname: given.host, port: given.port },
    timeoutNs: given.timeout,
    isRetrying: options.retry,
    messages: messagesFor(processLanguage()),
  };
  const { id, status, result } = options;
  if (status === undefined && result === undefined) return await sendAll(tasks, options, calling);
  if (tasks.length > 0 || id !== undefined || (status !== undefined && result !== undefined)) {
    throw new OptionsError(say(({ problems }) => problems.recordAlone()));
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
    throw new OptionsError(say(({ problems }) => problems.oneTaskForId()));
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
  if (timeoutNs === 0) throw new OptionsError(say(({ problems }) => problems.noTimeForReply(text)));
  return timeoutNs;
}

async function* allTasks(tasks: readonly string[]): AsyncGenerator<string> {
  for (const task of tasks) {
    if (task !== "-") yield task;
    // Empty lines are not tasks.
    else for await (const line of createInterface(process.stdin)) if (line !== "") yield line;
  }
}

async function sendOne(task: string, options: ClientOptions, calling: Calling): Promise<number> {
  // All tries have the same id: the task is sent several times and has one result.
  const id = options.id ?? Bun.randomUUIDv7();
  const called = await call(calling, (address, limits) => askTask(address, { id, task }, limits));
  if ("exitCode" in called) return called.exitCode;
  const { reply, line } = called;
  process.stdout.write(options.json ? `${line}\n` : describeReply(reply, calling.messages));
  return reply.status === "ok" ? 0 : EXIT_FAILED;
}

function describeReply(reply: JsonReply, messages: Messages): string {
  return reply.status === "ok"
    ? formatReply("plain", null, reply.reply, messages)
    : describeError(reply, messages);
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
