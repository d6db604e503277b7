// bun bench: sweeps over numbers of concurrent clients, judges the staircase, writes the run's folder.
import type { Command } from "commander";
import { createCommand } from "../../../src/cli/command.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { fillFlags, readSweepSettings, type SweepFlags } from "./options.ts";
import { runSweepCommand } from "./run.ts";
import { say, textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { similarName } from "../options/similar-name.ts";
import type { Text } from "../../../src/units/text.ts";

const COMMANDS = [
  "load",
  "compare",
  "report",
  "open",
  "list",
  "queue",
  "peers",
  "selftest",
  "micro",
] as const;

/** Options without a value, which one may be given by mistake. */
const SWITCHES: readonly string[] = [
  "--quick",
  "--ui",
  "--strict",
  "--allow-unknown",
  "--allow-errors",
];

export function createSweepCommand(): Command {
  const { sweepHelp: help } = textsFor(processLanguage());
  const command = createCommand("bun bench", help.description(COMMANDS), help.examples.join("\n"));
  return command
    .option("--levels <list>", help.levels)
    .option("--service <time>", help.service)
    .option("--threads <n>", help.threads, "10")
    .option("--work <kind>", help.work, "sleep")
    .option("--task <file>", help.task)
    .option("--lanes <n>", help.lanes, "auto")
    .option("--repeat <n>", help.repeat, "1")
    .option("--max-time <duration>", help.maxTime)
    .option("--timeout <duration>", help.timeout)
    .option("--target <url>", help.target)
    .option("--topology <kind>", help.topology)
    .option("--workers <n>", help.workers)
    .option("--entries <n>", help.entries)
    .option("--balancer <name>", help.balancer)
    .option("--quick", help.quick, false)
    .option("--ui", help.ui, false)
    .option("--ui-port <port>", help.uiPort, "8080")
    .option("-o, --out <folder>", help.out, "results")
    .option("--label <text>", help.label)
    .option("--seed <n>", help.seed, "1")
    .option("--max-overhead <duration>", help.maxOverhead)
    .option("--max-step-overhead <duration>", help.maxStepOverhead)
    .option("--max-service-error <duration>", help.maxServiceError)
    .option("--format <kind>", help.format, "text")
    .option("--strict", help.strict, false)
    .option("--allow-unknown", help.allowUnknown, false)
    .option("--allow-errors", help.allowErrors, false)
    .allowExcessArguments(true)
    .action(async (flags: SweepFlags) => {
      const [unknown] = command.args;
      if (unknown !== undefined) throw new OptionsError(excessProblem(unknown, process.argv));
      const filled = fillFlags(flags);
      process.exitCode = await runSweepCommand(readSweepSettings(filled), filled);
    });
}

/** A word that is no option's value: the value of a switch, or a command's name. */
function excessProblem(word: string, args: readonly string[]): Text {
  const before = args[args.lastIndexOf(word) - 1] ?? "";
  return say(({ options }) =>
    SWITCHES.includes(before)
      ? options.takesNoValue(before, word)
      : options.unknownCommand(word, similarName(word, COMMANDS), COMMANDS),
  );
}
