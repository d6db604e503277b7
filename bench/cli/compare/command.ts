// bun bench compare: two saved runs, or two loads that are run in turn, and what can be said of B against A.
import { createCommand } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { textsFor } from "../../messages/texts.ts";
import { COMPARE_FLAGS, type CompareFlags, readCompareSettings } from "./options.ts";
import { runCompareCommand } from "./run.ts";

const { compareHelp: help } = textsFor(processLanguage());

export const command = createCommand("bun bench compare", help, COMPARE_FLAGS)
  .argument("[runs...]", help.runs)
  .action(async (runs: string[], flags: CompareFlags) => {
    process.exitCode = await runCompareCommand(await readCompareSettings(runs, flags));
  });
