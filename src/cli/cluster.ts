// bun run cluster: starts the whole topology on this machine, controls it and stops it.
import { type Command, Option } from "commander";
import {
  COMPONENT_NAMES,
  missingPackages,
  requirementsOf,
} from "../cluster/components/requirements.ts";
import { askCluster } from "../cluster/control.ts";
import { type ControlRequest, parseMember, parseScale } from "../cluster/control-protocol.ts";
import { findCluster } from "../cluster/registry.ts";
import { formatTable, statusForPrograms, workersOf } from "../cluster/status.ts";
import { catalogueFor, say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { refusing, terminalColumns, up, type UpOptions } from "./cluster/up.ts";
import { CommandError, createCommand, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { addDashboardOptions } from "./open-dashboard.ts";

interface ActOptions {
  readonly dir?: string;
  readonly json?: boolean;
}

const { commands, cluster: messages } = catalogueFor(processLanguage());
const texts = commands.cluster;

const command = createCommand("bun run cluster", texts.description, texts.examples.join("\n"))
  .usage("[options] [command]")
  .enablePositionalOptions()
  .allowExcessArguments()
  .option("--entries <n>", texts.entries, "2")
  .option("--workers <n>", texts.workers, "3")
  .option("--threads <n>", texts.threads, "10")
  .option("--service <time>", texts.service, "3s")
  .option("--work <kind>", commands.work, "sleep")
  .option("--task <file>", commands.task)
  .option("--seed <n>", commands.seed, "1")
  .option("--inline-limit <size>", texts.inlineLimit, "4KiB")
  .option("--balancer <name>", texts.balancer, "haproxy")
  .option("--port <port>", texts.port, "65432")
  .option("--queue <name>", texts.queue, "tasks")
  .option("--dir <folder>", texts.dir)
  .addOption(
    new Option("--use <engine=url>", texts.use)
      .argParser((value: string, before: string[]) => [...before, value])
      .default([]),
  )
  .option("--drain-timeout <duration>", texts.drainTimeout, "30s")
  .option("--log <kind>", commands.log, "tasks")
  .action(async (options: UpOptions, { args }: Command) => {
    const [unknown] = args;
    if (unknown !== undefined) throw unknownCommand(unknown);
    await up(options);
  });
addDashboardOptions(command);

addAction("status", () => ({ command: "status" }));
addAction("scale", ([text = ""]) => parseScale(text), ["<what>", texts.scaleWhat]);
addAction("kill", (words) => ({ command: "kill", name: parseMember(words) }), [
  "<member...>",
  texts.killMember,
]);
addAction("drain", (words) => ({ command: "drain", name: parseMember(words) }), [
  "<member...>",
  texts.drainMember,
]);
addAction("down", () => ({ command: "down" }));

command
  .command("doctor")
  .description(texts.doctor)
  .action(() => {
    const requirements = requirementsOf(COMPONENT_NAMES);
    for (const { component, program, packageName, path } of requirements) {
      const where = path ?? messages.missingProgram(packageName);
      console.log(`${path === undefined ? "✗" : "✓"} ${component}: ${program} – ${where}`);
    }
    const packages = missingPackages(COMPONENT_NAMES);
    if (packages.length > 0) throw new CommandError(say((t) => t.cluster.install(packages)));
  });

/** Names of these commands in other tools. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ...["stop", "halt", "end", "quit", "exit", "shutdown", "destroy"].map(
    (name) => [name, "down"] as const,
  ),
  ...["ps", "ls", "list", "show", "info"].map((name) => [name, "status"] as const),
  ...["restart", "crash"].map((name) => [name, "kill"] as const),
  ["remove", "drain"],
  ["add", "scale"],
  ["check", "doctor"],
]);

function unknownCommand(name: string): OptionsError {
  const known = command.commands.map((each) => each.name());
  const other = OTHER_NAMES.get(name);
  return new OptionsError(
    say(({ problems }) => {
      if (other !== undefined) return problems.misnamedClusterCommand(name, other);
      return ["start", "up", "run"].includes(name)
        ? problems.startsWithoutCommand(name)
        : problems.unknownClusterCommand(name, known);
    }),
  );
}

/** Adds a subcommand that sends a request to the running cluster. */
function addAction(
  name: ControlRequest["command"],
  parse: (words: readonly string[]) => ControlRequest,
  argument?: readonly [term: string, description: string],
): void {
  const action: Command = command.command(name).description(texts[name]);
  if (argument !== undefined) action.argument(...argument);
  action.option("--dir <folder>", texts.dirOfRunning);
  if (name === "status") action.option("--json", texts.json, false);
  action.action(async (...received: unknown[]) => {
    const words = argument === undefined ? [] : [received[0]].flat().map(String);
    await act(parse(words), received[argument === undefined ? 0 : 1] as ActOptions);
  });
}

async function act(request: ControlRequest, options: ActOptions): Promise<void> {
  await refusing(async () => {
    const { socket, others } = findCluster(options.dir);
    if (others.length > 0) console.error(messages.severalRun(others));
    const status = await askCluster(socket, request, (text) => console.log(messages.of(text)));
    if (status === undefined) return;
    if (options.json === true) console.log(JSON.stringify(statusForPrograms(status), null, 2));
    else {
      const { hostname, port, folder, isKept, members, threads } = status;
      const columns = terminalColumns();
      console.log(formatTable(status, messages, columns));
      for (const line of [
        messages.address(`${hostname}:${port}`, workersOf(members), threads),
        messages.folder(folder, isKept),
      ]) {
        console.log(Bun.wrapAnsi(line, columns));
      }
    }
  });
}

if (import.meta.main) await runCommand(command, process.argv.slice(2));
