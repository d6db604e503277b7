// bun bench: sweeps over numbers of concurrent clients, judges the staircase, writes the run's folder.
import { createCommand } from "../../../src/cli/command.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { flagName, namesOf, type Typed, withDefaults } from "../../../src/cli/options/flags.ts";
import { COMMANDS } from "../commands.ts";
import { fillFlags, readSweepSettings, SWEEP_FLAGS } from "./options.ts";
import { runSweepCommand } from "./run.ts";
import { say, textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { similarName } from "../options/similar-name.ts";
import type { Text } from "../../../src/units/text.ts";

const names = Object.keys(COMMANDS);
const { sweepHelp: help } = textsFor(processLanguage());

export const command = createCommand(
  "bun bench",
  { ...help, description: help.description(names) },
  SWEEP_FLAGS,
)
  .allowExcessArguments(true)
  .action(async (typed: Typed<typeof SWEEP_FLAGS>) => {
    const [unknown] = command.args;
    if (unknown !== undefined) throw new OptionsError(excessProblem(unknown, process.argv));
    const flags = fillFlags(typed);
    const settings = readSweepSettings(flags);
    process.exitCode = await runSweepCommand(settings, withDefaults(SWEEP_FLAGS, flags));
  });

/** A word that is no option's value: the value of a switch, or a command's name. */
function excessProblem(word: string, args: readonly string[]): Text {
  const before = args[args.lastIndexOf(word) - 1] ?? "";
  const isSwitch = namesOf(SWEEP_FLAGS).some(
    (name) => flagName(name) === before && SWEEP_FLAGS[name].kind === "switch",
  );
  return say(({ options }) =>
    isSwitch
      ? options.takesNoValue(before, word)
      : options.unknownCommand(word, similarName(word, names), names),
  );
}
