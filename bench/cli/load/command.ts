// bun bench load: the command line of the load generator; what its flags mean is read in options.ts.
import type { Command } from "commander";
import { compilePlan } from "../../generate/plan/compile-plan.ts";
import { textsFor } from "../../messages/texts.ts";
import { createCommand } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { flag } from "../../../src/cli/options/flags.ts";
import { LOAD_FLAGS, type LoadFlags } from "./flags.ts";
import { type LoadSettings, readLoadSettings } from "./options.ts";
import { readScenario } from "./scenario.ts";

const { loadHelp: help } = textsFor(processLanguage());

type TypedFlags = LoadFlags & { readonly scenario?: string };

/** `run` makes the load and returns the exit code. All of its plan has been checked before. */
export function createLoadCommand(
  run: (settings: LoadSettings, flags: LoadFlags) => Promise<number>,
): Command {
  const flags = { scenario: flag("<file>", help.scenario), ...LOAD_FLAGS };
  return createCommand("bun bench load", help, flags)
    .argument("[target]", help.target)
    .action(async (target: string | undefined, typed: TypedFlags) => {
      const scenario = typed.scenario === undefined ? undefined : readScenario(typed.scenario);
      const settings = readLoadSettings(target, typed, scenario);
      // What a generator makes of a plan is made once here, so that no process starts for one that can't be used.
      await compilePlan(settings.plan);
      process.exitCode = await run(settings, typed);
    });
}
