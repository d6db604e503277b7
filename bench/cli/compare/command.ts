// bun bench compare: two saved runs, or two loads that are run in turn, and what can be said of B against A.
import type { Command } from "commander";
import { createCommand } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { textsFor } from "../../messages/texts.ts";
import { type CompareFlags, readCompareSettings } from "./options.ts";
import { runCompareCommand } from "./run.ts";

export function createCompareCommand(): Command {
  const { compareHelp: help } = textsFor(processLanguage());
  return createCommand("bun bench compare", help.description, help.examples.join("\n"))
    .argument("[runs...]", help.runs)
    .option("--a <options>", help.a)
    .option("--b <options>", help.b)
    .option("--repeat <n>", help.repeat)
    .option("--tolerance <percent>", help.tolerance, "5%")
    .option("--allow-unknown", help.allowUnknown)
    .option("--format <kind>", help.format, "text")
    .option("-o, --out <folder>", help.out, "results")
    .option("--label <text>", help.label)
    .action(async (runs: string[], flags: CompareFlags) => {
      process.exitCode = await runCompareCommand(await readCompareSettings(runs, flags));
    });
}
