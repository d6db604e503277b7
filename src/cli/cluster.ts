// bun run cluster: starts the whole topology on this machine, controls it and stops it.
import type { Command } from "commander";
import { ClusterError } from "../cluster/components/cluster-error.ts";
import {
  COMPONENT_NAMES,
  missingPackages,
  requirementsOf,
} from "../cluster/components/requirements.ts";
import { askCluster } from "../cluster/control.ts";
import { type ControlRequest, parseMember, parseScale } from "../cluster/control-protocol.ts";
import { findCluster } from "../cluster/registry.ts";
import { formatTable, statusForPrograms, workersOf } from "../cluster/status.ts";
import { catalogueFor, usageError } from "../messages/catalogue.ts";
import type { OptionsError } from "../units/options-error.ts";
import { terminalColumns, up, UP_FLAGS } from "./cluster/up.ts";
import { createCommand, runCommand } from "./command.ts";
import { processLanguage } from "./language.ts";
import { addFlags, flag, namesOf, onOff, readFlags, type Typed } from "./options/flags.ts";

const { commands, cluster: messages } = catalogueFor(processLanguage());
const texts = commands.cluster;

const DIR_FLAGS = { dir: flag("<folder>", texts.dirOfRunning) };
const STATUS_FLAGS = { ...DIR_FLAGS, json: onOff(texts.json) };

const command = createCommand("bun run cluster", texts, UP_FLAGS)
  .usage("[options] [command]")
  .enablePositionalOptions()
  .allowExcessArguments()
  .hook("preSubcommand", (_, action) => refuseStartFlags(action.name()))
  .action(async (typed: Typed<typeof UP_FLAGS>, { args }: Command) => {
    const [unknown] = args;
    if (unknown !== undefined) throw unknownCommand(unknown);
    await up(typed);
  });

/** A command for a running cluster takes its own flags, after its name. */
function refuseStartFlags(name: string): void {
  const given = readFlags(UP_FLAGS, command.opts());
  const { dir: _, ...others } = UP_FLAGS;
  given.refuseIdle(namesOf(others), (t) => t.problems.idleBefore(name));
  given.refuseIdle(["dir"], (t) => t.problems.writeAfter(name, "--dir"));
  given.problems.throwIfAny();
}

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
    if (packages.length > 0) throw new ClusterError((t) => t.install(packages));
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
  return usageError(({ problems }) => {
    if (other !== undefined) return problems.misnamedClusterCommand(name, other);
    return ["start", "up", "run"].includes(name)
      ? problems.startsWithoutCommand(name)
      : problems.unknownClusterCommand(name, known);
  });
}

/** Adds a subcommand that sends a request to the running cluster. */
function addAction(
  name: ControlRequest["command"],
  parse: (words: readonly string[]) => ControlRequest,
  argument?: readonly [term: string, description: string],
): void {
  const action: Command = command.command(name).description(texts[name]);
  if (argument !== undefined) action.argument(...argument);
  addFlags(action, name === "status" ? STATUS_FLAGS : DIR_FLAGS);
  action.action(async (...received: unknown[]) => {
    const words = argument === undefined ? [] : [received[0]].flat().map(String);
    await act(parse(words), received[argument === undefined ? 0 : 1] as Typed<typeof STATUS_FLAGS>);
  });
}

async function act(request: ControlRequest, flags: Typed<typeof STATUS_FLAGS>): Promise<void> {
  const { socket, others } = findCluster(flags.dir);
  if (others.length > 0) console.error(messages.severalRun(others));
  const status = await askCluster(socket, request, (text) => console.log(messages.of(text)));
  if (status === undefined) return;
  if (flags.json === true) {
    console.log(JSON.stringify(statusForPrograms(status), null, 2));
    return;
  }
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

if (import.meta.main) await runCommand(command, process.argv.slice(2));
