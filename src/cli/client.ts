// bun run client "tarea": sends tasks and prints their replies, or prints the record of a task.
import { createInterface } from "node:readline";
import { askTask } from "../client/task-client.ts";
import { catalogueFor, messagesFor, usageError } from "../messages/catalogue.ts";
import { formatReply } from "../protocol/reply.ts";
import { type Ns, parseDuration } from "../units/duration.ts";
import { call, type Calling, errorReplyText } from "./client/call.ts";
import { showResult, showStatus } from "./client/record.ts";
import { createCommand, EXIT_FAILED, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { flag, onOff, readFlags, type Typed, type Values } from "./options/flags.ts";
import { parseHost, parsePort } from "./options/host-and-port.ts";

/** Limit of open connections; further tasks (from stdin) wait. */
const MAX_CONNECTIONS = 1000;

const { client: texts } = catalogueFor(processLanguage()).commands;

const FLAGS = {
  host: flag("<host>", texts.host, parseHost, "127.0.0.1"),
  port: flag("<port>", texts.port, (typed) => parsePort(typed, 1), "65432"),
  timeout: flag("<duration>", texts.timeout, parseTimeout, "5m"),
  json: onOff(texts.json),
  id: flag("<id>", texts.id),
  retry: onOff(texts.retry),
  status: flag("<id>", texts.status),
  result: flag("<id>", texts.result),
};

type ClientOptions = Values<typeof FLAGS>;

const command = createCommand("bun run client", texts, FLAGS)
  .argument("[task...]", texts.tasks)
  .action(async (tasks: string[], typed: Typed<typeof FLAGS>) => {
    const { values, problems } = readFlags(FLAGS, typed);
    problems.throwIfAny();
    const exitCode = await run(tasks, values);
    await Promise.all([written(process.stdout), written(process.stderr)]);
    // A connect that has timed out here can't be cancelled: it would keep the process alive.
    process.exit(exitCode);
  });

/** Resolves when all output has left the process, or can't leave it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

async function run(tasks: readonly string[], options: ClientOptions): Promise<number> {
  const { host: hostname, port, timeout: timeoutNs, retry: isRetrying } = options;
  const messages = messagesFor(processLanguage());
  const calling: Calling = { address: { hostname, port }, timeoutNs, isRetrying, messages };
  const { id, status, result } = options;
  if (status === undefined && result === undefined) return await sendAll(tasks, options, calling);
  if (tasks.length > 0 || id !== undefined || (status !== undefined && result !== undefined)) {
    throw usageError(({ problems }) => problems.recordAlone());
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
    throw usageError(({ problems }) => problems.oneTaskForId());
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
  if (timeoutNs === 0) throw usageError(({ problems }) => problems.noTimeForReply(text));
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
  const { messages } = calling;
  if (options.json) process.stdout.write(`${line}\n`);
  else if (reply.status === "error") process.stdout.write(errorReplyText(reply, messages));
  else process.stdout.write(formatReply("plain", null, reply.reply, messages));
  return reply.status === "ok" ? 0 : EXIT_FAILED;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
