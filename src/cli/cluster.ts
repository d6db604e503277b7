// bun run cluster: the whole topology on this machine, up, acted upon and down.
import { type Command, Option } from "commander";
import {
  COMPONENT_NAMES,
  missingPackages,
  requirementsOf,
} from "../cluster/components/requirements.ts";
import { askCluster } from "../cluster/control.ts";
import { type ControlRequest, parseMember, parseScale } from "../cluster/control-protocol.ts";
import { type ClusterMessages, clusterMessagesFor } from "../messages/catalogue.ts";
import { findCluster } from "../cluster/registry.ts";
import { formatTable, workersOf } from "../cluster/table.ts";
import { refusing, up } from "./cluster-up.ts";
import { addDashboardOptions } from "./open-dashboard.ts";
import { CommandError, createCommand, readLanguage, readOptions, runCommand } from "./command.ts";

interface ActOptions {
  readonly dir?: string;
  readonly json?: boolean;
  readonly lang?: string;
}

const command = createCommand(
  "bun run cluster",
  "Bring up the whole topology on this machine: a balancer, entry servers, RabbitMQ, workers, PostgreSQL, S3.",
  [
    "bun run cluster                                2 entry servers, 3 workers of 10 threads, on 127.0.0.1:65432",
    "bun run cluster --workers 5 --service 500ms",
    "bun run cluster --dashboard                    and a page that shows it live, on http://127.0.0.1:8080",
    "bun run cluster --dir ./data                   kept: the next start finds its tasks and results",
    "bun run cluster --use postgres=postgres://user:secret@db/tasks",
    "",
    "On one that runs, from another terminal:",
    "bun run cluster status",
    "bun run cluster scale workers=5                or entries=3",
    "bun run cluster kill worker 2                  as a fault would: it is started again",
    "bun run cluster drain entry 1",
    "bun run cluster down",
    "",
    "bun run cluster doctor                         what has to be installed, and what is missing",
    "",
    "Exit codes: 0 went down as asked, 1 failed or refused, 2 usage.",
  ].join("\n"),
)
  .usage("[options] [command]")
  .enablePositionalOptions()
  .option("--entries <n>", "entry servers", "2")
  .option("--workers <n>", "workers", "3")
  .option("--threads <n>", "threads of each worker", "10")
  .option("--service <time>", "time a task works: 3s, exp:300ms, …", "3s")
  .option("--work <kind>", "sleep, spin (CPU) or hash (SHA-256)", "sleep")
  .option("--task <file>", "a module whose default export runs each task, instead of --work")
  .option("--seed <n>", "seed of the service times of a distribution", "1")
  .option("--inline-limit <size>", "largest result kept in its row; larger ones go to S3", "4KiB")
  .option("--balancer <name>", "haproxy or nginx", "haproxy")
  .option("--port <port>", "port for clients; 0 takes a free one", "65432")
  .option("--queue <name>", "queue of the tasks", "tasks")
  .option("--dir <folder>", "folder of the data, kept (default: a temporary one)")
  .addOption(
    new Option("--use <engine=url>", "an engine that runs already: amqp=, postgres= or s3=")
      .argParser((value: string, before: string[]) => [...before, value])
      .default([], "all started here"),
  )
  .option("--drain-timeout <duration>", "time for tasks in hand when it goes down", "30s")
  .option("--log <kind>", "tasks, json or off", "tasks")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(up);
addDashboardOptions(command);

addAction("status", "what runs where", () => ({ command: "status" }));
addAction("scale", "workers=N or entries=N", ([text = ""]) => parseScale(text), "<what>");
addAction(
  "kill",
  "SIGKILL a member, such as: worker 2, entry 1, rabbitmq, postgres, s3, balancer",
  (words) => ({ command: "kill", name: parseMember(words) }),
  "<member...>",
);
addAction(
  "drain",
  "take an entry server out without cutting anyone off, such as: entry 1",
  (words) => ({ command: "drain", name: parseMember(words) }),
  "<member...>",
);
addAction("down", "end it all, in order", () => ({ command: "down" }));

command
  .command("doctor")
  .description("what has to be installed, and what is missing")
  .option("--lang <language>", "en or es (default: the locale's)")
  .action(({ lang }: ActOptions) => {
    const messages = clusterMessagesFor(readLanguage(lang));
    const requirements = requirementsOf(COMPONENT_NAMES);
    for (const { component, program, packageName, path } of requirements) {
      const where = path ?? messages.missingProgram(packageName);
      console.log(`${path === undefined ? "✗" : "✓"} ${component}: ${program} – ${where}`);
    }
    const packages = missingPackages(COMPONENT_NAMES);
    if (packages.length > 0) throw new CommandError(messages.install(packages));
  });

/** A subcommand that asks the running cluster for something. */
function addAction(
  name: ControlRequest["command"],
  description: string,
  parse: (words: readonly string[]) => ControlRequest,
  args = "",
): void {
  const action: Command = command.command(`${name} ${args}`).description(description);
  action
    .option("--dir <folder>", "of the cluster meant (default: the newest that runs)")
    .option("--lang <language>", "en or es (default: the locale's)");
  if (name === "status") action.option("--json", "as JSON", false);
  action.action(async (...received: unknown[]) => {
    const words = args === "" ? [] : [received[0]].flat().map(String);
    const options = received[args === "" ? 0 : 1] as ActOptions;
    const { lang } = readOptions({ lang: () => readLanguage(options.lang) });
    await act(parse(words), options, clusterMessagesFor(lang));
  });
}

async function act(
  request: ControlRequest,
  options: ActOptions,
  messages: ClusterMessages,
): Promise<void> {
  await refusing(async () => {
    const { socket, others } = findCluster(options.dir, messages);
    if (others.length > 0) console.error(messages.severalRun(others));
    const say = (line: string): void => console.log(line);
    const status = await askCluster(socket, request, say, messages);
    if (status === undefined) return;
    if (options.json === true) console.log(JSON.stringify(status, null, 2));
    else {
      const { hostname, port, folder, isKept } = status;
      console.log(formatTable(status, messages));
      console.log(
        messages.address(`${hostname}:${port}`, workersOf(status.members), status.threads),
      );
      console.log(messages.folder(folder, isKept));
    }
  });
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
