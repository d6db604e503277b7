// bun run client "tarea": sends tasks, prints their replies.
import { createInterface } from "node:readline";
import { type Address, askTask, ConnectionError } from "../client/task-client.ts";
import { escapeControls } from "../protocol/control-characters.ts";
import { type Messages, messagesFor } from "../protocol/messages.ts";
import { formatReply, type JsonReply } from "../protocol/reply.ts";
import { TaskError } from "../protocol/task.ts";
import { parseCount } from "../units/count.ts";
import { type Ns, parseDuration } from "../units/duration.ts";
import { OptionsError } from "../units/options-error.ts";
import { createCommand, EXIT_FAILED, readLanguage, readOptions, runCommand } from "./command.ts";

const EXIT_NO_CONNECTION = 4;
const EXIT_TIMEOUT = 5;

/** Connections open at once; further tasks (from stdin) wait for one of them to end. */
const MAX_CONNECTIONS = 1000;

interface ClientOptions {
  readonly host: string;
  readonly port: string;
  readonly timeout: string;
  readonly json: boolean;
  readonly id?: string;
  readonly lang?: string;
}

const command = createCommand(
  "bun run client",
  "Send tasks to a task server and print the replies as they come.",
  [
    'bun run client "Generar Informe Financiero"',
    'bun run client "tarea" "otra tarea"           two at once, each on its own connection',
    'bun run client --json --id 7f "tarea"         the reply as JSON, under an id of yours',
    "seq 25 | bun run client -                     a task a line, from standard input",
    "",
    "Exit codes: 0 all replies ok, 1 an error reply, 2 usage, 4 no connection, 5 time-out.",
  ].join("\n"),
)
  .argument("<task...>", "what to do; - reads tasks from standard input, one a line")
  .option("--host <host>", "where the server is", "127.0.0.1")
  .option("--port <port>", "its port", "65432")
  .option("--timeout <duration>", "how long to wait for each reply", "5m")
  .option("--json", "print replies as the JSON that came", false)
  .option("--id <id>", "idempotency key of the task (one task only)")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(async (tasks: string[], options: ClientOptions) => {
    process.exitCode = await sendAll(tasks, options);
  });

async function sendAll(tasks: readonly string[], options: ClientOptions): Promise<number> {
  const { port, timeout, lang } = readOptions({
    port: () => parseCount(options.port, 1, 65535),
    timeout: () => parseTimeout(options.timeout),
    lang: () => readLanguage(options.lang),
  });
  if (options.id !== undefined && (tasks.length > 1 || tasks[0] === "-")) {
    throw new OptionsError("--id names one task: give one task only");
  }
  const messages = messagesFor(lang);
  const address = { hostname: options.host, port };
  let exitCode = 0;
  const inFlight = new Set<Promise<void>>();
  for await (const task of allTasks(tasks)) {
    if (inFlight.size >= MAX_CONNECTIONS) await Promise.race(inFlight);
    const sending = sendOne(address, task, options, timeout, messages).then((code) => {
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

async function sendOne(
  address: Address,
  task: string,
  options: ClientOptions,
  timeoutNs: Ns,
  messages: Messages,
): Promise<number> {
  const id = options.id ?? Bun.randomUUIDv7();
  try {
    const { reply, line } = await askTask(address, { id, task }, timeoutNs);
    process.stdout.write(options.json ? `${line}\n` : describeReply(reply, messages));
    return reply.status === "ok" ? 0 : EXIT_FAILED;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const where = `${address.hostname}:${address.port}`;
    console.error(`error: ${describeFailure(error, where, timeoutNs, messages)}`);
    return exitCodeOf(error);
  }
}

function describeReply(reply: JsonReply, messages: Messages): string {
  const outcome = reply.status === "ok" ? reply.reply : new TaskError(reply.code, reply.message);
  return formatReply("plain", null, outcome, messages);
}

function describeFailure(
  error: ConnectionError,
  where: string,
  timeoutNs: Ns,
  messages: Messages,
): string {
  switch (error.code) {
    case "no-connection":
      return messages.cannotConnect(where, error.message);
    case "lost":
      return messages.connectionLost(where);
    case "timeout":
      return messages.replyTimedOut(where, timeoutNs);
    case "unreadable":
      return messages.unreadableReply(where, escapeControls(error.message.slice(0, 200)));
    default:
      return error.code satisfies never;
  }
}

function exitCodeOf(error: ConnectionError): number {
  if (error.code === "timeout") return EXIT_TIMEOUT;
  // A connection that broke before the reply is no connection that can be used.
  return error.code === "unreadable" ? EXIT_FAILED : EXIT_NO_CONNECTION;
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
